"""A folder that is the user's own and that nobody else may write: made, judged, and its files opened only as long as it is."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

OTHERS_WRITE = 0o022
"""Bits by which a group or everybody may write."""
_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_OPEN_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


class NotPrivateError(OSError):
    """Somebody else owns the folder or the file, or may write it."""


def make_private(folder: Path) -> None:
    """Make the folder for its user alone, where it is missing.

    Raises
    ------
    OSError
        It cannot be made, or what stands there is not private.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    with _held(folder):
        pass


@contextlib.contextmanager
def opened_private(file: Path) -> Iterator[BinaryIO]:
    """Open a file of a private folder to read; folder and file are judged by their open handles, so that neither can be exchanged between look and use.

    Raises
    ------
    OSError
        There is none, it is no plain file, or it or its folder is not private.
    """
    with _held(file.parent) as folder:
        handle = os.open(file, _OPEN_FILE) if folder is None else os.open(file.name, _OPEN_FILE, dir_fd=folder)
        with os.fdopen(handle, "rb") as opened:
            _judge(os.fstat(opened.fileno()), file, stat.S_ISREG)
            yield opened


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[int | None]:
    """Handle of a folder that is private; None on Windows, which has no such handles and whose profiles are private by their access lists."""
    if sys.platform == "win32":
        if not folder.resolve().is_relative_to(Path.home().resolve()):
            raise NotPrivateError(f"{folder} is not in the user's own folder")
        yield None
        return
    handle = os.open(folder, _OPEN_FOLDER)
    try:
        _judge(os.fstat(handle), folder, stat.S_ISDIR)
        yield handle
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _judge(found: os.stat_result, path: Path, is_kind: object) -> None:
        """Access lists guard the user's profile, which `_held` has looked at."""

else:

    def _judge(found: os.stat_result, path: Path, is_kind: object) -> None:
        assert callable(is_kind)
        if not is_kind(found.st_mode):
            raise NotPrivateError(f"{path} is something else")
        if found.st_uid != os.geteuid():
            raise NotPrivateError(f"{path} belongs to somebody else")
        if found.st_mode & OTHERS_WRITE:
            raise NotPrivateError(f"{path} may be written by others")
