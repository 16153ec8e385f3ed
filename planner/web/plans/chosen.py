"""Finished plans of a project by names that tell them apart: number, scenario, world, budget."""

import tomllib
from functools import lru_cache
from pathlib import Path

from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.project.runs.run import SCENARIO, Run
from planner.support.amounts import money
from planner.web.plans.compared import plan_words
from planner.web.plans.places import PlanPlace, place_of, plans_in

BUDGET = "plan.budget_usd"


def finished_plans(project: Project, queue: RunQueue) -> list[tuple[str, str]]:
    """Keys and names of all finished plans, the last run first."""
    return [
        (place.key, " · ".join(filter(None, (f"№ {run.id}", run.request.name, world_words(place), _budget(run)))))
        for run in reversed(queue.list())
        if run.results is not None
        for place in plans_in(project, run.id)
    ]


def short_name(project: Project, key: str) -> str:
    """A plan as the heading of a column has it: number and world."""
    if not key:
        return ""
    place = place_of(project, key)
    return " · ".join(filter(None, (f"№ {place.run}", world_words(place))))


def world_words(place: PlanPlace) -> str:
    """The world of a plan, or what it is among several, as people read it; empty of a plan that stands alone."""
    return plan_words(place.folder.parent, place.world) if place.world else ""


def _budget(run: Run) -> str:
    """Budget that a run was asked for, in words; empty where it has none."""
    asked = run.request.options.keys.get(BUDGET, _filed(run.folder / SCENARIO))
    return money(float(asked)) if isinstance(asked, int | float) and not isinstance(asked, bool) else ""


@lru_cache(maxsize=1000)
def _filed(scenario: Path) -> object:
    """The budget of the copy that a run keeps of its scenario, which never changes."""
    try:
        return tomllib.loads(scenario.read_text(encoding="utf-8-sig")).get("plan", {}).get("budget_usd")
    except (OSError, ValueError, RecursionError, AttributeError):
        return None
