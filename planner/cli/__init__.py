"""The command line `evplan`: people's end of the planner, no logic of its own."""

from planner.cli.app import main

__all__ = ["main"]
