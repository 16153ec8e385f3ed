"""The user's wish to stop: asked for by Ctrl-C, heeded where there is a plan to hand over.

Where a search is under way the first Ctrl-C ends the search and not the run: the best plan so far goes on file with what is
proven of it. Everywhere else it ends the run. Who catches the signal need not know which of the two holds, nor the search who asks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from planner.errors import SolverError

Say = Callable[[str], None]
Stop = Callable[[], bool]
"""Tells whether to hand over what there is; asked again and again, from any thread."""
BY_USER = "by the user"
"""Why a search ended, where it was stopped so."""
TOO_SOON = "stopped by the user before any plan was found that keeps the promises; let it run longer, or ease a promise"


def never() -> bool:
    """Nobody asks to stop."""
    return False


class StoppedError(SolverError):
    """Work that gives nothing when it is left half done was stopped; of a search unless told otherwise."""

    def __init__(self, text: str = TOO_SOON) -> None:
        super().__init__(text)


@dataclass
class Stopping:
    """One run's wish to stop, a `Stop` itself.

    Parameters
    ----------
    asked : bool
        Whether the user asked.
    gentle : bool
        Whether asking ends a search, so that the run goes on with what was found.
    """

    asked: bool = False
    gentle: bool = False

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self.asked

    @contextmanager
    def gently(self) -> Iterator[None]:
        """Within this block asking to stop ends the search and not the run."""
        before, self.gentle = self.gentle, True
        try:
            yield
        finally:
            self.gentle = before


def heeding(say: Say, stop: Stop) -> Say:
    """Say each step, and begin none when asked to stop.

    Raises
    ------
    StoppedError
        By what is handed back, in place of saying.
    """

    def said(text: str) -> None:
        if stop():
            raise StoppedError
        say(text)

    return said
