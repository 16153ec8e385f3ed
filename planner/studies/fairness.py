"""The price of fairness: loss of value by the district floor, from the same question solved without it to the same gap.

Both plans are known only to within their gaps, so the price is an interval: the optimum with the floor lies between the value and the
bound of its plan, the optimum without it likewise. Source: D. Bertsimas, V. F. Farias, N. Trichakis, The price of fairness, Operations
Research 59 (2011).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.audit.scorecard import scorecard_of
from planner.model.solve.planning import best_plan
from planner.plan import Plan
from planner.proofs import Proof
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped


@dataclass(frozen=True)
class Price:
    """What a floor takes from the best possible worth, from at least `low` to at most `high`; `..._share` of that without it.

    Parameters
    ----------
    low, high : float
        KWh a day, weighted by worth.
    low_share, high_share : float
    """

    low: float
    high: float
    low_share: float
    high_share: float


def price_of(floored: Proof, free: Proof, *, kept_anyway: bool = False) -> Price:
    """Bracket the price: a plan with the floor is also one without, so no price is negative and values and bounds carry over.

    Where the plan without the floor keeps it by itself (`kept_anyway`), it is also one with it.
    """
    value_floored = max(free.value, floored.value) if kept_anyway else floored.value
    return price_between((value_floored, floored.bound), (free.value, free.bound))


def price_between(held: tuple[float, float], free: tuple[float, float]) -> Price:
    """Bracket what a rule takes, by value and bound of a plan that keeps it and of one that need not."""
    value_free, bound_held = max(free[0], held[0]), min(held[1], free[1])
    return Price(
        max(0.0, value_free - bound_held),
        max(0.0, free[1] - held[0]),
        max(0.0, 1.0 - bound_held / value_free) if value_free > 0 else 0.0,
        max(0.0, 1.0 - held[0] / free[1]) if free[1] > 0 else 0.0,
    )


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Solve without the floor and bracket the difference; None where no floor is asked for.

    It may take as long again as the plan: the gap and the time limit are the same.
    """
    ask = question.scenario.plan
    if ask.district_floor <= 0 and not any(phase.district_floor for phase in ask.phases):
        return None
    raise_if_stopped(stop)
    say(
        _(
            "what the floor of the districts costs: the plan without it, to the same gap, within another {time_limit_s:g} s",
            time_limit_s=ask.time_limit_s,
        )
    )
    other = without_floor(question)
    free = best_plan(other, say=lambda text: say(_("without the floor: {text}", text=text)), stop=stop)
    joint, joint_free = _proof(plan), _proof(free)
    below = _below(question, free)
    price = price_of(joint, joint_free, kept_anyway=not below)
    with_card, free_card = scorecard_of(plan, question, {}), scorecard_of(free, other, {})
    return {
        "floor": ask.district_floor,
        "asked_gap": ask.gap,
        "with": _told(joint, with_card.total_served_kwh, with_card.cost_usd),
        "without": _told(joint_free, free_card.total_served_kwh, free_card.cost_usd),
        "price": vars(price),
        "served_difference_kwh": free_card.total_served_kwh - with_card.total_served_kwh,
        "districts": [
            {
                "district": name,
                "demand_kwh": kwh,
                "with_kwh": with_card.district_served_kwh.get(name, 0.0),
                "without_kwh": free_card.district_served_kwh.get(name, 0.0),
            }
            for name, kwh in with_card.district_demand_kwh.items()
            if kwh > 0
        ],
        "below": below,
        "phased": plan.phases is not None,
    }


def without_floor(question: Question) -> Question:
    """The same question without any floor, in no phase either."""
    plan = question.scenario.plan
    phases = tuple({"year": one.year, "budget_usd": one.budget_usd} for one in plan.phases)
    return replace(question, scenario=question.scenario.with_plan(district_floor=0.0, phases=phases))


def _proof(plan: Plan) -> Proof:
    return plan.proof if plan.phases is None else plan.phases.proof


def _told(proof: Proof, served_kwh: float, cost_usd: float) -> dict[str, Any]:
    return {**proof.as_dict(), "served_kwh": served_kwh, "cost_usd": cost_usd}


def _below(question: Question, free: Plan) -> list[str]:
    """Districts that a plan without the floor leaves below it, with the year where there are phases."""
    if free.phases is None:
        return _short(question, free)
    years = zip(free.phases.years, question.phases(), free.phases.plans, strict=True)
    return [f"{name} in {year}" for year, asked, plan in years for name in _short(asked, plan)]


def _short(asked: Question, plan: Plan) -> list[str]:
    card, floor = scorecard_of(plan, asked, {}), asked.scenario.plan.district_floor
    return [
        name
        for name in sorted({d for d in asked.demand.district if isinstance(d, str)})
        if card.district_served_kwh.get(name, 0.0) < floor * card.district_demand_kwh.get(name, 0.0) - 1e-6
    ]
