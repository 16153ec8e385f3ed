"""Siting questions by plain figures, and what is true of them by reckoning that shares no code with the model."""
