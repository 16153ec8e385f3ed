"""How much of what a plan promises holds where the assumed figures are drawn again, as messages. Plain text: the template escapes."""

from collections.abc import Mapping
from typing import Any

from planner.support.amounts import rounded_down
from planner.support.speech import _


def holds_in_draws(studies: Mapping[str, Any], asked_kwh: float) -> list[str]:
    """How much of all that is promised, and of what is asked for, is served in nine of ten draws of the assumed figures; nothing where it was not drawn."""
    bands = studies.get("bands")
    if not bands:
        return []
    low, middle = (bands[f"served_{name}_kwh_per_day"] for name in ("p10", "p50"))
    return [
        _(
            "Of the {promised:energy} kWh a day that this makes in all, at least {low:energy} are served in nine of ten draws ({share:percent} of what drivers ask for), and {middle:energy} in half of them. A draw is the plan reckoned again with other figures, taken by chance between the ends of each assumed one.",
            promised=bands["promised_kwh_per_day"],
            low=at_least(low),
            middle=at_least(middle),
            share=share_asked(low, asked_kwh),
        )
    ]


def share_asked(kwh: float, asked_kwh: float) -> float:
    """Share of the demand, rounded down to a whole percent."""
    return rounded_down(kwh / asked_kwh, 2) if asked_kwh > 0 else 0.0


def at_least(kwh: float) -> float:
    """Rounded down to the digits that are shown, wherever a figure is told with "at least"."""
    return rounded_down(kwh, 1 if kwh < 100 else 0)
