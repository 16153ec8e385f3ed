"""Wall time, processor time and peak memory, stage by stage, and the one line of JSON a case ends with."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 10.0
"""What keeps to its CPU seconds itself is ended after so many times them by the clock, since cores are shared."""


def peak_mb() -> float | None:
    """Most memory this process ever held, MB; None on systems that do not say.

    Linux's own count is asked first: that of `getrusage` begins with what the process held that started this one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    try:
        import resource  # noqa: PLC0415  # Windows has no such module
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def children_s() -> float:
    """CPU seconds of the processes that this one started and waited for."""
    used = os.times()
    return used.children_user + used.children_system


@dataclass(frozen=True)
class Stage:
    """One part of a run; `peak_mb` is the most memory of the process up to its end."""

    name: str
    wall_s: float
    cpu_s: float
    peak_mb: float | None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        peak = None if self.peak_mb is None else round(self.peak_mb)
        return {"name": self.name, "wall_s": round(self.wall_s, 2), "cpu_s": round(self.cpu_s, 2), "peak_mb": peak}


@dataclass
class Stopwatch:
    """Cuts a run into stages: each begins where the one before it ends."""

    stages: list[Stage] = field(default_factory=list)
    _name: str | None = None
    _wall: float = 0.0
    _cpu: float = 0.0

    def start(self, name: str) -> None:
        """End the stage that runs, if any, and begin another."""
        self.stop()
        self._name, self._wall, self._cpu = name, time.perf_counter(), time.process_time()

    def stop(self) -> None:
        """End the stage that runs."""
        if self._name is not None:
            wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
            self.stages.append(Stage(self._name, wall, cpu, peak_mb()))
            self._name = None

    @property
    def wall_s(self) -> float:
        """Of all stages so far."""
        return sum(stage.wall_s for stage in self.stages)

    @property
    def cpu_s(self) -> float:
        """Of all stages so far, every thread counted."""
        return sum(stage.cpu_s for stage in self.stages)

    def table(self) -> str:
        """Lines for people: one a stage, and the total."""
        total = Stage("total", self.wall_s, self.cpu_s, peak_mb())
        lines = [f"{'stage':<44}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}"]
        for one in (*self.stages, total):
            peak = "?" if one.peak_mb is None else f"{one.peak_mb:.0f}"
            lines.append(f"{one.name[:43]:<44}{one.wall_s:>9.2f}{one.cpu_s:>9.2f}{peak:>9}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Result:
    """What a case found and what it took.

    Parameters
    ----------
    value, bound : float
        Of the best answer, and proven for any answer.
    status : str
    cpu_s, wall_s : float
    peak_mb : float or None
    more : mapping
        Further keys of the family, as `stages` or `pairs`.
    passed : bool
        False where a case that asks a yes or no got the wrong answer: the command then ends with code 1.
    rows : tuple of str
        Of a case that is a table: a line of JSON each, printed in place of the one line.
    """

    value: float
    bound: float
    status: str
    cpu_s: float
    wall_s: float
    peak_mb: float | None
    more: Mapping[str, Any] = field(default_factory=dict)
    passed: bool = True
    rows: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """``|bound - value| / |bound|``; 0 where they are equal."""
        return 0.0 if self.value == self.bound else abs(self.bound - self.value) / max(abs(self.bound), 1e-9)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, the promised keys first."""
        return {
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "status": self.status,
            "cpu_s": round(self.cpu_s, 3),
            "wall_s": round(self.wall_s, 3),
            "peak_mb": None if self.peak_mb is None else round(self.peak_mb, 1),
            **self.more,
        }

    def line(self) -> str:
        """One line of JSON, or the lines of the table."""
        if self.rows:
            return "\n".join(self.rows)
        return json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False)
