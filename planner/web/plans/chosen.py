"""Finished plans of a project by the names that people choose from."""

from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.web.plans.places import plans_in


def finished_plans(project: Project, queue: RunQueue) -> list[tuple[str, str]]:
    """Keys and names of all finished plans, the last run first."""
    return [
        (place.key, f"№ {run.id} · {run.request.name}{f', {place.world}' if place.world else ''}")
        for run in reversed(queue.list())
        if run.results is not None
        for place in plans_in(project, run.id)
    ]
