"""The command line `evplan`: options, progress and printed results; no logic of its own."""

from planner.cli.app import main

__all__ = ["main"]
