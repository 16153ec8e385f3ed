"""Files of a planned country, all written from one `Country`."""
