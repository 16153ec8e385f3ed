"""Jobs that run in this process or in a worker, and their failures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.errors import GeodataError
from planner.errors import ConfigError, InfeasibleError, PlannerError
from planner.support.progress import Progress, about
from planner.support.speech import _, joined, message_of
from planner.support.stopping import Stopping

Work = Callable[..., Any]
"""A function of a module, called with ``say, stopping`` and the job's own arguments."""
Finished = Callable[[str, Any], None]
"""Told of each job as it ends: its name, and its result or `Failed`."""


@dataclass(frozen=True)
class Job:
    """A function call with a name.

    Parameters
    ----------
    name : str
        Key of its result, and prefix of its progress lines.
    work : callable
    args : tuple
    told : str
        Prefix for people where it is another one.
    """

    name: str
    work: Work
    args: tuple[Any, ...]
    told: str = ""


@dataclass(frozen=True)
class Failed:
    """Why a job has no result, in one line.

    Parameters
    ----------
    why : str
    impossible : bool
        The problem is infeasible.
    ways : tuple of str
        Relaxations that would make it feasible.
    stopped : bool
        The user stopped the run before it was started.
    """

    why: str
    impossible: bool = False
    ways: tuple[str, ...] = ()
    stopped: bool = False

    def raised(self) -> PlannerError:
        """Return the error that ends a run with this."""
        return InfeasibleError(self.why, self.ways) if self.impossible else ConfigError(self.why)


def not_begun() -> Failed:
    """A job that the user stopped before it was started."""
    return Failed(_("the user stopped the run before its turn"), stopped=True)


def done(job: Job, say: Progress, stopping: Stopping) -> Any:
    """Run a job in this process; an expected error is returned as `Failed`, a bug is raised."""
    try:
        return job.work(prefixed(say, job.told or job.name), stopping, *job.args)
    except (PlannerError, GeodataError) as error:
        return Failed(message_of(error), isinstance(error, InfeasibleError), tuple(getattr(error, "ways", ())))
    except MemoryError as error:
        return Failed(
            _(
                "too little memory ({error}); let one process work at a time (compare.workers = 1 in a comparison), or ask for fewer zones or sites",
                error=error,
            )
        )


def done_in_turn(
    jobs: Iterable[Job],
    say: Progress,
    stopping: Stopping,
    *,
    even_if_stopped: bool = False,
    finished: Finished | None = None,
) -> dict[str, Any]:
    """Run jobs in this process, one after the other; once the user stops, later ones are not started unless `even_if_stopped`.

    A bug is raised when all others are done; `finished` is told of each result as it comes.
    """
    found: dict[str, Any] = {}
    bugs: list[Exception] = []
    for job in jobs:
        if stopping() and not even_if_stopped:
            found[job.name] = not_begun()
            continue
        try:
            found[job.name] = done(job, say, stopping)
        except Exception as bug:  # noqa: BLE001  # raised below
            bugs.append(bug)
            continue
        if finished is not None:
            finished(job.name, found[job.name])
    if bugs:
        raise bugs[0]
    return found


def bugs_raised(bugs: Mapping[str, str]) -> None:
    """Raise what jobs in other processes met that nobody expected.

    Parameters
    ----------
    bugs : mapping
        Traceback by job.

    Raises
    ------
    RuntimeError
        There is one, or more.
    """
    if bugs:
        raise RuntimeError("\n".join(f"the process for {name} met a bug:\n{text}" for name, text in bugs.items()))


def prefixed(say: Progress, name: str) -> Progress:
    """Prefix every progress line with a name."""
    return lambda text: say(about(joined(": ", (name, text)), text, name))
