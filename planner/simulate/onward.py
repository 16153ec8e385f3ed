"""Who finds all guns taken where drivers go on from there: the places of a plan as one network of loss systems.

A driver who finds all guns taken drives on to the nearest place in reach with a free one, so that a place has its own drivers and those
of its neighbours; where no neighbour is in reach it has its own alone. How many come follows from the shares that find the other places
taken, and these from how many come: a fixed point of Erlang B, place by place, as in telephone networks whose calls try one route after
the other (F. P. Kelly, Loss networks, Annals of Applied Probability 1, 1991, section 3). Places are taken for independent of each other.
A driver for whom no gun in reach is free stands in line if he expects a gun within his patience.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from geodata.connectors import Current
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
    """Share of the drivers of its busiest time who find all guns of a place taken or out of order as they go there first; (places,).

    The plan's own drivers come, each to the place where the plan sends him; those whom it does not serve stay away.

    Raises
    ------
    KeyError
        The plan delivers energy at a place that is none of these.
    """
    ways = _ways(question, plan, Network(tuple(places), ()))
    missing_kw, patience = question.missing_kw_with(plan.chargers), question.scenario.simulation.patience_min
    shares = np.zeros(len(places))
    for _round in range(MOST_ROUNDS):
        come, in_line = _loads(ways, shares)
        found = np.array(
            [
                question.pools.pools[one.pool].taken(
                    one.guns, come[n], float(missing_kw[one.site, one.pool]), in_line[n], patience
                )
                for n, one in enumerate(places)
            ]
        )
        moved, shares = float(np.abs(found - shares).max(initial=0.0)), (found + shares) / 2
        if moved < NEGLIGIBLE:
            break
    return [float(one) for one in shares]


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


def _loads(ways: Ways, shares: Floats) -> tuple[Floats, Floats]:
    """KWh a day of all who come to each place, and of those who would stand in line there; (places,) each."""
    come, in_line = np.zeros(len(shares)), np.zeros(len(shares))
    taken = shares.tolist()
    for (first, *onward), kwh in ways.items():
        come[first] += kwh
        elsewhere = 1.0
        for place in onward:
            come[place] += kwh * taken[first] * elsewhere
            elsewhere *= taken[place]
            if elsewhere < NEGLIGIBLE:
                break
        in_line[first] += kwh * elsewhere
    return come, in_line
