"""A plan of which chargers and proof were kept, whole again: its energy is allocated anew, and it is that plan where it is worth the same."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.objective import Hold
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import planned
from planner.model.solve.siting import SitingModel
from planner.plan import Plan, Proof
from planner.question import Question

SAME = 1e-6
"""Values that differ by no more than this share are the same."""


def plan_again(question: Question, chargers: NDArray[np.int64], proof: Proof) -> Plan | None:
    """The plan with these chargers and this proof; None where it is not the same plan of this question, or was made in phases.

    Parameters
    ----------
    chargers : (sites, chargers) int
    proof : Proof
        Of the plan as it was filed; it is kept to the letter.
    """
    ask = question.scenario.plan
    asked = (ask.objective, *ask.then)
    if ask.phases or asked != (tuple(one.objective for one in proof.stages) or (proof.objective,)):
        return None
    holds = tuple(Hold(OBJECTIVES[one.objective], one.reached, ask.then_give) for one in proof.stages[:-1])
    instance = sound_instance(question)
    try:
        solution = SitingModel(instance, asked[-1], holds).used(chargers)
    except SolverError:
        return None
    value = proof.stages[-1].value if proof.stages else proof.value
    if abs(solution.value - value) > SAME * max(1.0, abs(value)):
        return None
    own = replace(solution, value=proof.value, bound=proof.bound)
    return replace(planned(own, question, instance, proof.asked_gap), proof=proof)
