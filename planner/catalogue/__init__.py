"""Charger types with prices, vehicle classes, mixes of ports, and the facts and norms that fill gaps."""
