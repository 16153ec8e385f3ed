"""The numbers that a site had in the order of building in eight of ten draws, and which sites the draws do not tell apart: one source for card, report and the rest."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _


def number_span(reason: Mapping[str, Any] | None) -> list[int] | None:
    """First and last number of a site, from its row of `planner.studies.reasons`; None where the order was not drawn."""
    if not reason or not reason.get("rank_p10"):
        return None
    return [int(reason["rank_p10"]), int(reason["rank_p90"])]


def not_told_apart(studies: Mapping[str, Any], last: int) -> str:
    """What is not sure of beginning with the sites up to a number; nothing where the draws set them apart from those behind them, or none were made."""
    rows = studies.get("reasons", {}).get("sites", ())
    found = next((one for one in rows if int(one["rank"]) == last and one.get("alike_to")), None)
    if found is None or int(found["alike_to"]) <= last:
        return ""
    return _(
        "Draws of the assumed figures do not tell sites {first} to {last} apart: any of them may be as good to begin with.",
        first=int(found["alike_from"]),
        last=int(found["alike_to"]),
    )
