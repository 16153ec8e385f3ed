"""What is known of the ground and the power of a plan's sites, so that its table can be read as one of the user's own sites."""

import math
from collections.abc import Mapping
from typing import Any

from planner.question import Question

GROUND = ("bays", "bays_assumed", "grid_kw", "site_cost_usd", "feeder")
"""Columns, as a table of one's own sites has them; power and cost are empty where they were assumed."""


def ground_of(question: Question, given_usd: Mapping[str, float], j: int | None) -> dict[str, Any]:
    """The columns `GROUND` of a place; all empty where nothing can be added."""
    places = question.places
    if j is None:
        return {"bays": math.nan, "bays_assumed": None, "grid_kw": math.nan, "site_cost_usd": math.nan, "feeder": None}
    grid_kw = places.grid_kw if places.own_grid_kw is None else places.own_grid_kw
    return {
        "bays": float((places.bays if places.own_bays is None else places.own_bays)[j]),
        "bays_assumed": "yes" if places.bays_assumed[j] else "no",
        "grid_kw": math.nan if places.grid_assumed[j] else float(grid_kw[j]),
        "site_cost_usd": given_usd.get(str(places.site_id[j]), math.nan),
        "feeder": places.feeder[j],
    }
