"""Facts about a city: roads, zones, stations, candidate sites, fleet and spare power.

This package never knows that planning exists; `planner` builds on it.
"""
