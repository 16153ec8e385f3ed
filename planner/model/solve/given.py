"""A plan whose chargers were given and not searched for: its energy is allocated under the floors of the question that they can keep."""

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import planned
from planner.model.solve.siting import SitingModel
from planner.model.solve.withholding import MOST_WITHHELD, withheld_share
from planner.plan import Plan
from planner.proofs import GIVEN, Status, gap_of
from planner.question import Question

Ints = NDArray[np.int64]

LOOSENED = (0.0, 1 / 3, 1.0, 3.0)
"""Steps by which a balance of plugs is lowered (`PlugBalance.loosened`): all, three quarters, a half and a quarter of what is asked."""


def plan_given(question: Question, chargers: Ints, broken: Callable[[Plan], Collection[str]]) -> Plan:
    """Allocate the most energy to given chargers, whatever rules of building they break.

    Floors of service hold where they can be kept together; else those that the most energy breaks are left out, and where that does not
    do all of them. A balance of plugs that would withhold energy from drivers whom the chargers could serve is lowered by steps, as far as
    to none: what somebody offers is worth what it can serve, and the audit tells how far it is out of balance.

    Parameters
    ----------
    question : Question
        For the most energy, all built at once.
    chargers : (sites, chargers) int
    broken : callable
        Names of the rules that a plan breaks, by the audit.

    Returns
    -------
    Plan
        Its value is its own bound: what other plans serve is for whoever searches to say (`beside_bound`).
    """
    instance = sound_instance(question)
    floors = _with_rules(instance, lambda rule: isinstance(rule, ServedFloor))
    free = _with_rules(instance, lambda _rule: False)
    solution = _allocated(floors, chargers)
    if solution is None:
        most = SitingModel(free).used(chargers)
        names = set(broken(planned(most, question, instance, 0.0)))
        some = _with_rules(instance, lambda rule: isinstance(rule, ServedFloor) and _name_of(rule) not in names)
        solution = _allocated(some, chargers) or most
    return planned(solution, question, instance, question.scenario.plan.gap)


def beside_bound(plan: Plan, bound: float, wall_s: float) -> Plan:
    """The plan with a bound that a search for the same money has proven, whatever rules of it the plan breaks."""
    proof = plan.proof
    bound = max(bound, proof.value)
    proven = gap_of(proof.value, bound) <= proof.asked_gap
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return replace(plan, proof=replace(proof, bound=bound, status=status, stopped=GIVEN, wall_s=wall_s))


def _with_rules(instance: Instance, keep: Callable[[Rule], bool]) -> Instance:
    return replace(instance, rules=instance.rules.only(keep))


def _allocated(instance: Instance, chargers: Ints) -> Solution | None:
    """The most energy under the floors of service, none of it withheld for the balance of plugs; None where they cannot be kept."""
    balance = instance.rules.get(PlugBalance)
    if balance is not None:
        for step in LOOSENED:
            lower = instance.ruled(balance.loosened(step))
            solution = _under_rules(lower, chargers)
            if solution is not None and withheld_share(lower, solution) <= MOST_WITHHELD:
                return solution
    return _under_rules(instance.without(PlugBalance), chargers)


def _under_rules(instance: Instance, chargers: Ints) -> Solution | None:
    try:
        return SitingModel(instance).used(chargers)
    except SolverError:
        return None


def _name_of(rule: Rule) -> str:
    """Of the file of a rule, which is that of its audit too."""
    return type(rule).__module__.rpartition(".")[2]
