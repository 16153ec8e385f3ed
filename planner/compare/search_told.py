"""What a search over several worlds says beside its own lines: what these count, and what came of it in shares, as the results have it."""

from planner.support.progress import Progress, measured
from planner.support.speech import _


def say_unit(say: Progress) -> None:
    """Say what the figures are that the search tells."""
    say(
        _(
            "kWh that this search tells are of several worlds together: what would be served if each kept the share of its best plan that the worst one keeps"
        )
    )


def say_found(say: Progress, value: float, bound: float) -> None:
    """Say what the plan loses at worst, and what none is proven to lose less than: the last line of a search may be older than its plan."""
    lost, least = max(0.0, 1.0 - value), max(0.0, 1.0 - bound)
    said = _(
        "found: it loses {lost:.2%_most} at worst, and no plan that keeps the same rules in every world loses less than {least:.2%_least}, as proven",
        lost=lost,
        least=least,
    )
    say(
        measured(said, value, bound, (bound - value) / bound if bound > 0 else 0.0, "share of the best plan of a world")
    )
