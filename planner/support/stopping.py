"""Cancellation by the user: a flag that Ctrl-C sets and that searches look at again and again.

Where a search is under way the first Ctrl-C ends the search and not the run: the best plan so far goes on file with what is
proven of it. Everywhere else it ends the run. The signal handler and the search know only the flag, not each other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from planner.errors import SolverError
from planner.support.progress import Progress
from planner.support.speech import term

Stop = Callable[[], bool]
"""Whether to end the search and return the best result so far; called again and again, from any thread. Once true it stays so."""
BY_USER = "by the user"
"""Why a search ended, where it was stopped so."""
TOO_SOON = term(
    "stopped by the user before any plan was found that keeps the promises; let it run longer, or ease a promise"
)


def never() -> bool:
    """Never cancel: the `Stop` of work that cannot be cancelled."""
    return False


def always() -> bool:
    """Cancel at once: the `Stop` of work of which only what takes no time is wanted."""
    return True


class StoppedError(SolverError):
    """Work was cancelled that has no result yet; by default a search that has found no plan."""

    def __init__(self, text: str = TOO_SOON) -> None:
        super().__init__(text)


@dataclass
class Stopping:
    """Cancellation flag of one run, itself a `Stop`.

    Parameters
    ----------
    asked : bool
        Whether the user has asked to stop.
    gentle : bool
        Whether the request ends a search only, so that the run goes on with what was found.
    """

    asked: bool = False
    gentle: bool = False

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self.asked

    @contextmanager
    def gently(self) -> Iterator[None]:
        """Within this block a request to stop ends the search and not the run."""
        before, self.gentle = self.gentle, True
        try:
            yield
        finally:
            self.gentle = before


def raise_if_stopped(stop: Stop) -> None:
    """Raise StoppedError if the user has asked to stop; for work of which a part is no result."""
    if stop():
        raise StoppedError


def heeding(say: Progress, stop: Stop) -> Progress:
    """Wrap `say` so that each message first checks for cancellation.

    Raises
    ------
    StoppedError
        By the returned function, in place of the message, once `stop` is true.
    """

    def said(text: str) -> None:
        if stop():
            raise StoppedError
        say(text)

    return said
