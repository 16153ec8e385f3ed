"""Finished plans of a project by the names that people choose from."""

from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.support.speech import _
from planner.web.plans.places import plans_in


def finished_plans(project: Project, queue: RunQueue) -> list[tuple[str, str]]:
    """Keys and names of all finished plans, the last run first."""
    return [
        (
            place.key,
            _("№ {run} · {scenario}, {world}", **told, world=place.world)
            if place.world
            else _("№ {run} · {scenario}", **told),
        )
        for run in reversed(queue.list())
        if run.results is not None
        for told in [{"run": run.id, "scenario": run.request.name}]
        for place in plans_in(project, run.id)
    ]
