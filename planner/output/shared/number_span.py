"""The numbers that a site had in the order of building in eight of ten draws: one source for its card, the report and the rest."""

from collections.abc import Mapping
from typing import Any


def number_span(reason: Mapping[str, Any] | None) -> list[int] | None:
    """First and last number of a site, from its row of `planner.studies.reasons`; None where the order was not drawn."""
    if not reason or not reason.get("rank_p10"):
        return None
    return [int(reason["rank_p10"]), int(reason["rank_p90"])]
