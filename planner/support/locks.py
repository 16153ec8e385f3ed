"""Locks of the operating system on places that results are written to; a process that ends, however it ends, lets go of them."""

import contextlib
import errno
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from geodata.errors import InputError
from geodata.system_reasons import reason_of
from planner.support.speech import _

RUN, WRITING = "run", "writing"
"""What is held: for a whole run, so that a second one is refused before it plans; for the time of writing, also by scripts."""

LOOK_EVERY_S = 0.05
_LOCKED_BYTE = 1 << 20
"""On Windows a locked byte cannot be read by others, so that it lies behind the number of the process."""
_TRIES = 5
_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_LONGEST_NAME = 150

_held: set[Path] = set()
"""Lock files of this process."""


def hidden(target: Path, what: str) -> str:
    """Name of a hidden file or folder that goes with `target`."""
    name = os.fsencode(target.name)
    short = target.name if len(name) <= _LONGEST_NAME else hashlib.sha256(name).hexdigest()[:16]
    return f".{short}.{what}"


@contextlib.contextmanager
def locked(target: Path, what: str, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold `target`, whose parent folder is there; gone with the block, and with the process.

    The lock is a hidden file beside `target`, or in it where nothing may be written beside it. On a disk that knows no locks
    nobody is kept out.

    Raises
    ------
    InputError
        Another process has held it for `wait_s` seconds, or nothing can be written there.
    """
    until = time.monotonic() + wait_s
    while (held := _try(target, what)) is None:
        if time.monotonic() >= until:
            raise InputError(
                target,
                _("another run is writing its results there{who}", who=_who(target, what)),
                _("wait until it has ended, or name another place"),
            )
        time.sleep(LOOK_EVERY_S)
    file, handle = held
    _held.add(file)
    try:
        yield
    finally:
        _let_go(file, handle, there=file in _held)
        _held.discard(file)


def clear_away() -> None:
    """Remove the lock files of this process, which is about to end without unwinding; the locks themselves end with it."""
    while _held:
        with contextlib.suppress(OSError):
            _held.pop().unlink()


def is_held(target: Path, what: str) -> bool:
    """Whether a process holds `target`; none does where nothing can be locked there."""
    try:
        held = _try(target, what)
    except InputError:
        return False
    if held is not None:
        _let_go(*held)
    return held is None


def _places(target: Path, what: str) -> tuple[Path, Path]:
    name = hidden(target, f"{what}.lock")
    return target.parent / name, target / name


def _try(target: Path, what: str) -> tuple[Path, int] | None:
    """Lock file and handle; None while another process has the lock."""
    for again in range(_TRIES):
        file, handle = _opened(target, what)
        try:
            _lock(handle)
        except OSError as error:
            if error.errno in _HELD:
                os.close(handle)
                return None
        if _is(file, handle) or again == _TRIES - 1:  # some network disks never say that a file is itself
            break
        os.close(handle)  # whoever held it has just let go and removed the file
    with contextlib.suppress(OSError):  # somebody else's lock file, left by a killed run, may not be ours to write
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
    return file, handle


def _opened(target: Path, what: str) -> tuple[Path, int]:
    why: OSError | None = None
    for file in _places(target, what):
        for flags in (os.O_RDWR | os.O_CREAT, os.O_RDWR, os.O_RDONLY):
            try:
                return file, os.open(file, flags, 0o666)
            except OSError as error:
                why = why or error
    assert why is not None
    raise InputError(
        target,
        _("cannot be written ({strerror})", strerror=reason_of(why)),
        _("expected a folder that results can be written to"),
    ) from None


def _is(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(file.stat(), os.fstat(handle))
    except OSError:
        return False


def holder(target: Path, what: str) -> int | None:
    """Number of the process that holds `target`; None where it cannot be told."""
    for file in _places(target, what):
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text(encoding="ascii"))
    return None


def _who(target: Path, what: str) -> str:
    process = holder(target, what)
    return "" if process is None else _(" (process {process})", process=process)


def _let_go(file: Path, handle: int, *, there: bool = True) -> None:
    """Remove the file while the lock is held, so that nobody locks a file that is gone; Windows removes no open file.

    Where it is not `there` any more, for it was cleared away, a file of that name is another run's.
    """
    if sys.platform == "win32":
        os.close(handle)
    with contextlib.suppress(OSError):
        if there:
            file.unlink()
    if sys.platform != "win32":
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
