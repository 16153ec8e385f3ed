"""A folder put in the place of another by one step of the file system, so that whoever looks, and whatever ends the run, finds the old one or the new one."""

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path

FORMER = "former"
"""What the old folder is called in the room, where it had to step aside before the new one came."""

_SWAP = 2
"""RENAME_EXCHANGE of renameat2(2) on Linux, RENAME_SWAP of renamex_np(2) on macOS."""
_AT_CWD = -100


def put_in_place(new: Path, target: Path, room: Path) -> Path | None:
    """Let `new` take the place of the folder `target`; returns where the old one is now, None if there was none.

    Where the system can exchange two names at once there is no moment without a whole folder. Elsewhere (Windows, some
    network disks) the old one first steps aside into `room`; a run that is killed between these two steps leaves it there whole,
    and `bring_back` returns it.

    Parameters
    ----------
    new, target, room : Path
        On one disk; `room` is an existing folder beside `target`.

    Raises
    ------
    OSError
        Nothing was changed.
    """
    if not target.exists():
        new.rename(target)
        return None
    if exchanged(new, target):
        return new
    former = room / FORMER
    try:
        target.rename(former)
        new.rename(target)
    except BaseException:
        if former.exists() and not target.exists():
            former.rename(target)
        raise
    return former


def bring_back(target: Path, room: Path) -> None:
    """Return an old folder that stepped aside for one that never came."""
    if (room / FORMER).is_dir() and not target.exists():
        with contextlib.suppress(OSError):
            (room / FORMER).rename(target)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange the names of two folders at once; False where system or disk cannot, and nothing is changed then.

    Raises
    ------
    OSError
        They cannot be renamed at all.
    """
    here, there = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
        if sys.platform.startswith("linux") and library is not None:
            failed = library.renameat2(_AT_CWD, here, _AT_CWD, there, ctypes.c_uint(_SWAP))
        elif sys.platform == "darwin" and library is not None:
            failed = library.renamex_np(here, there, ctypes.c_uint(_SWAP))
        else:
            return False
    except (OSError, AttributeError):  # an old C library
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))
