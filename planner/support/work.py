"""Work of a search, counted and not measured: what ends by it ends at the same step on every machine, under any load.

Seconds of work are what the counted steps take on a usual machine with nothing else to do, about; each thread counts its own. They are counted in
whole grains, whose sums and differences are exact: a search spends the same to the last digit whatever its thread has worked on before.
"""

import math
import threading

GRAIN_S = 2.0**-33
"""A tenth of a nanosecond; numbers of them are whole in floating point up to twelve days of work."""


class _Counted(threading.local):
    seconds = 0.0


_COUNTED = _Counted()


def worked_s() -> float:
    """Work of this thread so far, in seconds of a usual machine."""
    return _COUNTED.seconds


def worked_by(seconds: float) -> float:
    """What `worked_s` is once this thread has done so much more; never, for infinitely many seconds."""
    return _COUNTED.seconds + _grains(seconds)


def count(seconds: float) -> None:
    """Count work that this thread has done."""
    _COUNTED.seconds += _grains(seconds)


def _grains(seconds: float) -> float:
    return round(seconds / GRAIN_S) * GRAIN_S if math.isfinite(seconds) else seconds
