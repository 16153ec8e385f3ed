"""The account of a corridor question, from all that it was made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.report import Assumption
from geodata.trunk.faults import Faults
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.account import CorridorAccount
from planner.corridors.stated.assumed import assumed_of_cars, assumed_of_stations
from planner.corridors.stated.flows import Flows, share_dates
from planner.corridors.stated.ground import Ground
from planner.corridors.stated.options import Offers
from planner.corridors.stated.pairs import Asked
from planner.corridors.stated.port_mixes import PortMixes
from planner.corridors.stated.spots import Kind
from planner.corridors.stated.trips import StatedTrips, trips_without_way


@dataclass(frozen=True)
class Parts:
    """What a question was made of.

    Parameters
    ----------
    flows : Flows
    asked : Asked
    ground : Ground
    driven : StatedTrips
    offers : Offers
    undriven : tuple of str
        Which trips no station here makes possible, and why, a line each.
    instance : CorridorInstance
    faults : Faults
        Found on the way.
    """

    flows: Flows
    asked: Asked
    ground: Ground
    driven: StatedTrips
    offers: Offers
    undriven: tuple[str, ...]
    instance: CorridorInstance
    faults: Faults


def account_of(facts: CorridorFacts, settings: CorridorSettings, parts: Parts) -> CorridorAccount:
    """Count and tell what the question holds, what it leaves out and what it assumes."""
    flows, asked, ground, driven = parts.flows, parts.asked, parts.ground, parts.driven
    unknown = ground.land.unknown_line(ground.chosen, [one.id for one in parts.instance.places])
    towns = facts.trunk.towns.towns
    countries = list(dict.fromkeys(towns[at].country for pair in sorted(asked.cars) for at in pair))
    assumed = _assumed(settings, facts, countries, driven, parts.offers)
    lost = trips_without_way(flows.flows, asked.cut, facts, settings)
    return CorridorAccount(
        roads={key: value for key, value in facts.trunk.as_dict().items() if key != "faults"},
        applied=tuple(one.line for one in facts.trunk.applied),
        faults=(*facts.trunk.faults, *facts.faults, *parts.faults.told()),
        left_out=(*asked.left_out, *parts.undriven, *unknown),
        how=flows.how,
        cars_per_day=sum(asked.cars.values()),
        electric_per_day=driven.electric_per_day,
        ranges_km=driven.ranges_km,
        counts=_counts(len(facts.trunk.towns), ground, parts.instance),
        by_count=flows.by_count,
        assumptions=(*flows.assumptions, *assumed),
        no_way=lost,
        abroad=ground.beyond,
        undriven=parts.undriven,
        advice=tuple(driven.advice),
        share_dates=share_dates(settings.trips, countries),
        unserved_per_day=driven.unserved_per_day,
        by_season={
            one.name: lost.get(one.name, 0.0)
            + sum(trip.trips_per_day for trip in driven.trips if trip.season == one.name)
            for one in settings.trips.seasons
        },
    )


def _counts(towns: int, ground: Ground, instance: CorridorInstance) -> dict[str, int]:
    spots = ground.spots.spots
    return {
        "towns": towns,
        "pairs": len(ground.paths),
        "trips": len(instance.trips),
        "ways": sum(len(several) for several in ground.paths.values()),
        "places": len(instance.places),
        **{f"places_{kind.name.lower()}": sum(spots[at].kind is kind for at in ground.chosen) for kind in Kind},
        "standing": sum(one.standing is not None for one in instance.places),
    }


def _assumed(
    settings: CorridorSettings, facts: CorridorFacts, countries: Sequence[str], driven: StatedTrips, offers: Offers
) -> list[Assumption]:
    known = bool(facts.trips) and all(one.port for one in facts.trips)
    mixes = {} if known else {one: PortMixes(settings.trips, facts.folder).of(one) for one in countries}
    cars = [car for car, _cars in driven.cars]
    return [
        *assumed_of_cars(settings, countries, mixes, cars, driven.ranges_km),
        *assumed_of_stations(settings, offers),
    ]
