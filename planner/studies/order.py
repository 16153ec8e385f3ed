"""Order in which to build the sites of a plan, which is their rank: what each costs and adds beside all before it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from planner.model.solve.ranking import ranked
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import label_of
from planner.support.progress import Progress
from planner.support.stopping import Stop, never


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Table of the order, with cost and coverage after each step; made even if the user stops, for the plan has it."""
    del say, stop
    order = ranked(question, plan).order
    if order is None or not order.steps:
        return None
    number, demand = question.places.number(), float(question.demand.kwh_per_day.sum())
    steps, spent_usd = [], 0.0
    for step in order.steps:
        spent_usd += step.cost_usd
        own = {name: cell for name, cell in asdict(step).items() if name != "site_id"}
        steps.append(
            {
                **label_of(question, number[step.site_id]),
                **own,
                "total_cost_usd": spent_usd,
                "coverage": _share(step.served_kwh, demand),
            }
        )
    nothing = {
        "value": order.value,
        "served_kwh": order.served_kwh,
        "coverage": _share(order.served_kwh, demand),
    }
    return {"unit": order.unit, "nothing": nothing, "steps": steps}


def _share(kwh: float, demand: float) -> float:
    return kwh / demand if demand > 0 else 1.0
