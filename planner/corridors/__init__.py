"""Chargers along the roads between towns: places, trips and rules as one question, its model, its solver and its plans."""
