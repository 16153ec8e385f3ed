"""Plans that are open for edits, few at a time: each holds a process, and one that nobody looks at is closed after a while."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.loop.steps import Step
from planner.project.plan_edits import KeptSteps
from planner.project.project import Project
from planner.support.speech import _
from planner.web.loops.open_loop import OpenLoop
from planner.web.refused import RefusedError

MOST_OPEN = 2
"""A plan of a city of two million holds about a gigabyte."""
IDLE_S = 300.0
LOOK_EVERY_S = 5.0


class Desk:
    """Open plans of one project.

    Parameters
    ----------
    project : Project
    most : int
        Plans at a time.
    idle_s : float
        A plan that nobody looks at is closed after so long.
    """

    def __init__(self, project: Project, most: int = MOST_OPEN, idle_s: float = IDLE_S) -> None:
        self._project, self._most, self._idle_s = project, most, idle_s
        self._open: dict[str, OpenLoop] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._kept: KeptSteps | None = None
        self._thread: threading.Thread | None = None

    def opened(
        self,
        plan: str,
        request: Mapping[str, Any],
        first: Sequence[Step] = (),
        log: Path | None = None,
        when_ready: Callable[[float], None] = lambda _seconds: None,
    ) -> OpenLoop:
        """Open a plan, or find it where it is open; the one that was left longest makes room. Whoever asks is told after how many seconds it is ready.

        Raises
        ------
        RefusedError
            As many as can be are open, and somebody looks at each.
        """
        with self._lock:
            found = self._open.get(plan)
            if found is not None and found.is_open and not _lost(found):
                return found
            left = self._room_for(plan)
            if found is not None and found.is_open:
                left.append(found)
            self._kept = self._kept or KeptSteps(self._project.database)
            made = self._open[plan] = OpenLoop(plan, request, self._kept, first, log, when_ready)
            self._watch()
        for one in left:  # a process may take seconds to end, for which nobody else waits
            one.close()
        return made

    def found(self, plan: str) -> OpenLoop:
        """A plan that is open.

        Raises
        ------
        RefusedError
            409: it is not.
        """
        found = self._open.get(plan)
        if found is None or not (found.is_open or found.fault):
            raise RefusedError(409, _("the plan is not open for edits; open it first"))
        return found

    def close(self, plan: str) -> None:
        """Close one, if it is open."""
        with self._lock:
            found = self._open.pop(plan, None)
        if found is not None:
            found.close()

    def close_all(self) -> None:
        """Close every plan: the server ends."""
        self._ending.set()
        for plan in list(self._open):
            self.close(plan)

    def tidy(self) -> None:
        """Close what nobody has looked at for long."""
        now = time.monotonic()
        for plan, one in list(self._open.items()):
            if not one.is_open or (not one.followers and now - one.touched > self._idle_s):
                self.close(plan)

    def _room_for(self, plan: str) -> list[OpenLoop]:
        """Take from the desk what makes room for a plan: what is closed already, and the plan that was left longest."""
        over = [key for key, one in self._open.items() if not one.is_open]
        open_now = [one for key, one in self._open.items() if key != plan and one.is_open]
        free = sorted((one for one in open_now if not one.followers), key=lambda one: one.touched)
        if len(open_now) >= self._most and not free:
            names = ", ".join(one.plan for one in open_now)
            raise RefusedError(
                409,
                _(
                    "edits are open for as many plans as can be at a time: {names}; close one of these pages",
                    names=names,
                ),
            )
        left = free[:1] if len(open_now) >= self._most else []
        return [self._open.pop(key) for key in (*over, *(one.plan for one in left))]

    def _watch(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._tidy_often, daemon=True, name="loops")
            self._thread.start()

    def _tidy_often(self) -> None:
        while not self._ending.wait(LOOK_EVERY_S):
            self.tidy()


def _lost(found: OpenLoop) -> bool:
    """Whether the process of a plan has ended and nobody has noticed yet."""
    return found.process is not None and not found.process.alive
