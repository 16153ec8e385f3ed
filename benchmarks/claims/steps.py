"""What is said of the cheapest useful step where nothing is built, and of the sum for which something is."""

import math
from collections import Counter
from dataclasses import replace

from benchmarks.plain.flat import changed, flat
from benchmarks.plain.truth import best_plan
from planner.model.solve.cheapest_step import cheapest_step, find_sufficient_budget
from planner.model.solve.instances import sound_instance
from planner.plan import Plan
from planner.question import Question

RICH_USD = 1e7
USEFUL_KWH = 1e-4
"""A step that adds less is none, and below it solvers round."""


def false_step(question: Question, plan: Plan, told: "Counter[str]") -> list[str]:
    """Whether money for the step is enough for a plan that serves more than what stands, and a little less is not; and whether the sum that is told is enough under all rules."""
    if not plan.chargers.empty:
        return []
    free = replace(question, scenario=question.scenario.without_promises_or_balance())
    usd = cheapest_step(question)
    told["the cheapest step" if usd is not None else "no step is useful"] += 1
    if usd is None:
        rich = sound_instance(replace(free, scenario=free.scenario.with_plan(budget_usd=RICH_USD)))
        best, none = best_plan(rich), best_plan(changed(rich, budget=0.0, available=flat(rich).available * 0))
        more = best.value > none.bound + USEFUL_KWH
        return [f"no charger is said to be of use, {best.value} may be served instead of {none.value}"] if more else []
    instance = sound_instance(replace(free, scenario=free.scenario.with_plan(budget_usd=RICH_USD)))
    share = flat(instance).dual_share
    whole = changed(instance, dual_share=None if share is None else min(1.0, share * RICH_USD / max(usd, 1e-9)))
    none = best_plan(changed(whole, budget=0.0, available=flat(whole).available * 0))
    enough, less = (best_plan(changed(whole, budget=max(0.0, money))) for money in (usd, usd - 0.01))
    found = []
    if enough.bound <= none.value + 1e-9 or not math.isfinite(enough.value):
        found.append(f"the cheapest useful step is said to cost {usd}, for so much nothing useful is to be had")
    if usd > 0 and less.value > none.bound + USEFUL_KWH:
        found.append(
            f"the cheapest useful step is said to cost {usd}, for less {less.value} is served, not {none.value}"
        )
    sufficient_budget_usd = find_sufficient_budget(question, usd)
    told["a sum that builds" if sufficient_budget_usd is not None else "no sum that builds"] += 1
    if sufficient_budget_usd is not None:
        bound = sound_instance(
            replace(question, scenario=question.scenario.with_plan(budget_usd=sufficient_budget_usd))
        )
        if (
            best_plan(bound).value
            <= best_plan(changed(bound, budget=0.0, available=flat(bound).available * 0)).value + 1e-9
        ):
            found.append(
                f"for {sufficient_budget_usd} something is said to be built, nothing useful is to be had by the rules"
            )
    return found
