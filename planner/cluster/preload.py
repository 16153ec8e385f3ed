"""What a worker process of this machine does before it takes jobs; Dask loads this module there by its name."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
"""prctl(2)"""


def dask_setup(worker: Any) -> None:
    """Leave Ctrl-C to the parent, which passes the request to stop on, and end when the parent does."""
    del worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


def end_with_parent() -> None:
    """Have Linux kill this process when its parent ends, also while a library holds Python up so that no thread of ours could notice."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):  # a C library without it: Dask's own thread at the pipe is left
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it ended before we asked
        os._exit(1)
