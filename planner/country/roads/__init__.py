"""The roads of a planned country: the main ones by name, the stations on them, and the gaps between these."""
