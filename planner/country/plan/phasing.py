"""Phases of a country: what cities and roads build of their plans for the money by then, so that nothing is torn down.

The last phase is the plan itself. Each earlier one, from the last to the first, shares the money by then over what cities and roads have built
in the phase after it: a city the first so many sites of its order of building, the roads the stations of a step of theirs. An exact knapsack
chooses, and the roads build what counts most for the money that the cities leave them. Floors are asked of the last phase.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_NAME
from planner.country.cities.configurations import FOLDER
from planner.country.money.curves import UNIT_USD, Curve, Point, curve_of, units_down, units_up
from planner.country.money.sharing import share
from planner.country.order.building import NOTHING, BuildingStep, StepEffort, falling, with_sums
from planner.country.order.part_worth import PartWorth
from planner.country.order.stages import steps_of
from planner.country.phases.phase import Phase
from planner.country.phases.phase_audit import broken_phases
from planner.country.phases.schedule import Schedule
from planner.country.plan.planned import Planned, RoadPlan
from planner.country.road_plans.drive_audit import MOST_TOLD, broken_on_roads
from planner.country.road_plans.play import Played, play
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stop, never

Chain = tuple[Point, ...]
"""What somebody can build of its plan, one holding the other: units, value, and in `made_for` how many sites."""


def schedule_of(run: Planned, say: Progress, stopping: Stop) -> Schedule:
    """Work out what is built when; of the roads the steps of building alone where no phases are asked for.

    Phases that the audit finds fault with are left out and the fault is told: what was found for the whole money stays.

    Parameters
    ----------
    run : Planned
        With every city's dossier, and the plan of the roads, if any.
    say : callable
    stopping : callable
        Ends the searches: what is left of the money then is spent in the order of what sells most for it.
    """
    effort = StepEffort(say, stopping, run.config.money.road_time_limit_s)
    roads = run.road_plan
    worth = None if roads is None else PartWorth(roads.prepared, roads.answer.built, roads.played, stopping)
    steps = () if worth is None else steps_of(worth)
    if not run.config.phases:
        return Schedule((), steps, worth=worth)
    money = list(accumulate(one.budget_usd for one in run.config.phases))
    chains = _chains(run, steps)
    given = built_by_then(chains, money, stopping)
    found = (
        _on_roads(run, roads, steps, money, given, effort) if roads is not None else _cities_alone(run, money, given)
    )
    prices = {one.name: _prices(run, one.name) for one in run.cities if one.name in chains}
    if roads is not None:
        assert worth is not None
        found = replace(found, worth=worth)
        order = dict.fromkeys(at for step in found.steps for at in sorted(step.built))
        prices[ROADS_NAME] = [worth.usd[at] for at in order]
    broken = [*found.problems, *broken_phases(found.phases, prices)]
    if broken:
        why = joined("; ", broken[:MOST_TOLD])
        return Schedule(
            (), steps, worth=worth, problems=(_("the phases are left out, for the audit found: {why}", why=why),)
        )
    return found


def _cities_alone(run: Planned, money: Sequence[float], given: Sequence[Mapping[str, Point]]) -> Schedule:
    years = [one.year for one in run.config.phases]
    return Schedule(tuple(_phase(run, *one) for one in zip(years, money, given, strict=True)))


def _on_roads(
    run: Planned,
    roads: RoadPlan,
    known: Sequence[BuildingStep],
    money: Sequence[float],
    given: Sequence[Mapping[str, Point]],
    effort: StepEffort,
) -> Schedule:
    """Phases with roads, each building what counts most for the money that the cities leave them; what the audit finds wrong with them as problems."""
    years, prepared = [one.year for one in run.config.phases], roads.prepared
    left = [
        usd - sum(one.units for name, one in now.items() if name != ROADS_NAME) * UNIT_USD
        for usd, now in zip(money, given, strict=True)
    ]
    of_roads = list(accumulate([known[-1].usd, *reversed(left[:-1])], min))[::-1]
    begun = replace(NOTHING, value=play(prepared, {}).value)
    steps = falling(with_sums(prepared, roads.played, known, of_roads, effort), of_roads, begun)
    chosen = [_last(steps, usd) for usd in of_roads[:-1]] + [steps[-1]]
    played = [*(play(prepared, one.built) for one in chosen[:-1]), roads.played]
    phases = []
    for year, usd, now, step, one in zip(years, money, given, chosen, played, strict=True):
        phases.append(_phase(run, year, usd, now, _roads(prepared, step, one, run.config.road_weight)))
    year_of: dict[int, int] = {}
    for year, step in zip(years, chosen, strict=True):
        for at in step.built:
            year_of.setdefault(at, year)
    return Schedule(tuple(phases), steps, year_of, broken_on_roads(prepared, of_roads, played))


@dataclass(frozen=True)
class _Roads:
    usd: float
    sites: int
    value: float
    possible: Mapping[str, float]


def _roads(prepared: Prepared, step: BuildingStep, played: Played, weight: float) -> _Roads:
    possible: dict[str, float] = {}
    flow = np.array([one.trips_per_day for one in prepared.instance.trips]) * played.share
    for trip, driven in zip(prepared.instance.trips, flow.tolist(), strict=True):
        possible[trip.season] = possible.get(trip.season, 0.0) + driven
    return _Roads(step.cost_usd, len(step.built), weight * played.value, possible)


def _phase(run: Planned, year: int, money_usd: float, given: Mapping[str, Point], roads: _Roads | None = None) -> Phase:
    cities = {name: one for name, one in given.items() if name != ROADS_NAME}
    usd = {name: _usd(run, name, one.made_for) for name, one in cities.items()}
    sites = {name: one.made_for for name, one in cities.items()}
    upgraded = {name: _upgraded(run, name, one.made_for) for name, one in cities.items()}
    value = sum(one.value for one in cities.values())
    if roads is None:
        return Phase(year, money_usd, value, usd, sites, upgraded=upgraded)
    usd[ROADS_NAME], sites[ROADS_NAME] = roads.usd, roads.sites
    return Phase(year, money_usd, value + roads.value, usd, sites, roads.possible, upgraded)


def _usd(run: Planned, name: str, sites: int) -> float:
    """What the first sites of a city's order of building cost; all of them what its plan does."""
    steps = _steps_of_city(run, name)
    if sites == len(steps):
        return run.dossiers[_folder(run, name)].scorecard.cost_usd
    return float(steps[sites - 1]["total_cost_usd"]) if sites else 0.0


