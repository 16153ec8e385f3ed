"""OpenStreetMap data: conversion of its tags to roads, sites, stations and land."""
