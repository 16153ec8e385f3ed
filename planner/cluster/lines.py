"""What goes wrong with a cluster, each in one line."""

from planner.errors import PlannerError
from planner.support.speech import _


class ClusterError(PlannerError, ConnectionError):
    """The scheduler of a cluster is not there, does not fit, or was lost (exit code 2)."""


def not_there(address: str, why: object) -> ClusterError:
    """Nobody answers at the address."""
    return ClusterError(
        _(
            "no scheduler answers at {address} ({why}); start one with 'dask scheduler', and name its address as it does",
            address=address,
            why=why,
        )
    )


def no_workers(address: str) -> ClusterError:
    """The scheduler has nobody to give work to."""
    return ClusterError(
        _("the scheduler at {address} has no workers; start some with 'dask worker {address}'", address=address)
    )


def other_version(where: str, what: str, its: str, ours: str) -> ClusterError:
    """One of the machines runs another program."""
    return ClusterError(
        _(
            "{where} has {what} {its}, and this machine {ours}; install the same versions on all machines",
            where=where,
            what=what,
            its=its,
            ours=ours,
        )
    )


def lost(address: str) -> ClusterError:
    """The scheduler went away in the middle of the work."""
    return ClusterError(
        _(
            "the scheduler at {address} was lost; what is finished is kept, and the same command goes on from there",
            address=address,
        )
    )


def all_workers_gone() -> ClusterError:
    """No worker has been there for long."""
    return ClusterError(
        _("no worker is left to do the work; what is finished is kept, and the same command goes on from there")
    )


def ended_again() -> str:
    """Why a job is given up whose workers do not live."""
    return _(
        "every worker that began it was ended from outside, perhaps for want of memory; let one process work at a time (compare.workers = 1 in a comparison), or give each worker more memory"
    )
