"""`kill -9` at random times of the commands that write results, on a slow disk: what stands then is one run's, whole, or refused."""

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.killed_runs import killed_runs
from benchmarks.measure import Result, peak_mb
from geodata.errors import GeodataError
from planner.errors import ConfigError
from planner.support.resources import configs_dir
from planner.support.staging import refuse_half_written

STATES = ("A", "B")
TAKEN_UP = re.compile(rb'<p class="small">Taken from an earlier run of the same question: [^<]*</p>')
"""What a comparison that goes on where a killed one ended says of that; the rest of it is the same to the byte."""
"""Two runs of the same command that write the same names and other bytes: the city is called otherwise, and the budget is another."""

COMMANDS: dict[str, Sequence[str]] = {
    "plan": ("plan", "{city}", "--out", "results"),
    "compare": ("compare", "{city}", "--mixes", "balanced,gbt_heavy", "--out", "results"),
    "check": ("check", "{city}", "--no-sizes", "--out", "results"),
    "export": ("export", "{plan}", "--to", "results/plan.gpkg"),
}
RUNS = "runs"
"""Beside the commands: a server that works off the runs of a project, and its runs."""
KILLED, ENDED = "killed: ", "ended: "
"""How it is told whether a run was killed or had ended before."""
MINE = "notes.txt"
"""A file of the user's own in the folder of results."""

