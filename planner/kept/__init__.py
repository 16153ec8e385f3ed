"""Gathered cities and worked-out questions, kept on disk by content."""
