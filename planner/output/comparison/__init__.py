"""`comparison.html`, `.csv` and `.json`: plans for several mixes side by side, and one folder for each."""

from planner.output.comparison.writer import write_comparison

__all__ = ["write_comparison"]
