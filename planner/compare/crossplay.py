"""Evaluation of plans in worlds they were not made for: chargers are fixed, the allocation of energy is optimised anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.audit.recheck import audits, broken_promises
from planner.audit.scorecard import scorecard_of
from planner.compare.plays import ENERGY, Play
from planner.compare.rows import EXPECTED, HEDGED, Chargers
from planner.errors import SolverError
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rules
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import planned
from planner.model.solve.siting import SitingModel
from planner.model.solve.withholding import MOST_WITHHELD
from planner.plan import Plan
from planner.question import Question


def last_of(question: Question) -> Question:
    """The question of the last phase by itself, where a plan is built in several; with energy as its aim."""
    phases = question.phases()
    last = phases[-1] if phases else question
    return replace(last, scenario=last.scenario.with_plan(objective=ENERGY, then=()))


def charger_array(chargers: Chargers, question: Question) -> NDArray[np.int64]:
    """Number of chargers by site and type; (sites, chargers) int."""
    number, kind = question.places.number(), {k.id: at for at, k in enumerate(question.chargers)}
    out = np.zeros((len(question.places), len(kind)), dtype=np.int64)
    for site, added in chargers.items():
        for name, count in added.items():
            out[number[site], kind[name]] += count
    return out


def chargers_by_id(chargers: NDArray[np.int64], question: Question) -> dict[str, dict[str, int]]:
    """Chargers by site id and type, as `charger_array` takes them."""
    out: dict[str, dict[str, int]] = {}
    for site, kind in zip(*np.nonzero(chargers), strict=True):
        mine = out.setdefault(str(question.places.site_id[site]), {})
        mine[question.chargers[kind].id] = int(chargers[site, kind])
    return out


def play_all(
    world: str,
    question: Question,
    plans: Mapping[str, Chargers],
    standing: Mapping[str, int],
    stated: Instance | None = None,
) -> dict[str, Play]:
    """Evaluate plans in one world; a plan whose chargers are impossible there is left out.

    A plan is judged with the balance of plugs of the world that it was made for, see `judge_plan`; elsewhere without, and the breach is told.

    Parameters
    ----------
    world : str
    question : Question
        As `last_of` gives it.
    plans : mapping
        Chargers by name of the plan.
    standing : mapping
        Plugs that stand, for the scorecards.
    stated : Instance, optional
        The question as an instance, where that was stated already.
    """
    instance, out = sound_instance(question) if stated is None else stated, {}
    for name, chargers in plans.items():
        found = judge_plan(chargers, question, instance, own=name == world, shared=name in {HEDGED, EXPECTED})
        if found is not None:
            card = scorecard_of(found.plan, question, standing)
            out[name] = Play(name, world, card, found.plan.proof, found.breaks, next(iter(found.imbalance), ""))
    return out


class PlanUse(NamedTuple):
    """A plan in a world.

    Parameters
    ----------
    breaks : str
        The first constraint that it violates.
    imbalance : tuple of str
        How it misses the balance of plugs, in the words of the audit; empty where it keeps it.
    """

    plan: Plan
    breaks: str
    imbalance: tuple[str, ...] = ()


def judge_plan(
    chargers: Chargers, question: Question, instance: Instance, *, own: bool, shared: bool
) -> PlanUse | None:
    """The best use of given chargers in a world; None where they are impossible.

    Parameters
    ----------
    own : bool
        The plan was made for this world and keeps its balance of plugs.
    shared : bool
        It was made for this world among others, and keeps the balance where that withholds next to nothing; else drivers take what they find.
    """
    kept = used(chargers, question, instance) if own or shared else None
    if own:
        return None if kept is None else PlanUse(*kept)
    free = replace(question, scenario=question.scenario.with_plan(plug_balance=0.0))
    found = used(chargers, free, instance.without(PlugBalance))
    if kept is not None and (found is None or _kwh(kept[0]) >= (1.0 - MOST_WITHHELD) * _kwh(found[0])):
        return PlanUse(*kept)
    if found is None:
        return None
    return PlanUse(*found, tuple(audits()["plug_balance"](found[0], question)))


def _kwh(plan: Plan) -> float:
    return float(plan.flows["kwh_per_day"].sum())


def used(chargers: Chargers, question: Question, instance: Instance) -> tuple[Plan, str] | None:
    """Best allocation to given chargers in a world, and the first constraint of that world that they violate; None where they are impossible.

    Constraints on what is built (budget, grid) are dropped, and the independent audit then reports which are violated. The allocation
    keeps the served floors where that is feasible.
    """
    array, relaxed = charger_array(chargers, question), unlimited(instance)
    for asked in (relaxed, replace(relaxed, rules=Rules())):
        try:
            solution = SitingModel(asked).allocate(array)
        except SolverError:
            continue
        plan = planned(solution, question, instance, question.scenario.plan.gap)
        broken = broken_promises(plan, question)
        return plan, broken[0] if broken else ""
    return None


def sizes_by_site(chargers: Chargers, question: Question, instance: Instance) -> dict[str, tuple[float, float]]:
    """New power, kW, and cost, USD, of each site at which a plan builds."""
    array = charger_array(chargers, question)
    kw, usd = array @ instance.products.kw, instance.cost_usd(array)
    number = question.places.number()
    return {site: (float(kw[number[site]]), float(usd[number[site]])) for site in chargers}


def unlimited(instance: Instance) -> Instance:
    """The instance without constraints on what is built; guns, queues, drive times and served floors remain.

    With a budget that the given chargers exceed, the model could use only some of them.
    """
    return replace(instance, rules=instance.rules.only(lambda rule: isinstance(rule, ServedFloor)), unlike=())
