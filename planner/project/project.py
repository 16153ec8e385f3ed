"""A project: the folder of one planner's work, opened or made."""

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from geodata.system_reasons import reason_of
from planner.errors import ProjectError
from planner.project import history
from planner.project.change import Change
from planner.project.database import Database
from planner.project.files import ProjectFiles
from planner.project.folder import DATABASE, FILES, RUNS, SCENARIOS, Folder
from planner.project.history import History
from planner.project.scenarios import Scenarios
from planner.project.starting import start_from, start_from_place, start_sample, use
from planner.project.taking import COMING
from planner.support.speech import _

SCHEMA = history.SCHEMA
"""Tables of this room; rooms beside and above it add theirs by `Database.prepare`."""
ABANDONED_S = 86_400.0
_PASSED_OVER = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems put into every folder by themselves."""


class Project:
    """One project, as `Project.open` gives it."""

    def __init__(self, folder: Folder, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.history = History(database)
        self.scenarios = Scenarios(folder, self.history)
        self.files = ProjectFiles(folder, self.history, self.scenarios)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open the project in a folder; an empty or new folder becomes one.

        Raises
        ------
        ProjectError
            The folder holds something else, is of a newer version of the program, or cannot be written to.
        """
        place = Path(os.path.realpath(folder))
        _refuse_other(place)
        inner = Folder(place)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.mkdir(mode=0o700, exist_ok=True)  # one that was there is as its user wants it
            if not os.access(place, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            database = Database(inner.path(DATABASE), SCHEMA)
            for name in (FILES, SCENARIOS, RUNS):
                inner.path(name).mkdir(exist_ok=True)
        except OSError as error:
            raise ProjectError(
                place,
                _("cannot be written to ({reason})", reason=reason_of(error)),
                _("expected a folder for a project that may be written to"),
            ) from None
        project = cls(inner, database)
        _sweep(inner.path(FILES), project.files.folders())
        for one in inner.path(SCENARIOS).glob(".*.part"):
            _sweep_old(one)
        return project

    @property
    def root(self) -> Path:
        """The folder, by its real path."""
        return self.folder.root

    @property
    def scenarios_dir(self) -> Path:
        """Where scenarios lie."""
        return self.folder.path(SCENARIOS)

    @property
    def runs_dir(self) -> Path:
        """Where runs lie."""
        return self.folder.path(RUNS)

    def start_from(self, ids: Sequence[str] = (), *, city: str = "", vehicles: int | None = None) -> str:
        """Make a first scenario of some files, as `planner.project.starting.start_from`; its name."""
        return start_from(self.files, self.scenarios, ids, city=city, vehicles=vehicles)

    def start_from_place(self, place: str, *, vehicles: int | None = None) -> str:
        """Make a first scenario of a place by name, which `evplan fetch` downloads; its name."""
        return start_from_place(self.files, self.scenarios, place, vehicles=vehicles)

    def start_sample(self) -> str:
        """Put the sample city into the project; the name of its scenario."""
        return start_sample(self.files, self.scenarios)

    def use(self, scenario: str, file_id: str) -> None:
        """Let a scenario name a file of the project, as `planner.project.starting.use`."""
        use(self.scenarios, scenario, self.files.get(file_id))

    def uses(self, file_id: str) -> tuple[str, ...]:
        """Scenarios that name a file."""
        return self.scenarios.uses(self.files.get(file_id).place)

    def undo(self) -> Change | None:
        """Undo the last change of files and scenarios; None where there is none."""
        self.scenarios.take_in()
        return self.history.undo()

    def redo(self) -> Change | None:
        """Do again what was undone last; None where there is nothing, or where something else was done since."""
        self.scenarios.take_in()
        return self.history.redo()


def _sweep(files: Path, known: Collection[str]) -> None:
    """Take away bytes that no change of the project knows of, left by a program that was killed."""
    for one in files.iterdir():
        if one.name.startswith(COMING) or (one.name.isascii() and one.name.isdigit() and one.name not in known):
            _sweep_old(one)


def _sweep_old(one: Path) -> None:
    """Take a thing away that is old: another program may be writing a new one right now."""
    with contextlib.suppress(OSError):
        if not one.is_symlink() and time.time() - one.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def _refuse_other(place: Path) -> None:
    """Refuse a place where something else is.

    Raises
    ------
    ProjectError
        It is no folder, or holds what is of no project.
    """
    try:
        names = {one.name for one in place.iterdir()} - {*_PASSED_OVER}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise ProjectError(place, _("a file"), _("expected the folder of a project, or a new one")) from None
    except OSError as error:
        raise ProjectError(
            place,
            _("cannot be read ({reason})", reason=reason_of(error)),
            _("expected the folder of a project, or a new one"),
        ) from None
    if names and DATABASE not in names:
        raise ProjectError(
            place,
            _("no project, and not empty"),
            _("name an empty or new folder, or one with {database} in it", database=DATABASE),
        )
