"""From a question to a plan: solves the siting model and writes its solution as a `Plan` with its proof."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.rules.kinds.ruling import Ruling
from planner.model.solve.instances import instance_of, sound_instance
from planner.model.solve.lexicographic import Turn, in_order
from planner.model.solve.phasing import PhasedModel, PhasedSolution
from planner.model.solve.siting import SitingModel
from planner.model.solve.strategy import SMALL_FLOWS, asked_flows
from planner.model.solve.withholding import with_little_withheld
from planner.network.service_level import service_level_of
from planner.plan import Phases, Plan
from planner.proofs import Proof, Stage, Status, gap_of
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stop, never

log = logging.getLogger(__name__)
ROUNDS = 1e-9
"""Gaps below this are rounding."""
SELDOM = 1e-4
"""A smaller gap than this is seldom proven above `SMALL_FLOWS`."""
ADVICE_S = 6.0
"""Work to find out how far a promise need give way where no plan is found, s; for each of those that could."""
SLACK = 1e-5
"""Relative rounding between a turn's bound and the final plan's value."""


def best_plan(question: Question, *, say: Progress, stop: Stop = never, begin: NDArray[np.int64] | None = None) -> Plan:
    """Find the best plan to the asked gap, until the time is over or until the user stops.

    Parameters
    ----------
    question : Question
    say, stop : callable
    begin : (sites, chargers) int, optional
        Chargers of a plan that keeps all rules, all built at once, from which the exact model begins.

    Raises
    ------
    InfeasibleError
        The question is infeasible.
    SolverError
        The solver is missing, or found no plan in time.
    """
    ask = question.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=stop, advice_s=ADVICE_S)
    if ask.phases:
        return _phased_plan(question, replace(effort, advice_s=0.0), say)  # their money has keys of its own
    instance = sound_instance(question)
    _warn_of_endless(effort, (instance,))
    spending = Spending(effort)
    turns = in_order(instance, (ask.objective, *ask.then), ask.then_give, effort, say, begin=begin)
    if len(turns) == 1:
        found = turns[0].solution
        if ask.objective == ENERGY.name:
            found = with_little_withheld(instance, found, spending.rest(least_s=1.0), say)
        return _plan(found, question, _proof(found, question, instance, ask.gap, ask.objective))
    return _plan(turns[-1].solution, question, _proof_in_order(turns, question, instance))


def _warn_of_endless(effort: Effort, instances: Sequence[Instance]) -> None:
    """Warn before the search that a gap near 0 is rarely proven for a city."""
    flows = sum(asked_flows(instance) for instance in instances)
    if effort.gap < SELDOM and flows > SMALL_FLOWS:
        log.warning(
            _(
                "plan.gap = {gap:g} is seldom proven for a question of {flows:,} flows: the search will likely go on to its time limit, {time_limit_s:g} s; 0.01 is usual, and stopping it keeps the best plan so far",
                gap=effort.gap,
                flows=flows,
                time_limit_s=effort.time_limit_s,
            )
        )


def _phased_plan(question: Question, effort: Effort, say: Progress) -> Plan:
    """Plan the phases together; returns the plan of the last one, with all of them in `phases`."""
    ask, asked = question.scenario.plan, question.phases()
    instances = [sound_instance(one) for one in asked]
    _warn_of_endless(effort, instances)
    names, weights = [str(phase.year) for phase in ask.phases], ask.phase_weights
    found = PhasedModel(names, instances, weights).solve(effort, say)
    plans = tuple(
        _plan(solution, one, _proof(solution, one, instance, ask.gap, ask.objective))
        for solution, one, instance in zip(found.phases, asked, instances, strict=True)
    )
    counted = ", ".join(f"{name} x {weight:g}" for name, weight in zip(names, weights, strict=True))
    model = _(
        "the sum over the phases of the worth-weighted kWh of a design day x years: {counted}; {path}; each phase is the model of its year with the money so far",
        counted=counted,
        path=found.path,
    )
    proof = _proof_of(found, ask.gap, model, ask.objective)
    last = plans[-1]
    alone = _(
        "the phase of {names} by itself, for the proof of all phases see there; {model}",
        names=names[-1],
        model=last.proof.model,
    )
    last = replace(last, proof=replace(last.proof, model=alone))
    years = tuple(phase.year for phase in ask.phases)
    return replace(last, phases=Phases(years, weights, (*plans[:-1], last), proof))


def do_nothing(question: Question) -> Plan:
    """The plan that builds nothing: most energy by standing guns, without constraints and whatever the objective."""
    question = replace(question, scenario=question.scenario.without_promises_or_balance())
    instance = sound_instance(question)
    nothing = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    solution = SitingModel(instance).allocate(nothing)
    return _plan(solution, question, _proof(solution, question, instance, 0.0, ENERGY.name))


def do_nothing_at_any_wait(question: Question) -> Plan:
    """As `do_nothing` if drivers wait however long: what is asked for in reach and standing guns can deliver, with no promise of waits."""
    question = replace(question, scenario=question.scenario.without_promises_or_balance())
    instance, pools = sound_instance(question), question.pools
    tables = tuple(pools.deliverable(q, len(table) - 1) for q, table in enumerate(instance.pools.capacity))
    instance = replace(instance, pools=replace(instance.pools, capacity=tables, sharing=None))
    nothing = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    solution = SitingModel(instance).allocate(nothing)
    return _plan(solution, question, _proof(solution, question, instance, 0.0, ENERGY.name))


def chargers_of(plan: Plan, question: Question) -> NDArray[np.int64]:
    """Chargers of a plan as the model counts them; (sites, chargers)."""
    number, kind = question.places.number(), {k.id: at for at, k in enumerate(question.chargers)}
    chargers = np.zeros((len(question.places), len(kind)), dtype=np.int64)
    for site, name, count in plan.chargers[["site_id", "charger", "count"]].itertuples(index=False):
        chargers[number[str(site)], kind[name]] += int(count)
    return chargers


def planned(solution: Solution, question: Question, instance: Instance, asked_gap: float) -> Plan:
    """Write a solution for the first objective of a question down as a plan."""
    objective = question.scenario.plan.objective
    return _plan(solution, question, _proof(solution, question, instance, asked_gap, objective))


def _plan(solution: Solution, question: Question, proof: Proof) -> Plan:
    demand, places, access = question.demand, question.places, question.access
    zone, site = access.zone[solution.flow_pair], access.site[solution.flow_pair]
    family = np.array([c.family.value for c in demand.classes], dtype=object)
    need = np.array([c.need.value for c in demand.classes], dtype=object)
    flows = pd.DataFrame(
        {
            "zone_id": demand.zone_id[zone],
            "site_id": places.site_id[site],
            "family": family[solution.flow_class],
            "need": need[solution.flow_class],
            "kwh_per_day": solution.flow_kwh,
            "drive_s": question.access.drive_s[solution.flow_pair],
        }
    )
    if demand.adapters:
        flows["plug"] = _plugs(question)[solution.flow_route]
    names = np.array([q.name for q in question.pools.pools], dtype=object)
    pools = pd.DataFrame(
        {
            "site_id": places.site_id[solution.split_site],
            "pool": names[solution.split_pool] if len(solution.split_pool) else [],
            "family": family[solution.split_class],
            "need": need[solution.split_class],
            "kwh_per_day": solution.split_kwh,
        }
    )
    at, kind = np.nonzero(solution.chargers)
    ids = np.array([k.id for k in question.chargers], dtype=object)
    chargers = pd.DataFrame(
        {"site_id": places.site_id[at], "charger": ids[kind] if len(kind) else [], "count": solution.chargers[at, kind]}
    )
    return Plan(chargers, flows, pools, proof)


def _plugs(question: Question) -> NDArray[np.object_]:
    """Port family whose plugs each way of charging takes; (routes,)."""
    return np.array(instance_of(question).routes.family, dtype=object)


def _proof(solution: Solution, question: Question, instance: Instance, asked_gap: float, objective: str) -> Proof:
    """Proof of a plan for one objective."""
    ask = question.scenario.plan
    promised = [words for rule in instance.rules.every(Ruling) if (words := rule.promise(instance))]
    model = _(
        "{count:number} pairs of zone and site within {max_drive_min:g} minutes, each zone's nearest {nearest_sites} sites; {words}; {path}",
        count=len(instance.reach.zone),
        max_drive_min=ask.max_drive_min,
        nearest_sites=ask.nearest_sites,
        words=joined("; ", [service_level_of(ask).words, *promised]),
        path=solution.path,
    )
    return _proof_of(solution, asked_gap, model, objective)


def _proof_of(solution: Solution | PhasedSolution, asked_gap: float, model: str, objective: str) -> Proof:
    status = Status.OPTIMAL if gap_of(solution.value, solution.bound) <= asked_gap + ROUNDS else Status.FEASIBLE
    return Proof(
        solution.value,
        solution.bound,
        asked_gap,
        status,
        _stopped(solution),
        solution.solver,
        solution.wall_s,
        model,
        OBJECTIVES[objective].sense,
        objective,
    )


def _stopped(solution: Solution | PhasedSolution) -> str:
    if solution.path == "nothing to decide":
        return solution.path
    return {End.GAP: "gap", End.TIME: "time"}.get(solution.end, solution.end.value)


def _proof_in_order(turns: Sequence[Turn], question: Question, instance: Instance) -> Proof:
    """Proof of the first objective for the final plan, of which later ones were given a share, and each one's own.

    A turn within `gap` of its bound, of which later turns take `then_give`, stays within `gap + then_give (1 + gap)`.
    """
    ask, final = question.scenario.plan, turns[-1].solution
    stages = []
    for turn in turns:
        model, own = SitingModel(instance, turn.objective), turn.solution
        value = model.value_of(final)
        bound = model.sense.bound_beside(value, own.bound, slack=SLACK)
        stages.append(Stage(turn.objective, model.sense, own.value, value, bound, _stopped(own), own.wall_s))
    first, asked = stages[0], ask.gap + ask.then_give * (1.0 + ask.gap)
    proven = all(gap_of(turn.solution.value, turn.solution.bound) <= ask.gap + ROUNDS for turn in turns)
    whole = replace(turns[0].solution, value=first.value, bound=first.bound)
    return replace(
        _proof(whole, question, instance, asked, first.objective),
        status=Status.OPTIMAL if proven and first.gap <= asked + ROUNDS else Status.FEASIBLE,
        wall_s=sum(stage.wall_s for stage in stages),
        stages=tuple(stages),
    )
