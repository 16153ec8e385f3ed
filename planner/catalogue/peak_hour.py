"""Assumed speeds of the peak hour by road class."""

from functools import cache
from typing import Final

from planner.catalogue.facts import fact_rows
from planner.support.speech import term

PEAK_SOURCE: Final = term("configs/facts/peak_hour_speeds.csv; no speeds were measured")


@cache
def peak_factors() -> tuple[tuple[str, float], ...]:
    """Speed in the peak hour over that without congestion, by `highway` value of OpenStreetMap."""
    return tuple((row["road_class"], float(row["central"])) for row in fact_rows("peak_hour_speeds"))
