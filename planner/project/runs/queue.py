"""The queue of runs of a project: a few at a time, in their order, watched, and found again after the server was killed."""

import contextlib
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from geodata.errors import GeodataError, InputError
from planner.errors import ProjectError
from planner.project.project import Project
from planner.project.runs import ended
from planner.project.runs.children import Children, is_worked_on, wait_until_left
from planner.project.runs.ended import Ended, State
from planner.project.runs.events import Event
from planner.project.runs.following import follow
from planner.project.runs.identity import Identity
from planner.project.runs.request import Job, Options
from planner.project.runs.run import Run, end_without_word, run_in
from planner.project.runs.shelf import Shelf
from planner.project.runs.wish import STOP
from planner.support.locks import locked
from planner.support.speech import _

LOOK_EVERY_S = 0.25
MEMORY_EVERY_S = 1.0
STOPPED, WANT_OF_MEMORY = 130, 2
"""Exit codes of runs that the queue ends, as of `evplan`."""
SERVER = "server"


class RunQueue:
    """The runs of one project, of which some work; a context manager, one at a time for a project.

    Parameters
    ----------
    project : Project
    most : int
        Processes at a time.
    memory_share : float
        Share of the memory that can be had when the queue starts which its runs may take together; the largest is ended where less is left.
    """

    def __init__(self, project: Project, most: int = 2, memory_share: float = 0.9) -> None:
        self.project = project
        self.most = most
        self._shelf = Shelf(project)
        self._children = Children(memory_share)
        self._lock = threading.RLock()
        self._untold: dict[Path, Ended] = {}  # ends that the disk had no room for
        self._holding = contextlib.ExitStack()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """As `start`."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """As `stop`."""
        self.stop()

    def start(self) -> tuple[Run, ...]:
        """Begin to work; the runs that were cut when the last server ended.

        Raises
        ------
        ProjectError
            Another server works on this project.
        """
        try:
            self._holding.enter_context(locked(self._shelf.folder, SERVER))
        except InputError as error:
            raise ProjectError(
                self.project.root,
                error.found,
                _("one server at a time works on a project; end the other"),
            ) from None
        self._shelf.tidy()
        cut = self._recovered()
        self._ending.clear()
        self._thread = threading.Thread(target=self._work, daemon=True, name="runs")
        self._thread.start()
        return cut

    def stop(self) -> None:
        """End the server's part: running processes are ended at once and count as cut, waiting ones wait for the next start."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._lock:
            self._children.end_all()
        self._holding.close()

    def add(self, job: Job | str, scenario: str, options: Options | None = None) -> Run:
        """Put a job at the end of the queue.

        Parameters
        ----------
        job : Job
        scenario : str
            Name of a scenario of the project, without its ending.
        options : Options, optional

        Raises
        ------
        ProjectError, ConfigError
            There is no such scenario, or it is none.
        OutputError
            The disk is full.
        """
        file = self.project.folder.path("scenarios", f"{scenario}.toml")
        if not file.is_file():
            raise ProjectError(repr(scenario[:80]), _("no scenario"), _("expected the name of one of this project"))
        return self._shelf.add(Job(job), file, options or Options())

    def again(self, run_id: str) -> Run:
        """Put at the end of the queue what an earlier run was asked; a comparison goes on from the worlds that it had finished.

        Raises
        ------
        ProjectError, OutputError
            There is no such run, or the folder cannot be written.
        """
        return self._shelf.add_again(self.run(run_id))

    def cancel(self, run_id: str, *, at_once: bool = False) -> Run:
        """Stop a run: one that searches keeps its best plan and writes it, one that waits does not begin.

        Parameters
        ----------
        run_id : str
        at_once : bool
            End the process now, with nothing written.

        Raises
        ------
        ProjectError
            There is no such run, or its folder cannot be written.
        """
        with self._lock:
            run = self.run(run_id)
            if run.state is State.WAITING:
                self._tell(run.folder, Ended(State.STOPPED, STOPPED, _("stopped before it began")))
            elif run.state is State.RUNNING and at_once:
                self._children.end(run.folder)
                if self.run(run_id).state is not State.FINISHED:
                    self._tell(run.folder, Ended(State.STOPPED, STOPPED, _("stopped at once; nothing was written")))
            elif run.state is State.RUNNING:
                try:
                    (run.folder / STOP).touch()
                except OSError as error:
                    raise ProjectError(
                        run.folder,
                        _("cannot be written to ({reason})", reason=error.strerror or str(error)),
                        _("end the run at once instead"),
                    ) from None
            return self.run(run_id)

    def remove(self, run_id: str) -> None:
        """Put a run that does not work into the trash; undone by `restore`, or by the project's undo.

        Raises
        ------
        ProjectError
            There is no such run, or it works.
        """
        with self._lock:
            if self.run(run_id).state is State.RUNNING:
                raise ProjectError(repr(run_id), _("the run is still working"), _("stop it first"))
            self._shelf.remove(run_id)

    def restore(self, run_id: str) -> Run:
        """Bring a run back from the trash.

        Raises
        ------
        ProjectError
            It is not there.
        """
        self._shelf.restore(run_id)
        return self.run(run_id)

    def trashed(self) -> tuple[str, ...]:
        """Runs that lie in the trash."""
        return tuple(self._shelf.trashed())

    def empty_trash(self) -> None:
        """Delete what lies in the trash, for good."""
        self._shelf.empty_trash()

    def note(self, run_id: str, text: str) -> Run:
        """Write down something about a run; undone by the project's undo.

        Raises
        ------
        ProjectError
            There is no such run.
        """
        self._shelf.place(run_id)
        self._shelf.write_note(run_id, text)
        return self.run(run_id)

    def list(self) -> tuple[Run, ...]:
        """All runs, in the order in which they were asked for; one whose request is damaged is left out."""
        notes, found = self._shelf.notes(), []
        for run_id in self._shelf.ids():
            with contextlib.suppress(GeodataError):
                found.append(self._run(self._shelf.folder / run_id, notes.get(run_id, "")))
        return tuple(found)

    def run(self, run_id: str) -> Run:
        """One run.

        Raises
        ------
        ProjectError, InputError
            There is no such run, or what it was asked is damaged.
        """
        return self._run(self._shelf.place(run_id), self._shelf.note(run_id))

    def follow(self, run_id: str, after: int = 0) -> AsyncIterator[Event | Run]:
        """Events of a run from an offset on as they come, and the run itself first, whenever its state changes, and last, when it is over."""
        return follow(lambda: self.run(run_id), after)

    def wait(self, run_id: str, *, timeout_s: float | None = None) -> Run:
        """Wait until a run is over, or the time is."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while not (run := self.run(run_id)).is_over and (until is None or time.monotonic() < until):
            self._ending.wait(LOOK_EVERY_S)
        return run

    def _run(self, folder: Path, note: str = "") -> Run:
        with self._lock:
            alive = folder in self._children or (self._thread is None and is_worked_on(folder))
            run = run_in(folder, alive=alive, note=note)
            untold = self._untold.get(folder)
        return run if untold is None else run.ended_so(untold)

    def _tell(self, folder: Path, how: Ended) -> None:
        """Write the end of a run that its process did not write; kept in memory where it cannot be written."""
        try:
            how.write(folder)
        except (GeodataError, OSError):
            self._untold[folder] = how

    def _recovered(self) -> tuple[Run, ...]:
        """Find the runs that a killed server left, and write down which were cut."""
        cut = []
        for run_id in self._shelf.ids():
            folder = self._shelf.folder / run_id
            if (folder / ended.FILE).exists() or Identity.read(folder) is None:
                continue
            wait_until_left(folder)
            with contextlib.suppress(GeodataError):
                run = run_in(folder, alive=False)
                if not (folder / ended.FILE).exists():  # the process has not ended by itself meanwhile
                    self._tell(folder, end_without_word(folder, run.request.job))
                if run.state is State.CUT:
                    cut.append(self.run(run_id))
        return tuple(cut)

    def _work(self) -> None:
        looked = 0.0
        while not self._ending.wait(LOOK_EVERY_S):
            with self._lock:
                self._reap()
                if time.monotonic() - looked >= MEMORY_EVERY_S:
                    looked = time.monotonic()
                    self._spare_the_machine()
                self._start_waiting()

    def _reap(self) -> None:
        """Write down the end of processes that ended without a word."""
        for folder, code in self._children.gone():
            if Ended.read(folder) is None:
                with contextlib.suppress(GeodataError):
                    run = run_in(folder, alive=False)
                    self._tell(folder, end_without_word(folder, run.request.job, _without_word(code)))

    def _spare_the_machine(self) -> None:
        """End the largest run where the machine has too little memory left."""
        short = self._children.largest_if_short()
        if short is None:
            return
        folder, held, left = short
        self._children.end(folder)
        line = _(
            "ended for want of memory: it held {held:.1f} GB, and the machine had {left:.1f} GB left; close other programs, run one at a time, or ask for fewer zones or sites",
            held=held / 1e9,
            left=left / 1e9,
        )
        self._tell(folder, Ended(State.FAILED, WANT_OF_MEMORY, line))

    def _start_waiting(self) -> None:
        """Start the runs that wait, the first first."""
        for run_id in self._shelf.ids():
            if len(self._children) >= self.most or not self._children.has_room():
                return
            folder = self._shelf.folder / run_id
            if folder in self._children or folder in self._untold or (folder / ended.FILE).exists():
                continue
            try:
                if Identity.read(folder) is None and run_in(folder, alive=False).state is State.WAITING:
                    self._children.start(folder)
            except GeodataError:
                continue  # damaged: shown by nobody, started by nobody
            except OSError as error:
                why = _("error: cannot be started ({reason})", reason=error.strerror or str(error))
                self._tell(folder, Ended(State.FAILED, WANT_OF_MEMORY, why))


def _without_word(code: int) -> str:
    return _(
        "its process was ended from outside (exit code {code}), perhaps for want of memory; run.log tells what it last did",
        code=code,
    )
