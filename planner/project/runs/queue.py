"""The queue of runs of a project: a few at a time, in their order, watched, and found again after the server was killed."""

import contextlib
import time
from collections.abc import AsyncIterator
from typing import Self

from geodata.errors import GeodataError
from geodata.system_reasons import reason_of
from planner.edits.shown_plan import has_features
from planner.errors import ProjectError
from planner.project.history import State as Standing
from planner.project.project import Project
from planner.project.runs.crew import LOOK_EVERY_S, Crew
from planner.project.runs.ended import STOPPED, Ended, State
from planner.project.runs.events import Event
from planner.project.runs.following import follow
from planner.project.runs.request import Job, Options
from planner.project.runs.run import Run
from planner.project.runs.shelf import KIND, Shelf
from planner.project.runs.wish import STOP
from planner.support.speech import _


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
        self._shelf = Shelf(project)
        self._crew = Crew(self._shelf, most, memory_share)
        project.history.keeps(KIND, self._moved)

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
        return tuple(self.run(run_id) for run_id in self._crew.start())

    def stop(self) -> None:
        """End the server's part: running processes are ended at once and count as cut, waiting ones wait for the next start."""
        self._crew.stop()

    def add(self, job: Job | str, scenario: str, options: Options | None = None, *, once: bool = False) -> Run:
        """Put a job at the end of the queue; a plan of a scenario that was kept with edits is made with them.

        Parameters
        ----------
        job : Job
        scenario : str
            Name of a scenario of the project, without its ending.
        options : Options, optional
        once : bool
            Give the run that waits or works and is asked the very same of the very same files, where there is one: a button that is pressed eight times makes one run.

        Raises
        ------
        ProjectError, ConfigError
            There is no such scenario, or it is none; or it was kept with edits, which only a plan follows.
        OutputError
            The disk is full.
        """
        options = options or Options()
        self.project.scenarios.scenario(scenario)  # refused where it leads out of the project
        edits = None if options.edits else self.project.scenarios.edits(scenario)
        if edits is not None and Job(job) is not Job.PLAN:
            if not has_features(edits):  # all that was edited stands in the scenario
                made = self._shelf.add(Job(job), self.project.scenarios.path(scenario), options, once=once)
                return self._asked(made)
            raise ProjectError(
                repr(scenario[:80]),
                _("a scenario with edits, which only a plan follows"),
                _("ask for its plan, or take the scenario that it was made from"),
            )
        made = self._shelf.add(Job(job), self.project.scenarios.path(scenario), options, edits, once=once)
        return self._asked(made)

    def again(self, run_id: str, *, once: bool = False) -> Run:
        """Put at the end of the queue what an earlier run was asked; a comparison goes on from the worlds that it had finished.

        Raises
        ------
        ProjectError, OutputError
            There is no such run, or the folder cannot be written.
        """
        return self._asked(self._shelf.add_again(self.run(run_id), once=once))

    def grow(self, run_id: str, usd: float, *, once: bool = False) -> Run:
        """Put at the end of the queue a plan that grows from the finished one of a run by a further sum, USD; all of that stays.

        Raises
        ------
        ProjectError, ConfigError, MissingPlanError, PlanFileError, OutputError
            There is no such run, its plan cannot grow or is not there any more, or the folder cannot be written.
        """
        return self._asked(self._shelf.add_growth(self.run(run_id), usd, once=once))

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
        with self._crew.lock:
            run = self.run(run_id)
            if run.state is State.WAITING:
                self._crew.tell(run.folder, Ended(State.STOPPED, STOPPED, _("stopped before it began")))
            elif run.state is State.RUNNING and at_once:
                self._crew.end(run.folder)
                if self.run(run_id).state is not State.FINISHED:
                    self._crew.tell(
                        run.folder, Ended(State.STOPPED, STOPPED, _("stopped at once; nothing was written"))
                    )
            elif run.state is State.RUNNING:
                try:
                    (run.folder / STOP).touch()
                except OSError as error:
                    if not self._crew.ask_to_stop(run.folder):
                        raise ProjectError(
                            run.folder,
                            _("cannot be written to ({reason})", reason=reason_of(error)),
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
        with self._crew.lock:
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
                found.append(self._crew.run(self._shelf.folder / run_id, notes.get(run_id, "")))
        return tuple(found)

    def run(self, run_id: str) -> Run:
        """One run.

        Raises
        ------
        ProjectError, InputError
            There is no such run, or what it was asked is damaged.
        """
        return self._crew.run(self._shelf.place(run_id), self._shelf.note(run_id))

    def follow(self, run_id: str, after: int = 0) -> AsyncIterator[Event | Run]:
        """Events of a run from an offset on as they come, and the run itself first, whenever its state changes, and last, when it is over."""
        return follow(lambda: self.run(run_id), after)

    def wait(self, run_id: str, *, timeout_s: float | None = None) -> Run:
        """Wait until a run is over, or the time is."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while not (run := self.run(run_id)).is_over and (until is None or time.monotonic() < until):
            self._crew.pause(LOOK_EVERY_S)
        return run

    def _asked(self, made: Run) -> Run:
        """A run that was asked for, as it stands: new, or the one that is asked the same already and may be at work."""
        return self.run(made.id)

    def _moved(self, run_id: str, state: Standing | None) -> None:
        """Have a run lie where the history says; a removal that was undone is not done again while the run works."""
        folder = self._shelf.folder / run_id
        removed = bool((state or {}).get("removed"))
        if (
            removed and self._crew.works_on(folder) and not self._crew.run(folder, "").is_over
        ):  # its process may be going
            raise ProjectError(repr(run_id), _("the run is still working"), _("stop it first"))
        self._shelf.put(run_id, state)
