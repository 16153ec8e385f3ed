"""Plans of the roads for every sum at once, quickly: stations at all places, then the least useful taken away step by step; a search begins from them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.driving import drive_within
from planner.corridors.search.prepared import Prepared
from planner.support.stopping import Stop

KEPT = 0.87
"""Of the money of a step, what the next one spends."""
STEPS = 60
"""At most; one spends less than a thousandth of the first."""
SOLD_KWH = 1e-6
"""A station that sells less is not needed."""
ROUNDING_KWH = 1e-6


@dataclass(frozen=True)
class Thinned:
    """A plan on the way.

    Parameters
    ----------
    usd, value : float
        What it costs, and the gain of its drives.
    built : mapping of int to int
        Number of the option by place.
    """

    usd: float
    value: float
    built: Mapping[int, int]


def thinned(asked: Prepared, time_limit_s: float, stop: Stop) -> tuple[Thinned, ...]:
    """Plans from the dearest to the cheapest; none where rules ask for more than money, since these plans know none, and as many as there are where the time is over.

    Parameters
    ----------
    asked : Prepared
    time_limit_s : float
        For the drives of one plan.
    stop : callable
    """
    stations, out = asked.stations, list[Thinned]()
    if not _free(asked.instance.rules) or not len(stations.usd):
        return ()
    order = np.lexsort((stations.kwh.sum(axis=1), stations.place))
    built = {int(stations.place[at]): at for at in order.tolist()}  # the largest one of each place
    least = stations.usd[list(built.values())].sum() / 1000.0
    while built and len(out) < STEPS and not stop():
        chosen = np.zeros(len(stations.usd))
        chosen[list(built.values())] = 1.0
        driven = drive_within(asked, stations.capacity(chosen), time_limit_s, stop)
        if driven is None:
            break
        usd = float(stations.usd[chosen > 0].sum())
        out.append(Thinned(usd, driven.value, {at: int(stations.option[one]) for at, one in built.items()}))
        if usd <= least:
            break
        built = _less(asked, built, _sold(asked, driven.kwh), KEPT * usd)
    return tuple(out)


def _free(rules: CorridorRules) -> bool:
    """Whether any stations within the money keep the rules."""
    return not (
        rules.max_stations is not None or rules.floors or rules.forced or any(norm.binding for norm in rules.norms)
    )


def _sold(asked: Prepared, kwh: NDArray[np.float64]) -> NDArray[np.float64]:
    """KWh a day of each place by family and season; (places, families, seasons)."""
    sold = np.zeros((len(asked.instance.places), len(asked.instance.families), len(asked.seasons)))
    np.add.at(
        sold, (asked.lines.place, asked.stop_family, asked.season[asked.stop_leg]), kwh * asked.flow[asked.stop_leg]
    )
    return sold


def _less(asked: Prepared, built: Mapping[int, int], sold: NDArray[np.float64], usd: float) -> dict[int, int]:
    """Each station no larger than what it sells, and so many of them, those left out first that sell least for their money."""
    stations, most, mean = asked.stations, sold.max(axis=2), sold.sum(axis=(1, 2))
    kept = {
        at: _fitting(asked, at, np.maximum(0.0, most[at] - stations.standing_kwh[at]), one)
        for at, one in built.items()
        if mean[at] > SOLD_KWH
    }
    spent = float(stations.usd[list(kept.values())].sum())
    for at in sorted(kept, key=lambda at: (mean[at] / max(1.0, stations.usd[kept[at]]), at)):
        if spent <= usd:
            break
        spent -= float(stations.usd[kept.pop(at)])
    return kept


def _fitting(asked: Prepared, place: int, kwh: NDArray[np.float64], now: int) -> int:
    """The cheapest station of a place that hands out as much; the one that is there where none does."""
    stations = asked.stations
    own = np.flatnonzero((stations.place == place) & (stations.kwh >= kwh - ROUNDING_KWH).all(axis=1))
    return min(own.tolist(), key=lambda one: (stations.usd[one], one), default=now)
