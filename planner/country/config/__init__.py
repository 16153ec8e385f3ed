"""The configuration of a country: cities, roads, one budget; a file for each table."""
