"""Decisions about a city's charging network: demand, access, the siting model, its judge and its outputs."""
