"""Main roads between towns: a network of nodes and edges from tables, lines or OpenStreetMap, its faults, its corrections, and the towns on it."""
