"""A search for the most energy that begins from a plan which keeps all rules, and ends at once where the bound proves it."""

from dataclasses import replace
from functools import partial

from planner.model.exact.solution import Solution
from planner.model.explain import conflicts
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.search.prepared import Prepared
from planner.model.search.search import Search
from planner.model.search.start import Start
from planner.model.search.warming import warmed
from planner.model.sets.limits import most_products
from planner.model.solve import strategy
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.deciding import Deciding
from planner.model.solve.planning import ADVICE_S, planned
from planner.model.solve.siting import SitingModel
from planner.model.solve.warm import begins_warm
from planner.plan import Plan
from planner.proofs import gap_of
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stop

NEAR = 1e-3
"""The bound is lowered to this gap of the plan that was seen, or until it settles, also where more is asked: whoever saw the plan saw a gap that was closed so far."""

FURTHER, PASSES = 250, 12
"""Most subgradient steps at a time beyond the gap asked for, and how often at most: for the city of the sample 0.2 s each."""
FIRST, NEXT = 1.0, 0.3
"""Factors on the length of the first of these steps."""
FURTHER_S = 6.0
"""The same for the exact model of a small question: seconds of counted work."""
GAIN = 1e-4
"""What is lowered by no more than this share is left where the gap asked for is proven."""


def begins_from(question: Question, instance: Instance) -> bool:
    """Whether a question is one whose search begins from a plan: of the most energy, all built at once, and no small one, which the exact model begins from it."""
    choice = bool(most_products(instance).any())
    return begins_warm(question) and choice and not strategy.small(instance)


def proven_further(
    question: Question, instance: Instance, own: Solution, found: Plan, say: Progress, stop: Stop
) -> Plan:
    """The answer to a small question with a bound nearer to the plan that was seen, where that one stands: the exact model goes on from it."""
    ask, proof = question.scenario.plan, found.proof
    small = begins_warm(question) and most_products(instance).any()
    stands = gap_of(own.value, proof.value) <= ask.gap
    if not (small and stands and gap_of(own.value, proof.bound) > NEAR):
        return found
    effort = Effort(min(ask.gap, NEAR), ask.time_limit_s, ask.threads, ask.solver, stop=stop, work_s=FURTHER_S)
    model = SitingModel(instance)
    more = model.solve_exactly(effort, say, proof.bound, own)
    if model.sense.better(more.value, proof.value):
        more = countable_only(model, more, room_within(more, model.sense, ask.gap))
        return planned(more, question, instance, ask.gap)
    bound = model.sense.bound_beside(proof.value, model.sense.tightest(proof.bound, more.bound))
    return replace(found, proof=replace(proof, bound=bound, wall_s=proof.wall_s + more.wall_s))


def searched_from(question: Question, instance: Instance, own: Solution, say: Progress, stop: Stop) -> Plan:
    """The best plan that is found from one that keeps all rules, under the bound that is proven; that one itself where the bound proves it."""
    ask = question.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=stop, advice_s=ADVICE_S)
    model = SitingModel(instance)
    found = _found(model, own, effort, say)
    if found.chargers is not own.chargers:
        found = countable_only(model, found, room_within(found, model.sense, ask.gap))
    return planned(found, question, instance, ask.gap)


def _found(model: SitingModel, own: Solution, effort: Effort, say: Progress) -> Solution:
    instance, spending = model.instance, Spending(effort)
    prepared = warmed(instance, Start(own.chargers), replace(effort, gap=min(effort.gap, NEAR)), say)
    path = _("search by prices from the plan that was seen")
    if gap_of(own.value, prepared.bound.value) <= effort.gap:
        _lower_further(prepared, own.value, spending)
        solver = strategy.own_solver()
        return model.proven(own, prepared.bound.value, End.GAP, solver, spending.wall_s, path)
    doubt = partial(conflicts.check_promises, instance, say, effort)
    most = strategy.rebuilds_before_exact(instance)
    rest = strategy.rest(spending)
    found = Search(instance, rest, say, most=most, doubt=doubt, prepared=prepared, exact=Deciding(model)).run()
    kept = model.kept(found)
    best = own if kept is None or model.sense.better(own.value, kept.value) else kept
    path = joined(", ", [path, found.path])
    if not strategy.large(instance) and gap_of(best.value, found.bound) > effort.gap:
        return model.solve_exactly(strategy.rest(spending), say, found.bound, replace(best, path=path))
    bound = found.bound
    if gap_of(own.value, best.value) <= effort.gap:  # then it is that plan that stands
        _lower_further(prepared, own.value, spending)
        bound = min(bound, prepared.bound.value)
    end = strategy.ended(best.value, bound, spending)
    return model.proven(best, bound, end, strategy.own_solver(), spending.wall_s, path)


def _lower_further(prepared: Prepared, value: float, spending: Spending) -> None:
    """Lower the bound down to `NEAR` of the plan that stands, as long as that gains, or until the gap asked for is proven; with the rows of a rule in the subproblem where they lower it."""
    bound = prepared.bound

    def near(_number: int) -> bool:
        return spending.over() or gap_of(value, bound.value) <= NEAR

    if not near(0):
        bound.keep_rows()
    for number in range(PASSES):
        before = bound.value
        if near(0):
            return
        bound.lower(FURTHER, boldness=NEXT if number else FIRST, target=value, stop=near)
        if before - bound.value <= GAIN * abs(bound.value) and gap_of(value, bound.value) <= spending.effort.gap:
            return
