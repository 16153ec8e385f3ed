"""Small corridor questions drawn at random, and their optima by complete enumeration with a program of its own."""

from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.question.trips import Route, Trip

FAMILIES = ("gbt", "ccs2")


@st.composite
def options(draw, number):
    """A station on offer."""
    guns = draw(st.sampled_from([(2, 0), (1, 2), (2, 2), (4, 1)]))
    kwh = tuple(draw(st.sampled_from([30.0, 90.0, 400.0])) if one else 0.0 for one in guns)
    usd = float(draw(st.integers(1, 6)))
    return StationOption(f"o{number}", guns, draw(st.sampled_from([60.0, 120.0])), sum(guns), usd, kwh, 100.0)


@st.composite
def places(draw, number):
    """A place with up to two options, and now and then a station that stands."""
    offered = tuple(draw(options(at)) for at in range(draw(st.sampled_from([0, 1, 2, 2]))))
    standing = draw(st.none() | st.none() | options(9))
    region = draw(st.sampled_from(["north", "south"]))
    bays = draw(st.sampled_from([np.inf, np.inf, 4.0]))
    return Place(f"p{number}", 70.0 + number, 42.0, offered, standing, region, bays=bays)


@st.composite
def routes(draw, count):
    """A way past some of the places in any order."""
    stops = draw(st.permutations(range(count)))[: draw(st.sampled_from([0, 1, 2, count, count]))]
    steps = draw(st.lists(st.sampled_from([6.0, 12.0, 18.0, 24.0]), min_size=len(stops) + 1, max_size=len(stops) + 1))
    at = np.cumsum(steps)
    return Route(np.array(stops, dtype=np.int64), at[:-1], float(at[-1]), float(at[-1] * 5), float(at[-1] * 4))


@st.composite
def trips(draw, number, count):
    """A trip by one or two ways."""
    usable = draw(st.sampled_from([25.0, 40.0, 60.0]))
    ways = tuple(draw(routes(count)) for _ in range(draw(st.integers(1, 2))))
    return Trip(
        f"t{number}",
        "A",
        "B",
        draw(st.sampled_from([1.0, 2.5, 6.0])),
        draw(st.sampled_from([0.5, 1.0])),
        draw(st.integers(0, 1)),
        "car",
        draw(st.sampled_from(["summer", "winter"])),
        usable,
        usable * draw(st.sampled_from([0.5, 1.0, 1.25])),
        usable * draw(st.sampled_from([0.0, 0.2])),
        ways,
        (draw(st.sampled_from(["north", "south"])),),
    )


@st.composite
def rules(draw, count):
    """Each rule now and then."""
    names = [f"p{at}" for at in range(count)]
    norm = GapNorm(
        "norm",
        draw(st.sampled_from([60.0, 110.0])),
        draw(st.integers(0, 1)),
        (Chain("road", np.arange(count), 40.0 * np.arange(count), 40.0 * count),),
        least_kw=draw(st.sampled_from([0.0, 100.0])),
        binding=draw(st.booleans()),
    )
    floor = Floor(
        draw(st.sampled_from([0.1, 0.4])),
        draw(st.sampled_from(["", "north"])),
        draw(st.sampled_from([None, 0])),
        draw(st.sampled_from(["", "winter"])),
    )
    return CorridorRules(
        draw(st.sampled_from([None, None, 2])),
        (floor,) if draw(st.integers(0, 3)) == 0 else (),
        (norm,) if draw(st.integers(0, 3)) == 0 else (),
        closed=(names[0],) if draw(st.integers(0, 5)) == 0 else (),
        forbidden=(names[-1],) if draw(st.integers(0, 5)) == 0 and count > 1 else (),
    )


@st.composite
def questions(draw):
    """A small question."""
    count = draw(st.sampled_from([1, 3, 4, 5]))
    found = tuple(draw(places(at)) for at in range(count))
    asked = tuple(draw(trips(at, count)) for at in range(draw(st.sampled_from([1, 3, 5]))))
    kept = draw(rules(count))
    budget = float(draw(st.sampled_from([3, 6, 9, 14])))
    middle = count // 2
    if draw(st.integers(0, 3)) == 0 and any(one.bays <= found[middle].bays for one in found[middle].options):
        name = found[middle].id
        if name not in kept.closed and name not in kept.forbidden:
            kept = CorridorRules(kept.max_stations, kept.floors, kept.norms, kept.closed, kept.forbidden, {name: ""})
    return CorridorInstance(FAMILIES, found, asked, budget, kept)


