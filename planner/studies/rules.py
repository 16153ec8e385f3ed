"""Table of the constraints of a scenario: each with its limit and its level in the plan."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.model.rules.bays import Bays
from planner.model.rules.kinds.ruling import Line, Ruling, Use
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import plan_arrays, unserved_kwh
from planner.studies.plug_balance import why_not_kept
from planner.support.progress import Progress
from planner.support.speech import term
from planner.support.stopping import Stop, never

BAYS_ASSUMED = term("sites.default_bays, bay_share")
"""Keys that say how many bays there are where no table of sites does."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any]:
    """Table of the rules; made even if the user stops, for it takes no time."""
    del say, stop
    given = plan_arrays(question, plan)
    served = question.demand.kwh_per_day - unserved_kwh(question, plan)
    use = Use(given.chargers, np.asarray(served))
    rules = given.instance.rules.every(Ruling)
    rows = [_row(rule, rule.line(given.instance, use), plan) for rule in rules]
    if question.scenario.sites.path is None:
        rows = [{**row, "key": BAYS_ASSUMED} if row["key"] == Bays.key else row for row in rows]
    return {"rules": rows}


def _row(rule: Ruling, line: Line, plan: Plan) -> dict[str, Any]:
    row = {"title": rule.title, **vars(line)}
    return row if line.kept else {**row, "binds": False, "why_not_kept": why_not_kept(plan)}
