"""Whoever works off the waiting runs: starts them in their order, watches their processes, writes down ends that those did not."""

import contextlib
import logging
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from geodata.errors import GeodataError, InputError
from geodata.system_reasons import reason_of
from planner.errors import ProjectError
from planner.project.runs import ended
from planner.project.runs.children import Children, is_worked_on, wait_until_left
from planner.project.runs.ended import Ended, State
from planner.project.runs.identity import Identity
from planner.project.runs.run import Run, end_without_word, run_in
from planner.project.runs.shelf import Shelf
from planner.support.locks import holder, locked
from planner.support.speech import _

LOOK_EVERY_S = 0.25
MEMORY_EVERY_S = 1.0
FAILED = 2
"""Exit code of a run that is ended for want of memory or cannot be started, as of `evplan`."""
SERVER = "server"
log = logging.getLogger(__name__)


@dataclass
class Crew:
    """The processes of one project's runs, and the thread that looks after them.

    Parameters
    ----------
    shelf : Shelf
    most : int
        Processes at a time.
    memory_share : float
        See `Children`.
    """

    shelf: Shelf
    most: int
    memory_share: float
    lock: threading.RLock = field(default_factory=threading.RLock)
    """Held by whoever changes where a run stands."""
    _untold: dict[Path, Ended] = field(default_factory=dict)  # ends that the disk had no room for
    _seen: dict[Path, Run] = field(default_factory=dict)  # of which nothing changes any more
    _over: set[Path] = field(default_factory=set)  # that need not be looked at again
    _holding: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _ending: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self._children = Children(self.memory_share)

    def start(self) -> list[str]:
        """Begin to work; the runs that were cut when the last server ended.

        Raises
        ------
        ProjectError
            Another server works on this project.
        """
        try:
            self._holding.enter_context(locked(self.shelf.folder, SERVER))
        except InputError:
            process = holder(self.shelf.folder, SERVER)
            found = _("another server works on it already (process {process})", process=process or "?")
            advice = _("one server at a time works on a project; end the other")
            raise ProjectError(self.shelf.project.root, found, advice) from None
        self.shelf.tidy()
        cut = self._recovered()
        self._ending.clear()
        self._thread = threading.Thread(target=self._work, daemon=True, name="runs")
        self._thread.start()
        return cut

    def stop(self) -> None:
        """End all processes at once."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self.lock:
            for folder in self._children.folders():
                self._children.end(folder)
        self._holding.close()

    def run(self, folder: Path, note: str) -> Run:
        """The run of a folder, as it stands.

        Raises
        ------
        InputError
            What it was asked is damaged.
        """
        with self.lock:
            seen = self._seen.get(folder)
            if seen is not None and (folder / ended.FILE).exists():
                return replace(seen, note=note)
            alive = folder in self._children or (self._thread is None and is_worked_on(folder))
            run = run_in(folder, alive=alive, note=note)
            if run.is_over and (folder / ended.FILE).exists():
                self._seen[folder] = run
            untold = self._untold.get(folder)
        return run if untold is None else run.ended_so(untold)

    def works_on(self, folder: Path) -> bool:
        """Whether a process works on a run."""
        return folder in self._children or is_worked_on(folder)

    def ask_to_stop(self, folder: Path) -> bool:
        """Ask the process of a run to stop, without its folder; whether there is one to ask."""
        return self._children.ask_to_stop(folder)

    def end(self, folder: Path) -> None:
        """End the process of a run at once."""
        self._children.end(folder)

    def tell(self, folder: Path, how: Ended) -> None:
        """Write the end of a run that its process did not write; kept in memory where it cannot be written."""
        try:
            how.write(folder)
        except (GeodataError, OSError):
            self._untold[folder] = how

    def pause(self, seconds: float) -> None:
        """Wait so long, or until all ends."""
        self._ending.wait(seconds)

    def _recovered(self) -> list[str]:
        """Find the runs that a killed server left, and write down which were cut."""
        cut = []
        for run_id in self.shelf.ids():
            folder = self.shelf.folder / run_id
            if (folder / ended.FILE).exists() or Identity.read(folder) is None:
                continue
            wait_until_left(folder)
            with contextlib.suppress(GeodataError):
                run = run_in(folder, alive=False)
                if not (folder / ended.FILE).exists():  # the process has not ended by itself meanwhile
                    self.tell(folder, end_without_word(folder, run.request.job))
                if run.state is State.CUT:
                    cut.append(run_id)
        return cut

    def _work(self) -> None:
        looked = 0.0
        while not self._ending.wait(LOOK_EVERY_S):
            try:
                with self.lock:
                    self._reap()
                    if time.monotonic() - looked >= MEMORY_EVERY_S:
                        looked = time.monotonic()
                        self._spare_the_machine()
                    self._start_waiting()
            except Exception:  # whatever one run is like, the others are looked after
                log.exception("the runs of %s", self.shelf.project.root)

    def _reap(self) -> None:
        """Write down the end of processes that ended without a word."""
        for folder, code in self._children.gone():
            if Ended.read(folder) is None:
                with contextlib.suppress(GeodataError):
                    run = run_in(folder, alive=False)
                    how = end_without_word(folder, run.request.job, _without_word(code))
                    was_stopped = how.state is State.CUT and code == ended.STOPPED  # and had no room to say so
                    self.tell(folder, ended.nothing_kept() if was_stopped else how)

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
        self.tell(folder, Ended(State.FAILED, FAILED, line))

    def _start_waiting(self) -> None:
        """Start the runs that wait, the first first."""
        for run_id in self.shelf.ids():
            if len(self._children) >= self.most or not self._children.has_room():
                return
            folder = self.shelf.folder / run_id
            if folder in self._over or folder in self._children or folder in self._untold:
                continue
            if (folder / ended.FILE).exists():
                self._over.add(folder)
                continue
            try:
                if Identity.read(folder) is None and run_in(folder, alive=False).state is State.WAITING:
                    self._children.start(folder)
            except GeodataError:
                continue  # damaged: shown by nobody, started by nobody
            except OSError as error:
                why = _("error: cannot be started ({reason})", reason=reason_of(error))
                self.tell(folder, Ended(State.FAILED, FAILED, why))


def _without_word(code: int) -> str:
    return _(
        "its process was ended from outside (exit code {code}), perhaps for want of memory; run.log tells what it last did",
        code=code,
    )
