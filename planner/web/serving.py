"""What every request finds: the project, the settings, who may come in, and the word that the server ends."""

import threading
from dataclasses import dataclass, field
from typing import cast

from anyio import CapacityLimiter
from fastapi import Request

from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.web.loops.desk import Desk
from planner.web.page import Page
from planner.web.readings import Readings
from planner.web.renders import Renders
from planner.web.room import Room
from planner.web.security.access import Access
from planner.web.settings import Settings

FILES_AT_A_TIME = 4
"""Files that are taken in at once; the others wait."""
MOST_WAITING = 60
"""Threads that wait for news of plans at a time."""


@dataclass
class Serving:
    """One server with one project.

    Attributes
    ----------
    project : Project
        The folder that is served.
    settings : Settings
    access : Access
        Who is who, and which token belongs to which browser.
    pages : dict of str to Page
        All pages, by name, in the order of the menu.
    closing : threading.Event
        Set when the server is told to end; whatever waits (progress, loops) looks at it.
    runs : RunQueue
        Works while the server does.
    loops : Desk
        Plans that are open for edits.
    readings : Readings
        What was read of the files.
    room : Room
        Room that is left for files.
    renders : Renders
        Files that are made of plans.
    intake, waiting : CapacityLimiter
        Threads that take files in, and those that wait for news of plans.
    """

    project: Project
    settings: Settings
    access: Access
    pages: dict[str, Page]
    closing: threading.Event = field(default_factory=threading.Event)
    runs: RunQueue = field(init=False)
    loops: Desk = field(init=False)
    readings: Readings = field(init=False)
    room: Room = field(init=False)
    renders: Renders = field(default_factory=Renders)
    intake: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(FILES_AT_A_TIME))
    waiting: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(MOST_WAITING))

    def __post_init__(self) -> None:
        self.runs = RunQueue(self.project)
        self.loops = Desk(self.project)
        self.readings = Readings(self.project)
        self.room = Room(self.project, self.settings.limits)

    @property
    def more_pages(self) -> tuple[Page, ...]:
        """Pages under the button of languages, beside the menu."""
        return tuple(self.pages[name] for name in ("help", "log") if name in self.pages)

    @property
    def title(self) -> str:
        """What the site is called: the name of the project's folder."""
        return self.project.root.name


def serving(request: Request) -> Serving:
    """What this request finds; a dependency of routes."""
    return cast("Serving", request.app.state.serving)
