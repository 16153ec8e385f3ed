"""What sums of money build out of a plan of the roads, each holding what a smaller one builds and held by what a larger one does."""

import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.prepared import Prepared
from planner.corridors.solve import solve
from planner.country.money.progress import with_sum
from planner.country.road_plans.answers import built_by
from planner.country.road_plans.play import OptionByPlace, Played, for_its_money, play
from planner.country.road_plans.rest_of_money import SPARE_USD, with_rest
from planner.errors import InfeasibleError, SolverError
from planner.proofs import Status
from planner.support.progress import Progress
from planner.support.stopping import Stop

GAP, LIMIT_S = 0.01, 5.0
"""Of the search for each: the gap, and most seconds of work (`planner.support.work`)."""


@dataclass(frozen=True)
class BuildingStep:
    """What a sum builds out of a plan.

    Parameters
    ----------
    usd : float
        The sum.
    built : mapping of int to int
        Option by place.
    cost_usd, value : float
        Of what it builds; value as `RoadAnswer.value`.
    """

    usd: float
    built: OptionByPlace
    cost_usd: float
    value: float


NOTHING = BuildingStep(0.0, {}, 0.0, 0.0)
"""What is built without money, worth nothing beyond what stands already; where that has a value, it is that of `play` with nothing built."""


@dataclass(frozen=True)
class StepEffort:
    """How long is searched, and who is told.

    Parameters
    ----------
    say : callable
    stopping : callable
    limit_s : float
        By the clock, for each sum; its work is never more than `LIMIT_S`.
    """

    say: Progress
    stopping: Stop
    limit_s: float = math.inf

    def saying(self, usd: float, at: int, count: int) -> "StepEffort":
        """The same for one of several sums."""
        return replace(self, say=with_sum(self.say, usd, at, count))


def with_sums(
    prepared: Prepared, plan: Played, steps: Sequence[BuildingStep], sums_usd: Sequence[float], effort: StepEffort
) -> tuple[BuildingStep, ...]:
    """Put a step for each further sum among those that are known: what counts most for it, holding the step before and held by the step of the next sum.

    Known steps between the two that do not hold what it builds are left out, where that is worth more than keeping to them.

    Parameters
    ----------
    prepared : Prepared
        The question of the plan.
    plan : Played
        The last step, played.
    steps : sequence of BuildingStep
    sums_usd : sequence of float
        Those of steps that are known, and those that pay for the last one, add nothing. Steps of these stay.
    effort : StepEffort

    Returns
    -------
    tuple of BuildingStep
        Each worth at least what the one before it is, since it holds that.
    """
    out = list(steps)
    missing = sorted({usd for usd in sums_usd if usd < out[-1].usd} - {one.usd for one in out}, reverse=True)
    for count, usd in enumerate(missing, start=1):
        at, saying = bisect_left(out, usd, key=lambda one: one.usd), effort.saying(usd, count, len(missing))
        before = out[at - 1] if at else NOTHING
        following = next(one for one in out[at:] if one.usd in {*sums_usd, out[-1].usd})
        afters = {id(one): one for one in (out[at], following)}.values()
        best = max((_between(prepared, plan, before, one, usd, saying) for one in afters), key=lambda one: one.value)
        out[at:] = [best, *(one for one in out[at:] if best.built.items() <= one.built.items())]
    most = accumulate((one.value for one in out), max)  # one that was not driven is told by the least it is worth
    return tuple(replace(one, value=value) for one, value in zip(out, most, strict=True))


def falling(
    steps: Sequence[BuildingStep], kept_usd: Collection[float] = (), begun: BuildingStep = NOTHING
) -> tuple[BuildingStep, ...]:
    """Steps each of which buys less for its money than the one before: one after which more is bought is no step of its own, but for those of sums that are kept. The first is held against `begun`, what stands already."""
    out = list[BuildingStep]()
    for one in steps:
        while out and out[-1].usd not in kept_usd:
            before, last = out[-2] if len(out) > 1 else begun, out[-1]
            if _slope(before, last) >= _slope(last, one):
                break
            out.pop()
        out.append(one)
    return tuple(out)


def _slope(begun: BuildingStep, end: BuildingStep) -> float:
    return for_its_money(end.value - begun.value, end.cost_usd - begun.cost_usd)


def _between(
    prepared: Prepared, plan: Played, before: BuildingStep, after: BuildingStep, usd: float, effort: StepEffort
) -> BuildingStep:
    """The step for a sum: what is searched for, and all that the money left pays for of the step after, by what sells most for it; without a search where the user has stopped.

    A plan that was not searched to its end is kept only where it is worth more than spending all of the money in that order does.
    """
    found = (
        None
        if effort.stopping() or len(after.built) <= len(before.built) + 1
        else _searched(prepared, before, after, usd, effort)
    )
    tried = [] if found is None else [_filled(prepared, plan, found.built, after, usd)]
    if found is None or not found.proven:
        tried.append(_filled(prepared, plan, before.built, after, usd))
    return max(tried, key=lambda one: one.value)


@dataclass(frozen=True)
class _Found:
    built: OptionByPlace
    proven: bool


def _searched(
    prepared: Prepared, before: BuildingStep, after: BuildingStep, usd: float, effort: StepEffort
) -> _Found | None:
    """What counts most for a sum of what the step after has, with all of the step before; None where the search found no plan in time."""
    instance = prepared.instance
    places = tuple(
        replace(place, options=(place.options[after.built[at]],) if at in after.built else ())
        for at, place in enumerate(instance.places)
    )
    held = {instance.places[at].id: instance.places[at].options[option].key for at, option in before.built.items()}
    rules = CorridorRules(closed=instance.rules.closed, forced=held)
    only = replace(instance, places=places, rules=rules, budget_usd=usd + SPARE_USD)
    try:
        plan = solve(
            only,
            wish=prepared.wish,
            gap=GAP,
            time_limit_s=effort.limit_s,
            work_s=LIMIT_S,
            say=effort.say,
            stopping=effort.stopping,
        )
    except (InfeasibleError, SolverError):
        return None
    built = {at: after.built[at] for at in built_by(plan, only)}
    return _Found(built, plan.proof.status is Status.OPTIMAL)


def _filled(prepared: Prepared, plan: Played, built: OptionByPlace, after: BuildingStep, usd: float) -> BuildingStep:
    """What is built, and of the step after all that the rest of a sum pays for, what sells most for its money first."""
    chosen, spent = with_rest(prepared, plan, built, after.built, usd)
    return BuildingStep(usd, chosen, spent, play(prepared, chosen).value)
