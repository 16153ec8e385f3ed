"""What is said of a small question, one file a kind of claim, held against `benchmarks.plain`."""
