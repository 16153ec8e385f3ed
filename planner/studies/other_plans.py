"""Other plans of the same question: solved, checked by the independent audit, and described by what they change."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.audit.recheck import broken_promises
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.planning import chargers_of, planned
from planner.model.solve.siting import SitingModel
from planner.plan import Plan
from planner.proofs import Sense
from planner.question import Question
from planner.studies.arrays import PlanArrays, label_of
from planner.support.progress import Progress
from planner.support.stopping import Stop


def effort_of(question: Question, plan: Plan, shared_by: int, stop: Stop) -> Effort:
    """Effort for one of several other plans: the time limit shared evenly, and no smaller gap than the plan itself reached."""
    ask = question.scenario.plan
    return Effort(max(ask.gap, plan.proof.gap), ask.time_limit_s / shared_by, ask.threads, ask.solver, stop=stop)


@dataclass(frozen=True)
class Other:
    """Another plan, and its chargers as arrays."""

    plan: Plan
    arrays: PlanArrays

    @property
    def sense(self) -> Sense:
        """Whether more or less of the value is better."""
        return self.plan.proof.sense

    def figures(self, question: Question) -> dict[str, Any]:
        """What it costs and serves, and how good it is proven to be."""
        served, demand = float(self.plan.flows["kwh_per_day"].sum()), float(question.demand.kwh_per_day.sum())
        return {
            "value": self.plan.proof.value,
            "cost_usd": float(self.arrays.cost.sum()),
            "served_kwh": served,
            "coverage": served / demand if demand > 0 else 1.0,
            "sites": int(self.arrays.built.sum()),
        }


def solved(question: Question, instance: Instance, effort: Effort, say: Progress) -> Other:
    """Plan anew under other limits for the first objective; the plan must keep every promise of `question`.

    Raises
    ------
    InfeasibleError, SolverError
        There is no plan, or none was found in time.
    """
    question = replace(question, scenario=question.scenario.with_plan(then=()))
    model = SitingModel(instance, question.scenario.plan.objective)
    found = model.solve(effort, say)
    solution = countable_only(model, found, room_within(found, model.sense, effort.gap))
    plan = planned(solution, question, instance, effort.gap)
    broken = broken_promises(plan, question)
    if broken:
        raise AssertionError(f"another plan breaks {len(broken)} promises of the model: {'; '.join(broken[:3])}")
    return Other(plan, PlanArrays(instance, chargers_of(plan, question)))


def swapped(question: Question, before: PlanArrays, after: PlanArrays) -> dict[str, list[dict[str, Any]]]:
    """Sites that leave and that enter, and those where other chargers are built."""
    gone, new = before.built & ~after.built, after.built & ~before.built
    other = before.built & after.built & (before.chargers != after.chargers).any(axis=1)
    return {
        name: [label_of(question, site) for site in np.flatnonzero(mask).tolist()]
        for name, mask in (("leave", gone), ("enter", new), ("changed", other))
    }
