"""How a run ended, as `ended.json` in its folder says; written once, as the last thing."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from planner.project.runs.events import as_filed, told_from
from planner.support.speech import _
from planner.support.staging import put_json

FILE = "ended.json"
STOPPED = 130
"""Exit code of a run that is stopped before it has anything to keep, as of `evplan`."""


class State(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    """By the planner, with the best plan so far where there was one."""
    FAILED = "failed"
    CUT = "cut"
    """Its process is gone and said nothing: the server was killed, or the machine went off."""


@dataclass(frozen=True)
class Ended:
    """The end of a run.

    Parameters
    ----------
    state : State
        Finished, stopped or failed.
    code : int
        As the exit code of `evplan`.
    line : str
        What it said last, a message.
    gap : float, optional
        Proven gap of the plan, as a share of one.
    ways : tuple of str
        What would have to give way where promises conflict.
    at : str
        Time in UTC, ISO 8601.
    """

    state: State
    code: int
    line: str
    gap: float | None = None
    ways: tuple[str, ...] = ()
    at: str = ""

    def write(self, folder: Path) -> None:
        """Write it into the folder of a run, whole or not at all.

        Raises
        ------
        InputError, OutputError
            The folder cannot be written, or the disk is full.
        """
        data = {
            "state": self.state,
            "code": self.code,
            "gap": self.gap,
            "at": self.at or datetime.now(UTC).isoformat(timespec="milliseconds"),
            **as_filed(self.line),
            "ways": [as_filed(one) for one in self.ways],
        }
        put_json(folder / FILE, data)

    @classmethod
    def read(cls, folder: Path) -> "Ended | None":
        """Read it; None where it is not there, or not what `write` writes."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            ways = tuple(told_from(one) for one in data["ways"])
            gap = None if data["gap"] is None else float(data["gap"])
            return cls(State(data["state"]), int(data["code"]), told_from(data), gap, ways, str(data["at"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def nothing_kept() -> Ended:
    """The end of a run that was stopped before it had a plan."""
    return Ended(State.STOPPED, STOPPED, _("stopped before there was a plan; nothing was written"))
