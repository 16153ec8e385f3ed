"""The process of a run: reads its request, does the job as `evplan` does it, and writes its progress and its end into its folder.

``python -m planner.project.runs.worker FOLDER`` with the option ``--tied`` where the process is to end with whoever started it.
"""

import contextlib
import hashlib
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import GeodataError, InputError, one_line
from planner.jobs.ending import ending_of
from planner.project.folder import within_project
from planner.project.runs import ended, events
from planner.project.runs.durations import remember
from planner.project.runs.ended import Ended, State, nothing_kept
from planner.project.runs.identity import Identity
from planner.project.runs.request import RESULTS, Job, Request
from planner.project.runs.run import WHOLE, run_in
from planner.project.runs.wish import Wish, heed_ctrl_c, heed_parent, watch_for_stop
from planner.support.apart import keep_apart
from planner.support.csv_dialects import CsvDialect
from planner.support.locks import RUN, locked
from planner.support.progress import measured
from planner.support.speech import Text, _, joined
from planner.support.stopping import StoppedError

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier

LOG = "run.log"
BUG = 1
"""Exit code, as of `evplan`."""
PACKAGES = ("geodata", "planner")
WAIT_S = 5.0
"""How long a new process waits for one that is about to end, or for somebody who looks whether there is one."""
TIED = "--tied"


@dataclass
class Work:
    """A run under way.

    Parameters
    ----------
    folder : Path
        Of the run.
    """

    folder: Path
    wish: Wish = field(default_factory=Wish)
    _began: float = field(default_factory=time.monotonic)
    _ending: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self._events = events.EventLog(self.folder / events.FILE)
        self.root = Path(os.path.realpath(self.folder)).parent.parent

    def say(self, text: str) -> None:
        """Tell a step; a run that is to stop and has nothing to keep ends here.

        Raises
        ------
        StoppedError
        """
        if self.wish.asked and not self.wish.begun:
            raise StoppedError
        self.tell(events.SAID, text)

    def tell(self, kind: str, text: str) -> None:
        """Write a line into the log and the events."""
        text = within_project(text, self.root)
        sign = "" if kind == events.SAID else "warning: "
        _log(f"{time.strftime('%H:%M:%S')} {sign}{one_line(text)}")
        self._events.write(events.event_now(kind, text, time.monotonic() - self._began))

    def done(self) -> Ended:
        """Do the job; how it ended, whatever was raised."""
        try:
            line, gap = self._done(Request.read(self.folder))
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  a bug is told as well
            return self._failed(error)
        return Ended(State.STOPPED if self.wish.heard else State.FINISHED, 0, line, gap)

    def _done(self, request: Request) -> tuple[str, float | None]:
        """Do the job into the folder of results; its last line, and the proven gap of a plan."""
        self.say(_("loading the libraries"))
        from planner.jobs.asked import folder_for_results, worlds_named  # noqa: PLC0415  heavy, and a stop is heard before

        scenario, asked = request.scenario_in(self.folder), request.options
        with folder_for_results(self.folder / RESULTS) as out:
            if request.job is Job.PLAN:
                from planner.jobs.plan import PlanOptions, plan_into  # noqa: PLC0415

                edits = None if asked.edits is None else _beside(self.folder, asked.edits)
                wanted = PlanOptions(
                    edits=edits,
                    grow=_plan_to_grow(self.folder, request),
                    dialect=CsvDialect(asked.csv_dialect),
                    quick=asked.quick,
                    fresh=asked.fresh,
                )
                dossier = plan_into(scenario, out, wanted, say=self.say, stopping=self.wish)
                return said_of_proof(dossier), dossier.proof.gap
            if request.job is Job.VALUE:
                from planner.jobs.value import ValueOptions, value_into  # noqa: PLC0415
                from planner.output.shared.valued import first_lines  # noqa: PLC0415

                table = _beside(self.folder, asked.table or "")
                listed = ValueOptions(table, CsvDialect(asked.csv_dialect), quick=asked.quick, fresh=asked.fresh)
                dossier = value_into(scenario, out, listed, say=self.say, stopping=self.wish)
                return joined(" ", first_lines(dossier)), dossier.proof.gap
            if request.job is Job.COMPARE:
                from planner.jobs.compare import compare_into  # noqa: PLC0415

                files = [Path(_beside(self.folder, one)) for one in asked.scenarios]
                worlds, refused = worlds_named(scenario, asked.mixes, files)
                for one in refused:
                    self.tell(events.WARNED, _("left out: {name}: {why}", name=one.name, why=one.why))
                found = compare_into(
                    scenario, (worlds, refused), out, say=self.say, stopping=self.wish, fresh=asked.fresh
                )
                return next(iter(found.comparison.as_dict()["summary"]), ""), None
            from planner.jobs.check import check_into  # noqa: PLC0415

            seen = check_into(scenario, out, say=self.say, zone=asked.zone, sizes=asked.sizes, fresh=asked.fresh)
            return _("{name} is checked", name=seen.scenario.name), None

    def _failed(self, error: BaseException) -> Ended:
        if self.wish.asked and isinstance(error, (StoppedError, KeyboardInterrupt)):
            return nothing_kept()
        ending = ending_of(error)
        if ending is not None:
            line, *ways = (within_project(one, self.root) for one in (ending.line, *ending.ways))
            return Ended(State.FAILED, ending.code, line, ways=tuple(ways))
        traceback.print_exc()
        said = one_line(f"{type(error).__name__}: {error}")
        return Ended(
            State.FAILED,
            BUG,
            _("error: a fault of the program, {said}; {log} tells where, please report it", said=said, log=LOG),
        )

    def end(self, how: Ended) -> int:
        """Write the end of the run; its exit code. Where it cannot be written, whoever started the process has the code and the log."""
        with self._ending:
            self.tell(events.SAID, how.line)
            for way in how.ways:
                self.tell(events.SAID, way)
            with contextlib.suppress(GeodataError, OSError):
                how.write(self.folder)
            return how.code

    def give_up(self) -> None:
        """End the process of a run that is to stop, has nothing to keep, and does not come to its next step; one that has ended or written meanwhile is left alone."""
        with self._ending:
            over = (self.folder / ended.FILE).exists() or any(
                (self.folder / RESULTS / one).exists() for one in WHOLE.values()
            )
        if not over:
            os._exit(self.end(nothing_kept()))


