"""What the studies of a plan share in words, and how they hear that the user stops."""

from collections.abc import Callable

from planner.support.stopping import Stop, StoppedError

Say = Callable[[str], None]


def go_on(stop: Stop) -> None:
    """Pass where nobody asks to stop.

    Raises
    ------
    StoppedError
        Somebody does, and half of a study says nothing.
    """
    if stop():
        raise StoppedError
