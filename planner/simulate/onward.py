"""Who finds all guns taken where drivers go on from there: the places of a plan as one network of loss systems.

A driver who finds all guns taken drives on to the nearest place in reach with a free one, so that a place has its own drivers and those
of its neighbours; where no neighbour is in reach it has its own alone. How many come follows from the shares that find the other places
taken, and these from how many come: a fixed point of Erlang B, place by place, as in telephone networks whose calls try one route after
the other (F. P. Kelly, Loss networks, Annals of Applied Probability 1, 1991, section 3). Each hour of the day has shares of its own, and cars of
the hours before it are still there in the next. Places are taken for independent of each other.
A driver for whom no gun in reach is free stands in line if he expects a gun within his patience.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.network.parking import present_by_hour
from planner.network.pools import visits_of
from planner.plan import Plan
from planner.question import Question
from planner.simulate.habits import Floats, habits_of
from planner.simulate.network import Network, Place, other_plugs
from planner.simulate.streams import assigned_streams, options_of

NEGLIGIBLE = 1e-6
"""Share of a place's drivers whose further way is not followed, and change of a share at which the fixed point is found."""
MOST_ROUNDS = 200

Ways = dict[tuple[int, ...], float]
"""KWh a day of drivers by the places that they try, one after the other."""


def taken_shares(question: Question, plan: Plan, places: Sequence[Place]) -> list[float]:
    """Share of the drivers of its busiest hour who find all guns of a place taken or out of order as they go there first; (places,).

    The plan's own drivers come, each to the place where the plan sends him; those whom it does not serve stay away. Each hour of the
    day is told by itself: few are turned away in the morning, so few come from there who would still be at the next place at noon.

    Raises
    ------
    KeyError
        The plan delivers energy at a place that is none of these.
    """
    if not places:
        return []
    ways = _routes(_ways(question, plan, Network(tuple(places), ())), len(places))
    stays = _stays(question, places)
    alike = _alike(places, question.missing_kw_with(plan.chargers))
    shares = np.zeros((len(places) + 1, 24))
    shares[-1] = 1.0  # beyond the last place of a route
    for _round in range(MOST_ROUNDS):
        cars, in_line = (np.einsum("phk,pk->ph", stays, kwh) for kwh in _loads(ways, shares))
        found = np.ones_like(shares)
        for (pool, guns, missing_kw), at in alike.items():
            patience = question.scenario.simulation.patience_min
            found[at] = question.pools.pools[pool].taken(guns, cars[at], missing_kw, in_line[at], patience)
        moved, shares = float(np.abs(found - shares).max()), (found + shares) / 2
        if moved < NEGLIGIBLE:
            break
    busiest = stays.sum(axis=2).argmax(axis=1)
    return [float(share) for share in shares[np.arange(len(places)), busiest]]


def _stays(question: Question, places: Sequence[Place]) -> Floats:
    """Cars that are at each place in each hour, by the hour in which they came, for each kWh a day; (places, 24, 24)."""
    pools = question.pools.pools
    by_pool = {
        number: present_by_hour(*visits_of(pools[number], question.demand)) / pools[number].session_kwh
        for number in {one.pool for one in places}
    }
    return np.array([by_pool[one.pool] for one in places])


def _alike(places: Sequence[Place], missing_kw: Floats) -> dict[tuple[int, int, float], list[int]]:
    """Places by pool, guns and the power that these lack together: those whose guns are taken by one formula."""
    out: dict[tuple[int, int, float], list[int]] = defaultdict(list)
    for n, one in enumerate(places):
        out[one.pool, one.guns, float(missing_kw[one.site, one.pool])].append(n)
    return out


def _ways(question: Question, plan: Plan, network: Network) -> Ways:
    """Drivers by their first place and those in reach from there on; who takes no DC goes to AC posts of the site instead, or nowhere."""
    habits, reach, instead = habits_of(question), options_of(question, network), other_plugs(question, network)
    by_vehicle = habits.hours.sum(axis=(1, 3))  # (classes, vehicles)
    no_dc = by_vehicle[:, habits.power_kw[Current.DC] <= 0].sum(axis=1) / np.maximum(by_vehicle.sum(axis=1), 1e-12)
    out: Ways = defaultdict(float)
    for one in assigned_streams(question, plan, network):
        unable = float(no_dc[one.kind]) if one.current is Current.DC else 0.0
        for zone, place, kwh in zip(one.zone.tolist(), one.place.tolist(), one.kwh.tolist(), strict=True):
            other = instead.get((place, one.kind))
            for first, current, share in ((place, one.current, 1.0 - unable), (other, Current.AC, unable)):
                if first is not None and share > 0:
                    onward = [n for n, _min in reach.get((zone, one.kind, current), ()) if n != first]
                    out[first, *onward] += kwh * share
    return out


def _routes(ways: Ways, places: int) -> tuple[NDArray[np.int64], Floats]:
    """Places in the order in which they are tried, `places` beyond the last, (ways, most places of a way); kWh a day, (ways,)."""
    tried = np.full((len(ways), max(map(len, ways), default=0)), places)
    for n, way in enumerate(ways):
        tried[n, : len(way)] = way
    return tried, np.array(list(ways.values()))


def _loads(ways: tuple[NDArray[np.int64], Floats], shares: Floats) -> tuple[Floats, Floats]:
    """KWh a day of all who come to each place at the rate of each hour, and of those who would stand in line there; (places, 24) each."""
    tried, kwh = ways
    come, in_line = np.zeros_like(shares), np.zeros_like(shares)
    elsewhere = np.repeat(
        kwh[:, None], shares.shape[1], axis=1
    )  # (ways, 24): who would come if all tried after the first are taken
    for at in range(tried.shape[1]):
        place = tried[:, at]
        np.add.at(come, place, elsewhere * (shares[tried[:, 0]] if at else 1.0))
        if at:
            elsewhere *= shares[place]
            if elsewhere.max(initial=0.0) < NEGLIGIBLE:
                break
    if tried.size:
        np.add.at(in_line, tried[:, 0], elsewhere)
    return come[:-1], in_line[:-1]