def said_of_proof(dossier: "Dossier") -> str:
    """Last line of a plan, with the figures of its proof: a short search tells none at its end, and of several years the proof is of the last."""
    from planner.model.objectives import OBJECTIVES  # noqa: PLC0415
    from planner.output.shared.proof_words import better_by  # noqa: PLC0415

    proof = dossier.proof
    line = _(
        "the plan is written; no plan is better by more than {better:gap_most}, as proven",
        better=better_by(proof.gap),
    )
    if proof.gap >= 1:
        line = _("the plan is written; how much better another could be is not known")
    if "phases" in dossier.studies:
        return line
    return measured(line, proof.value, proof.bound, proof.gap, OBJECTIVES[proof.objective].unit)


def main(words: list[str]) -> int:
    """Do the run of a folder; its exit code."""
    folder = Path(next(word for word in words if word != TIED))
    wish = Wish()
    keep_apart("geodata.assemble")
    if TIED in words:
        heed_parent(wish)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)  # pages are to be answered while runs work
    try:
        with locked(folder / ended.FILE, RUN, wait_s=WAIT_S):
            return _worked(folder, wish)
    except InputError as error:
        _log(one_line(str(error)))
        return 2


def _worked(folder: Path, wish: Wish) -> int:
    if (folder / ended.FILE).exists():
        raise InputError(folder, _("this run has ended"), _("ask for a new one"))
    Identity.mine().write(folder)
    _into_log(folder / LOG)
    work = Work(folder, wish)
    heed_ctrl_c(work.wish)
    watch_for_stop(folder, work.wish, work.give_up)
    with _listening(work):
        code = work.end(work.done())
    with contextlib.suppress(GeodataError):
        remember(run_in(folder, alive=False))
    return code


def _log(line: str) -> None:
    """Write a line to standard error; one that the disk has no room for is lost."""
    with contextlib.suppress(OSError):
        os.write(2, f"{line}\n".encode(errors="replace"))


def _beside(folder: Path, place: str) -> str:
    from geodata.address import is_database  # noqa: PLC0415

    return place if is_database(place) else str(folder / place)


def _plan_to_grow(folder: Path, request: Request) -> str | None:
    """File of the plan that grows; None where none does.

    Raises
    ------
    InputError
        It is gone, or not the one that the run was asked for with.
    """
    asked = request.options.grow
    if asked is None:
        return None
    file, said = folder / asked, _("ask for the further budget again from the page of a plan that is there")
    if not file.is_file():
        raise InputError(file, _("the plan that was to grow is gone"), said)
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != request.inputs.get(asked):
            raise InputError(file, _("the plan that was to grow has changed since the run was asked for"), said)
    return str(file.resolve())


def _into_log(file: Path) -> None:
    """Send all that this process and its libraries print into the log of the run."""
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.close(handle)


@contextlib.contextmanager
def _listening(work: Work) -> Iterator[None]:
    """Tell what the packages warn of."""
    relay = _Relay(work)
    for name in PACKAGES:
        logging.getLogger(name).addHandler(relay)
    try:
        yield
    finally:
        for name in PACKAGES:
            logging.getLogger(name).removeHandler(relay)


class _Relay(logging.Handler):
    def __init__(self, work: Work) -> None:
        super().__init__(logging.WARNING)
        self._work = work

    def emit(self, record: logging.LogRecord) -> None:
        said = record.msg if isinstance(record.msg, Text) and not record.args else record.getMessage()
        self._work.tell(events.WARNED, said)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # a solver that was left to itself must not hold up the end
