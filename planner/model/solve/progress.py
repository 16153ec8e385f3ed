"""What people are told while the solver works."""

import math
from collections.abc import Callable

from planner.model.exact.objectives import OBJECTIVES
from planner.plan import Sense, gap_of

Say = Callable[[str], None]
UNITS = {"energy": "kWh-worth a day", "cost": "USD a year", "distance": "kWh-seconds of drive a day"}
"""Of the objectives, for people who watch the solver."""
MEANINGS = {
    "energy": "each kWh served counts by its worth to the driver, 1 at the door and less after a longer drive",
    "cost": "what building and running it costs",
    "distance": "each kWh counts the seconds of drive to its charger",
}
"""Of the units."""


def foretold(objective: str, gap: float, time_limit_s: float) -> str:
    """Say once, before the first figures, what they count and when the search will end."""
    return (
        f"plans are counted in {UNITS[objective]}: {MEANINGS[objective]}; the search ends at a proven gap of {100 * gap:g}%, "
        f"after {time_limit_s:,g} s or at Ctrl-C, and keeps the best plan"
    )


def progress(say: Say, known: float, objective: str) -> Callable[[float, float], None]:
    """Tell of the solver's way; `known` is a bound that was proven before."""
    sense, unit = OBJECTIVES[objective].sense, UNITS[objective]
    side = "above" if sense is Sense.MAX else "below"

    def tell(incumbent: float, bound: float) -> None:
        best, limit = sense.sign * incumbent, sense.tightest(sense.sign * bound, known)
        if not math.isfinite(best) and math.isfinite(limit):
            say(f"no plan yet, and none {side} {limit:,.0f} {unit}")
        elif math.isfinite(best) and math.isfinite(limit) and limit:
            gap = 0.0 if sense.better(best, limit) else gap_of(best, limit)
            say(f"best plan {best:,.0f}, no plan {side} {limit:,.0f} {unit}, gap {gap:.2%}")

    return tell
