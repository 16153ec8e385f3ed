"""What a job that was sent away came to, as its worker tells it, or Dask where the worker cannot."""

import pickle
from typing import Any

from planner.cluster.at_work import BUG

LOST = "lost"
"""Beside the answers of `planner.cluster.at_work.run_job`: the worker was lost, or Dask has lost sight of the job."""
OF_THE_LOST = ("CancelledError", "FutureCancelledError", "KilledWorker")
"""Names of the errors by which Dask tells that."""


def fetched(future: Any) -> tuple[Any, ...]:
    """Return the answer of a job, a word and what belongs to it; waits while a worker that was lost just now is replaced.

    Parameters
    ----------
    future : distributed.Future
    """
    try:
        answer: tuple[Any, ...] = pickle.loads(future.result())  # noqa: S301  # of our own workers, whom we trust to run our code
    except BaseException as error:  # noqa: BLE001  # an answer of its own
        lost = {kind.__name__ for kind in type(error).__mro__} & set(OF_THE_LOST)
        return (LOST,) if lost else (BUG, f"{type(error).__name__}: {error}")
    return answer
