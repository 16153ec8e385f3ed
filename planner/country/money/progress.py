"""The progress of a search for one of several sums of money."""

from planner.support.progress import Progress, about
from planner.support.speech import _


def with_sum(say: Progress, usd: float, at: int, count: int) -> Progress:
    """Say of which sum the lines of a search are."""
    return lambda text: say(
        about(_("{usd:money}, sum {at} of {count}: {text}", usd=usd, at=at, count=count, text=text), text)
    )
