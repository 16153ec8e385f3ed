"""A run of a project: what was asked, where it stands, and what is in its folder."""

import contextlib
import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from geodata.errors import GeodataError
from planner.project.runs import events
from planner.project.runs.ended import Ended, State
from planner.project.runs.identity import Identity
from planner.project.runs.request import RESULTS, Job, Request
from planner.project.runs.wish import STOP
from planner.support.speech import _
from planner.support.staging import refuse_half_written
from planner.support.stopping import BY_USER

SCENARIO = "scenario.toml"
"""Copy of the scenario as it was when the run was asked for; its paths start from the folder of scenarios."""
WHOLE = {Job.PLAN: "summary.json", Job.COMPARE: "comparison.json", Job.CHECK: "check.json", Job.VALUE: "summary.json"}
"""A file that stands in the results of a job once all of them do."""
OVER = (State.FINISHED, State.STOPPED, State.FAILED, State.CUT)


@dataclass(frozen=True)
class Run:
    """A run.

    Parameters
    ----------
    id : str
        Its number with leading zeros; a later run has a higher one, and none is given twice.
    folder : Path
    request : Request
        Job, scenario, options, and the hashes of the files.
    state : State
    started_at, ended_at : str
        Times in UTC, ISO 8601; empty where it has not begun or ended.
    code : int or None
        Exit code of an ended run.
    line : str
        What it said last, a message where it can be told in other languages.
    ways : tuple of str
        What would have to give way where promises conflict.
    gap : float or None
        Proven gap of its plan, as a share of one.
    note : str
        Of the planner.
    bytes : int
        Size of its folder.
    stopping : bool
        Whether it was asked to stop and still runs.
    """

    id: str
    folder: Path
    request: Request
    state: State
    started_at: str = ""
    ended_at: str = ""
    code: int | None = None
    line: str = ""
    ways: tuple[str, ...] = ()
    gap: float | None = None
    note: str = ""
    bytes: int = 0
    stopping: bool = False

    @property
    def results(self) -> Path | None:
        """Folder of the results, whole; None where there are none."""
        return results_in(self.folder, self.request.job)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.state in OVER

    def ended_so(self, how: Ended) -> "Run":
        """The run with an end that its folder does not tell."""
        return replace(
            self,
            state=how.state,
            ended_at=how.at,
            code=how.code,
            line=how.line,
            ways=how.ways,
            gap=how.gap,
            stopping=False,
        )

    @property
    def seconds(self) -> float | None:
        """How long it worked; None where it did not begin, has not ended, or the clock was set back meanwhile."""
        try:
            took = datetime.fromisoformat(self.ended_at) - datetime.fromisoformat(self.started_at)
        except ValueError:
            return None
        return round(took.total_seconds(), 1) if took.total_seconds() >= 0 else None

    @property
    def progress(self) -> Path:
        """File of its progress."""
        return self.folder / events.FILE


def run_in(folder: Path, *, alive: bool, note: str = "") -> Run:
    """The run of a folder, as it follows from what stands there.

    Parameters
    ----------
    folder : Path
    alive : bool
        Whether a process works on it.
    note : str

    Raises
    ------
    InputError
        There is no request, or a damaged one.
    """
    request, begun = Request.read(folder), Identity.read(folder)
    started = begun.at if begun else ""
    ended = Ended.read(folder)
    if ended is None and not alive and begun is not None:
        ended = end_without_word(folder, request.job)
    if ended is None:
        state = State.RUNNING if alive else State.WAITING
        stopping = alive and (folder / STOP).exists()
        return Run(folder.name, folder, request, state, started, note=note, bytes=size_of(folder), stopping=stopping)
    return Run(
        folder.name,
        folder,
        request,
        ended.state,
        started,
        ended.at,
        ended.code,
        ended.line,
        ended.ways,
        ended.gap,
        note,
        size_of(folder),
    )


def end_without_word(folder: Path, job: Job, line: str = "") -> Ended:
    """How a run ended whose process is gone and wrote nothing of its end: finished where its results stand, else cut.

    Parameters
    ----------
    folder : Path
    job : Job
    line : str, optional
        Why it was cut, where that is known.
    """
    at = next((one.at for one in reversed(events.events_in(folder / events.FILE))), "")
    if results_in(folder, job) is None:
        cut = line or _("cut short: the server or the machine went down while it was working")
        return Ended(State.CUT, 1, cut, at=at)
    gap, stopped = _told_of_plan(folder) if job in (Job.PLAN, Job.VALUE) else (None, False)
    state = State.STOPPED if stopped else State.FINISHED
    return Ended(state, 0, _("the results are whole; the process ended before it could say so"), gap, at=at)


def results_in(folder: Path, job: Job) -> Path | None:
    """Folder of the results of a run, whole; None where there are none."""
    results = folder / RESULTS
    if not (results / WHOLE[job]).is_file():
        return None
    try:
        refuse_half_written(results)
    except GeodataError:
        return None
    return results


def _told_of_plan(folder: Path) -> tuple[float | None, bool]:
    """Proven gap of a plan, and whether the planner stopped the search."""
    try:
        told = json.loads((folder / RESULTS / WHOLE[Job.PLAN]).read_text(encoding="utf-8"))
        return (None if told["gap"] is None else float(told["gap"])), told["stopped"] == BY_USER
    except (OSError, ValueError, KeyError, TypeError):
        return None, False


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # gone since
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118  (many files, often)
    return total
