"""Worker processes that run jobs in parallel; started by spawn, so that no thread or lock of the parent is inherited."""

import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Self

from planner.compare.run.jobs import Failed, Job, done_in_turn, not_begun
from planner.compare.run.worker import BUG, DONE, LOGGED, SAID, STOP, serve
from planner.support.progress import Progress
from planner.support.stopping import Stopping

LOOK_EVERY_S = 0.2
"""Seconds between two checks whether the user asks to stop."""


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    line: "Connection[Any, Any]"
    job: Job | None = None


@dataclass
class Workers:
    """Worker processes, started on demand and ended with the context.

    Parameters
    ----------
    count : int
        Most at a time; with 1 all jobs run in this process.
    say : callable
    stopping : Stopping
        Passed on to every running job; jobs in the queue are then not started.
    """

    count: int
    say: Progress
    stopping: Stopping
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Enter; no process is started yet."""
        return self

    def __exit__(
        self, kind: "type[BaseException] | None", error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill every process, whatever it does."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.line.close()
        self._workers.clear()

    def run(self, jobs: Sequence[Job], *, even_if_stopped: bool = False) -> dict[str, Any]:
        """Run jobs, as many at a time as there are workers; results by name, `Failed` for those without one.

        Parameters
        ----------
        jobs : sequence of Job
        even_if_stopped : bool
            Start them all even after a request to stop, for they are short.

        Raises
        ------
        RuntimeError
            A job met a bug; the message is its traceback.
        """
        with self.stopping.gently():
            if self.count < 2 or len(jobs) < 2:
                return done_in_turn(jobs, self.say, self.stopping, even_if_stopped=even_if_stopped)
            found = self._spread(jobs, even_if_stopped)
        return {job.name: found[job.name] for job in jobs}

    def _spread(self, jobs: Sequence[Job], even_if_stopped: bool) -> dict[str, Any]:
        waiting, found, stop_sent = list(jobs), dict[str, Any](), False
        while len(found) < len(jobs):
            if self.stopping() and not stop_sent:
                stop_sent = True
                self._send_all(STOP)
                if not even_if_stopped:
                    found |= {job.name: not_begun() for job in waiting}
                    waiting.clear()
            while waiting and (worker := self._free()) is not None:
                worker.job = waiting.pop(0)
                worker.line.send(worker.job)
            for worker in self._ready():
                found |= self._handled(worker)
        return found

    def _free(self) -> _Worker | None:
        """Return an idle worker, started if the count allows another."""
        idle = next((worker for worker in self._workers if worker.job is None), None)
        if idle is None and len(self._workers) < self.count:
            idle = _started()
            self._workers.append(idle)
        return idle

    def _ready(self) -> list[_Worker]:
        lines = {worker.line: worker for worker in self._workers}
        ready = wait(list(lines), LOOK_EVERY_S)
        return [worker for line, worker in lines.items() if line in ready]

    def _handled(self, worker: _Worker) -> dict[str, Any]:
        """Handle one message of a worker; returns the result of its job if the message is one."""
        name = "" if worker.job is None else worker.job.name
        try:
            kind, *what = worker.line.recv()
        except (EOFError, OSError):
            return self._lost(worker)
        if kind == SAID:
            self.say(what[0])
        elif kind == LOGGED:
            logging.getLogger(what[0]).log(what[1], "%s: %s", name, what[2])
        elif kind == BUG:
            raise RuntimeError(f"the process for {name} met a bug:\n{what[0]}")
        elif kind == DONE:
            worker.job = None
            return {name: what[0]}
        return {}

    def _lost(self, worker: _Worker) -> dict[str, Any]:
        """Record a process that ended by itself: its job fails, the others go on."""
        worker.process.join()
        self._workers.remove(worker)
        worker.line.close()
        code = worker.process.exitcode
        why = f"its process was ended from outside (exit code {code}), perhaps for want of memory; set compare.workers = 1"
        return {} if worker.job is None else {worker.job.name: Failed(why)}

    def _send_all(self, message: str) -> None:
        for worker in self._workers:
            with contextlib.suppress(OSError):
                worker.line.send(message)


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=serve, args=(its, logging.getLogger("planner").getEffectiveLevel()), daemon=True)
    with _sigint_blocked():
        process.start()
    its.close()
    return _Worker(process, mine)


@contextlib.contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Block SIGINT while a process starts, which a terminal sends to the whole group; the parent handles it right after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
