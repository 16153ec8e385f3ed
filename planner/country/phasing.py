"""Phases of a country: what cities and roads build of their plans for the money by then, so that nothing is torn down.

The last phase is the plan itself. Each earlier one, from the last to the first, shares the money by then over what cities and roads have built
in the phase after it: a city the first so many sites of its order of building, the roads the stations of a step of theirs. An exact knapsack
chooses, and the roads build what sells most for the money that the cities leave them. Floors are asked of the last phase.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_NAME
from planner.country.building import Step, steps_of
from planner.country.curves import UNIT_USD, Curve, Point, curve_of
from planner.country.driven_again import insist_on_phases
from planner.country.phase import Phase
from planner.country.planning import FOLDER, Planned
from planner.country.played import Played, play
from planner.country.sharing import Sharing, share

Chain = tuple[Point, ...]
"""What somebody can build of its plan, one holding the other: units, value, and in `made_for` how many sites."""


@dataclass(frozen=True)
class Phased:
    """Phases of a country, and how its roads are built.

    Parameters
    ----------
    phases : tuple of Phase
        None where all is built at once.
    steps : tuple of Step
        Of the roads, as `steps_of` gives them.
    year_of : mapping of int to int
        Year of the phase in which each place of the roads is built.
    """

    phases: tuple[Phase, ...] = ()
    steps: tuple[Step, ...] = ()
    year_of: Mapping[int, int] = field(default_factory=dict)


def phased(
    run: Planned, sharing: Sharing, asked: Prepared | None, built: Mapping[int, int], plan: Played | None
) -> Phased:
    """Tell what is built when; of the roads the steps of building alone where no phases are asked for.

    Parameters
    ----------
    run : Planned
    sharing : Sharing
        Of all the money.
    asked : Prepared or None
        The roads, where they were planned.
    built : mapping of int to int
        Their plan: option by place.
    plan : Played or None
        It, played.
    """
    steps = () if asked is None or plan is None else steps_of(asked, built, plan)
    if not run.config.phases:
        return Phased((), steps)
    years = [one.year for one in run.config.phases]
    money = list(accumulate(one.budget_usd for one in run.config.phases))
    chains = _chains(run, sharing, steps)
    given = built_by_then(chains, money)
    if asked is None or plan is None:
        phases = [_phase(run, chains, *one) for one in zip(years, money, given, strict=True)]
        return Phased(tuple(phases))
    left = [
        usd - sum(one.units for name, one in now.items() if name != ROADS_NAME) * UNIT_USD
        for usd, now in zip(money, given, strict=True)
    ]
    of_roads = list(accumulate([steps[-1].usd, *reversed(left[:-1])], min))[::-1]
    steps = steps_of(asked, built, plan, of_roads)
    chosen = [_last(steps, usd) for usd in of_roads[:-1]] + [steps[-1]]
    played = [*(play(asked, one.built) for one in chosen[:-1]), plan]
    insist_on_phases(asked, of_roads, played)
    phases = []
    for year, usd, now, step, one in zip(years, money, given, chosen, played, strict=True):
        roads = _roads(asked, step, one, run.config.money.road_weight)
        phases.append(_phase(run, chains, year, usd, now, roads))
    year_of: dict[int, int] = {}
    for year, step in zip(years, chosen, strict=True):
        for at in step.built:
            year_of.setdefault(at, year)
    return Phased(tuple(phases), steps, year_of)


@dataclass(frozen=True)
class _Roads:
    usd: float
    sites: int
    value: float
    possible: Mapping[str, float]


def _roads(asked: Prepared, step: Step, played: Played, weight: float) -> _Roads:
    possible: dict[str, float] = {}
    flow = np.array([one.trips_per_day for one in asked.instance.trips]) * played.share
    for trip, driven in zip(asked.instance.trips, flow.tolist(), strict=True):
        possible[trip.season] = possible.get(trip.season, 0.0) + driven
    return _Roads(step.cost_usd, len(step.built), weight * played.value, possible)


def _phase(
    run: Planned,
    chains: Mapping[str, Chain],
    year: int,
    money_usd: float,
    given: Mapping[str, Point],
    roads: _Roads | None = None,
) -> Phase:
    cities = {name: one for name, one in given.items() if name != ROADS_NAME}
    usd = {name: _usd(run, name, one, last=one is chains[name][-1]) for name, one in cities.items()}
    sites = {name: one.made_for for name, one in cities.items()}
    value = sum(one.value for one in cities.values())
    if roads is None:
        return Phase(year, money_usd, value, usd, sites)
    usd[ROADS_NAME], sites[ROADS_NAME] = roads.usd, roads.sites
    return Phase(year, money_usd, value + roads.value, usd, sites, roads.possible)


def _usd(run: Planned, name: str, point: Point, *, last: bool) -> float:
    """What the first sites of a city cost; those of the whole plan all of it."""
    dossier = run.dossiers[_folder(run, name)]
    steps = _steps_of_city(run, name)
    if last or not steps:
        return dossier.scorecard.cost_usd if last else 0.0
    return float(steps[point.made_for - 1]["total_cost_usd"]) if point.made_for else 0.0


def _last(steps: Sequence[Step], usd: float) -> Step:
    """The greatest step that a sum pays."""
    nothing = Step(0.0, {}, 0.0, 0.0)
    return max((one for one in steps if one.usd <= usd + 1e-6), key=lambda one: one.usd, default=nothing)


def _folder(run: Planned, name: str) -> str:
    return f"{FOLDER}/{next(one.folder for one in run.cities if one.name == name)}"


def _steps_of_city(run: Planned, name: str) -> list[Mapping[str, float]]:
    """Its order of building; none where nothing is built."""
    order = run.dossiers[_folder(run, name)].studies.get("order") or {}
    return list(order.get("steps", ()))


def _chains(run: Planned, sharing: Sharing, steps: Sequence[Step]) -> dict[str, Chain]:
    """What each can build of its plan, the least first, the plan itself last."""
    found: dict[str, Chain] = {}
    for one in run.cities:
        if f"{FOLDER}/{one.folder}" not in run.dossiers:
            continue
        whole = sharing.chosen[one.name]
        order = _steps_of_city(run, one.name)
        begun = run.answers[one.name].answers[0].value
        points = [Point(0, begun, begun)]
        for number, step in enumerate(order, start=1):
            units = min(_units(float(step["total_cost_usd"])), whole.units)
            value = min(float(step["value"]), whole.value)
            points.append(Point(units, value, value, made_for=number))
        found[one.name] = _rising([*points, Point(whole.units, whole.value, whole.value, made_for=len(order))])
    if run.road_answers is not None:
        weight = run.config.money.road_weight
        begun = weight * run.road_answers.answers[0].value
        points = [Point(0, begun, begun)]
        for number, road in enumerate(steps, start=1):
            value = max(begun, weight * road.value)
            points.append(Point(_units(road.cost_usd), value, value, made_for=number))
        found[ROADS_NAME] = _rising(points)
    return found


def _rising(points: Sequence[Point]) -> Chain:
    """Each sum once, the last that it pays."""
    once = {one.units: one for one in points}
    return tuple(once[units] for units in sorted(once))


def _units(usd: float) -> int:
    return -int(-usd // UNIT_USD)


def built_by_then(chains: Mapping[str, Chain], money_usd: Sequence[float]) -> list[dict[str, Point]]:
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
        chosen = share(curves, usd / UNIT_USD).chosen
        now = {name: _point(chain, chosen[name].units) for name, chain in chains.items()}
        found.insert(0, now)
    return found


def _curve(name: str, points: Sequence[Point]) -> Curve:
    return curve_of(name, points, max(one.value for one in points), {})


def _point(chain: Chain, units: int) -> Point:
    return max((one for one in chain if one.units <= units), key=lambda one: one.units)
