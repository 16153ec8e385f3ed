"""The configuration of a country: cities, main roads, towns, trips, one budget; a file for each table."""
