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
from planner.support.work import count, worked_by, worked_s

ROUNDS = 200
"""Of prices: what drivers want in the mean of them says where stations stand at first."""
ROUND_S = 40e-9
"""Work of a round for each stop, in seconds (`planner.support.work`)."""
FAR, KEPT = 1.5, 0.9
"""Times the sum that the first stations cost at most, and part of the money of a step that the next one spends, as long as that is more than the sum."""
LEAST_WORK = 20_000
"""Stops of drives with stations at all places below which a search comes to better plans by itself, and to leaner ones: from these it may end within its gap with stations to spare."""
MOST_WORK = 400_000
"""Stops of drives beyond which one of them takes minutes."""
SHARE = 0.5
"""Of the time limit as counted work, after which the stations are cut to the sum at once."""
SOLD_KWH = 1e-6
"""A station that sells less is not needed."""
ROUNDING_KWH = 1e-6


@dataclass(frozen=True)
class Thinned:
    """A plan on the way.

    Parameters
    ----------
    usd : float
        What it costs.
    built : mapping of int to int
        Number of the option by place.
    """

    usd: float
    built: Mapping[int, int]


def thinned(
    asked: Prepared,
    usd: float,
    time_limit_s: float,
    stop: Stop,
    *,
    sold: "NDArray[np.float64] | None" = None,
    least_work: int | None = None,
) -> Iterator[Thinned]:
    """Plans that are dearer than a sum, the dearest first, and then one that is not; none where rules ask for more than money, since these plans know none, or where a network is too small to need them or too large.

    Parameters
    ----------
    asked : Prepared
    usd : float
        The sum.
    time_limit_s : float
        For all of them; a share of it is their limit as counted work (`planner.support.work`), so that a search goes on alike on every machine.
    stop : callable
    sold : (places, families, seasons), optional
        KWh a day that stations sell which are built in part; what drivers want at the market's prices where it is not said.
    least_work : int
        Stops of drives with stations at all places below which there are no plans; `LEAST_WORK` where it is not said.
    """
    stations, until = asked.stations, time.monotonic() + time_limit_s
    enough = worked_by(SHARE * time_limit_s)
    if not _free(asked.instance.rules) or not len(stations.usd) or not len(asked.gain):
        return
    if work(asked, _most(asked)) < (LEAST_WORK if least_work is None else least_work):
        return
    if sold is None:
        sold = priced(asked, usd, 0.0, ROUNDS, stop).wanted
        count(ROUNDS * ROUND_S * len(asked.lines.place))
    places, most_usd = np.unique(stations.place).tolist(), FAR * usd
    while True:
        built = _less(asked, places, sold, most_usd)
        spent = float(stations.usd[list(built.values())].sum())
        capacity = stations.capacity_of(np.array(list(built.values()), dtype=np.int64))
        if not built or stop() or work(asked, capacity) > MOST_WORK:
            return
        yield Thinned(spent, {at: int(stations.option[one]) for at, one in built.items()})
        if spent <= usd:
            return
        left_s, work_s = max(0.0, until - time.monotonic()), max(0.0, enough - worked_s())
        driven = drive_within(asked, capacity, left_s, stop, work_s=work_s)
        if driven is not None:
            places, sold = list(built), sold_at(asked, driven.kwh)
        most_usd = usd if driven is None else max(usd, KEPT * spent)


def _most(asked: Prepared) -> NDArray[np.float64]:
    """What any station of a place would hand out, each plug family for itself; (places, families)."""
    most = np.zeros_like(asked.stations.standing_kwh)
    np.maximum.at(most, asked.stations.place, asked.stations.kwh)
    return asked.stations.standing_kwh + most


def _free(rules: CorridorRules) -> bool:
    """Whether any stations within the money keep the rules."""
    return not (rules.max_stations is not None or rules.ask_for_stations)


def sold_at(asked: Prepared, kwh: NDArray[np.float64]) -> NDArray[np.float64]:
    """KWh a day of each place by family and season; (places, families, seasons)."""
    sold = np.zeros((len(asked.instance.places), len(asked.instance.families), len(asked.seasons)))
    np.add.at(
        sold, (asked.lines.place, asked.stop_family, asked.season[asked.stop_leg]), kwh * asked.flow[asked.stop_leg]
    )
    return sold


def _less(asked: Prepared, places: Sequence[int], sold: NDArray[np.float64], usd: float) -> dict[int, int]:
    """Stations no larger than what they sell beside those that stand, of which those are left out that sell least for their money, until they cost no more than so much."""
    stations = asked.stations
    more = np.maximum(0.0, sold - stations.standing_kwh[:, :, None])
    most, mean = more.max(axis=2), more.sum(axis=(1, 2))
    kept = {at: _fitting(asked, at, most[at]) for at in places if mean[at] > SOLD_KWH}
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
