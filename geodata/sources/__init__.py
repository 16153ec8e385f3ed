"""One file for each origin of data; sources do not know each other."""