Contents = Mapping[str, str]
"""SHA-256 by the name of a file."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--count", type=int, default=200, help="kills, shared by the commands")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument(
        "--commands", default=",".join(COMMANDS), metavar="A,B", help=f"those that are killed, by turns; also {RUNS}"
    )
    parser.add_argument(
        "--wait", type=float, default=0.02, help="seconds that the disk takes for each rename, link or removal"
    )


@dataclass(frozen=True)
class Whole:
    """What a command writes when it is left alone.

    Parameters
    ----------
    states : pair of Contents
    marks : mapping
        Of files that hold the time of their run, and so differ between two equal runs: what only those of the first state say.
    until_placing_s, placing_s : float
        How long the command works, and then puts its results in place.
    """

    states: tuple[Contents, ...]
    marks: Mapping[str, frozenset[bytes]]
    until_placing_s: float
    placing_s: float

    def found(self, now: Contents, folder: Path) -> str:
        """Which state the files are; ``MIXTURE`` where they are neither."""
        for name, state in zip(STATES, self.states, strict=True):
            same = all(now.get(file) == digest for file, digest in state.items() if file not in self.marks)
            if same and set(now) == set(state) and all(self._state_of(folder / one, one) == name for one in self.marks):
                return name
        return "MIXTURE"

    def _state_of(self, file: Path, name: str) -> str:
        share = len(self.marks[name] & _words(file)) / len(self.marks[name])
        return STATES[0] if share > 0.8 else STATES[1] if share < 0.2 else "NEITHER"


def run(asked: Namespace) -> Result:
    """Kill and look; `value` counts kills, `bound` those after which all was well, status is ``sound`` where all of every run was.

    A run that had ended before its moment came is looked at too, and is no kill: `ends` tells how many.
    """
    began, rng = time.monotonic(), random.Random(asked.seed)  # noqa: S311  (moments, not secrets)
    commands = [one.strip() for one in asked.commands.split(",")]
    unknown = [one for one in commands if one not in (*COMMANDS, RUNS)]
    if unknown:
        raise ConfigError(f"--commands {unknown[0]!r}: no such command; there are {', '.join((*COMMANDS, RUNS))}")
    ends: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="evplan-kills-") as name:
        room = Path(name)
        if set(commands) != {RUNS}:
            _configured(room)
        for number, command in enumerate(commands):
            share = asked.count // len(commands) + (number < asked.count % len(commands))
            found = killed_runs(room, share, rng) if command == RUNS else _killed(room, command, share, rng, asked.wait)
            ends[command] = Counter(found)
            print(f"{command:<8} {dict(sorted(ends[command].items()))}", file=sys.stderr, flush=True)
    killed, well, bad = counted(sum(ends.values(), Counter()))
    return Result(
        value=float(killed),
        bound=float(well),
        status="failures" if bad else "sound",
        cpu_s=time.process_time(),
        wall_s=time.monotonic() - began,
        peak_mb=peak_mb(),
        passed=not bad,
        more={"ends": {command: dict(each) for command, each in ends.items()}, "seed": asked.seed},
    )


def counted(ends: Mapping[str, int]) -> tuple[int, int, int]:
    """Kills, those of them after which all was well, and failures of any kind, killed or not."""
    killed = sum(count for what, count in ends.items() if what.startswith(KILLED))
    ill = {what: count for what, count in ends.items() if what.removeprefix(KILLED).removeprefix(ENDED).isupper()}
    return killed, killed - sum(count for what, count in ill.items() if what.startswith(KILLED)), sum(ill.values())


def _configured(room: Path) -> None:
    """Two configurations of the sample city, and a plan of each for the command that exports one."""
    shutil.copytree(configs_dir() / "sample_city", room / "city")
    text = (room / "city" / "demo.toml").read_text(encoding="utf-8")
    for number, name in enumerate(STATES):
        mine = text.replace("Sarytau", f"Sarytau{name}")
        mine = mine.replace("time_limit_s = 40", "time_limit_s = 900")
        mine = mine.replace("budget_usd = 2_200_000", f"budget_usd = {500_000 - 50_000 * number}")
        (room / "city" / f"{number}.toml").write_text(mine, encoding="utf-8")
        with _started(room, "plan", number, 0.0, f"plan-{number}") as child:
            assert child.wait() == 0


@contextmanager
def _started(room: Path, command: str, state: int, wait_s: float, out: str = "") -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command in a process group of its own, which is gone at the end."""
    words = [word.format(city=f"city/{state}.toml", plan=f"plan-{state}") for word in COMMANDS[command]]
    words = [out if out and word == "results" else word for word in words]
    (room / "begun").unlink(missing_ok=True)
    line = [sys.executable, "-m", "benchmarks.hostile.slow_disk", "begun", str(wait_s), *words]
    here = Path(__file__).resolve().parents[1]
    child = subprocess.Popen(
        line,
        cwd=room,
        env={**os.environ, "PYTHONPATH": str(here)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _killed(room: Path, command: str, count: int, rng: random.Random, wait_s: float) -> Iterator[str]:
    """Kill the command so often, each time over the results of the other state; yields how it was found."""
    whole = _whole(room, command, wait_s)
    for number in range(count):
        state = number % 2
        with _started(room, command, state, wait_s) as child:
            if rng.random() < 0.5:
                _waited(child, rng.uniform(0, whole.until_placing_s))
            else:
                _waited(child, 600.0, room / "begun")
                _waited(child, rng.uniform(0, 1.2 * whole.placing_s))
            ended = child.poll() is not None
        yield f"{ENDED if ended else KILLED}{_judged(room / 'results', whole, state, ended=ended)}"
    with _started(room, command, 0, 0.0) as child:
        well = child.wait() == 0
    left = [one.name for one in room.iterdir() if one.name.startswith(".")]
    if not well or left or whole.found(_contents(room / "results"), room / "results") != STATES[0]:
        yield "NOT SET RIGHT BY THE NEXT RUN"


def _whole(room: Path, command: str, wait_s: float) -> Whole:
    """Run the command to its end: once for the second state and twice for the first, of which the results stay."""
    shutil.rmtree(room / "results", ignore_errors=True)
    (room / "results").mkdir()
    (room / "results" / MINE).write_text("mine")
    found: list[Contents] = []
    said: list[dict[str, frozenset[bytes]]] = []
    until = placing = 0.0
    for state in (0, 1, 0):
        began = time.monotonic()
        with _started(room, command, state, wait_s) as child:
            _waited(child, 600.0, room / "begun")
            until = time.monotonic() - began
            assert child.wait() == 0, command
            placing = time.monotonic() - began - until
        found.append(_contents(room / "results"))
        said.append({name: _words(room / "results" / name) for name in found[-1]})
    timed = [name for name in found[0] if found[0][name] != found[2].get(name)]
    marks = {name: (said[0][name] & said[2][name]) - said[1][name] for name in timed}
    assert all(marks.values()), "a file says nothing of its state"
    assert found[0] != found[1], command
    return Whole((found[2], found[1]), marks, until, placing)


def _waited(child: "subprocess.Popen[bytes]", seconds: float, mark: Path | None = None) -> None:
    """Wait so long, or until the mark is there or the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and child.poll() is None and not (mark is not None and mark.exists()):
        time.sleep(0.002)


def _judged(folder: Path, whole: Whole, state: int, *, ended: bool) -> str:
    if not (folder / MINE).is_file() and folder.exists():
        return "THE USER'S FILE IS LOST"
    try:
        refuse_half_written(folder)
    except GeodataError:
        return "REFUSED THOUGH ENDED" if ended else "refused in words"
    if not folder.exists():
        return "NO RESULTS"
    found = whole.found(_contents(folder), folder)
    if found == "MIXTURE":
        return found
    if ended and found != STATES[state]:
        return "OLD RESULTS THOUGH ENDED"
    return "new results, whole" if found == STATES[state] else "old results, whole"


def _contents(folder: Path) -> dict[str, str]:
    files = (one for one in sorted(folder.rglob("*")) if one.is_file() and not one.name.startswith("."))
    read = ((one, TAKEN_UP.sub(b"", one.read_bytes())) for one in files)
    found = {one.relative_to(folder).as_posix(): hashlib.sha256(text).hexdigest() for one, text in read}
    found.pop(MINE, None)
    return {
        name: digest for name, digest in found.items() if not any(part.startswith(".") for part in Path(name).parts)
    }


def _words(file: Path) -> frozenset[bytes]:
    return frozenset(re.findall(rb"[\w.]+", file.read_bytes()))
