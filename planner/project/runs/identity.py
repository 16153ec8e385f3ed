"""Which process a run is, so that no other one is taken for it: its number alone may have been given to another since."""

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from planner.support.staging import put_json

FILE = "started.json"


@dataclass(frozen=True)
class Identity:
    """A process.

    Parameters
    ----------
    pid : int
    created : float
        When the system began it, seconds; on Linux since that itself began, which no clock that is set changes.
    at : str
        The same for people: time in UTC, ISO 8601.
    """

    pid: int
    created: float
    at: str

    @classmethod
    def mine(cls) -> "Identity":
        """Of the process that asks."""
        return cls(os.getpid(), _created(psutil.Process()), datetime.now(UTC).isoformat(timespec="milliseconds"))

    def write(self, folder: Path) -> None:
        """Write it into the folder of a run.

        Raises
        ------
        InputError, OutputError
            The folder cannot be written, or the disk is full.
        """
        put_json(folder / FILE, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> "Identity | None":
        """Read it; None where no process has begun, or what stands there is damaged."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(int(data["pid"]), float(data["created"]), str(data["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def process(self) -> psutil.Process | None:
        """The process where it still is this very one."""
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(self.pid)
            if abs(_created(found) - self.created) < 0.5:
                return found
        return None


def _created(process: psutil.Process) -> float:
    began = float(process.create_time())
    return began - float(psutil.boot_time()) if sys.platform == "linux" else began


def end_with_children(process: psutil.Process) -> None:
    """End a process and all that it started, at once."""
    family = [process]
    with contextlib.suppress(psutil.Error):
        family += process.children(recursive=True)
    for one in family:
        with contextlib.suppress(psutil.Error):
            one.kill()


def memory_of(pid: int) -> int:
    """Memory that a process and all that it started hold, in bytes; 0 where it is gone."""
    held = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                held += one.memory_info().rss
    return held
