"""Workers for jobs: this process alone, processes of this machine, or those of a scheduler; the results are the same."""

import os
from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from planner.cluster.jobs import Finished, Job, done_in_turn
from planner.cluster.machines import Machines
from planner.support.progress import Progress
from planner.support.stopping import Stopping


class Cluster:
    """Workers, started when first needed and let go with the context.

    Parameters
    ----------
    workers : int
        Processes of this machine; with 1, and no scheduler, all jobs run in this process and no scheduler is loaded.
    scheduler : str
        Address of a Dask scheduler whose workers do all jobs, ``tcp://host:port``; empty for none.
    say : callable
        Receives what the jobs say, each line with the job's name before it.
    stopping : Stopping, optional
        Passed on to every running job, which hands over its best so far; jobs that wait are then not started.
    libraries : tuple of str
        Modules that the jobs need, loaded by the workers while they wait.
    """

    def __init__(
        self,
        workers: int = 1,
        scheduler: str = "",
        *,
        say: Progress = lambda _: None,
        stopping: Stopping | None = None,
        libraries: tuple[str, ...] = (),
    ) -> None:
        self.count, self.scheduler = workers, scheduler
        self.say, self.stopping, self.libraries = say, stopping or Stopping(), libraries
        self._coming: Future[Machines] | None = None
        self._work: Any = None

    def __enter__(self) -> Self:
        """Enter; nothing is started yet."""
        return self

    def __exit__(
        self, kind: "type[BaseException] | None", error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go; those of this machine end, whatever they do."""
        coming, self._coming = self._coming, None
        if coming is not None and coming.exception() is None:
            if self._work is not None:
                self._work.close()
            coming.result().close()
        self._work = None

    @property
    def elsewhere(self) -> bool:
        """Whether jobs may run in other processes."""
        return bool(self.scheduler) or self.count > 1

    @property
    def apart(self) -> bool:
        """Whether jobs may run on machines that see no file of this one."""
        return bool(self.scheduler)

    def begin(self) -> None:
        """Start the workers beside what this process does next; errors are told when the first jobs are run."""
        if self._coming is None and self.elsewhere:
            from planner.cluster.starting import begun  # noqa: PLC0415  # for those who ask for more than one process

            self._coming = begun(self._machines)

    def check(self) -> None:
        """Wait for the scheduler that was named, if any.

        Raises
        ------
        ClusterError
            It is not there, has no workers, or runs another program.
        """
        if self.scheduler:
            self.begin()
            assert self._coming is not None
            self._coming.result()

    def run(
        self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Finished | None = None
    ) -> dict[str, Any]:
        """Run jobs, as many at a time as there are workers; results by name, `Failed` for those without one.

        Parameters
        ----------
        jobs : sequence of Job
            With names that differ.
        even_if_stopped : bool
            Start them all even after a request to stop, for they are short.
        finished : callable, optional
            Told of each result as it comes, in this process and thread; not of jobs that were not begun.

        Raises
        ------
        ClusterError
            The scheduler cannot be used or was lost; what `finished` was told of is not lost with it.
        RuntimeError
            A job met a bug, told after all others are done; its message is the traceback.
        """
        with self.stopping.gently():
            if not self.scheduler and (self.count < 2 or len(jobs) < 2):
                return done_in_turn(jobs, self.say, self.stopping, even_if_stopped=even_if_stopped, finished=finished)
            if not jobs:
                return {}
            found: dict[str, Any] = self._workplace().run(jobs, even_if_stopped=even_if_stopped, finished=finished)
            return found

    def _workplace(self) -> Any:
        """Where jobs are handed out, with the workers that were waited for."""
        if self._work is None:
            from planner.cluster.handing import Handing  # noqa: PLC0415  # as above

            self.begin()
            assert self._coming is not None
            self._work = Handing(self._coming.result(), self.say, self.stopping)
        return self._work

    def _machines(self) -> Machines:
        from planner.cluster.at_work import load  # noqa: PLC0415  # as above
        from planner.cluster.elsewhere import machines_at  # noqa: PLC0415
        from planner.cluster.local import local_machines  # noqa: PLC0415

        machines = machines_at(self.scheduler) if self.scheduler else local_machines(self.count)
        if self.libraries:
            machines.client.run(load, *self.libraries)
        return machines


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
