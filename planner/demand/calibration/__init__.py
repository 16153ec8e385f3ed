"""Calibration by metered sessions: figures of a session, places and occasions, with what was replaced and how well it fits."""
