"""Small questions of roads by complete enumeration: every choice of stations that keeps the rules, and the best drives with it by a program of its own."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import StationOption
from planner.corridors.question.rules import GapNorm
from planner.corridors.question.trips import Route, Trip

Floats = NDArray[np.float64]
Chosen = tuple[StationOption | None, ...]
"""What is built at each place."""
Row = dict[int, float]
"""Weights by column."""

KWH, TRIPS, KM = 1e-6, 1e-12, 1e-9
"""So much is rounding."""
ENOUGH = 1e-7
"""Trips a day by which a share may be missed."""


class Built(NamedTuple):
    """A choice that keeps the rules: its stations, their price, and the most that drivers make of them."""

    chosen: Chosen
    usd: float
    worth: float


def best_value(question: CorridorInstance, aim: str, share: float = 0.0) -> float | None:
    """The optimum over all choices, the least money for a share of the trips where the aim is cost; None where no choice keeps the rules."""
    every = every_choice(question, "trips" if aim == "cost" else aim)
    return least_usd(question, every, share) if aim == "cost" else max((one.worth for one in every), default=None)


def least_usd(question: CorridorInstance, every: Iterator[Built], share: float) -> float | None:
    """The cheapest of choices valued by trips that make a share of all weighted trips possible, those that need no charging among them."""
    whole = worth_of(question, "trips")
    free = sum(worth for worth, trip in zip(whole, question.trips, strict=True) if needs_none(trip))
    need = share * whole.sum() - free - ENOUGH
    return min((one.usd for one in every if one.worth >= need), default=None)


def every_choice(question: CorridorInstance, aim: str) -> Iterator[Built]:
    """Each choice that keeps all rules and the money, valued by trips or energy."""
    worth = worth_of(question, aim)
    for chosen in choices(question):
        value = best_drives(question, chosen, worth)
        if value is not None:
            yield Built(chosen, usd_of(chosen), value)


def usd_of(chosen: Chosen) -> float:
    """What is built costs so much."""
    return sum(one.cost_usd for one in chosen if one is not None)


def choices(question: CorridorInstance) -> Iterator[Chosen]:
    """Every choice of stations that keeps the money and the rules which need no drives."""
    kept = question.rules
    offers = list[list[StationOption | None]]()
    for place in question.places:
        fits = [one for one in place.options if one.bays <= place.bays and one.grid_kw <= place.grid_kw]
        free = place.id not in kept.closed and place.id not in kept.forbidden
        nothing: list[StationOption | None] = [] if place.id in kept.forced else [None]
        offers.append([*nothing, *(fits if free else ())])
    for chosen in product(*offers):
        new = [one for one in chosen if one is not None]
        if sum(one.cost_usd for one in new) > question.budget_usd:
            continue
        if kept.max_stations is not None and len(new) > kept.max_stations:
            continue
        if all(longest_km(question, chosen, norm) <= norm.km + KM for norm in kept.norms if norm.binding):
            yield chosen


def stations_at(question: CorridorInstance, chosen: Chosen, at: int) -> list[StationOption]:
    """What is built at a place and what stands there; nothing where nobody may charge."""
    place = question.places[at]
    return [] if place.id in question.rules.closed else [one for one in (chosen[at], place.standing) if one is not None]


def longest_km(question: CorridorInstance, chosen: Chosen, norm: GapNorm) -> float:
    """The longest way on any road of a norm without a station that counts."""
    longest = 0.0
    for chain in norm.chains:
        points = [0.0, chain.km]
        for at, km in zip(chain.places, chain.km_at, strict=True):
            points += [km for one in stations_at(question, chosen, at) if _counts(norm, one)]
        longest = max(longest, float(np.diff(sorted(points)).max()))
    return longest


def _counts(norm: GapNorm, one: StationOption) -> bool:
    family = norm.family
    return one.kwh_per_day[family] > 0 and _cars_at_once(one, family, norm.least_kw) >= norm.least_guns


def _cars_at_once(one: StationOption, family: int, kw: float) -> int:
    """Cars that get so many kW each while the others do too."""
    if not one.cabinets:
        return one.guns[family] if one.kw >= kw else 0
    return sum(
        box.count * max(cars for cars in range(box.guns[family] + 1) if cars * kw <= box.kw + KWH)
        for box in one.cabinets
    )


def worth_of(question: CorridorInstance, aim: str) -> Floats:
    """What all trips of each kind count, of energy by what they need on their quickest way; (trips,)."""
    return np.array(
        [trip.trips_per_day * trip.weight * (_bought(trip, trip.routes[0]) if aim == "energy" else 1.0) for trip in question.trips]
    )  # fmt: skip


def needs_none(trip: Trip) -> bool:
    """Whether it is driven without charging."""
    return any(_bought(trip, route) <= KWH for route in trip.routes)


def _bought(trip: Trip, route: Route) -> float:
    return route.kwh_total + trip.arrive_kwh - trip.start_kwh


def _stops(trip: Trip, route: Route) -> list[tuple[int, float]]:
    """Stops at which a battery holds less than it is charged up to, and so may charge."""
    stops = zip(route.stops.tolist(), route.kwh_at.tolist(), strict=True)
    return [(stop, kwh) for stop, kwh in stops if kwh + trip.usable_kwh > trip.start_kwh]


def best_drives(question: CorridorInstance, chosen: Chosen, worth: Floats) -> float | None:
    """The most that drivers can do with chosen stations, each battery followed from stop to stop, of trips that need charging; None where a floor is out of reach."""
    gain, equal, most = list[float](), list[Row](), list[tuple[Row, float]]()
    sold, share_of = dict[tuple[int, int, str], Row](), [list[int]() for _ in question.trips]

    def column(worth: float = 0.0) -> int:
        gain.append(worth)
        return len(gain) - 1

    for number, trip in enumerate(question.trips):
        for route in () if needs_none(trip) else trip.routes:
            driven = column(worth[number])
            share_of[number].append(driven)
            held, at_kwh = {driven: trip.start_kwh}, 0.0  # content as a sum of columns
            for stop, kwh in _stops(trip, route):
                held[driven] -= kwh - at_kwh
                at_kwh = kwh
                most.append(({one: -weight for one, weight in held.items()}, 0.0))  # never below nothing
                charge = column()
                sold.setdefault((stop, trip.family, trip.season), {})[charge] = trip.trips_per_day
                held[charge] = 1.0
                most.append(({**held, driven: held[driven] - trip.usable_kwh}, 0.0))  # never above full
            equal.append({**held, driven: held[driven] - (route.kwh_total - at_kwh) - trip.arrive_kwh})
    for (at, family, _season), weights in sold.items():
        most.append((weights, sum(one.kwh_per_day[family] for one in stations_at(question, chosen, at))))
    most += [(dict.fromkeys(columns, 1.0), 1.0) for columns in share_of if columns]
    for row, wanted in _floors(question, share_of):
        if not row:
            return None
        most.append((row, -wanted))
    return _most(gain, equal, most)


def _floors(question: CorridorInstance, share_of: list[list[int]]) -> Iterator[tuple[Row, float]]:
    """Trips that count for a floor as a row, and how many charging must make possible."""
    for floor in question.rules.floors:
        counted = [
            (number, trip)
            for number, trip in enumerate(question.trips)
            if floor.region in ("", *trip.regions)
            and floor.family in (None, trip.family)
            and floor.season in ("", trip.season)
        ]
        wanted = sum(trip.trips_per_day * (floor.share - needs_none(trip)) for _number, trip in counted)
        if wanted > TRIPS:
            yield {one: -trip.trips_per_day for number, trip in counted for one in share_of[number]}, wanted


def _most(gain: list[float], equal: list[Row], most: list[tuple[Row, float]]) -> float | None:
    if not gain:
        return 0.0
    told = linprog(
        -np.array(gain),
        A_ub=_dense([row for row, _ in most], len(gain)),
        b_ub=[right for _, right in most],
        A_eq=_dense(equal, len(gain)),
        b_eq=np.zeros(len(equal)),
    )
    return -float(told.fun) if told.status == 0 else None


def _dense(rows: list[Row], columns: int) -> Floats:
    table = np.zeros((len(rows), columns))
    for at, row in enumerate(rows):
        for column, weight in row.items():
            table[at, column] = weight
    return table
