"""From a question to a plan: the siting model asked and its answer written down."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.model.instance import Instance, instance_of
from planner.model.lp import Effort, End
from planner.model.phasing import PhasedModel, PhasedSolution
from planner.model.siting import SitingModel
from planner.model.solution import Solution
from planner.plan import Phases, Plan, Proof, Status
from planner.question import Question

Say = Callable[[str], None]
ANY_MONEY = 1e12


def best_plan(question: Question, *, say: Say) -> Plan:
    """Find the best plan to the asked gap or until the time is over.

    Raises
    ------
    InfeasibleError
        No plan keeps the promises.
    SolverError
        The solver is missing, or found no plan in time.
    """
    ask = question.scenario.plan
    if ask.phases:
        return _phased_plan(question, say)
    instance = instance_of(question)
    solution = SitingModel(instance, ask.objective).solve(
        Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver), say
    )
    return _plan(solution, question, instance, ask.gap)


def _phased_plan(question: Question, say: Say) -> Plan:
    """Plan the phases together; the plan is that of the last one, with all of them beside it."""
    ask, asked = question.scenario.plan, question.phases()
    instances = [instance_of(one) for one in asked]
    names, weights = [str(phase.year) for phase in ask.phases], ask.phase_weights
    found = PhasedModel(names, instances, weights).solve(
        Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver), say
    )
    plans = tuple(
        _plan(solution, one, instance, ask.gap)
        for solution, one, instance in zip(found.phases, asked, instances, strict=True)
    )
    counted = ", ".join(f"{name} x {weight:g}" for name, weight in zip(names, weights, strict=True))
    model = f"the sum over the phases of the worth-weighted kWh of a design day x years: {counted}; {found.path}; each phase is the model of its year with the money so far"
    proof = _proof_of(found, ask.gap, model)
    last = plans[-1]
    alone = f"the phase of {names[-1]} by itself, for the proof of all phases see there; {last.proof.model}"
    last = replace(last, proof=replace(last.proof, model=alone))
    years = tuple(phase.year for phase in ask.phases)
    return replace(last, phases=Phases(years, weights, (*plans[:-1], last), proof))


def do_nothing(question: Question) -> Plan:
    """Tell what the standing guns serve alone, whatever was promised."""
    instance = replace(instance_of(question), floor=0.0, forced=np.zeros(len(question.places), dtype=bool))
    nothing = np.zeros((len(instance.existing), len(instance.kw)), dtype=np.int64)
    return _plan(SitingModel(instance, question.scenario.plan.objective).allocate(nothing), question, instance, 0.0)


def cheapest_step(question: Question) -> float | None:
    """Price of the cheapest charger, ground included, that would serve somebody who is not served; None where there is none."""
    rich = replace(question, scenario=question.scenario.with_plan(budget_usd=ANY_MONEY, forced=(), district_floor=0.0))
    instance = instance_of(rich)
    model = SitingModel(instance, question.scenario.plan.objective)
    nothing = np.zeros((len(instance.existing), len(instance.kw)), dtype=np.int64)
    base = model.allocate(nothing).value
    most = instance.most_chargers() * (instance.bays_taken >= 0)
    site, kind = np.nonzero(most)
    price = instance.cost[kind] + instance.site_cost[site] + instance.connection_usd(site, instance.kw[kind])
    wanted = np.zeros(len(instance.existing), dtype=bool)
    wanted[np.unique(instance.site)] = True
    tried: set[tuple[int, float]] = set()
    for at in np.lexsort((site, price)):
        if not wanted[site[at]] or (int(kind[at]), float(price[at])) in tried:
            continue
        step = nothing.copy()
        step[site[at], kind[at]] = 1
        if model.allocate(step).value > base + 1e-6:
            return float(price[at])
        tried.add((int(kind[at]), float(price[at])))
    return None


def _plan(solution: Solution, question: Question, instance: Instance, asked_gap: float) -> Plan:
    demand, places = question.demand, question.places
    zone, site = instance.zone[solution.flow_pair], instance.site[solution.flow_pair]
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
    return Plan(chargers, flows, pools, _proof(solution, question, instance, asked_gap))


def _proof(solution: Solution, question: Question, instance: Instance, asked_gap: float) -> Proof:
    ask = question.scenario.plan
    model = (
        f"{len(instance.zone):,} pairs of zone and site within {ask.max_drive_min:g} minutes, each zone's nearest {ask.nearest_sites} sites; "
        f"at most {ask.wait_probability:.0%} of drivers wait over {ask.max_wait_min:g} minutes in the peak hour; {solution.path}"
    )
    return _proof_of(solution, asked_gap, model)


def _proof_of(solution: Solution | PhasedSolution, asked_gap: float, model: str) -> Proof:
    gap = 0.0 if solution.bound == solution.value else abs(solution.bound - solution.value) / abs(solution.bound)
    stopped = (
        "nothing to decide"
        if solution.path == "nothing to decide"
        else {End.GAP: "gap", End.TIME: "time"}.get(solution.end, solution.end.value)
    )
    status = Status.OPTIMAL if gap <= asked_gap else Status.FEASIBLE
    return Proof(solution.value, solution.bound, asked_gap, status, stopped, solution.solver, solution.wall_s, model)
