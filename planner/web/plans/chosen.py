"""Finished plans of a project by the names that people choose from."""

from planner.project.project import Project
from planner.support.speech import _
from planner.web.plans.places import plans_in


def finished_plans(project: Project) -> list[tuple[str, str]]:
    """Keys and names of all finished plans, the last run first."""
    runs = sorted((one.name for one in project.runs_dir.iterdir() if one.is_dir()), reverse=True)
    return [
        (place.key, _("{run}: {world}", run=place.run, world=place.world) if place.world else place.run)
        for run in runs
        for place in plans_in(project, run)
    ]
