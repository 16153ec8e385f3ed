"""What is left of the budget, and why: which rules hold back the chargers that could serve more."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.model.explain.binding import Load
from planner.model.explain.leftover import CHARGERS, DEMAND, MONEY, REACH, USE, HeldBack, held_back
from planner.model.objectives.objective import COUNTED_KWH
from planner.model.rules.kinds.ruling import Ruling, Use
from planner.model.solve.countable import COUNTED_KWH_PER_USD
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import PlanArrays, plan_arrays, pool_load_kwh, unserved_kwh
from planner.support.progress import Progress
from planner.support.speech import _, listed, term
from planner.support.stopping import Stop, never

SHARE = 0.1
"""What holds back less than this share of what stays unserved is not named."""
NAMED = 3
SAID = {
    REACH: term("drive times (no site is in reach)"),
    CHARGERS: term("the chargers on offer (none has the plug)"),
    MONEY: term("prices (a further charger costs more than is left)"),
}


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Money left and what it is left for; made even if the user stops, for it takes little time; None for an empty plan."""
    del say, stop
    if plan.chargers.empty:
        return None
    given, left = plan_arrays(question, plan), unserved_kwh(question, plan)
    budget_usd, cost_usd = float(question.scenario.plan.budget_usd), float(given.cost.sum())
    found = held_back(given.instance, Load(given.chargers, pool_load_kwh(question, plan), left))
    served = np.asarray(question.demand.kwh_per_day - left)
    return {
        "budget_usd": budget_usd,
        "left_usd": budget_usd - cost_usd,
        "unserved_kwh": float(left.sum()),
        "held_back": [{"by": _code(one), "kwh_per_day": one.kwh} for one in found],
        "why": _why(question, given, served, found),
    }


def _code(one: HeldBack) -> str:
    return one.by.key if isinstance(one.by, Ruling) else one.by


def _why(question: Question, given: PlanArrays, served: Any, found: list[HeldBack]) -> str:
    """Half a sentence."""
    if question.scenario.plan.objective == "distance":
        return _(
            "what is promised is served with the least drive that was found: whether more money would shorten it lies within the gap that the proof leaves"
        )
    if question.scenario.plan.objective != "energy":
        return _("what is promised is reached without it")
    total = sum(one.kwh for one in found)
    if not found or found[0].by == DEMAND:
        return _("next to all that is asked is served")
    named = [one for one in found if one.kwh >= SHARE * total][:NAMED] or found[:1]
    said = [_said(given, served, one) for one in named]
    if len(named) < len(found):
        return _("{total:number} kWh a day stay unserved, held back mostly by {what}", total=total, what=listed(said))
    return _("{total:number} kWh a day stay unserved, held back by {what}", total=total, what=listed(said))


def _said(given: PlanArrays, served: Any, one: HeldBack) -> str:
    if one.by == USE:
        return _(
            "use (a further charger would add less than {least:g} kWh a day, or less than {for_money:g} kWh a day for 1,000 USD, or lies within the gap that the proof leaves)",
            least=COUNTED_KWH,
            for_money=1000 * COUNTED_KWH_PER_USD,
        )
    if not isinstance(one.by, Ruling):
        return SAID[one.by]
    line = one.by.line(given.instance, Use(given.chargers, served))
    return _("{rule:within} ({reached})", rule=one.by.title, reached=line.reached)
