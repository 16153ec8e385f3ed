"""The type of a progress callback: whoever runs a long step passes one, and shows its lines or drops them."""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Receives one line of text when a step begins or has news."""
