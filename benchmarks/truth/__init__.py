"""What the planner predicts beside what was measured in real cities, row by row: `python -m benchmarks truth`."""
