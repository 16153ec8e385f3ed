"""Which scenarios name a file, and which could."""

from planner.project.files import ProjectFile
from planner.project.project import Project
from planner.project.recognising.kinds import PLACES

MOST = 4
"""Scenarios that a file is offered to."""


def uses_of(project: Project, file: ProjectFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Scenarios that name a file, and those that could; the second are none where no scenario names a file of its kind."""
    used = project.uses(file.id)
    if file.kind not in PLACES:
        return used, ()
    return used, tuple(name for name in project.scenarios.names() if name not in used)[:MOST]
