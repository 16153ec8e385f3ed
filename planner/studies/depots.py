"""Depots of the city's buses: what they must charge in a night, apart from the public's demand and from the plan."""

from collections.abc import Mapping
from typing import Any

from planner.plan import Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.stopping import Stop, never


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:  # noqa: ARG001  as every study is called
    """Depots of the timetable, as `planner.demand.depots.depots_of` tells them; None where there is none."""
    return question.depots
