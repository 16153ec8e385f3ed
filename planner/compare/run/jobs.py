"""Jobs that can be done here or in another process, and how they end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from geodata.errors import GeodataError
from planner.errors import ConfigError, InfeasibleError, PlannerError
from planner.support.stopping import Stopping

Say = Callable[[str], None]
Work = Callable[..., Any]
"""A function of a module, called with ``say, stopping`` and the job's own arguments."""
NOT_BEGUN = "the user stopped the comparison before its turn"


@dataclass(frozen=True)
class Job:
    """Something to be done.

    Parameters
    ----------
    name : str
        Under which its result is handed over, and which stands before what it says.
    work : callable
    args : tuple
    """

    name: str
    work: Work
    args: tuple[Any, ...]


@dataclass(frozen=True)
class Failed:
    """Why a job came to nothing, in one line.

    Parameters
    ----------
    why : str
    impossible : bool
        No plan keeps the promises.
    ways : tuple of str
        What would have to give way.
    stopped : bool
        The user did not let it begin.
    """

    why: str
    impossible: bool = False
    ways: tuple[str, ...] = ()
    stopped: bool = False

    def raised(self) -> PlannerError:
        """Return the error that ends a run with this."""
        return InfeasibleError(self.why, self.ways) if self.impossible else ConfigError(self.why)


def done(job: Job, say: Say, stopping: Stopping) -> Any:
    """Do a job here; what the program refuses on purpose comes back as `Failed`, a bug is raised."""
    try:
        return job.work(prefixed(say, job.name), stopping, *job.args)
    except (PlannerError, GeodataError) as error:
        return Failed(str(error), isinstance(error, InfeasibleError), tuple(getattr(error, "ways", ())))
    except MemoryError as error:
        return Failed(f"too little memory ({error}); set compare.workers = 1, or ask for fewer zones or sites")


def done_in_turn(jobs: Iterable[Job], say: Say, stopping: Stopping, *, even_if_stopped: bool = False) -> dict[str, Any]:
    """Do jobs here, one after the other; those after the one at which the user stopped are not begun, unless told otherwise."""
    return {
        job.name: Failed(NOT_BEGUN, stopped=True) if stopping() and not even_if_stopped else done(job, say, stopping)
        for job in jobs
    }


def prefixed(say: Say, name: str) -> Say:
    """Say all with a name before it."""
    return lambda text: say(f"{name}: {text}")
