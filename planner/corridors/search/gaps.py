"""Gaps on roads: which windows of a chain must hold a station for a norm, and how long the greatest gap of a plan is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.places import StationOption
from planner.corridors.question.rules import Chain, GapNorm


@dataclass(frozen=True)
class Gap:
    """The greatest gap of a plan on a road.

    Parameters
    ----------
    norm, chain : str
    km : float
    from_km, to_km : float
        Where it lies on the road.
    kept : bool
        Whether it is no longer than the norm allows.
    """

    norm: str
    chain: str
    km: float
    from_km: float
    to_km: float
    kept: bool


def counts_for(norm: GapNorm, station: StationOption) -> bool:
    """Whether a station is one that a norm asks for."""
    return station.serves(norm.family) and station.guns_at_once(norm.least_kw, norm.family) >= norm.least_guns


def windows(norm: GapNorm, chain: Chain) -> list[NDArray[np.int64]]:
    """Sets of places, each of which must hold a station that counts; those that are implied by others are left out.

    A window begins right behind each place, or at the beginning of the road, and is as long as the gap.
    """
    starts = np.r_[-1.0, chain.km_at]  # what lies at the very beginning counts for the first one
    ends = np.r_[0.0, chain.km_at] + norm.km
    asked = ends < chain.km - 1e-9
    asked[0] = norm.km < chain.km - 1e-9
    found = {
        (
            int(np.searchsorted(chain.km_at, start, side="right")),
            int(np.searchsorted(chain.km_at, end + 1e-9, side="right")),
        )
        for start, end in zip(starts[asked].tolist(), ends[asked].tolist(), strict=True)
    }
    least = [one for one in found if not any(one != two and one[0] <= two[0] and two[1] <= one[1] for two in found)]
    return [chain.places[first:last] for first, last in sorted(least)]


def greatest_gap(norm: GapNorm, chain: Chain, has: Callable[[int], bool]) -> Gap:
    """The greatest gap on a road, where `has` tells which places have a station that counts."""
    held = np.array([has(int(place)) for place in chain.places], dtype=bool)
    stations = np.r_[0.0, chain.km_at[held], chain.km]
    long = np.diff(stations)
    at = int(long.argmax())
    kept = bool(long[at] <= norm.km + 1e-6)
    return Gap(norm.name, chain.name, float(long[at]), float(stations[at]), float(stations[at + 1]), kept)
