"""Plans of the roads for every sum at once, quickly: stations at all places, then those that sell least for their money taken away step by step; a search begins from them."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.driving import drive_within, work
from planner.corridors.search.prepared import Prepared
from planner.support.stopping import Stop
from planner.support.work import worked_s

KEPT = 0.94
"""Of the money that stations no larger than what they sell would cost, what the next step spends."""
FAR, KEPT_FAR = 5.0, 0.75
"""Times the greatest sum that the first of them spends at most, and part of the money of a step that the next one spends as long as two such steps spend more than that sum."""
LEAST_WORK = 20_000
"""Stops of drives below which a search comes to better plans by itself, and to leaner ones: from these it may end within its gap with stations to spare."""
MOST_WORK = 400_000
"""Stops of drives beyond which one of them takes minutes."""
SHARE = 0.5
"""Of the time limit as counted work, after which no further plan is made."""
STEPS = 200
"""At most; the last spends a thousandth of what stations everywhere cost."""
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
    asked: Prepared, most_usd: float, time_limit_s: float, stop: Stop, *, least_work: int | None = None
) -> Iterator[Thinned]:
    """Plans from the dearest to the cheapest; none where rules ask for more than money, since these plans know none, or where the first drives have too few stops to need them or too many; as many as there are where the time is over.

    Parameters
    ----------
    asked : Prepared
    most_usd : float
        The greatest sum; far above it the steps are large.
    time_limit_s : float
        For all of them; a share of it is their limit as counted work (`planner.support.work`), so that a search goes on alike on every machine. The drives with stations everywhere take seconds, in a country of many cities a minute with the next few, all others next to nothing.
    stop : callable
    least_work : int
        Stops of the first drives below which there are no plans; `LEAST_WORK` where it is not said.
    """
    stations, until, least = asked.stations, time.monotonic() + time_limit_s, 0.0
    enough = worked_s() + SHARE * time_limit_s
    if not _free(asked.instance.rules) or not len(stations.usd):
        return
    built, capacity = _everywhere(asked), _most(asked)
    if work(asked, capacity) < (LEAST_WORK if least_work is None else least_work):
        return
    for step in range(STEPS + 1):
        if not built or stop() or work(asked, capacity) > MOST_WORK or worked_s() >= enough:
            return
        left_s, work_s = max(0.0, until - time.monotonic()), max(0.0, enough - worked_s())
        driven = drive_within(asked, capacity, left_s, stop, work_s=work_s)
        if driven is None:
            return
        usd = float(stations.usd[list(built.values())].sum())
        if step:
            yield Thinned(usd, driven.value, {at: int(stations.option[one]) for at, one in built.items()})
        least = least or usd / 1000.0
        if usd <= least:
            return
        built = _less(asked, built, _sold(asked, driven.kwh), most_usd, first=not step)
        capacity = stations.capacity_of(np.array(list(built.values()), dtype=np.int64))


def _next_usd(usd: float, most_usd: float, *, first: bool) -> float:
    """What the next step spends at most, where stations no larger than what they sell come to this much."""
    if first:
        return min(usd, FAR * most_usd)
    return (KEPT_FAR if KEPT_FAR**2 * usd > most_usd else KEPT) * usd


def _everywhere(asked: Prepared) -> dict[int, int]:
    """The largest station of each place."""
    order = np.lexsort((asked.stations.kwh.sum(axis=1), asked.stations.place))
    return {int(asked.stations.place[at]): at for at in order.tolist()}


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


def _less(
    asked: Prepared, built: Mapping[int, int], sold: NDArray[np.float64], most_usd: float, *, first: bool
) -> dict[int, int]:
    """Each station no larger than what it sells, and of these a part of the money, those left out first that sell least for theirs."""
    stations, most, mean = asked.stations, sold.max(axis=2), sold.sum(axis=(1, 2))
    kept = {
        at: _fitting(asked, at, np.maximum(0.0, most[at] - stations.standing_kwh[at]))
        for at in built
        if mean[at] > SOLD_KWH
    }
    spent = float(stations.usd[list(kept.values())].sum())
    usd = _next_usd(spent, most_usd, first=first)
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
