"""What a plan is held to: every rule that the scenario asks for, what it asks, and what the plan makes of it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.model.rules.kinds.ruling import Ruling, Use
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import laid, left_of
from planner.support.stopping import Stop, never


def study(question: Question, plan: Plan, say: Callable[[str], None], stop: Stop = never) -> Mapping[str, Any]:
    """Tell the rules as a table, also to who stops, for it is soon done."""
    del say, stop
    given = laid(question, plan)
    served = question.demand.kwh_per_day - left_of(question, plan)
    use = Use(given.chargers, np.asarray(served.sum(axis=1)))
    rules = given.instance.rules.every(Ruling)
    return {"rules": [{"title": rule.title, **vars(rule.line(given.instance, use))} for rule in rules]}
