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


def hours_by_occasion(kwh: Floats, classes: Sequence[str]) -> Floats:
    """Energy by occasion and hour, (occasions, 24), of (vehicle classes, occasions): taxis keep a taxi's hours near home too."""
    home, taxi = OCCASIONS.index(Occasion.HOME), OCCASIONS.index(Occasion.TAXI)
    out = np.zeros((len(OCCASIONS), 24))
    for mine, name in zip(kwh, classes, strict=True):
        for o, amount in enumerate(mine):
            as_if = taxi if o == home and name in TAXIS else o
            out[o] += amount * np.array(_shares(PROFILES[OCCASIONS[as_if]]))
    return out


def hours_of_fleet(kwh: Floats, classes: Sequence[str]) -> Floats:
    """Energy by hour, (24,), of (vehicle classes, occasions)."""
    return np.asarray(hours_by_occasion(kwh, classes).sum(axis=0))


def with_peak(hours: Floats, peak: float) -> Floats:
    """Scale a day's profile, (..., 24) that sums to 1, so that its peak hour has this share.

    A higher peak takes from the other hours in proportion; a lower one mixes in an even day, which no day can be flatter than.
    """
    day = hours.reshape(-1, 24).sum(axis=0)
    top, highest = int(day.argmax()), float(day.max())
    if abs(highest - peak) < 1e-9:
        return hours
    if peak > highest:
        factor = np.full(24, (1 - peak) / (1 - highest) if highest < 1 else 0.0)
        factor[top] = peak / highest
        return np.asarray(hours * factor)
    even = 1 / 24
    share = 1.0 if highest <= even else min(1.0, (highest - peak) / (highest - even))
    return np.asarray((1 - share) * hours + share * hours.sum(axis=-1, keepdims=True) / 24)
