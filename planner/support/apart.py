"""The door for files of others: a reader runs in a process of its own, within limits of memory and time, and hands back its result.

It is shut for scripts, which call readers themselves, and opened by whoever serves people: the commands, the page, the process of a run or loop
(`keep_apart`). One host process loads the readers once and forks for each that is asked (`planner.support.apart_host`), which costs some
milliseconds. Where the system has no such limits (Windows, macOS) readers run in the process that asks.
"""

import atexit
import contextlib
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from geodata.errors import InputError
from geodata.speech import collected
from planner.support.memory import available_bytes
from planner.support.progress import Progress
from planner.support.speech import _, language

T = TypeVar("T")
HOST = "planner.support.apart_host"
PROTOCOL = 5
LOOK_S = 0.1
MOST_AT_ONCE = 4
"""So many readers work at a time in one process; others wait."""
SAID, LOGGED, DONE, FAILED = "said", "logged", "done", "failed"


@dataclass(frozen=True)
class Limits:
    """What a reader may take.

    Parameters
    ----------
    bytes : int or None
        Of memory; None for most of what the machine has left.
    seconds : float
        By the clock, and of the processor.
    """

    bytes: int | None
    seconds: float

    def memory(self) -> int | None:
        """Bytes beyond what is loaded already; None where nobody can tell."""
        left = available_bytes()
        whole = None if left is None else int(0.9 * left)
        return whole if self.bytes is None else self.bytes if whole is None else min(self.bytes, whole)


END_S = 2.0
"""What a process that is let go may take to end."""
LOOKING = Limits(4_000_000_000, 300.0)
"""To tell what a file is, and its columns."""
READING = Limits(6_000_000_000, 1_800.0)
"""To read one file whole."""
GATHERING = Limits(None, 6 * 3_600.0)
"""To read all that a scenario names, and to download what is not there: a country takes half an hour."""


@dataclass
class _Door:
    modules: tuple[str, ...] = ()
    is_open: bool = False
    host: "_Host | None" = None


_DOOR = _Door()
_lock = threading.Lock()
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def keep_apart(*modules: str) -> None:
    """Have readers run in processes of their own from now on, where the system can; these are loaded before the first is asked."""
    _DOOR.is_open, _DOOR.modules = sys.platform == "linux", modules


def modules_apart() -> tuple[str, ...] | None:
    """What is loaded before the first reader that runs apart; None where readers run in this process."""
    return _DOOR.modules if _DOOR.is_open else None


def apart(work: Callable[..., T], *args: Any, what: str, limits: Limits, say: Progress | None = None) -> T:
    """Call a reader, a function of a module, in a process of its own; what it says and logs is said and logged here.

    Parameters
    ----------
    work : callable
    *args
        What it is called with; goes there by pickle, as its result comes back.
    what : str
        What is read, as a refusal names it; of a reader that tells its steps the last of them is named.
    limits : Limits
    say : callable, optional
        Given on as ``say``, where the reader tells its steps.

    Raises
    ------
    InputError
        It took more than it may, or its process ended in the middle.
    """
    if not _DOOR.is_open:
        return work(*args) if say is None else work(*args, say=say)
    with _places:
        return _Asked(what, limits, say).answer(work, args)  # type: ignore[no-any-return]  # as the reader gives it


@dataclass
class _Asked:
    """A reader at work elsewhere."""

    what: str
    limits: Limits
    say: Progress | None

    def answer(self, work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        memory = self.limits.memory()
        level = logging.getLogger("planner").getEffectiveLevel()
        request = (work, args, self.say is not None, memory, self.limits.seconds, language(), level)
        with contextlib.closing(_connected()) as connection:
            number = 0
            try:
                with contextlib.suppress(OSError):  # gone already, as is heard below
                    connection.send_bytes(pickle.dumps(request, PROTOCOL))
                (number,) = _received(connection)
                kind, value, messages = self._awaited(connection)
                number = 0
            except _GoneError:
                number = 0
                found = _(
                    "the process that read it ended before it was done, for want of memory or by a fault of a library"
                )
                raise self._refused(found, memory) from None
            finally:
                if number:
                    with contextlib.suppress(OSError):
                        os.kill(number, signal.SIGKILL)
        collected(messages)
        if kind == DONE:
            return value
        if isinstance(value, MemoryError) and self.limits.bytes is not None:
            raise self._refused(_("more than there is memory for"), memory)
        raise value

    def _awaited(self, connection: Connection) -> tuple[str, Any, Any]:
        until = time.monotonic() + self.limits.seconds
        while True:
            left = until - time.monotonic()
            if left <= 0:
                found = _("takes more than {seconds:number} seconds to be read", seconds=self.limits.seconds)
                raise InputError(self.what, found, _ADVICE)
            if not connection.poll(min(left, LOOK_S)):
                continue
            kind, *rest = _received(connection)
            if kind == SAID and self.say is not None:
                self.what = str(rest[0])
                self.say(rest[0])
            elif kind == LOGGED:
                logging.getLogger(rest[0]).log(rest[1], rest[2])
            elif kind in (DONE, FAILED):
                return kind, rest[0], rest[1]

    def _refused(self, found: str, memory: int | None) -> InputError:
        if memory is not None:
            found = _("{found} (it may take {gb:number1} GB)", found=found, gb=memory / 1e9)
        return InputError(self.what, found, _ADVICE)


def _received(connection: Connection) -> tuple[Any, ...]:
    try:
        data = connection.recv_bytes()
    except (EOFError, OSError):
        raise _GoneError from None
    answer: tuple[Any, ...] = pickle.loads(data)  # noqa: S301  our own process, which runs our code
    return answer


class _GoneError(Exception):
    """The process of a reader is no more."""


_ADVICE = _.term("cut it to what is needed, or save it again by the program that it comes from")


class _Host:
    """The process that forks for each reader; it ends when we do, for then its end of the socket is closed."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", HOST, str(theirs.fileno()), *modules],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for whoever asks
            )

    def connected(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"1"], [theirs.fileno()])
            except BaseException:
                ours.close()
                raise
        return Connection(ours.detach())

    def close(self) -> None:
        """Let it end, and see that it has: a process whose parent went first may stay in the list of the system."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=END_S)


def _connected() -> Connection:
    """A connection to a reader that is about to be forked; a host that is gone is replaced."""
    with _lock:
        if _DOOR.host is not None:
            try:
                return _DOOR.host.connected()
            except OSError:
                _DOOR.host.close()
        _DOOR.host = _Host(_DOOR.modules)
        atexit.register(_DOOR.host.close)
        return _DOOR.host.connected()
