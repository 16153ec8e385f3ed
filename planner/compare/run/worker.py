"""Main loop of a worker process: takes jobs from its parent, sends back progress and results, and ends when the parent does."""

import contextlib
import ctypes
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

from planner.compare.run.jobs import Job, done
from planner.support.stopping import Stopping

PR_SET_PDEATHSIG = 1
"""prctl(2)"""
STOP = "stop"
SAID, LOGGED, DONE, BUG = "said", "logged", "done", "bug"
PACKAGES = ("geodata", "planner")


class Line:
    """Connection to the parent; several threads may send.

    Parameters
    ----------
    connection : Connection
    """

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection, self._lock = connection, threading.Lock()

    def send(self, kind: str, *what: Any) -> None:
        """Send a message; lost if the parent is gone, and the listener then ends the process."""
        with self._lock, _gone_is_fine():
            self._connection.send((kind, *what))


class _gone_is_fine:  # noqa: N801  # reads as a phrase
    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: "type[BaseException] | None", *_: object) -> bool:
        return kind is not None and issubclass(kind, (BrokenPipeError, ConnectionResetError))


class _Relay(logging.Handler):
    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def emit(self, record: logging.LogRecord) -> None:
        self._line.send(LOGGED, record.name, record.levelno, record.getMessage())


def serve(connection: "Connection[Any, Any]", level: int) -> None:
    """Run jobs until the parent ends; SIGINT is handled by the parent alone, which passes the request to stop on."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line, stopping, inbox = Line(connection), Stopping(), queue.SimpleQueue[Job]()
    for package in PACKAGES:
        logging.getLogger(package).addHandler(_Relay(line))
        logging.getLogger(package).setLevel(level)
    threading.Thread(target=_listen, args=(connection, stopping, inbox), daemon=True).start()
    while True:
        job = inbox.get()
        try:
            line.send(DONE, done(job, lambda text: line.send(SAID, text), stopping))
        except Exception:  # noqa: BLE001  # the parent raises it again
            line.send(BUG, traceback.format_exc())


def end_with_parent() -> None:
    """Have Linux kill this process when its parent ends, also while a library holds Python up and `_listen` cannot notice."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):  # a C library without it: `_listen` is left
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it ended before we asked
        os._exit(1)


def _listen(connection: "Connection[Any, Any]", stopping: Stopping, inbox: "queue.SimpleQueue[Job]") -> None:
    """Receive messages of the parent, also while a job runs; exit at once if the parent is gone."""
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            os._exit(1)
        if message == STOP:
            stopping.asked = True
        else:
            inbox.put(message)
