"""What is proven of the plan of a country for all worlds, in words."""

from planner.country.world_play import Hedge
from planner.support.speech import _, joined

LEAST_TOLD = 5e-4
"""A smaller share is told as none."""


def hedge_words(hedge: Hedge | None) -> str:
    """What the hedged plan loses at most, what every plan loses at least, and how far that is open."""
    if hedge is None:
        return _(
            "None of the plans that are known keeps what is promised in all of these worlds at once, so that there is no hedged one."
        )
    if hedge.regret < LEAST_TOLD:
        return _("The hedged plan loses next to nothing, whichever of them comes.")
    if hedge.least < LEAST_TOLD:
        return _(
            "The hedged plan loses {regret:percent1_most} at most, whichever of them comes; how much less another plan could lose is not proven.",
            regret=hedge.regret,
        )
    said = _(
        "The hedged plan loses {regret:percent1_most} at most, whichever of them comes. By the same measure every plan loses {least:percent1_least} or more in one of them.",
        regret=hedge.regret,
        least=hedge.least,
    )
    if hedge.regret - hedge.least < LEAST_TOLD:
        return said
    between = _(
        "Another plan may lose up to {points:number1_most} points less: none was found, and that there is none is not proven.",
        points=100.0 * (hedge.regret - hedge.least),
    )
    return joined(" ", [said, between])
