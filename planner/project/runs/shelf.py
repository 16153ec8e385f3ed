"""Folders of runs in a project: made whole, read, put into the trash and back."""

import contextlib
import hashlib
import math
import os
import shutil
import sqlite3
import threading
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geodata.address import is_database, split_layer
from geodata.errors import GeodataError, InputError
from geodata.system_reasons import reason_of
from planner.catalogue.mixes import is_table
from planner.compare.run.unfinished import FOLDER as UNFINISHED
from planner.config.scenario import Scenario
from planner.errors import MissingThingError, ProjectError
from planner.project.change import What
from planner.project.folder import RUNS
from planner.project.history import State as Standing
from planner.project.named_files import placed, refuse_outside
from planner.project.project import Project
from planner.project.runs.request import RESULTS, Job, Options, Request, now_utc, twin_of
from planner.project.runs.run import SCENARIO, Run, run_in
from planner.support.speech import _
from planner.support.staging import told_if_full

KIND = "run"
"""Kind of things in the history of a project."""
PART = "runs"
SCHEMA = {PART: ("CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;",)}
EDITS = "edits.geojson"
"""Copy of the edits of a scenario in the folder of a run."""
TRASH, COMING = ".trash", ".coming-"
MOST_NOTE = 4_000
"""Characters of a note."""


@dataclass
class Shelf:
    """The folders of the runs of one project."""

    project: Project
    _naming: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.project.database.prepare(SCHEMA)
        self.project.history.keeps(KIND, self.put)
        for run_id, state in self.project.history.states(KIND).items():  # of what was undone where nobody moved runs
            self.put(run_id, state)

    @property
    def folder(self) -> Path:
        """Where runs lie."""
        return self.project.runs_dir

    def ids(self) -> list[str]:
        """Runs that stand here, in the order in which they were asked for."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            return sorted(one.name for one in entries if one.name.isdigit() and one.is_dir(follow_symlinks=False))
        return []

    def trashed(self) -> list[str]:
        """Runs that lie in the trash."""
        trash = self.folder / TRASH
        return sorted(one.name for one in trash.iterdir() if one.name.isdigit()) if trash.is_dir() else []

    def place(self, run_id: str) -> Path:
        """Folder of a run.

        Raises
        ------
        ProjectError
            There is no such run.
        """
        if not run_id.isdigit() or not (place := self.project.folder.path(RUNS, run_id)).is_dir():
            raise MissingThingError(repr(run_id[:20]), _("no run"), _("expected the number of a run of this project"))
        return place

    def note(self, run_id: str) -> str:
        """What the planner wrote of a run."""
        state = self.project.history.state(KIND, run_id) or {}
        return str(state.get("note", ""))

    def notes(self) -> dict[str, str]:
        """What she wrote of all."""
        return {run_id: str(state.get("note", "")) for run_id, state in self.project.history.states(KIND).items()}

    def write_note(self, run_id: str, text: str) -> None:
        """Note something of a run; it can be undone."""
        self._change(What.CHANGED, run_id, {"note": text[:MOST_NOTE]})

    def remove(self, run_id: str) -> None:
        """Put a run into the trash; it can be undone until that is emptied."""
        self._change(What.REMOVED, run_id, {"removed": True})

    def restore(self, run_id: str) -> None:
        """Bring a run back from the trash.

        Raises
        ------
        ProjectError
            It is not there.
        """
        if run_id not in self.trashed():
            raise ProjectError(repr(run_id[:20]), _("no run in the trash"), _("expected one that was removed"))
        self._change(What.RESTORED, run_id, {"removed": False})
        self.put(run_id, {"removed": False})  # where the history knows nothing of its removal

    def empty_trash(self) -> None:
        """Delete what lies in the trash, for good."""
        shutil.rmtree(self.folder / TRASH, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what a killed process left half made."""
        for left in self.folder.glob(f"{COMING}*"):
            shutil.rmtree(left, ignore_errors=True)

    def add(self, job: Job, scenario: Path, options: Options, edits: Path | None = None, *, once: bool = False) -> Run:
        """Make the folder of a new run, whole or not at all, with copies of its scenario and of the edits beside that.

        Raises
        ------
        ConfigError
            The scenario is none, as `evplan` says it.
        ProjectError, OutputError
            The folder of runs cannot be written, or the disk is full.
        """
        with self._making() as coming:
            shutil.copyfile(scenario, coming / SCENARIO)
            if edits is not None:
                shutil.copyfile(edits, coming / EDITS)
                options = replace(options, edits=EDITS)
            beside = Path("..", "..", scenario.parent.resolve().relative_to(self.project.root)).as_posix()
            request = Request(job, scenario.stem, SCENARIO, beside, options, added_at=now_utc())
            asked = replace(request, scenario=str(scenario)).scenario_in(coming)  # errors name the file that she knows
            self._refuse_outside(asked, coming, options)
            _with_inputs(request, coming).write(coming)
            return run_in(self._named(coming, once), alive=False)

    def add_again(self, run: Run, *, once: bool = False) -> Run:
        """Make a new run of what an earlier one was asked, from its own copy of the scenario; worlds of a comparison that it had finished go with it.

        Raises
        ------
        ProjectError, OutputError
            As `add`.
        """
        with self._making() as coming:
            _copy_question(run, coming)
            unfinished = run.folder / RESULTS / UNFINISHED
            if unfinished.is_dir():
                shutil.copytree(unfinished, coming / RESULTS / UNFINISHED)
            _with_inputs(replace(run.request, added_at=now_utc()), coming).write(coming)
            return run_in(self._named(coming, once), alive=False)

    def add_growth(self, run: Run, usd: float, *, once: bool = False) -> Run:
        """Make a new run that grows the finished plan of an earlier one, from its own copy of the scenario, by a further sum.

        Raises
        ------
        ConfigError, MissingPlanError, PlanFileError
            The plan cannot grow: its scenario has phases, or its file is gone or damaged.
        ProjectError, OutputError
            As `add`.
        """
        from planner.dossier.dossier import PLAN_FILE, Dossier  # noqa: PLC0415  heavy, and no other run needs it
        from planner.jobs.growing import grown_from  # noqa: PLC0415

        file = Path("..", run.id, RESULTS, PLAN_FILE).as_posix()
        cost_usd = Dossier.load(run.folder / RESULTS).scorecard.cost_usd
        with self._making() as coming:
            _copy_question(run, coming)
            keys = {**run.request.options.keys, "plan.budget_usd": math.ceil(cost_usd + usd)}
            options = replace(run.request.options, keys=keys, grow=file)
            request = replace(run.request, options=options, added_at=now_utc())
            grown_from(str(run.folder / RESULTS), request.scenario_in(coming), coming / RESULTS, lambda _line: None)
            _with_inputs(request, coming).write(coming)
            return run_in(self._named(coming, once), alive=False)

    def _refuse_outside(self, scenario: Scenario, run: Path, options: Options) -> None:
        """Refuse what options name outside of the project.

        Raises
        ------
        ConfigError, ProjectError
        """
        if options.keys:
            data = scenario.model_dump(mode="json", exclude_unset=True)
            refuse_outside(data, self.project.folder, scenario.name)
        for name in filter(None, (options.edits, options.table, *options.scenarios)):
            if is_database(name) or not self.project.folder.holds(run / name):
                raise ProjectError(repr(name[:80]), _("not in this project"), _("put the file into the project first"))
        for name in filter(is_table, options.mixes):  # from the folder of scenarios, as in a scenario
            if placed(name, self.project.folder) is None:
                raise ProjectError(repr(name[:80]), _("not in this project"), _("put the file into the project first"))

    @contextlib.contextmanager
    def _making(self) -> Iterator[Path]:
        """Give a folder to make a run in, and tell in one line what the disk cannot do."""
        coming = self.folder / f"{COMING}{uuid.uuid4().hex}"
        try:
            with told_if_full(self.folder):
                coming.mkdir()
                yield coming
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, GeodataError):
                raise
            raise ProjectError(
                self.folder,
                _("cannot be written to ({reason})", reason=reason_of(error)),
                _("expected a folder for runs that may be written to"),
            ) from None
        finally:
            shutil.rmtree(coming, ignore_errors=True)

    def _named(self, coming: Path, once: bool) -> Path:
        """Give a new folder its number, in one step; once: a run that is asked the very same and is not over stands for it."""
        with self._naming:
            twin = twin_of(coming, (self.folder / one for one in self.ids())) if once else None
            return twin or self._numbered(coming)

    def _numbered(self, coming: Path) -> Path:
        while True:
            with self.project.database.writing() as connection:
                number = connection.execute("INSERT INTO runs DEFAULT VALUES").lastrowid
            place = self.folder / f"{number:04d}"
            if not (place.exists() or (self.folder / TRASH / place.name).exists()):  # of a database that was lost
                return coming.rename(place)

    def _change(self, what: What, run_id: str, new: Mapping[str, Any]) -> None:
        before = self.project.history.state(KIND, run_id) or {}
        self.project.history.change(what, self._called(run_id), {(KIND, run_id): {**before, **new}})

    def _called(self, run_id: str) -> str:
        """How the history names a run: its scenario and its number."""
        for place in (self.folder / run_id, self.folder / TRASH / run_id):
            with contextlib.suppress(InputError):
                return f"{Request.read(place).name} ({run_id})"
        return run_id

    def put(self, run_id: str, state: Standing | None) -> None:
        """Have a run lie where the history says; one that was deleted for good stays away."""
        here, there = self.folder / run_id, self.folder / TRASH / run_id
        removed = bool((state or {}).get("removed"))
        if removed and here.is_dir():
            there.parent.mkdir(exist_ok=True)
            here.rename(there)
        elif not removed and there.is_dir() and not here.exists():
            there.rename(here)


