"""What is said of plans in phases: their weighted sum with its bound, each phase with its own, and that no plans keep all promises."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.claims.telling import false_figures, false_proof, false_refusal
from benchmarks.plain.truth import best_phases, best_plan
from planner.audit.phases import broken_phases
from planner.errors import InfeasibleError, SolverError
from planner.model.instance.instance import Instance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan as planned
from planner.question import Question

ALL = "no plans of all phases keep their promises together"


def false_phases(question: Question, told: "Counter[str]") -> list[str]:
    """What is false of the phases of a question."""
    instances = [sound_instance(one) for one in question.phases()]
    weights = question.scenario.plan.phase_weights
    truth = best_phases(instances, weights)
    try:
        plan = planned(question, say=lambda _: None)
    except InfeasibleError as error:
        told["phases: no plans keep all promises"] += 1
        if truth.chargers:
            return [f"phases are said to have no plans, some are worth {truth.value}: {error}"]
        return _of_phase_alone(instances, error, told)
    except SolverError as error:
        told[f"phases: not solved: {error}"] += 1
        return []
    assert plan.phases is not None
    told[f"phases: {len(instances)} planned"] += 1
    found = [f"phases are refused by the recheck: {text}" for text in broken_phases(plan, question)]
    found += false_proof("the phases", plan.phases.proof, truth, told)
    for year, one, instance in zip(plan.phases.years, plan.phases.plans, instances, strict=True):
        told["phases: value and bound of one by itself"] += 1
        found += false_figures(f"the phase of {year}", one.proof.value, one.proof.bound, best_plan(instance))
    return found


def _of_phase_alone(instances: Sequence[Instance], error: InfeasibleError, told: "Counter[str]") -> list[str]:
    """What is false of the ways out that are told of the one phase that no plan answers."""
    if ALL in str(error):
        told["phases: none keep their promises together"] += 1
        return []
    without = [instance for instance in instances if not best_plan(instance).chargers]
    if len(without) != 1:
        told["phases, not judged: which phase is refused"] += 1
        return []
    return false_refusal("a phase", without[0], error, told)
