"""What shares of the trips take, as it is told: where the first stations of the plan make a share possible for less than was found, theirs is the cheapest plan that is known."""

from collections.abc import Sequence
from math import inf, isfinite

from planner.country.plan.planned import Planned
from planner.country.result import TripShare
from planner.country.road_plans.least_money import LeastMoney
from planner.country.roads.station import RoadStation


def shares_told(run: Planned, stations: Sequence[RoadStation]) -> tuple[TripShare, ...]:
    """A row for each share that was asked for, beside the order of building that is told of `stations`."""
    if run.roads is None or run.roads.question.instance.rules.ask_for_stations:
        stations = ()
    return tuple(_told(_cheaper(one, stations)) for one in run.least)


def _cheaper(found: LeastMoney, stations: Sequence[RoadStation]) -> LeastMoney:
    """What was found, or the first stations of the plan that make the share possible where they cost less."""
    enough = [one for one in stations if one.rank and (one.so_far_trips or 0.0) >= found.share]
    usd, count = min(((one.so_far_usd, one.rank) for one in enough), default=(inf, 0))
    if usd >= found.usd:
        return found
    return LeastMoney(found.share, usd, min(found.bound_usd, usd), count)


def _told(one: LeastMoney) -> TripShare:
    usd, bound = (value if isfinite(value) else None for value in (one.usd, one.bound_usd))
    return TripShare(one.share, usd, bound, one.stations, one.refused)
