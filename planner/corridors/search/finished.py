"""From what the search found to a plan: built stations, drives, energy by station, gaps."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import GapNorm
from planner.corridors.search.driving import Driven
from planner.corridors.search.gaps import Gap, counts_for, greatest_gap
from planner.corridors.search.legs import Leg
from planner.corridors.search.plan import CorridorPlan, Drive, Sold
from planner.corridors.search.prepared import Prepared
from planner.model.program.highs import solver_version
from planner.proofs import Proof, Sense, Status, gap_of
from planner.support.stopping import BY_USER

SMALL = 1e-7
"""A share of a trip, or kWh of a driver, that is rounding."""


def finished(asked: Prepared, built: NDArray[np.int64], driven: Driven, proof: Proof) -> CorridorPlan:
    """Make the plan of the stations that are built."""
    instance, stations = asked.instance, asked.stations
    chosen = {
        instance.places[at].id: instance.places[at].options[option].key
        for at, option in zip(stations.place[built].tolist(), stations.option[built].tolist(), strict=True)
    }
    drives = _drives(asked, driven)
    possible = np.zeros(len(instance.trips))
    np.add.at(possible, [one.trip for one in drives], [one.share for one in drives])
    return CorridorPlan(
        asked.wish,
        chosen,
        float(stations.usd[built].sum()),
        drives,
        tuple(np.minimum(possible, 1.0).tolist()),
        _sold(instance, drives, stations.capacity_of(built)),
        asked.legs.stranded,
        gaps_of(instance, chosen),
        proof,
    )


def _drives(asked: Prepared, driven: Driven) -> tuple[Drive, ...]:
    drives = []
    for trip in asked.legs.free:
        routes = asked.instance.trips[trip].routes
        best = min(range(len(routes)), key=lambda at: routes[at].kwh_total)
        drives.append(Drive(trip, best, 1.0, ()))
    begins = asked.lines.begins
    for number in np.flatnonzero(driven.share > SMALL).tolist():
        leg, share = asked.legs.legs[number], float(driven.share[number])
        each = driven.kwh[begins[number] : begins[number + 1]] / share
        mended = _mended(leg, each)
        charges = tuple((int(leg.places[at]), float(mended[at])) for at in np.flatnonzero(mended > SMALL).tolist())
        drives.append(Drive(leg.trip, leg.route, share, charges))
    return tuple(sorted(drives, key=lambda one: (one.trip, one.route)))


def _mended(leg: Leg, charged: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same charges without what the solver rounds, which is larger for one driver than for all of a small share."""
    mended, before = np.zeros(len(charged)), 0.0
    stops = np.flatnonzero(charged > SMALL).tolist()
    for at, ahead in zip(stops, [*stops[1:], None], strict=True):
        least = leg.bought if ahead is None else leg.least[ahead]
        mended[at] = max(0.0, min(max(before + charged[at], least), leg.most[at]) - before)
        before += mended[at]
    return mended


def _sold(instance: CorridorInstance, drives: tuple[Drive, ...], capacity: NDArray[np.float64]) -> tuple[Sold, ...]:
    total: dict[tuple[int, int, str], float] = defaultdict(float)
    for one in drives:
        trip = instance.trips[one.trip]
        for place, kwh in one.charges:
            total[place, trip.family, trip.season] += one.share * trip.trips_per_day * kwh
    return tuple(
        Sold(place, family, season, kwh, float(capacity[place, family]))
        for (place, family, season), kwh in sorted(total.items())
    )


def gaps_of(instance: CorridorInstance, chosen: dict[str, str]) -> tuple[Gap, ...]:
    """The greatest gap of each norm on each of its roads, with these stations and those that stand."""
    return tuple(
        greatest_gap(norm, chain, lambda at, norm=norm: _has(instance, chosen, norm, at))  # type: ignore[misc]
        for norm in instance.rules.norms
        for chain in norm.chains
    )


def _has(instance: CorridorInstance, chosen: dict[str, str], norm: GapNorm, at: int) -> bool:
    place = instance.places[at]
    if place.id in instance.rules.closed:
        return False
    new = [option for option in place.options if option.key == chosen.get(place.id)]
    return any(counts_for(norm, station) for station in (*new, *filter(None, (place.standing,))))


def proof_of(
    asked: Prepared, found: tuple[float, float], sense: Sense, gap: float, wall_s: float, *, by_user: bool
) -> Proof:
    """What is proven of a plan, by its value and bound; `gap` is what was asked for, `by_user` whether the user stopped the search."""
    value, bound = found
    done = gap_of(value, bound) <= gap
    return Proof(
        value,
        bound,
        gap,
        Status.OPTIMAL if done else Status.FEASIBLE,
        "gap" if done else BY_USER if by_user else "time",
        f"HiGHS {solver_version()}",
        wall_s,
        "arc cover with energy",
        sense,
        asked.wish.aim.value,
    )
