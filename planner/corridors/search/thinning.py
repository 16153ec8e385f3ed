"""Plans to begin a search from, quickly: stations where drivers charge at prices that the money makes, then those that sell least for theirs taken away step by step."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.driving import drive_within, work
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.pricing import priced
from planner.support.stopping import Stop
from planner.support.work import worked_s

ROUNDS = 200
"""Of prices: what drivers want in the mean of them says where stations stand at first."""
FAR, KEPT = 1.5, 0.94
"""Times the sum that the first stations cost at most, and part of the money of a step that the next one spends."""
LEAST_WORK = 20_000
"""Stops of drives with stations at all places below which a search comes to better plans by itself, and to leaner ones: from these it may end within its gap with stations to spare."""
MOST_WORK = 400_000
"""Stops of drives beyond which one of them takes minutes."""
SHARE = 0.5
"""Of the time limit as counted work, after which no further plan is made."""
STEPS = 200
"""At most; the last spends a thousandth of the first."""
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


def thinned(
    asked: Prepared, usd: float, time_limit_s: float, stop: Stop, *, least_work: int | None = None
) -> Iterator[Thinned]:
    """Plans from half as dear again as a sum to the cheapest; none where rules ask for more than money, since these plans know none, or where a network is too small to need them or too large; as many as there are where the time is over.

    Parameters
    ----------
    asked : Prepared
    usd : float
        The sum.
    time_limit_s : float
        For all of them; a share of it is their limit as counted work (`planner.support.work`), so that a search goes on alike on every machine.
    stop : callable
    least_work : int
        Stops of drives with stations at all places below which there are no plans; `LEAST_WORK` where it is not said.
    """
    stations, until, least = asked.stations, time.monotonic() + time_limit_s, 0.0
    enough = worked_s() + SHARE * time_limit_s
    if not _free(asked.instance.rules) or not len(stations.usd) or not len(asked.gain):
        return
    if work(asked, _most(asked)) < (LEAST_WORK if least_work is None else least_work):
        return
    wanted = priced(asked, usd, 0.0, ROUNDS, lambda: stop() or time.monotonic() >= until).wanted
    built = _less(asked, np.unique(stations.place).tolist(), wanted, FAR * usd)
    for _step in range(STEPS):
        capacity = stations.capacity_of(np.array(list(built.values()), dtype=np.int64))
        if not built or stop() or work(asked, capacity) > MOST_WORK or worked_s() >= enough:
            return
        left_s, work_s = max(0.0, until - time.monotonic()), max(0.0, enough - worked_s())
        driven = drive_within(asked, capacity, left_s, stop, work_s=work_s)
        if driven is None:
            return
        spent = float(stations.usd[list(built.values())].sum())
        yield Thinned(spent, driven.value, {at: int(stations.option[one]) for at, one in built.items()})
        least = least or spent / 1000.0
        if spent <= least:
            return
        built = _less(asked, list(built), _sold(asked, driven.kwh), KEPT * spent)


def _most(asked: Prepared) -> NDArray[np.float64]:
    """What any station of a place would hand out, each plug family for itself, so that the first drives favour none; (places, families)."""
    most = np.zeros_like(asked.stations.standing_kwh)
    np.maximum.at(most, asked.stations.place, asked.stations.kwh)
    return asked.stations.standing_kwh + most


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


def _less(asked: Prepared, places: Sequence[int], sold: NDArray[np.float64], usd: float) -> dict[int, int]:
    """Stations no larger than what they sell, of which those are left out that sell least for their money, until they cost no more than so much."""
    stations, most, mean = asked.stations, sold.max(axis=2), sold.sum(axis=(1, 2))
    kept = {
        at: _fitting(asked, at, np.maximum(0.0, most[at] - stations.standing_kwh[at]))
        for at in places
        if mean[at] > SOLD_KWH
    }
    spent = float(stations.usd[list(kept.values())].sum())
    for at in sorted(kept, key=lambda at: (mean[at] / max(1.0, stations.usd[kept[at]]), at)):
        if spent <= usd:
            break
        spent -= float(stations.usd[kept.pop(at)])
    return kept


def _fitting(asked: Prepared, place: int, kwh: NDArray[np.float64]) -> int:
    """The cheapest station of a place that hands out as much, or where none does the one that hands out most of it."""
    stations = asked.stations
    own = np.flatnonzero(stations.place == place).tolist()
    enough = [one for one in own if (stations.kwh[one] >= kwh - ROUNDING_KWH).all()]
    if enough:
        return int(min(enough, key=lambda one: (stations.usd[one], one)))
    return int(max(own, key=lambda one: (np.minimum(stations.kwh[one], kwh).sum(), -stations.usd[one], -one)))
