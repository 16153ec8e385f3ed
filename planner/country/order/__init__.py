"""The order in which stations on roads are built."""
