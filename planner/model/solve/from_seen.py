"""A search for the most energy that begins from a plan which keeps all rules, and ends at once where the bound proves it."""

from dataclasses import replace
from functools import partial

from planner.model.exact.solution import Solution
from planner.model.explain import conflicts
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
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
from planner.plan import Plan, gap_of
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stop


def begins_from(question: Question, instance: Instance) -> bool:
    """Whether a question is one whose search begins from a plan: of the most energy, all built at once, and no small one, which the exact model begins from it."""
    choice = bool(most_products(instance).any())
    return begins_warm(question) and choice and strategy.asked_flows(instance) > strategy.SMALL_FLOWS


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
    prepared = warmed(instance, Start(own.chargers), effort, say)
    path = _("search by prices from the plan that was seen")
    if gap_of(own.value, prepared.bound.value) <= effort.gap:
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
    end = strategy.ended(best.value, found.bound, spending)
    return model.proven(best, found.bound, end, strategy.own_solver(), spending.wall_s, path)