def _upgraded(run: Planned, name: str, sites: int) -> int:
    """How many of the first sites of a city's order of building stood before."""
    table = run.dossiers[_folder(run, name)].sites
    return int(((table["rank"] <= sites) & (table["status"] == "upgrade")).sum())


def _prices(run: Planned, name: str) -> list[float]:
    """What each site of a city costs by its rank, as its table of sites says: the order of building has no part in it."""
    sites = run.dossiers[_folder(run, name)].sites
    return [float(usd) for usd in sites[sites["rank"].notna()].sort_values("rank")["cost_usd"]]


def _last(steps: Sequence[BuildingStep], usd: float) -> BuildingStep:
    """The greatest step that a sum pays."""
    return max((one for one in steps if one.usd <= usd + 1e-6), key=lambda one: one.usd, default=NOTHING)


def _folder(run: Planned, name: str) -> str:
    return f"{FOLDER}/{next(one.folder for one in run.cities if one.name == name)}"


def _steps_of_city(run: Planned, name: str) -> list[Mapping[str, float]]:
    """Its order of building; none where nothing is built."""
    order = run.dossiers[_folder(run, name)].studies.get("order") or {}
    return list(order.get("steps", ()))


def _chains(run: Planned, steps: Sequence[BuildingStep]) -> dict[str, Chain]:
    """What each can build of its plan, the least first, the plan itself last."""
    assert run.sharing is not None
    found: dict[str, Chain] = {}
    for one in run.cities:
        if f"{FOLDER}/{one.folder}" not in run.dossiers:
            continue
        whole = run.sharing.chosen[one.name]
        order = _steps_of_city(run, one.name)
        begun = run.answers[one.name].answers[0].value
        points = [Point(0, begun, begun)]
        for number, step in enumerate(order, start=1):
            value = min(float(step["value"]), whole.value)
            points.append(Point(units_up(float(step["total_cost_usd"])), value, value, made_for=number))
        last = Point(max(whole.units, points[-1].units), whole.value, whole.value, made_for=len(order))
        found[one.name] = _rising([*points, last])
    if run.road_answers is not None:
        weight = run.config.road_weight
        begun = weight * run.road_answers.answers[0].value
        points = [Point(0, begun, begun)]
        for number, road in enumerate(steps, start=1):
            value = max(begun, weight * road.value)
            points.append(Point(units_up(road.cost_usd), value, value, made_for=number))
        found[ROADS_NAME] = _rising(points)
    return found


def _rising(points: Sequence[Point]) -> Chain:
    """Each sum once, the last that it pays."""
    once = {one.units: one for one in points}
    return tuple(once[units] for units in sorted(once))


def built_by_then(
    chains: Mapping[str, Chain], money_usd: Sequence[float], stop: Stop = never
) -> list[dict[str, Point]]:
    """What each has built by the end of each phase, out of what it has in the phase after it.

    Parameters
    ----------
    chains : mapping of str to Chain
        What each can build of its plan, the least first, the plan itself last.
    money_usd : sequence of float
        Money by the end of each phase, rising; all plans together cost no more than the last.
    """
    now = {name: chain[-1] for name, chain in chains.items()}
    found = [now]
    for usd in reversed(money_usd[:-1]):
        curves = [
            _curve(name, [one for one in chain if one.units <= now[name].units]) for name, chain in chains.items()
        ]
        chosen = share(curves, units_down(usd), stop=stop).chosen
        now = {name: _point(chain, chosen[name].units) for name, chain in chains.items()}
        found.insert(0, now)
    return found


def _curve(name: str, points: Sequence[Point]) -> Curve:
    return curve_of(name, points, max(one.value for one in points), {})


def _point(chain: Chain, units: int) -> Point:
    return max((one for one in chain if one.units <= units), key=lambda one: one.units)
