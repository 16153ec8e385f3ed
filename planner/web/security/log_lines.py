"""The log of the server is for people: one fault that comes a thousand times is a few lines, and how many were left out."""

import logging
import threading
from collections import Counter
from types import TracebackType

from planner.web.security.rates import Bucket

BURST, PER_S = 20, 0.1
"""Lines of one fault at once, and then in a second."""
ALL_BURST, ALL_PER_S = 500, 2.0
"""The same of all faults together."""

MOST_FAULTS = 1000
"""Of which it is counted how often they were left out."""


class Throttle(logging.Filter):
    """Leaves lines out where too many of one fault come, or of all; the next one that is let through says how many."""

    def __init__(self, each: Bucket | None = None, together: Bucket | None = None) -> None:
        super().__init__()
        self._each = each or Bucket(BURST, PER_S)
        self._together = together or Bucket(ALL_BURST, ALL_PER_S)
        self._lock = threading.Lock()
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a line through or not."""
        fault = _fault(record)
        if self._each.wait_s(fault) or self._together.wait_s(""):
            with self._lock:
                if len(self._left_out) < MOST_FAULTS:
                    self._left_out[fault] += 1
            return False
        with self._lock:
            left_out = self._left_out.pop(fault, 0)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} more like it were left out)", None
        return True


def _fault(record: logging.LogRecord) -> str:
    """By which faults are told apart: who logs, the first words, and the line of the program where it was raised."""
    kind, _error, trace = record.exc_info or (None, None, None)
    return f"{record.name} {str(record.msg)[:60]} {kind.__name__ if kind else ''} {_raised_at(trace)}"


def _raised_at(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