def choices(question):
    """Every choice of stations that keeps the rules which need no drives: their options by place."""
    kept = question.rules
    offers = []
    for place in question.places:
        fits = [one for one in place.options if one.bays <= place.bays and one.grid_kw <= place.grid_kw]
        free = place.id not in kept.closed and place.id not in kept.forbidden
        offers.append(([] if place.id in kept.forced else [None]) + (fits if free else []))
    for chosen in product(*offers):
        new = [one for one in chosen if one is not None]
        if sum(one.cost_usd for one in new) > question.budget_usd:
            continue
        if kept.max_stations is not None and len(new) > kept.max_stations:
            continue
        if all(_apart(question, chosen, norm) for norm in kept.norms if norm.binding):
            yield chosen


def _there(question, chosen, at):
    place = question.places[at]
    return [] if place.id in question.rules.closed else [one for one in (chosen[at], place.standing) if one is not None]


def _apart(question, chosen, norm):
    for chain in norm.chains:
        points = [0.0, chain.km]
        for at, km in zip(chain.places, chain.km_at, strict=True):
            points += [km for one in _there(question, chosen, at) if _counts(norm, one)]
        if np.diff(sorted(points)).max() > norm.km + 1e-9:
            return False
    return True


def _counts(norm, one):
    family = norm.family
    return one.kwh_per_day[family] > 0 and one.guns[family] >= norm.least_guns and one.kw >= norm.least_kw


def _stops(trip, route):
    """Stops at which a battery holds less than it is charged up to, and so may charge."""
    stops = zip(route.stops.tolist(), route.kwh_at.tolist(), strict=True)
    return [(stop, kwh) for stop, kwh in stops if kwh + trip.usable_kwh > trip.start_kwh]


def best_drives(question, chosen, aim, share=0.0):
    """The most that drivers can do with chosen stations, each battery followed from stop to stop; None where a floor is out of reach."""
    capacity = {
        (at, family, season): sum(one.kwh_per_day[family] for one in _there(question, chosen, at))
        for at in range(len(question.places))
        for family in range(2)
        for season in ("summer", "winter")
    }
    gain, equal, most, sold, share_of = [], [], [], {}, [[] for _ in question.trips]

    def column(worth=0.0):
        gain.append(worth)
        return len(gain) - 1

    for number, trip in enumerate(question.trips):
        worth, free = trip.trips_per_day * trip.weight, _without(trip)
        quickest = trip.routes[0].kwh_total + trip.arrive_kwh - trip.start_kwh
        for route in trip.routes:
            if free:
                continue
            driven = column(worth * (quickest if aim == "energy" else 1.0))
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
            left = {**held, driven: held[driven] - (route.kwh_total - at_kwh) - trip.arrive_kwh}
            equal.append(left)
    most += [(weights, capacity[key]) for key, weights in sold.items()]
    most += [(dict.fromkeys(columns, 1.0), 1.0) for columns in share_of if columns]
    for floor in question.rules.floors:
        counted = [
            (number, trip)
            for number, trip in enumerate(question.trips)
            if floor.region in ("", *trip.regions)
            and floor.family in (None, trip.family)
            and floor.season in ("", trip.season)
        ]
        wanted = sum(trip.trips_per_day * (floor.share - _without(trip)) for _number, trip in counted)
        row = {one: -trip.trips_per_day for number, trip in counted for one in share_of[number]}
        if wanted > 1e-12:
            if not row:
                return None
            most.append((row, -wanted))
    if not gain:
        return 0.0
    reply = linprog(
        -np.array(gain),
        A_ub=_dense([row for row, _ in most], len(gain)),
        b_ub=[right for _, right in most],
        A_eq=_dense(equal, len(gain)),
        b_eq=np.zeros(len(equal)),
    )
    return -reply.fun if reply.status == 0 else None


def _without(trip):
    return any(route.kwh_total + trip.arrive_kwh - trip.start_kwh <= 1e-6 for route in trip.routes)


def _dense(rows, columns):
    table = np.zeros((len(rows), columns))
    for at, row in enumerate(rows):
        for column, weight in row.items():
            table[at, column] = weight
    return table


def best_value(question, aim, share=0.0):
    """The optimum over all choices; None where no choice keeps the rules."""
    found = []
    for chosen in choices(question):
        value = best_drives(question, chosen, "trips" if aim == "cost" else aim)
        if value is None:
            continue
        if aim == "cost":
            worth = np.array([trip.trips_per_day * trip.weight for trip in question.trips])
            free = worth @ [float(_without(trip)) for trip in question.trips]
            if value + free < share * worth.sum() - 1e-7:
                continue
            value = sum(one.cost_usd for one in chosen if one is not None)
        found.append(value)
    return None if not found else min(found) if aim == "cost" else max(found)
