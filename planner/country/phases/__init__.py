"""Phases of building: each holds what the one before it built."""
