"""Near-optimal alternatives: plans within a margin of the value that differ from the plan and from each other in a number of sites.

Small instances solve the exact model with the rows `unlike`, which also proves where there is none. In large ones the least valuable
sites of each known plan are forbidden, so many that the next plan differs whatever it builds, and the search is run again;
where it finds nothing within the margin, the bound of `planner.model.explain.alternatives` says whether that is proven.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.config.plan import PlanConfig
from planner.errors import InfeasibleError, SolverError
from planner.model.explain.alternatives import bound_elsewhere, left_out
from planner.model.explain.marginal_value import Allocation
from planner.model.instance.instance import Instance
from planner.model.rules.forbidden import Forbidden
from planner.model.sets.limits import must_build
from planner.model.solve import strategy
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import plan_arrays
from planner.studies.other_plans import Other, effort_of, solved, swapped
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped

ROUNDING = 1e-9


@dataclass(frozen=True)
class Miss:
    """Why there is no further alternative: the best that was found, if any, and the bound for all plans that differ so."""

    why: str
    best: float | None
    bound: float | None
    proven: bool


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Look for `plan.alternatives` other plans."""
    ask = question.scenario.plan
    if ask.alternatives == 0 or plan.chargers.empty:
        return None
    raise_if_stopped(stop)
    first = Other(plan, plan_arrays(question, plan))
    known, miss = [first], None
    margin = plan.proof.value + plan.proof.sense.sign * ask.alternatives_within * abs(plan.proof.value)
    for number in range(1, ask.alternatives + 1):
        if stop():
            miss = Miss(_("the user stopped the run"), None, None, proven=False)
            break
        say(_("alternative {number} of {alternatives}", number=number, alternatives=ask.alternatives))
        found = _next(question, known, margin, say, stop)
        if isinstance(found, Miss):
            miss = found
            break
        known.append(found)
    return {
        "asked": ask.alternatives,
        "differ": ask.alternatives_differ,
        "within": ask.alternatives_within,
        "objective": plan.proof.objective,
        "plan": first.figures(question),
        "plans": [
            {
                **other.figures(question),
                "share_of_value": other.plan.proof.value / plan.proof.value if plan.proof.value > 0 else 1.0,
                "better": first.sense.better(other.plan.proof.value, plan.proof.value),
                "differs_from_plan": _apart(first, other),
                "differs_least": min(_apart(other, one) for one in known if one is not other),
                **swapped(question, first.arrays, other.arrays),
            }
            for other in known[1:]
        ],
        "missing": None if miss is None else vars(miss),
    }


def _next(question: Question, known: list[Other], margin: float, say: Progress, stop: Stop) -> Other | Miss:
    """Another plan that differs from all known ones and is worth at least the margin."""
    ask, instance, sense = question.scenario.plan, known[0].arrays.instance, known[0].sense
    effort = effort_of(question, known[0].plan, ask.alternatives, stop)
    small = strategy.small(instance)
    narrowed = _unlike(instance, known, ask.alternatives_differ) if small else _without(instance, known, ask)

    def missed(why: str, best: float | None = None, bound: float | None = None) -> Miss:
        limit = _bound(known, ask, margin) if bound is None else bound
        return Miss(why, best, float(limit), proven=sense.better(margin, limit))

    if narrowed is None:
        return missed(_("the sites that may be left out do not suffice to differ so much"))
    try:
        other = solved(question, narrowed, effort, say)
    except InfeasibleError as error:
        return Miss(str(error), None, None, proven=True) if small else missed(str(error))
    except SolverError as error:
        return Miss(str(error), None, None, proven=False)
    if any(_apart(other, one) < ask.alternatives_differ for one in known):
        raise AssertionError("an alternative differs in fewer sites than asked")
    value = other.plan.proof.value
    if not sense.better(margin, value) or abs(margin - value) <= ROUNDING * abs(margin):
        return other
    return missed(
        _("what was found is worth less than the margin allows"), value, other.plan.proof.bound if small else None
    )


def _unlike(instance: Instance, known: list[Other], differ: int) -> Instance:
    return replace(instance, unlike=tuple((other.arrays.built, differ) for other in known))


def _without(instance: Instance, known: list[Other], ask: PlanConfig) -> Instance | None:
    values = [Allocation(instance, other.arrays.chargers).losses()[0] for other in known]
    out = left_out([other.arrays.built for other in known], values, must_build(instance), ask.alternatives_differ)
    if out is None:
        return None
    own = instance.rules.get(Forbidden)
    return instance.ruled(Forbidden(out if own is None else own.sites | out))


def _bound(known: list[Other], ask: PlanConfig, value: float) -> float:
    """No plan that differs from all known ones is better; that of all plans where the objective is minimised."""
    proof = known[0].plan.proof
    if proof.objective != "energy":
        return proof.bound
    masks: list[NDArray[np.bool_]] = [other.arrays.built for other in known]
    return min(bound_elsewhere(known[0].arrays.instance, masks, ask.alternatives_differ, value), proof.bound)


def _apart(one: Other, other: Other) -> int:
    return int((one.arrays.built != other.arrays.built).sum())
