"""What runs in another process: it takes jobs from its parent, tells how they go, and never outlives it."""

import logging
import os
import queue
import signal
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

from planner.compare.run.jobs import Job, done
from planner.support.stopping import Stopping

STOP = "stop"
SAID, LOGGED, DONE, BUG = "said", "logged", "done", "bug"
PACKAGES = ("geodata", "planner")


class Line:
    """The line to the parent; several threads may speak.

    Parameters
    ----------
    connection : Connection
    """

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection, self._lock = connection, threading.Lock()

    def tell(self, kind: str, *what: Any) -> None:
        """Send a message; a parent that is gone hears nothing, and the listener ends the process."""
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
        self._line.tell(LOGGED, record.name, record.levelno, record.getMessage())


def serve(connection: "Connection[Any, Any]", level: int) -> None:
    """Do jobs until the parent goes; Ctrl-C is the parent's to hear, which passes the wish to stop on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line, wish, inbox = Line(connection), Stopping(), queue.SimpleQueue[Job]()
    for package in PACKAGES:
        logging.getLogger(package).addHandler(_Relay(line))
        logging.getLogger(package).setLevel(level)
    threading.Thread(target=_listen, args=(connection, wish, inbox), daemon=True).start()
    while True:
        job = inbox.get()
        try:
            line.tell(DONE, done(job, lambda text: line.tell(SAID, text), wish))
        except Exception:  # noqa: BLE001  # the parent raises it again
            line.tell(BUG, traceback.format_exc())


def _listen(connection: "Connection[Any, Any]", wish: Stopping, inbox: "queue.SimpleQueue[Job]") -> None:
    """Take what the parent sends, also while a job is under way; end at once where it is gone."""
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            os._exit(1)
        if message == STOP:
            wish.asked = True
        else:
            inbox.put(message)
