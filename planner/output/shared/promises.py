"""How much of a plan's promise holds: what each verdict supposes, and which one to quote. Plain text: each format escapes for itself."""

from collections.abc import Mapping
from typing import Any

from planner.support.amounts import rounded_down
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


def to_quote(studies: Studies) -> str | None:
    """Which of the verdicts a council should quote, and what the other one is for; None where nothing was drawn."""
    bands = studies.get("bands")
    if not bands or bands["promised_kwh_per_day"] <= 0:
        return None
    low, promised = bands["served_p10_kwh_per_day"], bands["promised_kwh_per_day"]
    said = _(
        "To quote: at least {rounded_down:energy} of the promised {promised:energy} kWh a day ({rounded_down_2:percent})",
        rounded_down=rounded_down(low),
        promised=promised,
        rounded_down_2=rounded_down(low / promised, 2),
    )
    if "simulation" not in studies:
        return _("{said}, for the assumed figures are not known of this city.", said=said)
    return _(
        "{said}, for the assumed figures are not known of this city; the simulation takes them as right and shows that queues do what was reckoned, not that so much will be served.",
        said=said,
    )


def promise_lines(studies: Studies) -> list[str]:
    """Every verdict on the promise, and which one to quote."""
    played = studies.get("simulation")
    lines = (drawn_verdict(studies), None if not played else told(played["verdict"]), to_quote(studies))
    return [line for line in lines if line]


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:]
