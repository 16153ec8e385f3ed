"""The corridor question out of its facts: who drives where by which ways, where stations may stand, and what is asked of the plan."""

from dataclasses import dataclass

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.facts.parameters import figure
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.account import CorridorAccount
from planner.corridors.stated.candidates import chosen_spots
from planner.corridors.stated.flows import Flow, Flows, gravity_flows, told_flows
from planner.corridors.stated.named_places import insist_on_places
from planner.corridors.stated.options import Offers, sessions_of
from planner.corridors.stated.placed_paths import PlacedPath, busiest, placed
from planner.corridors.stated.placing import places_of
from planner.corridors.stated.road_paths import RoadPath, paths_between
from planner.corridors.stated.rules import rules_of
from planner.corridors.stated.spots import Kind, Spots
from planner.corridors.stated.standing_spots import add_standing
from planner.corridors.stated.trips import stated_trips
from planner.errors import CorridorError
from planner.support.speech import _

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
    """Cars a day of each pair of towns that is asked, and a line for what is not."""

    cars: dict[Pair, float]
    left_out: list[str]


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
    quickest = _paths(facts, settings, _asked(facts), most=1)
    flows = (
        told_flows(facts.trips, settings.trips)
        if facts.trips
        else gravity_flows(towns, quickest, facts.counts, settings.trips)
    )
    faults = Faults()
    asked = _kept(flows, quickest, facts, settings.trips.kept_share, faults)
    paths = _paths(facts, settings, sorted(asked.cars), most=settings.driving.most_routes)
    spots = Spots(network, [path for several in paths.values() for path in several], stations.every_km, towns)
    spots.add_roadside(facts.roadside, stations.roadside)
    standing = add_standing(spots, facts.standing, stations.existing_km, faults)
    chosen = chosen_spots(spots, busiest(paths, asked.cars), stations.every_km, in_towns=stations.in_towns)
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
    names = {pair: f"{towns.towns[pair[0]].name} - {towns.towns[pair[1]].name}" for pair in placed_paths}
    places = places_of(spots, chosen, towns, offers, stations, standing, facts.grid)
    insist_on_places(settings.rules, [one.id for one in places])
    instance = CorridorInstance(
        families=tuple(settings.trips.families),
        places=places,
        trips=tuple(driven.trips),
        budget_usd=budget_usd,
        rules=rules_of(settings, [(names[pair], several[0]) for pair, several in placed_paths.items()], network.km),
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
    account = CorridorAccount(
        roads={key: value for key, value in facts.trunk.as_dict().items() if key != "faults"},
        applied=tuple(one.line for one in facts.trunk.applied),
        faults=(*facts.trunk.faults, *facts.faults, *faults.told()),
        left_out=(*asked.left_out, *driven.left_out),
        how=flows.how,
        cars_per_day=sum(asked.cars.values()),
        electric_per_day=driven.electric_per_day,
        ranges_km=driven.ranges_km,
        counts=counts,
        by_count=flows.by_count,
        assumptions=(*flows.assumptions, *driven.assumptions),
    )
    return CorridorQuestion(instance, account, facts, placed_paths)


def _pair(flow: Flow) -> Pair:
    return (min(flow.origin, flow.destination), max(flow.origin, flow.destination))


def _asked(facts: CorridorFacts) -> list[Pair]:
    """Pairs that the table of trips names, or all."""
    if facts.trips:
        return sorted({(min(one.origin, one.destination), max(one.origin, one.destination)) for one in facts.trips})
    towns = len(facts.trunk.towns)
    return [(i, j) for i in range(towns) for j in range(i + 1, towns)]


def _paths(
    facts: CorridorFacts, settings: CorridorSettings, pairs: list[Pair], most: int
) -> dict[Pair, tuple[RoadPath, ...]]:
    """Ways of pairs of towns, from the smaller number to the greater."""
    driving = settings.driving
    node = facts.trunk.towns.node.tolist()
    found = paths_between(
        facts.trunk.network,
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
    cut = [
        (towns[i].name, towns[j].name)
        for i, j in asked
        if not quickest[i, j] and facts.trunk.towns.node[i] != facts.trunk.towns.node[j]
    ]
    for ends in cut:
        faults.add(FaultKind.PAIR_CUT, " - ".join(ends))
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
            _(
                "corridors: no trip between {towns} towns; give more towns, trips, or a smaller least_km",
                towns=len(towns),
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
    return _Asked(kept, lines)
