"""How much of a plan's promise holds: what each verdict supposes. Plain text: each format escapes for itself."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _, told

Studies = Mapping[str, Any]


def drawn_verdict(studies: Studies) -> str | None:
    """The verdict of the draws with what it supposes before it; None where nothing was drawn."""
    bands = studies.get("bands")
    return (
        None
        if not bands
        else _(
            "If the assumed figures are wrong and places are unlike: {uncapped}",
            uncapped=_uncapped(told(bands["verdict"])),
        )
    )


def simulated_only(studies: Studies) -> str | None:
    """What a simulation shows beside samples, and what it does not; None where one of them is missing."""
    if not studies.get("bands") or "simulation" not in studies:
        return None
    return _(
        "The simulation takes the assumed figures as right and shows that queues do what was reckoned, not that so much will be served."
    )


def promise_lines(studies: Studies) -> list[str]:
    """Every verdict on the promise; which figure to quote is the headline's to say."""
    played = studies.get("simulation")
    lines = (drawn_verdict(studies), None if not played else told(played["verdict"]), simulated_only(studies))
    return [line for line in lines if line]


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:]
