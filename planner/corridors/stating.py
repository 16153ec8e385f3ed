"""The corridor question out of its facts: who drives where by which ways, where stations may stand, and what is asked of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.report import Assumption
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.towns import Towns
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.facts.parameters import figure
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.account import CorridorAccount
from planner.corridors.stated.assumed import assumed_of_cars, assumed_of_stations
from planner.corridors.stated.candidates import chosen_spots, km_along
from planner.corridors.stated.flows import Flow, Flows, gravity_flows, told_flows
from planner.corridors.stated.hopeless import hopeless_line
from planner.corridors.stated.land import Land, land_of
from planner.corridors.stated.named_places import insist_on_places
from planner.corridors.stated.options import Offers, sessions_of
from planner.corridors.stated.placed_paths import PlacedPath, busiest, placed
from planner.corridors.stated.placing import ids_of, places_of
from planner.corridors.stated.port_mixes import PortMixes
from planner.corridors.stated.road_paths import RoadPath, paths_between
from planner.corridors.stated.rules import rules_of
from planner.corridors.stated.spots import Kind, Spots
from planner.corridors.stated.standing_spots import add_standing
from planner.corridors.stated.trips import StatedTrips, stated_trips, trips_without_way
from planner.errors import CorridorError
from planner.support.speech import _, joined, plural

Pair = tuple[int, int]
"""Numbers of two towns, the smaller first."""


@dataclass(frozen=True)
class CorridorQuestion:
    """A question and what it was made of.

    Parameters
    ----------
    instance : CorridorInstance
    account : CorridorAccount
    facts : CorridorFacts
    paths : mapping of pair of towns to their ways with the places on them
    """

    instance: CorridorInstance
    account: CorridorAccount
    facts: CorridorFacts
    paths: dict[Pair, tuple[PlacedPath, ...]]


@dataclass(frozen=True)
class _Asked:
    """Cars a day of each pair of towns that is asked, a line for what is not, and the pairs that no open road joins."""

    cars: dict[Pair, float]
    left_out: list[str]
    cut: frozenset[Pair]


def state(
    facts: CorridorFacts, settings: CorridorSettings, budget_usd: float = float("inf"), *, alike: bool = False
) -> CorridorQuestion:
    """Make the question; `alike` offers the same stations whatever plugs the cars have.

    Raises
    ------
    CorridorError, ConfigError
        The settings contradict each other or the facts, or there is no trip at all.
    """
    towns, network, stations = facts.trunk.towns, facts.trunk.network, settings.stations
    quickest = _paths(network, facts, settings, _asked(facts), most=1)
    flows = (
        told_flows(facts.trips, settings.trips)
        if facts.trips
        else gravity_flows(towns, quickest, _closed_km(quickest, facts, settings), facts.counts, settings.trips)
    )
    faults = Faults()
    asked = _kept(flows, quickest, facts, settings.trips.kept_share, faults)
    paths = _paths(network, facts, settings, sorted(asked.cars), most=settings.driving.most_routes)
    spots = Spots(network, [path for several in paths.values() for path in several], stations.every_km, towns)
    spots.add_roadside(facts.roadside, stations.roadside)
    standing = add_standing(spots, facts.standing, stations.existing_km, faults)
    land = land_of(spots, towns, settings.countries, abroad=stations.abroad)
    chosen, beyond = _chosen(spots, busiest(paths, asked.cars), towns, land, stations)
    place_at = {spot: number for number, spot in enumerate(chosen)}
    placed_paths = {pair: tuple(placed(path, spots, place_at) for path in several) for pair, several in paths.items()}
    driven = stated_trips(flows.flows, placed_paths, facts, settings)
    offers = Offers(
        stations,
        tuple(settings.trips.families),
        driven.family_shares,
        sessions_of(stations, driven.cars, driven.cold_kw),
        alike=alike,
    )
    places = places_of(spots, chosen, towns, offers, stations, standing, facts.grid, land)
    ids = [one.id for one in places]
    undriven = list(driven.undriven)
    if driven.hopeless:
        undriven.append(hopeless_line(driven.hopeless, ids, settings.trips.families, barred=bool(beyond)))
    if driven.trips and all(trip.is_hopeless() for trip in driven.trips):
        raise CorridorError(_("corridors: no trip can be driven, whatever is built: {why}", why=joined("; ", undriven)))
    insist_on_places(settings.rules, [*ids, *(name for name, _country in beyond)])
    instance = CorridorInstance(
        families=tuple(settings.trips.families),
        places=places,
        trips=tuple(driven.trips),
        budget_usd=budget_usd,
        rules=rules_of(
            settings,
            towns,
            {pair: several[0] for pair, several in placed_paths.items()},
            network.km,
            beyond=dict(beyond),
            parts_of=(lambda path: land.parts(km_along(spots, path), path.km)) if land.barred else None,
        ),
    )
    counts = {
        "towns": len(towns),
        "pairs": len(paths),
        "trips": len(instance.trips),
        "ways": sum(len(several) for several in paths.values()),
        "places": len(instance.places),
        **{f"places_{kind.name.lower()}": sum(spots.spots[at].kind is kind for at in chosen) for kind in Kind},
        "standing": sum(one.standing is not None for one in instance.places),
    }
    lost = trips_without_way(flows.flows, asked.cut, facts, settings)
    account = CorridorAccount(
        roads={key: value for key, value in facts.trunk.as_dict().items() if key != "faults"},
        applied=tuple(one.line for one in facts.trunk.applied),
        faults=(*facts.trunk.faults, *facts.faults, *faults.told()),
        left_out=(*asked.left_out, *undriven, *land.unknown_line(chosen, ids)),
        how=flows.how,
        cars_per_day=sum(asked.cars.values()),
        electric_per_day=driven.electric_per_day,
        ranges_km=driven.ranges_km,
        counts=counts,
        by_count=flows.by_count,
        assumptions=(*flows.assumptions, *_assumed(settings, facts, sorted(asked.cars), driven, offers)),
        no_way=lost,
        abroad=beyond,
        undriven=tuple(undriven),
        unserved_per_day=driven.unserved_per_day,
        by_season={
            one.name: lost.get(one.name, 0.0)
            + sum(trip.trips_per_day for trip in driven.trips if trip.season == one.name)
            for one in settings.trips.seasons
        },
    )
    return CorridorQuestion(instance, account, facts, placed_paths)


def _assumed(
    settings: CorridorSettings, facts: CorridorFacts, pairs: Sequence[Pair], driven: StatedTrips, offers: Offers
) -> list[Assumption]:
    towns = facts.trunk.towns.towns
    countries = list(dict.fromkeys(towns[at].country for pair in pairs for at in pair))
    known = bool(facts.trips) and all(one.port for one in facts.trips)
    mixes = {} if known else {one: PortMixes(settings.trips, facts.folder).of(one) for one in countries}
    cars = [car for car, _cars in driven.cars]
    return [
        *assumed_of_cars(settings, countries, mixes, cars, driven.ranges_km),
        *assumed_of_stations(settings, offers),
    ]


def _chosen(
    spots: Spots,
    drives: Sequence[tuple[RoadPath, float]],
    towns: Towns,
    land: Land,
    stations: OptionsConfig,
) -> tuple[list[int], tuple[tuple[str, str], ...]]:
    """Numbers of the spots that become places, and by name and country those that would be places if they were not abroad."""
    chosen = chosen_spots(spots, drives, stations.every_km, in_towns=stations.in_towns, barred=land.barred)
    if not land.barred:
        return chosen, ()
    wanted = chosen_spots(spots, drives, stations.every_km, in_towns=stations.in_towns)
    named = zip(wanted, ids_of(spots, wanted, towns), strict=True)
    beyond = [(name, land.country[at]) for at, name in named if at in land.barred and not spots.spots[at].standing]
    return chosen, tuple(beyond)


def _pair(flow: Flow) -> Pair:
    return (min(flow.origin, flow.destination), max(flow.origin, flow.destination))


def _asked(facts: CorridorFacts) -> list[Pair]:
    """Pairs that the table of trips names, or all."""
    if facts.trips:
        return sorted({(min(one.origin, one.destination), max(one.origin, one.destination)) for one in facts.trips})
    towns = len(facts.trunk.towns)
    return [(i, j) for i in range(towns) for j in range(i + 1, towns)]


def _closed_km(
    quickest: dict[Pair, tuple[RoadPath, ...]], facts: CorridorFacts, settings: CorridorSettings
) -> dict[Pair, float]:
    """Km between towns that only roads which are closed on request join."""
    cut, open_ = [pair for pair, several in quickest.items() if not several], facts.trunk.unclosed
    if open_ is None or not cut:
        return {}
    found = _paths(open_, facts, settings, cut, most=1)
    return {pair: several[0].km for pair, several in found.items() if several}


def _paths(
    network: TrunkNetwork, facts: CorridorFacts, settings: CorridorSettings, pairs: list[Pair], most: int
) -> dict[Pair, tuple[RoadPath, ...]]:
    """Ways of pairs of towns, from the smaller number to the greater."""
    driving = settings.driving
    node = facts.trunk.towns.node.tolist()
    found = paths_between(
        network,
        [(node[i], node[j]) for i, j in pairs],
        detour=figure("detour", driving.case) if driving.detour is None else driving.detour,
        most=most,
        apart_share=driving.apart_share,
    )
    return {(i, j): found[node[i], node[j]] for i, j in pairs}


def _kept(
    flows: Flows, quickest: dict[Pair, tuple[RoadPath, ...]], facts: CorridorFacts, share: float, faults: Faults
) -> _Asked:
    """Pairs that are asked; those that no road joins, or that next to nobody drives, are told."""
    towns = facts.trunk.towns.towns
    cars: dict[Pair, float] = {}
    for one in flows.flows:
        cars[_pair(one)] = cars.get(_pair(one), 0.0) + one.cars_per_day
    lines = []
    asked = cars if facts.trips else quickest
    cut = [(i, j) for i, j in asked if not quickest[i, j] and facts.trunk.towns.node[i] != facts.trunk.towns.node[j]]
    for i, j in cut:
        faults.add(FaultKind.PAIR_CUT, f"{towns[i].name} - {towns[j].name}")
    joined = {pair: amount for pair, amount in cars.items() if quickest[pair] and amount > 0}
    worth = {pair: amount * quickest[pair][0].km for pair, amount in joined.items()}
    kept: dict[Pair, float] = {}
    rest = sum(worth.values())
    small = (1.0 - share) * rest
    for pair in sorted(worth, key=lambda one: (-worth[one], one)):
        if kept and rest <= small:
            break
        kept[pair] = joined[pair]
        rest -= worth[pair]
    if not kept:
        raise CorridorError(
            plural(
                "corridors: no trip, for there is {n:number} town on the roads; give more towns",
                "corridors: no trip between {n:number} towns; give more towns, trips, or a smaller least_km",
                len(towns),
            )
        )
    if len(kept) < len(joined):
        lines.append(
            _(
                "pairs of towns with few trips: {n}, together {share:percent1} of all kilometres; left out, see kept_share",
                n=len(joined) - len(kept),
                share=rest / sum(worth.values()),
            )
        )
    return _Asked(kept, lines, frozenset(cut))
