"""OpenStreetMap's vocabulary: how its tags become roads, sites, stations and ground."""
