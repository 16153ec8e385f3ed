"""The process behind `planner.support.apart`: loads readers once, and forks for each that is asked, within its limits.

``python -m planner.support.apart_host DESCRIPTOR MODULE…``: over the socket come sockets, one for each reader.
"""

import contextlib
import ctypes
import gc
import importlib
import logging
import os
import pickle
import resource
import signal
import socket
import sys
import traceback
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from geodata.errors import GeodataError
from geodata.speech import Text, gathering, speaking
from planner.errors import PlannerError

PR_SET_PDEATHSIG = 1
"""prctl(2)"""
PROTOCOL = 5
SELDOM = (1_500_000, 20, 50)
"""How often Python looks for circles of garbage in a reader, as in a command: each is soon at its end."""


def main(words: list[str]) -> None:
    """Serve until nobody holds the other end of the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a reader ended
    for name in words[1:]:
        with contextlib.suppress(Exception):  # whoever uses it tells
            importlib.import_module(name)
    gc.set_threshold(*SELDOM)
    gc.freeze()  # what is loaded stays shared with all readers
    with socket.socket(fileno=int(words[0])) as control:
        while True:
            data, handles, _flags, _address = socket.recv_fds(control, 1, 1)
            if not data:
                return
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore", DeprecationWarning
                )  # of threads that a library keeps and that hold nothing
                child = os.fork()
            if child == 0:
                control.close()
                _read(handles[0])
            os.close(handles[0])


def _read(handle: int) -> None:
    """Answer one request, and end."""
    code = 1
    try:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection = Connection(handle)
        work, args, tells, memory, seconds, code_of_language, level = pickle.loads(connection.recv_bytes())  # noqa: S301  of who started us
        connection.send_bytes(pickle.dumps((os.getpid(),)))
        _limit(memory, seconds)
        _relay(connection, level)
        say = {"say": lambda text: connection.send_bytes(pickle.dumps(("said", text), PROTOCOL))} if tells else {}
        with speaking(code_of_language), gathering() as messages:
            try:
                answer = ("done", work(*args, **say), messages)
            except Exception as error:  # noqa: BLE001  raised again where it was asked
                answer = ("failed", _portable(error), messages)
        connection.send_bytes(pickle.dumps(answer, PROTOCOL))
        code = 0
    except MemoryError:
        with contextlib.suppress(Exception):
            connection.send_bytes(pickle.dumps(("failed", MemoryError("the result"), {})))
    finally:
        os._exit(code)


def _limit(memory: int | None, seconds: float) -> None:
    """Bound this process: memory beyond what is loaded, and seconds of the processor; what it may have already stays the most."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = int(seconds) + 2
    _lower(resource.RLIMIT_CPU, most)
    if memory is not None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)


def _lower(kind: int, most: int) -> None:
    before = resource.getrlimit(kind)
    least = min([most, *(one for one in before if one != resource.RLIM_INFINITY)])
    resource.setrlimit(kind, (least, least))


def _portable(error: Exception) -> Exception:
    """An error that can travel; of a bug its traceback goes along."""
    if not isinstance(error, (GeodataError, PlannerError, MemoryError)):
        error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error, PROTOCOL))  # noqa: S301  our own
    except Exception:  # noqa: BLE001
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def _relay(connection: Connection, level: int) -> None:
    class Relay(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said: Any = record.msg if isinstance(record.msg, Text) and not record.args else record.getMessage()
            connection.send_bytes(pickle.dumps(("logged", record.name, record.levelno, said), PROTOCOL))

    relay = Relay()
    for package in ("geodata", "planner"):
        logger = logging.getLogger(package)
        logger.addHandler(relay)
        logger.setLevel(level)
        logger.propagate = False


if __name__ == "__main__":
    main(sys.argv[1:])
