"""The second command of a city beside the first one: what is kept between runs saves, whole commands, cold and warm in turns."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Result
from planner.kept.store import LIMIT, LIMIT_MB
from planner.support.resources import configs_dir

KINDS = ("fresh", "first", "same budget", "other budget", "other budget, quick studies")
OTHER = 1.2
"""Other budget over that of the configuration."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a case."""
    parser.add_argument("--config", type=Path, help="a configuration; by default that of the sample city")
    parser.add_argument("--rounds", type=int, default=3, help="of each kind of command, one after the other")


def run(asked: argparse.Namespace) -> Result:
    """Time each kind of command in turns and print their medians, and the share of the fresh one that each takes."""
    config = asked.config or configs_dir() / "sample_city" / "demo.toml"
    wall: dict[str, list[float]] = {kind: [] for kind in KINDS}
    cpu: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as room:
        place = Path(room)
        dearer = _dearer(config)
        try:
            _timed((str(config), "--fresh"), place / "out", place / "cache")  # compiles what no run has compiled yet
            for turn in range(asked.rounds):
                commands: dict[str, Sequence[str]] = {
                    "fresh": (str(config), "--fresh"),
                    "first": (str(config),),
                    "same budget": (str(config),),
                    "other budget": (str(dearer),),
                    "other budget, quick studies": (str(dearer), "--studies", "quick"),
                }
                for kind, command in commands.items():
                    seconds, busy = _timed(command, place / "out", place / f"cache{turn}")
                    wall[kind].append(seconds)
                    cpu[kind].append(busy)
        finally:
            dearer.unlink()
    told = {kind: _row(wall[kind], cpu[kind], cpu["fresh"]) for kind in KINDS}
    for kind, row in told.items():
        line = f"{row['wall_s']:6.1f} s, {row['cpu_s']:5.1f} s of CPU, {row['share_of_fresh']:4.0%} of the fresh one"
        print(f"{kind:28s}{line}", file=sys.stderr)
    last = told[KINDS[-1]]
    return Result(
        last["share_of_fresh"], last["share_of_fresh"], "measured", last["cpu_s"], last["wall_s"], None, more=told
    )


def _row(wall: list[float], cpu: list[float], fresh: list[float]) -> dict[str, float]:
    shares = [one / whole for one, whole in zip(cpu, fresh, strict=True)]
    medians = {"wall_s": wall, "cpu_s": cpu, "share_of_fresh": shares}
    return {name: round(statistics.median(each), 3) for name, each in medians.items()}


def _dearer(config: Path) -> Path:
    """The same configuration with another budget, beside it, where its files are found."""
    lines = config.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if line.strip().startswith("budget_usd"):
            lines[at] = f"budget_usd = {OTHER * float(line.partition('=')[2].partition('#')[0].replace('_', '')):.0f}"
    handle, name = tempfile.mkstemp(suffix=".toml", prefix=".warm-", dir=config.parent)
    os.close(handle)
    file = Path(name)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _timed(command: Sequence[str], out: Path, cache: Path) -> tuple[float, float]:
    """Seconds of a command, and those that it kept processors busy."""
    words = [sys.executable, "-m", "planner", "plan", *command, "--out", str(out), "--quiet"]
    environment = {**os.environ, "EVPLAN_CACHE": str(cache), LIMIT: str(LIMIT_MB)}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # which is no setting of users: every run would compile all sources again
    before, began = os.times(), time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = os.times()
    return time.perf_counter() - began, sum(after[:4]) - sum(before[:4])
