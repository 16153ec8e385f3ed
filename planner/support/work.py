"""Work of a search, counted and not measured: what ends by it ends at the same step on every machine, under any load.

Seconds of work are what the counted steps take on a usual machine with nothing else to do, about; each thread counts its own.
"""

import threading


class _Counted(threading.local):
    seconds = 0.0


_COUNTED = _Counted()


def worked_s() -> float:
    """Work of this thread so far, in seconds of a usual machine."""
    return _COUNTED.seconds


def count(seconds: float) -> None:
    """Count work that this thread has done."""
    _COUNTED.seconds += seconds
