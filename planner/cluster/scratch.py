"""The folder in which workers of this machine may write: one a run, gone with it, and those of runs that were killed gone with the next."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

PREFIX = "evplan-workers-"


@contextmanager
def scratch() -> Iterator[str]:
    """A folder for this process alone within the block."""
    _clear()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield folder


def _clear() -> None:
    """Remove the folders of our own runs that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdecimal() and not folder.is_symlink() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)  # one of another user stays, for we may not
