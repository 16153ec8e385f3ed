"""The room that is left for the files of a project, so that several on their way in at once do not fill more than all of it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from planner.errors import ConfigError
from planner.project.project import Project
from planner.support.speech import _
from planner.web.settings import Limits


class Room:
    """The room that is left for the files of a project, shared out to those that are on their way in.

    Parameters
    ----------
    project : Project
    limits : Limits
    """

    def __init__(self, project: Project, limits: Limits) -> None:
        self._project, self._limits = project, limits
        self._lock = threading.Lock()
        self._coming_files, self._coming_bytes, self._settled_bytes = 0, 0, 0

    @contextmanager
    def shared(self) -> Iterator[Callable[[int], None]]:
        """Give what asks for the room of some more bytes of one file, which it has until the block ends, and for good where that ends well.

        Raises
        ------
        ConfigError
            At the beginning or when more is asked for: there are as many files as there may be, or as large ones.
        """
        with self._lock:
            files, settled = len(self._project.files.all()), self._settled_bytes
            kept, mine = self._project.files.kept_bytes(), 0
            if files + self._coming_files >= self._limits.files:
                raise is_full(files, kept)
            self._coming_files += 1

        def asked(more: int) -> None:
            nonlocal mine
            with self._lock:
                taken = kept + self._settled_bytes - settled + self._coming_bytes
                if taken + more > self._limits.project_bytes or taken >= self._limits.project_bytes:
                    raise is_full(files, taken)
                self._coming_bytes += more
                mine += more

        try:
            asked(0)
            yield asked
        except BaseException:
            with self._lock:
                self._coming_files -= 1
                self._coming_bytes -= mine
            raise
        with self._lock:
            self._coming_files -= 1
            self._coming_bytes -= mine
            self._settled_bytes += mine


def is_full(files: int, kept: int) -> ConfigError:
    """Say that a project has no room for more."""
    return ConfigError(
        _(
            "this project is full: it holds {files:number} files, and {mb:number} MB with what stays for undo; begin another project",
            files=files,
            mb=kept / 1024**2,
        )
    )
