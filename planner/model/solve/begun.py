"""A plan that begins from one that somebody has seen and approved: exactly that one stands, unless one is found that is better by more than the gap asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.objective import Hold
from planner.model.sets.limits import most_products
from planner.model.solve.again import SAME
from planner.model.solve.from_seen import begins_from, proven_further, searched_from
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import ROUNDS, best_plan, planned
from planner.model.solve.siting import SitingModel
from planner.plan import Phases, Plan
from planner.proofs import SEEN_STANDS, Proof, Stage, Status, gap_of
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop

Ints = NDArray[np.int64]


class Became(StrEnum):
    """What became of a plan that was seen."""

    SAME = "same"
    """It is the plan."""
    BETTER = "better"
    """Another one is better by more than the gap asked for."""
    ANEW = "anew"
    """It is no plan of this question, or keeps an earlier objective no more."""


@dataclass(frozen=True)
class Begun:
    """A plan, and what became of the one that was seen.

    Parameters
    ----------
    plan : Plan
    became : Became
    better : float
        By which share the best one that was found is better than the one that was seen; 0 where it is not.
    """

    plan: Plan
    became: Became
    better: float = 0.0


@dataclass(frozen=True)
class _Part:
    """The plan that was seen in one year: the question of that year, and its chargers with their energy."""

    question: Question
    instance: Instance
    solution: Solution


def plan_begun(
    question: Question, seen: Sequence[Ints] | None, keeps: Callable[[Plan], bool], *, say: Progress, stop: Stop
) -> Begun:
    """Find a plan as `best_plan`, beginning from one that was seen.

    It stands where it is within the gap asked for of the bound that is proven here, and where what is found is not better by more than that gap.

    Parameters
    ----------
    seen : sequence of (sites, chargers) int, or None
        Chargers of the plan, of each phase where there are several; None where they are not such as this question counts.
    keeps : callable
        Whether a plan keeps every rule, by the audit.

    Raises
    ------
    InfeasibleError, SolverError
        As `best_plan`.
    """
    parts = None if seen is None else _parts(question, seen)
    if parts is None or not keeps(_plan(question, parts, [_bare(part) for part in parts])):
        return Begun(best_plan(question, say=say, stop=stop), Became.ANEW)
    say(_("beginning from the plan that was seen when the edits were kept"))
    own = parts[-1].solution
    if begins_from(question, parts[-1].instance):
        found = searched_from(question, parts[-1].instance, own, say, stop)
    else:
        ask = question.scenario.plan
        anew = ask.phases or ask.then  # what an earlier objective reaches from there need leave no room for that plan
        found = best_plan(question, say=say, stop=stop, begin=None if anew else own.chargers)
        found = found if anew else proven_further(question, parts[-1].instance, own, found, say, stop)
    return _chosen(question, parts, found)


def _chosen(question: Question, parts: Sequence[_Part], found: Plan) -> Begun:
    """The plan that was seen, or the one that was found where that is better by more than the gap asked for."""
    proof = found.proof if found.phases is None else found.phases.proof
    if proof.stages:
        return _in_order(question, parts[-1], found)
    value = _sum(question, [part.solution.value for part in parts])
    better = gap_of(value, proof.value) if proof.sense.better(proof.value, value) else 0.0
    if better > max(proof.asked_gap, SAME):
        return Begun(found, Became.BETTER, better)
    apart = (found,) if found.phases is None else found.phases.plans
    proofs = [_proof(one.proof, part.solution.value) for one, part in zip(apart, parts, strict=True)]
    return Begun(_plan(question, parts, proofs, _proof(proof, value)), Became.SAME, better)


def _in_order(question: Question, part: _Part, found: Plan) -> Begun:
    """The same of several objectives in order: the plan that was seen keeps what was reached of the earlier ones, but for what may be given."""
    ask, stages, own = question.scenario.plan, found.proof.stages, part.solution
    holds: list[Hold] = []
    for stage in stages:
        model = SitingModel(part.instance, stage.objective, tuple(holds))
        try:
            own = model.used(own.chargers)
        except SolverError:
            return Begun(found, Became.ANEW)
        holds.append(Hold(OBJECTIVES[stage.objective], stage.reached, ask.then_give))
    last = stages[-1]
    better = gap_of(own.value, last.value) if last.sense.better(last.value, own.value) else 0.0
    if better > max(ask.gap, SAME):
        return Begun(found, Became.BETTER, better)
    kept = tuple(_stage(stage, SitingModel(part.instance, stage.objective).value_of(own)) for stage in stages)
    asked = [*[found.proof.asked_gap] * (len(kept) - 1), ask.gap]
    proven = all(one.gap <= gap + ROUNDS for one, gap in zip(kept, asked, strict=True))
    proof = replace(_proof(found.proof, kept[0].value), stages=kept)
    if not proven and proof.status is Status.OPTIMAL:
        proof = replace(proof, status=Status.FEASIBLE, stopped=SEEN_STANDS)
    return Begun(_plan(question, [replace(part, solution=own)], [proof]), Became.SAME, better)


def _stage(stage: Stage, value: float) -> Stage:
    beaten = stage.sense.better(value, stage.bound)  # by rounding
    return replace(stage, value=value, bound=value if beaten else stage.bound)


def _parts(question: Question, seen: Sequence[Ints]) -> list[_Part] | None:
    """The plan that was seen with its energy, a part a phase; None where its chargers break a rule or become fewer."""
    asked = question.phases() if question.scenario.plan.phases else (question,)
    parts: list[_Part] = []
    for one, chargers in zip(asked, seen, strict=True):
        if parts and (chargers < parts[-1].solution.chargers).any():
            return None
        instance = sound_instance(one)
        if (chargers > most_products(instance)).any():  # as many guns as a file may name: their queues take minutes
            return None
        try:
            solution = SitingModel(instance, question.scenario.plan.objective).used(chargers)
        except SolverError:
            return None
        parts.append(_Part(one, instance, solution))
    return parts


def _plan(question: Question, parts: Sequence[_Part], proofs: Sequence[Proof], whole: Proof | None = None) -> Plan:
    """The plan that was seen with these proofs, of each part and of all phases together."""
    ask, plans = question.scenario.plan, []
    for part, proof in zip(parts, proofs, strict=True):
        solution = replace(part.solution, value=proof.value, bound=proof.bound)
        plans.append(replace(planned(solution, part.question, part.instance, proof.asked_gap), proof=proof))
    if not ask.phases:
        return plans[0]
    total = whole or replace(proofs[-1], value=(value := _sum(question, [one.value for one in proofs])), bound=value)
    years = tuple(phase.year for phase in ask.phases)
    return replace(plans[-1], phases=Phases(years, ask.phase_weights, tuple(plans), total))


def _sum(question: Question, values: Sequence[float]) -> float:
    """Value of all phases together; of a plan without any its own."""
    ask = question.scenario.plan
    return float(np.dot(ask.phase_weights, values)) if ask.phases else values[0]


def _bare(part: _Part) -> Proof:
    """A proof of nothing, for a plan whose rules are to be checked."""
    ask, value = part.question.scenario.plan, part.solution.value
    stages = []
    for objective in (ask.objective, *ask.then) if ask.then else ():
        model = SitingModel(part.instance, objective)
        mine = model.value_of(part.solution)
        stages.append(Stage(objective, model.sense, mine, mine, mine, "other"))
    value = stages[0].value if stages else value
    sense, objective = OBJECTIVES[ask.objective].sense, ask.objective
    return Proof(
        value, value, ask.gap, Status.FEASIBLE, "other", "", sense=sense, objective=objective, stages=tuple(stages)
    )


def _proof(found: Proof, value: float) -> Proof:
    """What the search has proven, said of a plan of another value."""
    if abs(value - found.value) <= SAME * max(1.0, abs(found.value)):
        return found
    bound = value if found.sense.better(value, found.bound) else found.bound  # by rounding
    proven = gap_of(value, bound) <= found.asked_gap + ROUNDS
    stopped = found.stopped if proven or found.stopped != "gap" else SEEN_STANDS
    return replace(
        found, value=value, bound=bound, status=Status.OPTIMAL if proven else Status.FEASIBLE, stopped=stopped
    )
