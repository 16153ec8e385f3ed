"""Which scenarios name a file, and which could."""

from functools import cached_property

from planner.project.files import ProjectFile
from planner.project.project import Project
from planner.project.recognising.kinds import PLACES

MOST = 4
"""Scenarios that a file is offered to."""


class Uses:
    """Uses of the files of a project, as one answer tells them: the scenarios are read once, however many files there are."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        return self._project.scenarios.places()

    def __call__(self, file: ProjectFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Scenarios that name a file, and those that could; the second are none where no scenario names a file of its kind."""
        used = tuple(name for name, places in self._places.items() if file.place in places)
        if file.kind not in PLACES:
            return used, ()
        return used, tuple(name for name in self._places if name not in used)[:MOST]
