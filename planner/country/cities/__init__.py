"""Cities of a country: which are asked for, how they are read, and what each makes of every sum of money."""
