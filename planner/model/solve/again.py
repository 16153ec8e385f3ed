"""A plan of which chargers and proof were kept, whole again: its energy is allocated anew, and it is that plan, with its proof, where it is worth the same."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.objective import Hold
from planner.model.program.lp import End
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import planned
from planner.model.solve.siting import SitingModel
from planner.plan import Plan
from planner.proofs import Proof
from planner.question import Question
from planner.support.speech import _

SAME = 1e-6
"""Values that differ by no more than this share are the same."""


def plan_again(question: Question, chargers: NDArray[np.int64], proof: Proof, bound: float) -> Plan | None:
    """The plan with these chargers; None where they break a rule of this question, or were chosen in phases or for other objectives.

    Where it is worth what it was, its proof is kept to the letter. Where the question has changed a little since (another version of the
    program, a changed file), it has the value that it has now, and the bound that is given.

    Parameters
    ----------
    chargers : (sites, chargers) int
    proof : Proof
        Of the plan as it was filed.
    bound : float
        On any plan of the question as it is now.
    """
    ask = question.scenario.plan
    asked = (ask.objective, *ask.then)
    if ask.phases or asked != (tuple(one.objective for one in proof.stages) or (proof.objective,)):
        return None
    holds = tuple(Hold(OBJECTIVES[one.objective], one.reached, ask.then_give) for one in proof.stages[:-1])
    instance = sound_instance(question)
    model = SitingModel(instance, asked[-1], holds)
    try:
        solution = model.used(chargers)
    except SolverError:
        return None
    value = proof.stages[-1].value if proof.stages else proof.value
    if abs(solution.value - value) <= SAME * max(1.0, abs(value)):
        own = replace(solution, value=proof.value, bound=proof.bound)
        return replace(planned(own, question, instance, proof.asked_gap), proof=proof)
    if proof.stages:
        return None
    now = model.proven(solution, bound, End.TIME, proof.solver, 0.0, _("the plan of the run"))
    return planned(now, question, instance, ask.gap)
