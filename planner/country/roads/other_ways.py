"""Roads with a gap that some cars do not come through, and whose trips from end to end are made by another way all the same."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.corridors.question.trips import ROUNDING_KWH, Route, Trip
from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import OptionByPlace, Played
from planner.country.roads.gap import RoadGap
from planner.country.roads.gaps import stations_at
from planner.country.roads.main_roads import MainRoad

LEAST_SHARE = 0.5
"""Of the trips of one kind that must be made by another way."""


def with_other_ways(
    gaps: Sequence[RoadGap], prepared: Prepared, roads: Sequence[MainRoad], plan: Played, built: OptionByPlace
) -> tuple[RoadGap, ...]:
    """The same gaps; those of a plug marked where cars with it do not come through on the road with the plan, and drive between its ends by another way."""
    families, by_name = prepared.instance.families, {one.name: one for one in roads}
    found = {
        (road.name, families[trip.family])
        for road in roads
        for trip in _by_another_way(prepared, road, plan)
        if _strands(trip, trip.routes[0], _held(prepared, trip, built))
    }
    return tuple(
        replace(one, other_way=one.limit_km is None and one.road in by_name and (one.road, one.what) in found)
        for one in gaps
    )


def _by_another_way(prepared: Prepared, road: MainRoad, plan: Played) -> list[Trip]:
    """Kinds of trips between the ends of a road, its quickest way, most of which are driven on another one."""
    shares: dict[int, float] = {}
    for leg, share in zip(prepared.legs.legs, plan.leg_share.tolist(), strict=True):
        trip = prepared.instance.trips[leg.trip]
        if leg.route and set(road.ends) == {trip.origin, trip.destination}:
            shares[leg.trip] = shares.get(leg.trip, 0.0) + share
    return [prepared.instance.trips[at] for at, share in shares.items() if share >= LEAST_SHARE]


def _held(prepared: Prepared, trip: Trip, built: OptionByPlace) -> set[int]:
    """Places on the first way of a trip with a station that serves its plug."""
    places = prepared.instance.places
    return {
        at
        for at in trip.routes[0].stops.tolist()
        if any(one.serves(trip.family) for one in stations_at(places[at], built.get(at)))
    }


def _strands(trip: Trip, route: Route, held: set[int]) -> bool:
    """Whether a car cannot come through on a way with stations at these places, however much they sell."""
    stops = np.array([at in held for at in route.stops.tolist()], dtype=bool)
    at = route.kwh_at[stops]
    reached = np.r_[at, route.kwh_total + trip.arrive_kwh]
    lasts = np.r_[trip.start_kwh, at + trip.usable_kwh]
    return bool((reached > np.maximum.accumulate(lasts) + ROUNDING_KWH).any())