def _copy_question(run: Run, folder: Path) -> None:
    """Copy the scenario of a run into the folder of another, and the edits that were kept with it."""
    shutil.copyfile(run.folder / SCENARIO, folder / SCENARIO)
    if run.request.options.edits == EDITS:
        shutil.copyfile(run.folder / EDITS, folder / EDITS)


def _with_inputs(request: Request, folder: Path) -> Request:
    """A request with SHA-256 and bytes of its scenario and of every file that it names, by the name that it uses, as they are now."""
    text = (folder / SCENARIO).read_text(encoding="utf-8-sig")
    places = {SCENARIO: folder / SCENARIO}
    if request.options.edits == EDITS:
        places[EDITS] = folder / EDITS
    if request.options.grow is not None and (folder / request.options.grow).is_file():
        places[request.options.grow] = folder / request.options.grow
    for name in (*_strings(tomllib.loads(text)), *request.options.scenarios, request.options.edits or ""):
        place = _file(folder / request.beside, name)
        if place is not None:
            places[name] = place
    inputs, sizes = {}, {}
    for name, place in places.items():
        with place.open("rb") as stream:
            inputs[name] = hashlib.file_digest(stream, "sha256").hexdigest()
            sizes[name] = stream.tell()
    return replace(request, inputs=inputs, sizes=sizes)


def _file(beside: Path, name: str) -> Path | None:
    try:
        if not name or is_database(name):
            return None
        place = split_layer(beside / name)[0]
        return place if place.is_file() else None
    except (OSError, ValueError):
        return None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(inner)
