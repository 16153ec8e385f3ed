"""How much of what a plan promises holds where the assumed figures are drawn again, as messages. Plain text: the template escapes."""

from collections.abc import Mapping
from typing import Any

from planner.support.amounts import rounded_down
from planner.support.speech import _


def holds_in_draws(studies: Mapping[str, Any]) -> list[str]:
    """How much of all that is promised is served in nine of ten draws of the assumed figures; nothing where it was not drawn."""
    bands = studies.get("bands")
    if not bands:
        return []
    low, middle = (bands[f"served_{name}_kwh_per_day"] for name in ("p10", "p50"))
    return [
        _(
            "Of the {promised:energy} kWh a day that this makes in all, at least {low:energy} are served in nine of ten draws of the assumed figures and of unlike places, and {middle:energy} in half of them.",
            promised=bands["promised_kwh_per_day"],
            low=_down(low),
            middle=_down(middle),
        )
    ]


def _down(kwh: float) -> float:
    """Rounded down to the digits that are shown."""
    return rounded_down(kwh, 1 if kwh < 100 else 0)
