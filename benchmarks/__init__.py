"""How fast and how good: cases that anyone can run again with `python -m benchmarks`."""
