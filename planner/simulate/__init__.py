"""Discrete-event simulation of a plan: drivers arrive by the hour, choose, queue, charge or leave. It shares nothing with the model."""
