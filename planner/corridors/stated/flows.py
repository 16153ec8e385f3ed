"""Cars that drive between towns on a day: told by a table, or by the gravity model at the level of counts or of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.report import Assumption
from geodata.trunk.counts import Count
from geodata.trunk.towns import Towns
from geodata.trunk.trip_table import ToldTrip
from planner.corridors.facts.parameters import figure, figure_date, has_figure, told_figure
from planner.corridors.sections.trips import TripsConfig
from planner.corridors.stated.gravity import Gravity, level_by_counts, level_by_people
from planner.corridors.stated.road_paths import RoadPath
from planner.errors import CorridorError
from planner.support.speech import _

Floats = NDArray[np.float64]
Pair = tuple[int, int]
RoadPaths = Mapping[Pair, Sequence[RoadPath]]
"""Ways from town to town, the smaller number first."""


@dataclass(frozen=True)
class Flow:
    """Cars of all kinds from one town to another on a mean day; class and port are empty where nobody tells them."""

    origin: int
    destination: int
    cars_per_day: float
    vehicle_class: str = ""
    port: str = ""
    electric: bool = False


@dataclass(frozen=True)
class Flows:
    """All trips.

    Parameters
    ----------
    flows : tuple of Flow
    how : str
        Where they are from, for people.
    level : float
        Factor of the gravity model; NaN where a table tells.
    assumptions : tuple of Assumption
    by_count : tuple of (str, float, float)
        Record, vehicles counted that drive between towns, and cars of the model, where there are counts.
    """

    flows: tuple[Flow, ...]
    how: str
    level: float
    assumptions: tuple[Assumption, ...] = ()
    by_count: tuple[tuple[str, float, float], ...] = ()


def told_flows(told: Sequence[ToldTrip], config: TripsConfig) -> Flows:
    """Trips of the user's table."""
    flows = tuple(
        Flow(one.origin, one.destination, one.trips_per_day, one.vehicle_class, one.port, config.electric)
        for one in told
    )
    how = _("trips of {path}", path=config.path or "")
    return Flows(flows, how, float("nan"))


def gravity_flows(
    towns: Towns, paths: RoadPaths, closed_km: Mapping[Pair, float], counts: Sequence[Count], config: TripsConfig
) -> Flows:
    """Trips of the gravity model over the quickest ways; towns that only a closed road joins keep theirs, by its km (`closed_km`).

    Raises
    ------
    CorridorError
        There are counts, and the model sends nobody over any of the roads.
    """
    case = config.case
    keys = ("gravity_people", "gravity_km", "trips_per_person_year", "through_share")
    people, distance, per_year, through = (
        figure(key, case) if (given := getattr(config, key)) is None else given for key in keys
    )
    model = Gravity(people, distance, config.least_km)
    km = np.full((len(towns), len(towns)), np.inf)
    for (i, j), several in paths.items():
        if several:
            km[i, j] = km[j, i] = several[0].km
    for (i, j), by_closed in closed_km.items():
        km[i, j] = km[j, i] = by_closed
    shares = model.shares(towns.population, km)
    assumed = [_told(config, "gravity_people", case), _told(config, "gravity_km", case)]
    by_count: tuple[tuple[str, float, float], ...] = ()
    if counts:
        sent = flow_over({(i, j): several[0] for (i, j), several in paths.items() if several}, shares, counts)
        counted = np.array([one.vehicles_per_day for one in counts])
        found = level_by_counts(sent, counted, through)
        if found is None:
            raise CorridorError(
                _(
                    "{path}: no trip of the gravity model passes any road that is counted; check the counts, or leave them out",
                    path=config.counts or "",
                )
            )
        level = found
        how = _(
            "gravity model over km by road, scaled so that the cars over the {n} roads counted are in sum the {share:.0%} of the vehicles there that drive between towns",
            n=len(counts),
            share=through,
        )
        by_count = tuple(
            (one.record, one.vehicles_per_day * through, float(cars))
            for one, cars in zip(counts, sent * level, strict=True)
        )
        assumed.append(_told(config, "through_share", case))
    else:
        level = level_by_people(shares, towns.population, per_year)
        how = _(
            "gravity model over km by road; car trips a year for each person in the towns: {per_year:g}",
            per_year=per_year,
        )
        assumed.append(_told(config, "trips_per_person_year", case))
    flows = tuple(Flow(int(i), int(j), float(level * shares[i, j])) for i, j in zip(*np.nonzero(shares), strict=True))
    return Flows(flows, how, level, tuple(one for one in assumed if one is not None), by_count)


def flow_over(quickest: Mapping[Pair, RoadPath], trips: Floats, counts: Sequence[Count]) -> Floats:
    """Cars over each counted edge, both ways, where every trip takes the quickest way; (counts,)."""
    of_edge: dict[int, float] = {}
    for (i, j), path in quickest.items():
        cars = float(trips[i, j] + trips[j, i])
        for edge, _there in path.edges:
            of_edge[edge] = of_edge.get(edge, 0.0) + cars
    return np.array([of_edge.get(one.edge, 0.0) for one in counts])


def ev_share(config: TripsConfig, countries: Sequence[str]) -> float:
    """Share of electric cars among those of a trip: the mean of the countries of its ends, by the configuration or the facts.

    Raises
    ------
    CorridorError
        Neither knows it.
    """
    given = config.ev_share
    if isinstance(given, float):
        return given
    found = []
    for country in countries:
        name = f"ev_share_{country}"
        if given is not None and country in given:
            found.append(given[country])
        elif has_figure(name):
            found.append(figure(name, config.case))
        elif not country:
            raise CorridorError(
                _(
                    "corridors.trips.ev_share: the country of a town is not known; fill the column 'country' of the table of towns, or give one share for all, 0.02"
                )
            )
        else:
            raise CorridorError(
                _(
                    "corridors.trips.ev_share: not known for country {country!r}; give it, {{ {country} = 0.02 }}",
                    country=country,
                )
            )
    return sum(found) / len(found)


def share_dates(config: TripsConfig, countries: Sequence[str]) -> dict[str, str]:
    """By country the day or year of its share of electric cars, where the facts give it and tell one."""
    given = config.ev_share
    if config.electric or isinstance(given, float):
        return {}
    of_facts = [one for one in countries if one not in (given or {}) and has_figure(f"ev_share_{one}")]
    return {one: date for one in of_facts if (date := figure_date(f"ev_share_{one}"))}


def _told(config: TripsConfig, key: str, case: str) -> Assumption | None:
    words = {
        "gravity_people": _("gravity model, exponent of people"),
        "gravity_km": _("gravity model, exponent of km"),
        "trips_per_person_year": _("long car trips a year for each person"),
        "through_share": _("share of counted vehicles that are cars between towns"),
    }
    return told_figure(key, case, words[key]) if getattr(config, key) is None else None
