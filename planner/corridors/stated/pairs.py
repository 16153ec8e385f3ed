"""Pairs of towns whose trips are asked: those of the table of trips or all, without those that no road joins or that next to nobody drives."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from planner.corridors.facts.gathering import CorridorFacts
from planner.corridors.stated.flows import Flow, Flows
from planner.corridors.stated.road_paths import RoadPath
from planner.errors import CorridorError
from planner.support.speech import _, plural

Pair = tuple[int, int]
"""Numbers of two towns, the smaller first."""


@dataclass(frozen=True)
class Asked:
    """Cars a day of each pair of towns that is asked, a line for what is not, and the pairs that no open road joins."""

    cars: dict[Pair, float]
    left_out: list[str]
    cut: frozenset[Pair]


def asked_pairs(facts: CorridorFacts) -> list[Pair]:
    """Pairs that the table of trips names, or all."""
    if facts.trips:
        return sorted({(min(one.origin, one.destination), max(one.origin, one.destination)) for one in facts.trips})
    towns = len(facts.trunk.towns)
    return [(i, j) for i in range(towns) for j in range(i + 1, towns)]


def kept_pairs(
    flows: Flows, quickest: Mapping[Pair, tuple[RoadPath, ...]], facts: CorridorFacts, share: float, faults: Faults
) -> Asked:
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
    return Asked(kept, lines, frozenset(cut))


def _pair(flow: Flow) -> Pair:
    return (min(flow.origin, flow.destination), max(flow.origin, flow.destination))
