"""Which sites each zone can reach."""
