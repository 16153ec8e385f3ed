"""Hourly charging profiles by occasion."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from planner.catalogue.facts import fact_rows
from planner.demand.inputs import TAXIS
from planner.demand.occasions import OCCASIONS, Occasion
from planner.demand.spans import Floats

PROFILES: Mapping[Occasion, str] = {
    Occasion.HOME: "home",
    Occasion.WORK: "work",
    Occasion.DESTINATION: "public_dc_private",
    Occasion.TAXI: "taxi_dc",
    Occasion.EN_ROUTE: "public_dc_private",
}
"""Column of configs/facts/arrival_profiles.csv for each occasion."""


@cache
def _shares(profile: str) -> tuple[float, ...]:
    shares = [float(row[profile]) for row in fact_rows("arrival_profiles")]
    return tuple(one / sum(shares) for one in shares)


def hourly(kwh: Floats) -> Floats:
    """Energy needed in each hour of the day.

    Parameters
    ----------
    kwh : (..., occasions)
        Energy of a day by occasion.

    Returns
    -------
    (..., 24)
    """
    return np.asarray(kwh @ np.array([_shares(PROFILES[one]) for one in OCCASIONS]))


def hours_of_fleet(kwh: Floats, classes: Sequence[str]) -> Floats:
    """Energy by hour, (24,), of (vehicle classes, occasions): taxis keep a taxi's hours near home too."""
    out = np.array(kwh)
    home, taxi = OCCASIONS.index(Occasion.HOME), OCCASIONS.index(Occasion.TAXI)
    for c, name in enumerate(classes):
        if name in TAXIS:
            out[c, taxi] += out[c, home]
            out[c, home] = 0.0
    return hourly(out.sum(axis=0))
