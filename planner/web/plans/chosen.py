"""Finished plans of a project by names that tell them apart: number, scenario, world, budget."""

import tomllib
from functools import lru_cache
from pathlib import Path

from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.project.runs.run import SCENARIO, Run
from planner.support.amounts import money
from planner.web.plans.places import plans_in

BUDGET = "plan.budget_usd"


def finished_plans(project: Project, queue: RunQueue) -> list[tuple[str, str]]:
    """Keys and names of all finished plans, the last run first."""
    return [
        (place.key, " · ".join(filter(None, (f"№ {run.id}", run.request.name, place.world, _budget(run)))))
        for run in reversed(queue.list())
        if run.results is not None
        for place in plans_in(project, run.id)
    ]


def short_name(key: str) -> str:
    """A plan as the heading of a column has it: number and world."""
    run, _between, world = key.partition("~")
    return f"№ {run} · {world}" if world else f"№ {run}"


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
