"""Suppression of what HiGHS prints to standard output."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Redirected:
    """How many threads have output redirected now, and where it went before."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    inside: int = 0
    before: int = -1


_OUTPUT = _Redirected()


@contextmanager
def quiet_stdout() -> Iterator[None]:
    """Redirect file descriptor 1: HiGHS prints a banner whatever its options, which would break JSON on stdout.

    Several threads may be inside at once: the first redirects, the last puts it back.
    """
    with _OUTPUT.lock:
        if not _OUTPUT.inside:
            if sys.stdout is not None:  # as under pythonw
                sys.stdout.flush()
            _OUTPUT.before = os.dup(1)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.close(nowhere)
        _OUTPUT.inside += 1
    try:
        yield
    finally:
        with _OUTPUT.lock:
            _OUTPUT.inside -= 1
            if not _OUTPUT.inside:
                os.dup2(_OUTPUT.before, 1)
                os.close(_OUTPUT.before)
