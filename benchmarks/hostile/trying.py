"""Tries in a process of their own, with a limit of processor time, of waiting and of memory: what happens to each input."""

import logging
import multiprocessing as mp
import os
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Self

from benchmarks.hostile.kinds import KINDS, Kind
from geodata.errors import GeodataError
from planner.errors import PlannerError

READ, REFUSED, TRACEBACK, SLOW, MEMORY, DIED = "read", "refused", "traceback", "slow", "memory", "died"
FAILURES = (TRACEBACK, SLOW, MEMORY, DIED)
MOST_LINE = 1500


@dataclass(frozen=True)
class Limits:
    """What one try may take; of memory beyond what the process holds before it."""

    cpu_s: float = 10.0
    wall_s: float = 60.0
    memory_mb: int = 1000


@dataclass(frozen=True)
class Try:
    """What became of one input, named by its kind and seed."""

    kind: str
    seed: int
    outcome: str
    said: str = ""

    @property
    def failed(self) -> bool:
        """Whether it ended otherwise than by being read or refused in one line."""
        return self.outcome in FAILURES

    def line(self) -> str:
        """What is printed of a failure, and how to see it again."""
        return f"{self.outcome}: {self.kind}, seed {self.seed}: {self.said}"


class Worker:
    """A process that tries inputs of some kinds one after another, and is replaced when one of them was its end."""

    def __init__(self, limits: Limits, kinds: Sequence[str]) -> None:
        self.limits = limits
        self.kinds = tuple(kinds)
        self._process: mp.process.BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        """Begin; the process is started by the first try."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._stop()

    def attempt(self, kind: str, seed: int) -> Try:
        """Make one input and have it read."""
        line = self._ready()
        line.send((kind, seed))
        began, cpu = time.monotonic(), self._cpu_s()
        while not line.poll(0.05):
            if self._process is None or not self._process.is_alive():
                return self._ended(kind, seed, DIED, "the process died")
            used = self._cpu_s() - cpu
            if used > self.limits.cpu_s:
                return self._ended(kind, seed, SLOW, f"more than {self.limits.cpu_s:.0f} s of processor time")
            if time.monotonic() - began > self.limits.wall_s:
                return self._ended(kind, seed, SLOW, f"no answer in {self.limits.wall_s:.0f} s")
        try:
            outcome, said = line.recv()
        except EOFError:
            return self._ended(kind, seed, DIED, "the process died")
        return Try(kind, seed, outcome, said)

    def _ended(self, kind: str, seed: int, outcome: str, said: str) -> Try:
        self._stop()
        return Try(kind, seed, outcome, said)

    def _ready(self) -> Connection:
        if self._line is None:
            context = mp.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, self.limits.memory_mb, self.kinds), daemon=True)
            self._process.start()
            theirs.close()
            self._line.recv()  # it is there, with everything loaded
        return self._line

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None

    def _cpu_s(self) -> float:
        """Processor time of the process so far; 0 where the system does not say."""
        assert self._process is not None
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0.0
        ticks = told.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _work(line: Connection, memory_mb: int, kinds: Sequence[str]) -> None:
    """Try what comes down the line, until it is closed."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for kind in kinds:  # whatever is loaded the first time is no memory of the input
        outcome_of(KINDS[kind], kind, -1)
    _bound_memory(memory_mb)
    line.send("ready")
    while True:
        try:
            kind, seed = line.recv()
        except EOFError:
            return
        line.send(outcome_of(KINDS[kind], kind, seed))


def outcome_of(one: Kind, kind: str, seed: int) -> tuple[str, str]:
    """Make an input of this kind from its seed, have it read, and tell what came of it."""
    folder = Path(tempfile.mkdtemp(prefix="evplan-fuzz-"))
    try:
        path = one.make(Random(f"{kind} {seed}"), folder)  # noqa: S311 - no secret
        one.read(path)
    except (GeodataError, PlannerError) as error:
        said = str(error)
        is_line = "\n" not in said and len(said) <= MOST_LINE
        return (REFUSED, said) if is_line else (TRACEBACK, f"not one line: {said[:200]!r}")
    except MemoryError:
        return MEMORY, "more memory than it may have"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        every = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in every if "site-packages" not in frame.filename] or every
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        return TRACEBACK, f"{type(error).__name__} at {where}: {str(error)[:120]!r}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return READ, ""


def _bound_memory(memory_mb: int) -> None:
    """Let the process have so much more than it holds, where the system can be asked for that."""
    try:
        import resource  # noqa: PLC0415  # Windows has no such module

        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    most = held + memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
