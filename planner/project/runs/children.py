"""Processes of runs: started by spawning, watched for their memory, and gone with the process that started them."""

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from planner.project.runs.ended import FILE as ENDED
from planner.project.runs.identity import Identity, end_with_children, memory_of
from planner.support.locks import RUN, is_held
from planner.support.memory import LIBRARIES_BYTES, available_bytes

MODULE = "planner.project.runs.worker"
LOG = "run.log"
LEFT_BYTES = 1_000_000_000
"""Memory that runs leave to the machine, or less where there is not so much."""
PATIENCE_S = 5.0
"""How long a process that is to be gone may take before it is ended."""


@dataclass
class Children:
    """Running processes by the folder of their run.

    Parameters
    ----------
    memory_share : float
        Share of the memory that could be had at first which runs may take together.
    """

    memory_share: float
    _running: dict[Path, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        at_first = available_bytes()
        self._least = None if at_first is None else min(LEFT_BYTES, int((1.0 - self.memory_share) * at_first))

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, folder: object) -> bool:
        return folder in self._running

    def folders(self) -> list[Path]:
        """Runs that have a process."""
        return list(self._running)

    def has_room(self) -> bool:
        """Whether a further process has the memory that it needs at the least; the first one always has."""
        left = available_bytes()
        return not self._running or left is None or self._least is None or left > self._least + LIBRARIES_BYTES

    def start(self, folder: Path) -> None:
        """Start the process of a run.

        Raises
        ------
        OSError
            The system starts no process, or the log cannot be written.
        """
        command = [sys.executable, "-m", MODULE, "--tied", str(folder)]
        with (folder / LOG).open("ab") as log:
            self._running[folder] = subprocess.Popen(  # noqa: S603  our own program
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUTF8": "1"},
                start_new_session=True,  # Ctrl-C in the terminal of the server is not for its runs
                creationflags=_apart_on_windows(),
            )

    def gone(self) -> list[tuple[Path, int]]:
        """Runs whose process has ended since this was asked last, and its exit codes."""
        codes = {folder: process.poll() for folder, process in self._running.items()}
        ended = [(folder, code) for folder, code in codes.items() if code is not None]
        for folder, _code in ended:
            _closed(self._running.pop(folder))
        return ended

    def largest_if_short(self) -> tuple[Path, int, int] | None:
        """Where the machine has too little memory left: the run that holds most, how much, and how much is left, in bytes."""
        left = available_bytes() if self._running and self._least is not None else None
        if left is None or self._least is None or left >= self._least:
            return None
        held = {folder: memory_of(process.pid) for folder, process in self._running.items()}
        largest = max(held, key=lambda one: held[one])
        return largest, held[largest], left

    def ask_to_stop(self, folder: Path) -> bool:
        """Ask the process of a run to stop by the pipe that ties it to this one, for which no disk needs room; whether there is one to ask."""
        process = self._running.get(folder)
        if process is None or process.stdin is None:
            return False
        try:
            process.stdin.write(b"stop\n")
            process.stdin.flush()
        except OSError:  # it has just ended
            return False
        return True

    def end(self, folder: Path) -> None:
        """End the process of a run at once, with all that it started."""
        process = self._running.pop(folder, None)
        if process is None:
            return
        with contextlib.suppress(psutil.Error):
            end_with_children(psutil.Process(process.pid))
        process.wait()
        _closed(process)


def _closed(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()


def _apart_on_windows() -> int:
    """What does the same there."""
    names = ("CREATE_NEW_PROCESS_GROUP", "BELOW_NORMAL_PRIORITY_CLASS", "CREATE_NO_WINDOW")
    flags = 0
    for name in names:
        flags |= getattr(subprocess, name, 0)
    return flags


def is_worked_on(folder: Path) -> bool:
    """Whether some process holds a run, ours or not."""
    return is_held(folder / ENDED, RUN)


def wait_until_left(folder: Path) -> None:
    """Wait until the process of an earlier server has left a run; one that does not is ended, where it is that very process."""
    until = time.monotonic() + PATIENCE_S
    while is_worked_on(folder) and time.monotonic() < until:
        time.sleep(0.05)
    begun = Identity.read(folder) if is_worked_on(folder) else None
    process = begun.process() if begun is not None else None
    if process is not None:
        end_with_children(process)
        with contextlib.suppress(psutil.Error):
            process.wait(PATIENCE_S)
