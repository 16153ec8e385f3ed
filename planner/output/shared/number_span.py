"""The numbers that a site had in the order of building in eight of ten draws, and which sites the draws do not tell apart: one source for card, report and the rest."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import plural


def number_span(reason: Mapping[str, Any] | None) -> list[int] | None:
    """First and last number of a site, from its row of `planner.studies.reasons`; None where the order was not drawn."""
    if not reason or not reason.get("rank_p10"):
        return None
    return [int(reason["rank_p10"]), int(reason["rank_p90"])]


def not_told_apart(studies: Mapping[str, Any], last: int) -> str:
    """What is not sure of beginning with the sites up to a number: those behind that the draws do not set it apart from; nothing where there are none, or none were drawn."""
    later = alike_later(studies, last)
    if later is None:
        return ""
    return plural(
        "Draws of the assumed figures do not tell site {last} from {n} site behind it, number {furthest}, which may be as good to begin with.",
        "Draws of the assumed figures do not tell site {last} from {n} of the sites behind it, the last of them number {furthest}: any of these may be as good to begin with.",
        n=later[0],
        last=last,
        furthest=later[1],
    )


def alike_later(studies: Mapping[str, Any], last: int) -> tuple[int, int] | None:
    """How many sites behind a number the draws do not set apart from it, and the number of the last of them; None where there are none, or none were drawn."""
    rows = studies.get("reasons", {}).get("sites", ())
    found: Mapping[str, Any] = next((one for one in rows if int(one["rank"]) == last), {})
    if not found.get("alike_later"):  # nor do files of older versions, whose groups told more than the draws
        return None
    return int(found["alike_later"]), int(found["alike_to"])
