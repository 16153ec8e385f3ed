"""The roads in every world of plugs that may come: a plan for each mix, played in all others, and a hedged one for the same money."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.cluster.jobs import Failed, Job
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.prepared import Prepared
from planner.corridors.solve import solve
from planner.corridors.stating import state
from planner.country.accounts import ROADS_NAME
from planner.country.config.country import CountryConfig
from planner.country.curves import UNIT_USD
from planner.country.planned import Planned
from planner.country.planning import Workers
from planner.country.played import play
from planner.country.roads import ENERGY, RoadQuestion
from planner.country.world_play import WorldPlay
from planner.errors import PlannerError
from planner.support.progress import Progress
from planner.support.speech import _, message_of
from planner.support.stopping import Stopping

log = logging.getLogger(__name__)
HEDGED = "hedged"
ROUNDS = 3
"""Hedged plans that are tried, each with more weight on the worlds that the one before served worst."""

Chosen = Mapping[str, str]
"""Key of the option by the id of the place."""


@dataclass(frozen=True)
class WorldPlan:
    """A plan of the roads for one world, or several: what is built, and what no plan passes."""

    built: Chosen
    bound: float


def plays_of(run: Planned, workers: Workers, *, say: Progress, stopping: Stopping) -> tuple[WorldPlay, ...]:
    """Plan for each mix with the money that the roads were given, and play all plans everywhere; nothing where there is one world, or the user stopped."""
    config = run.config
    if run.roads is None or run.sharing is None or len(config.compare.mixes) < 2 or stopping():
        return ()
    usd = float(run.sharing.chosen[ROADS_NAME].units * UNIT_USD)
    if not usd:
        return ()
    say(_("roads in worlds of other plugs"))
    worlds: dict[str, CorridorInstance] = {}
    for mix in config.compare.mixes:
        try:
            worlds[mix] = _instance(run, config, mix).with_budget(usd)
        except PlannerError as error:
            log.warning("left out: %s: %s", mix, message_of(error))
    made = workers.run(
        [
            Job(mix, plan_roads, (RoadQuestion(one, config.money.road_gap, config.money.road_time_limit_s),))
            for mix, one in worlds.items()
        ]
    )
    plans = {mix: found for mix, found in made.items() if not isinstance(found, Failed)}
    worlds = {mix: worlds[mix] for mix in plans}
    if len(worlds) < 2 or stopping():
        return ()
    prepared = {mix: Prepared.of(one, ENERGY) for mix, one in worlds.items()}
    table = {plan: {mix: _value(prepared[mix], one.built) for mix in worlds} for plan, one in plans.items()}
    best = {mix: max(row[mix] for row in table.values()) for mix in worlds}
    table[HEDGED] = _hedged(config, worlds, prepared, (best, list(table.values())), say, stopping)
    return tuple(WorldPlay(plan, mix, kwh, plans[mix].bound) for plan, row in table.items() for mix, kwh in row.items())


def _instance(run: Planned, config: CountryConfig, mix: str) -> CorridorInstance:
    """The roads where the cars between towns have the ports of a mix."""
    assert run.roads is not None
    settings = config.road_settings
    trips = settings.trips.model_copy(update={"mix": mix})
    return state(run.roads.question.facts, settings.model_copy(update={"trips": trips})).instance


def plan_roads(say: Progress, stopping: Stopping, question: RoadQuestion) -> WorldPlan:
    """Plan the roads for their money; a job."""
    with stopping.gently():
        plan = solve(
            question.instance,
            wish=ENERGY,
            gap=question.gap,
            time_limit_s=question.time_limit_s,
            say=say,
            stopping=stopping,
        )
    return WorldPlan(plan.built, plan.bound)


def _value(asked: Prepared, chosen: Chosen) -> float:
    """KWh a day that a plan sells in a world; an option that is not on offer there is none."""
    built = {}
    for name, key in chosen.items():
        at = asked.instance.place_at.get(name)
        if at is None:
            continue
        option = next((number for number, one in enumerate(asked.instance.places[at].options) if one.key == key), None)
        if option is not None:
            built[at] = option
    return play(asked, built).value


def _hedged(
    config: CountryConfig,
    worlds: Mapping[str, CorridorInstance],
    prepared: Mapping[str, Prepared],
    known: tuple[Mapping[str, float], list[dict[str, float]]],
    say: Progress,
    stopping: Stopping,
) -> dict[str, float]:
    """What the best of several plans for all worlds at once sells in each: that whose greatest loss against the best of a world is least.

    All worlds stand in one question as seasons that do not meet, each trip by the weight of its world; the weight of those that a plan serves
    badly is raised for the next. `known` is the best of each world, and what each world's own plan sells in all: where no plan for all of them
    loses less, that which loses least is the hedged one.
    """
    best, rows = known
    given = config.compare.probabilities
    weight = {mix: given.get(mix, 1.0 / len(worlds)) / max(1e-9, best[mix]) for mix in worlds}

    def loss_of(row: Mapping[str, float]) -> dict[str, float]:
        return {mix: 1.0 - kwh / best[mix] if best[mix] > 0 else 0.0 for mix, kwh in row.items()}

    found = min(rows, key=lambda row: max(loss_of(row).values()))
    for number in range(1, ROUNDS + 1):
        if stopping():
            break
        say(_("a plan of the roads for all worlds, try {number} of {count}", number=number, count=ROUNDS))
        whole = sum(weight.values())
        joint = stacked(worlds, {mix: one / whole for mix, one in weight.items()})
        question = RoadQuestion(joint, config.money.road_gap, config.money.road_time_limit_s / ROUNDS)
        try:
            plan = plan_roads(say, stopping, question)
        except PlannerError as error:
            log.warning("no hedged plan: %s", message_of(error))
            break
        row = {mix: _value(prepared[mix], plan.built) for mix in worlds}
        loss = loss_of(row)
        found = min((found, row), key=lambda one: max(loss_of(one).values()))
        weight = {mix: one * (1.0 + 6.0 * max(0.0, loss[mix])) for mix, one in weight.items()}
    return found


def stacked(worlds: Mapping[str, CorridorInstance], weight: Mapping[str, float]) -> CorridorInstance:
    """All worlds in one question: seasons of two worlds do not meet at a station."""
    first = next(iter(worlds.values()))
    trips: list[Any] = []
    for mix, one in worlds.items():
        trips += [
            replace(trip, name=f"{mix}: {trip.name}", season=f"{mix}: {trip.season}", weight=trip.weight * weight[mix])
            for trip in one.trips
        ]
    rules = replace(first.rules, floors=())
    return replace(first, trips=tuple(trips), rules=rules)
