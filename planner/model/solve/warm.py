"""A question solved from an earlier plan of nearly the same one: what an edit of a plan asks for, in the time that a person waits."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.explain import conflicts
from planner.model.explain.site_conflicts import check_sites
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.rules.locked import Locked
from planner.model.search.search import Search
from planner.model.search.start import Prices, Start
from planner.model.search.warming import warmed
from planner.model.sets.limits import most_products
from planner.model.solve import strategy
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan, chargers_of, planned
from planner.model.solve.siting import SitingModel
from planner.plan import Plan
from planner.proofs import SEEN_STANDS, Status
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answer:
    """A plan, and from what the next question may begin.

    Parameters
    ----------
    plan : Plan
    start : Start
    """

    plan: Plan
    start: Start


def warm_plan(question: Question, start: Start, effort: Effort, say: Progress, *, seed: int = 0) -> Answer:
    """Find a plan to the gap asked for, beginning from an earlier plan and its prices; at the end of the time with the gap that is proven by then.

    Questions in phases, of several objectives, or of a minimised one are solved as `best_plan` does.

    Parameters
    ----------
    start : Start
        Of nearly the same question: chargers of the same sites and products.
    effort : Effort
        Gap, time and cancellation; solver and threads are those of the question.
    seed : int
        Another one gives another search from the same plan.

    Raises
    ------
    InfeasibleError
        No plan keeps the promises; says which ones conflict.
    SolverError
        No plan was found in time.
    """
    ask = question.scenario.plan
    effort = replace(effort, threads=ask.threads, solver=ask.solver)
    if not begins_warm(question):
        shorter = replace(
            question, scenario=question.scenario.with_plan(gap=effort.gap, time_limit_s=effort.time_limit_s)
        )
        plan = best_plan(shorter, say=say, stop=effort.stop)
        return Answer(plan, Start(chargers_of(plan, question)))
    instance = sound_instance(question)
    solution, prices = solve_from(instance, start, effort, say, seed)
    model = SitingModel(instance)
    solution = countable_only(model, solution, room_within(solution, model.sense, effort.gap))
    return Answer(planned(solution, question, instance, effort.gap), Start(solution.chargers, prices))


def plan_between(
    question: Question, start: Start, limits: tuple[Ints, Ints], best: Answer, effort: Effort, say: Progress
) -> Answer | None:
    """Find a plan whose chargers lie between a least and a most, worth as much as the best plan known but for the gap asked for.

    Parameters
    ----------
    question : Question
        One that `begins_warm`.
    start : Start
    limits : pair of (sites, products) int
        Least and most of each product at each site.
    best : Answer
        The best plan of the question that is known, with its bound.
    effort : Effort
    say : callable

    Returns
    -------
    Answer or None
        None where no such plan was found.
    """
    instance = sound_instance(question)
    bounded = limited_between(instance, limits)
    if bounded is None:
        return None
    ask, proof = question.scenario.plan, best.plan.proof
    effort = replace(effort, threads=ask.threads, solver=ask.solver)
    try:
        found, _prices = solve_from(bounded, start, effort, say, explained=False)
    except (InfeasibleError, SolverError):
        return None
    if found.value < (1.0 - effort.gap) * proof.value:
        return None
    bound = proof.sense.bound_beside(found.value, proof.bound)
    plan = planned(replace(found, bound=bound), question, instance, effort.gap)
    if plan.proof.status is not Status.OPTIMAL:
        plan = replace(plan, proof=replace(plan.proof, stopped=SEEN_STANDS))
    return Answer(plan, Start(found.chargers, best.start.prices))


def limited_between(instance: Instance, limits: tuple[Ints, Ints]) -> Instance | None:
    """Return the instance with a least and a most of each product at each site, beside what is settled already; None where they cross.

    Parameters
    ----------
    instance : Instance
    limits : pair of (sites, products) int
    """
    own, (low, high) = instance.rules.get(Locked), limits
    if own is not None and own.low is not None and own.high is not None:
        low, high = np.maximum(low, own.low), np.minimum(high, own.high)
    return None if (low > high).any() else instance.ruled(Locked(low, high))


def begins_warm(question: Question) -> bool:
    """Whether a question is one that an earlier plan and its prices help with: the most energy, all built at once."""
    ask = question.scenario.plan
    return not (ask.phases or ask.then) and ask.objective == ENERGY.name and ask.solver == "highs"


REBUILDS = 600
"""Most rebuilds of parts of a plan where the exact model goes on from it."""


def solve_from(
    instance: Instance, start: Start, effort: Effort, say: Progress, seed: int = 0, *, explained: bool = True
) -> tuple[Solution, Prices | None]:
    """As `SitingModel.solve` for energy, beginning from an earlier plan and its prices; unless `explained` no reason is looked for where there is no plan."""
    model, spending = SitingModel(instance), Spending(effort)
    check_sites(instance)
    if not most_products(instance).any():
        return model.solve(effort, say), start.prices
    if explained:
        conflicts.check_outright(instance, say, effort)
    small = not strategy.large(instance)
    prepared = warmed(instance, start, effort, say)
    doubt = partial(conflicts.check_promises, instance, say, effort) if explained else lambda: None
    most = REBUILDS if small else float("inf")
    rest = strategy.rest(spending)
    found = Search(instance, rest, say, most=most, doubt=doubt, prepared=prepared, seed=seed).run()
    prices = start.prices if found.multipliers is None else Prices.of(found.multipliers, prepared.restricted)
    kept = model.kept(found)
    if kept is None and not explained:
        raise SolverError(_("none that keeps the promises was found; 'evplan plan' searches longer"))
    if kept is None:
        return model.solve(strategy.rest(spending), say), prices
    plan, path = kept, f"search by prices from an earlier plan, {found.path}"
    if small and found.bound - plan.value > effort.gap * abs(found.bound):
        plan = model.solve_exactly(strategy.rest(spending), say, found.bound, replace(plan, path=path))
        return replace(plan, wall_s=spending.wall_s), prices
    end = strategy.ended(plan.value, found.bound, spending)
    return model.proven(plan, found.bound, end, strategy.own_solver(), spending.wall_s, path), prices
