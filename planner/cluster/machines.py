"""Who does the work: a client of Dask with its workers, on this machine or elsewhere."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any


@dataclass
class Machines:
    """Workers that can be given jobs.

    Parameters
    ----------
    client : distributed.Client
    address : str
        Of the scheduler.
    ours : bool
        They are processes of this machine that end with us.
    versions : dict or None
        What they have to run; None where they are of this very program.
    closing : ExitStack
        What is done when they are let go.
    mend : callable
        Replaces those that have left, where they are ours.
    """

    client: Any
    address: str
    ours: bool
    versions: dict[str, str] | None
    closing: ExitStack
    mend: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Let them go, ours whatever they do."""
        self.closing.close()
