"""A country: its cities and the corridors between them, one budget shared over both with a proof, every part planned with its share."""
