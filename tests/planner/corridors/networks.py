"""Small corridor questions, whose every draw hypothesis makes and so makes simpler where one fails."""

from hypothesis import strategies as st

from benchmarks.small_roads import drawn_roads


def questions():
    """The questions that are drawn from a seed for `python -m benchmarks certificates`."""
    return st.randoms(use_true_random=False).map(drawn_roads)
