"""Small questions of roads with every rule, drawn at random: few places on few ways, stations that stand and may be extended, so few that each choice can be tried."""

import math
from random import Random

import numpy as np

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Cabinets, Place, StationOption
from planner.corridors.question.rules import Chain, CorridorRules, Floor, GapNorm
from planner.corridors.question.trips import Route, Trip

FAMILIES = ("gbt", "ccs2")
REGIONS, SEASONS = ("north", "south"), ("summer", "winter")
GUNS = ((2, 0), (1, 2), (2, 2), (4, 1))
STATION_USD = 5_000.0
"""A station of a country that shares its money costs one to six times so much."""
KM = 40.0
"""Between two places of a road that is asked for a norm."""


def small_roads(seed: int, usd: float = 1.0) -> CorridorInstance:
    """Draw a question; the same seed, the same question."""
    return drawn_roads(Random(seed), usd)  # noqa: S311  no secret


def drawn_roads(rng: Random, usd: float = 1.0) -> CorridorInstance:
    """Draw a question by whoever makes the choices, such as hypothesis, whose first choice of several is the simplest; a station costs one to six times so many dollars."""
    count = rng.choice((1, 3, 4, 5, 5))
    places = tuple(_place(rng, number, usd) for number in range(count))
    trips = tuple(_trip(rng, number, count) for number in range(rng.choice((1, 4, 6))))
    rules = _rules(rng, count)
    budget, middle = usd * rng.choice((3, 5, 7, 12)), places[count // 2]
    if _now_and_then(rng, 4) and middle.offers() and middle.id not in (*rules.closed, *rules.forbidden):
        rules = CorridorRules(
            rules.max_stations, rules.floors, rules.norms, rules.closed, rules.forbidden, {middle.id: ""}
        )
    return CorridorInstance(FAMILIES, places, trips, budget, rules)


def _now_and_then(rng: Random, times: int) -> bool:
    """Once in so many times."""
    return rng.randrange(times) == times - 1


def _place(rng: Random, number: int, usd: float) -> Place:
    """A place with up to two options, and now and then a station that stands, which the options extend."""
    options = tuple(_option(rng, f"o{at}", usd) for at in range(rng.choice((0, 1, 2, 2))))
    standing = _option(rng, "stands", 0.0) if _now_and_then(rng, 4) else None
    bays = rng.choice((math.inf, math.inf, 4.0))
    return Place(f"p{number}", 70.0 + number, 42.0, options, standing, rng.choice(REGIONS), bays=bays)


def _option(rng: Random, key: str, usd: float) -> StationOption:
    guns = rng.choice(GUNS)
    kwh = tuple(rng.choice((20.0, 90.0, 400.0)) if one else 0.0 for one in guns)
    kw, price = rng.choice((60.0, 120.0)), usd * (rng.randint(1, 6) - rng.choice((0.0, 0.0, 0.25)))
    cabinets = (Cabinets("one for all", 1, kw, guns),) if _now_and_then(rng, 3) else ()
    return StationOption(key, guns, kw, sum(guns), price, kwh, 100.0, cabinets)


def _route(rng: Random, count: int) -> Route:
    """A way past some of the places in any order."""
    order = list(range(count))
    rng.shuffle(order)
    stops = order[: rng.choice((1, 2, count, count, count))]
    at = np.cumsum([rng.choice((8.0, 12.0, 18.0, 24.0)) for _step in range(len(stops) + 1)])
    return Route(np.array(stops, dtype=np.int64), at[:-1], float(at[-1]), float(at[-1] * 5), float(at[-1] * 4))


def _trip(rng: Random, number: int, count: int) -> Trip:
    """A trip by one or two ways."""
    usable = rng.choice((30.0, 45.0, 60.0))
    routes = tuple(_route(rng, count) for _way in range(rng.choice((1, 2))))
    return Trip(
        f"t{number}",
        "A",
        "B",
        rng.choice((1.0, 2.5, 6.0)),
        rng.choice((0.5, 1.0)),
        rng.choice((0, 1)),
        "car",
        rng.choice(SEASONS),
        usable,
        usable * rng.choice((0.5, 0.5, 1.0, 1.25)),
        usable * rng.choice((0.0, 0.2)),
        routes,
        (rng.choice(REGIONS),),
    )


def _rules(rng: Random, count: int) -> CorridorRules:
    """Each rule now and then."""
    road = Chain("road", np.arange(count), KM * np.arange(count, dtype=np.float64), KM * count)
    norm = GapNorm(
        "norm",
        rng.choice((60.0, 110.0)),
        rng.choice((0, 1)),
        (road,),
        rng.choice((1, 1, 2)),
        rng.choice((0.0, 50.0, 100.0)),
        binding=rng.choice((False, True)),
    )
    floor = Floor(rng.choice((0.1, 0.4)), rng.choice(("", "north")), rng.choice((None, 0)), rng.choice(("", "winter")))
    return CorridorRules(
        rng.choice((None, None, 2)),
        (floor,) if _now_and_then(rng, 4) else (),
        (norm,) if _now_and_then(rng, 4) else (),
        closed=("p0",) if _now_and_then(rng, 6) else (),
        forbidden=(f"p{count - 1}",) if _now_and_then(rng, 6) and count > 1 else (),
    )
