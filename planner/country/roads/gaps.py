"""The greatest gap on each main road by plug family, and beside the norms of Europe and America."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.facts import parameter
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import Chain
from planner.corridors.search.gaps import counts_for
from planner.country.road_plans.play import OptionByPlace
from planner.country.roads.gap import NEVI_GUNS, NEVI_KM, NEVI_KW, RoadGap, RoadNorm
from planner.country.roads.main_roads import MainRoad

FAST_KW = 50.0
"""From this power on a gun counts as a fast one for Europe's spacing."""


def gaps_of(instance: CorridorInstance, roads: Sequence[MainRoad], built: OptionByPlace) -> tuple[RoadGap, ...]:
    """Gaps of every road by plug family and beside each norm, today and with what is built."""
    afir = parameter("access_spacing_highway")
    out = []
    for road in roads:
        tests: list[tuple[str, float | None, Callable[[StationOption], bool]]] = [
            (family, None, lambda one, at=at: one.guns[at] > 0)  # type: ignore[misc]
            for at, family in enumerate(instance.families)
        ]
        tests += [
            ("afir", afir, lambda one: one.guns_at_once(FAST_KW) > 0),
            ("nevi", NEVI_KM, lambda one: one.guns_at_once(NEVI_KW) >= NEVI_GUNS),
        ]
        for what, limit, counts in tests:
            out.append(_gap(instance, road, what, counts, built, limit))
    for number, norm in enumerate(instance.rules.norms):
        for way in norm.chains if norm.road else roads:
            one = _gap(instance, way, norm.name, partial(counts_for, norm), built, norm.km)
            out.append(replace(one, own=number))
    return tuple(out)


def norms_of(instance: CorridorInstance) -> tuple[RoadNorm, ...]:
    """Norms that are asked of the roads, in the order of their rules."""
    return tuple(
        RoadNorm(
            one.name,
            one.km,
            instance.families[one.family],
            one.least_guns,
            one.least_kw,
            one.binding,
            one.road,
            one.parted,
        )
        for one in instance.rules.norms
    )


def _gap(
    instance: CorridorInstance,
    road: MainRoad | Chain,
    what: str,
    counts: Callable[[StationOption], bool],
    built: OptionByPlace,
    limit: float | None,
) -> RoadGap:
    held = _held(instance, road, built, counts)
    stops = [(instance.places[at].id, float(km)) for at, km in zip(road.places[held], road.km_at[held], strict=True)]
    today = float(np.diff(_ends(road, _held(instance, road, {}, counts))).max())
    apart = np.diff(_ends(road, held))
    widest = int(np.argmax(apart))
    names = [road.ends[0], *(name for name, _km in stops), road.ends[1]] if isinstance(road, MainRoad) else []
    between = (names[widest], names[widest + 1]) if names else ("", "")
    ends, widest_km = road.ends, float(apart[widest])
    return RoadGap(road.name, ends, road.km, what, today, widest_km, limit, stations=tuple(stops), between=between)


def _held(
    instance: CorridorInstance, road: MainRoad | Chain, built: OptionByPlace, counts: Callable[[StationOption], bool]
) -> NDArray[np.bool_]:
    """Places of a road with a station that counts; (places,)."""
    held = [any(counts(one) for one in stations_at(instance.places[at], built.get(at))) for at in road.places.tolist()]
    return np.array(held, dtype=bool)


def _ends(road: MainRoad | Chain, held: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Where pieces of a road between stations, and towns at its ends, begin and end, km."""
    return np.asarray(np.r_[0.0, road.km_at[held], road.km])


def stations_at(place: Place, option: int | None) -> Iterable[StationOption]:
    """What stands at a place, and what is built there."""
    return [one for one in (place.standing, None if option is None else place.options[option]) if one is not None]
