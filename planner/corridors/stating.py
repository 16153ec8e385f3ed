"""The corridor question out of its facts: who drives where by which ways, where stations may stand, and what is asked of the plan."""

from dataclasses import dataclass

from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.facts.parameters import figure
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place
from planner.corridors.question.rules import CorridorRules
from planner.corridors.settings import CorridorSettings
from planner.corridors.stated.account import CorridorAccount
from planner.corridors.stated.accounting import Parts, account_of
from planner.corridors.stated.candidates import km_along
from planner.corridors.stated.flows import Flows, gravity_flows, told_flows
from planner.corridors.stated.ground import Ground, ground_of
from planner.corridors.stated.hopeless import hopeless_advice, hopeless_line
from planner.corridors.stated.named_places import Spellings, by_name_alone, with_places
from planner.corridors.stated.options import Offers, sessions_of
from planner.corridors.stated.pairs import Pair, asked_pairs, kept_pairs
from planner.corridors.stated.placed_paths import PlacedPath
from planner.corridors.stated.placing import places_of
from planner.corridors.stated.road_paths import RoadPath, paths_between
from planner.corridors.stated.rules import rules_of
from planner.corridors.stated.trips import StatedTrips, stated_trips
from planner.errors import CorridorError
from planner.support.speech import _, joined


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


def state(
    facts: CorridorFacts,
    settings: CorridorSettings,
    budget_usd: float = float("inf"),
    *,
    alike: bool = False,
    spellings: Spellings = by_name_alone,
) -> CorridorQuestion:
    """Make the question; `alike` offers the same stations whatever plugs the cars have, `spellings` tells how rules may call the places besides.

    Raises
    ------
    CorridorError, ConfigError
        The settings contradict each other or the facts, or there is no trip at all.
    """
    quickest = _paths(facts.trunk.network, facts, settings, asked_pairs(facts), most=1)
    flows = _flows(facts, settings, quickest)
    faults = Faults()
    asked = kept_pairs(flows, quickest, facts, settings.trips.kept_share, faults)
    paths = _paths(facts.trunk.network, facts, settings, sorted(asked.cars), most=settings.driving.most_routes)
    ground = ground_of(facts, settings, paths, asked.cars, faults)
    driven = stated_trips(flows.flows, ground.paths, facts, settings)
    offers = _offers(settings, driven, alike=alike)
    places = _places(facts, settings, ground, offers)
    ids = [one.id for one in places]
    if driven.hopeless:
        driven.advice.append(hopeless_advice(barred=bool(ground.beyond)))
    undriven = _undriven(driven, ids, settings)
    known = [*ids, *(name for name, _country in ground.beyond)]
    settings = settings.model_copy(update={"rules": with_places(settings.rules, known, spellings(facts.trunk, known))})
    instance = CorridorInstance(
        families=tuple(settings.trips.families),
        places=places,
        trips=tuple(driven.trips),
        budget_usd=budget_usd,
        rules=_rules(facts, settings, ground),
    )
    parts = Parts(flows, asked, ground, driven, offers, undriven, instance, faults)
    return CorridorQuestion(instance, account_of(facts, settings, parts), facts, ground.paths)


def _flows(facts: CorridorFacts, settings: CorridorSettings, quickest: dict[Pair, tuple[RoadPath, ...]]) -> Flows:
    """Trips as the table tells them; without one, as the gravity model has them."""
    if facts.trips:
        return told_flows(facts.trips, settings.trips)
    closed_km = _closed_km(quickest, facts, settings)
    return gravity_flows(facts.trunk.towns, quickest, closed_km, facts.counts, settings.trips)


def _offers(settings: CorridorSettings, driven: StatedTrips, *, alike: bool) -> Offers:
    stations = settings.stations
    sessions = sessions_of(stations, driven.cars, driven.cold_kw)
    return Offers(stations, tuple(settings.trips.families), driven.family_shares, sessions, alike=alike)


def _places(facts: CorridorFacts, settings: CorridorSettings, ground: Ground, offers: Offers) -> tuple[Place, ...]:
    return places_of(
        ground.spots,
        ground.chosen,
        facts.trunk.towns,
        offers,
        settings.stations,
        ground.standing,
        facts.grid,
        ground.land,
    )


def _undriven(driven: StatedTrips, ids: list[str], settings: CorridorSettings) -> tuple[str, ...]:
    """Which trips no station here makes possible, and why, a line each.

    Raises
    ------
    CorridorError
        All of them.
    """
    lines = list(driven.undriven)
    if driven.hopeless:
        lines.append(hopeless_line(driven.hopeless, ids, settings.trips.families))
    if driven.trips and all(trip.is_hopeless() for trip in driven.trips):
        why = joined("; ", [*lines, *driven.advice])
        raise CorridorError(_("corridors: no trip can be driven, whatever is built: {why}", why=why))
    return tuple(lines)


def _rules(facts: CorridorFacts, settings: CorridorSettings, ground: Ground) -> CorridorRules:
    """What is asked of the plan; norms hold on the quickest way of each pair, or on what of it is on land where stations may be built."""
    spots, land = ground.spots, ground.land
    return rules_of(
        settings,
        facts.trunk.towns,
        {pair: several[0] for pair, several in ground.paths.items()},
        facts.trunk.network.km,
        beyond=dict(ground.beyond),
        parts_of=(lambda path: land.parts(km_along(spots, path), path.km)) if land.barred else None,
    )


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
