"""Time against size: each family on a ladder of instances of twice the size, each rung in a process of its own."""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.growth_plot import Line, plot
from benchmarks.measure import Result, Stopwatch, peak_mb
from planner.errors import ConfigError, PlannerError

SIDES = (79, 112, 158, 223, 316)
"""Corners to a side of towns of which each has twice the corners of the one before."""


def _siting(rung: int) -> tuple[int, list[str]]:
    zones, sites = 1250 << rung, 250 << rung
    return zones, ["--zones", str(zones), "--sites", str(sites), "--budget-share", "0.35", "--gap", "0.01"]


def _mclp(rung: int) -> tuple[int, list[str]]:
    points, sites, p = 1250 << rung, 125 << rung, round(7.5 * 2**rung)
    return points, [
        "--points",
        str(points),
        "--sites",
        str(sites),
        "--p",
        str(p),
        "--gap",
        "0.005",
        "--time-limit",
        "120",
    ]


def _drive_times(rung: int) -> tuple[int, list[str]]:
    side = SIDES[rung]
    return side * side, ["--side", str(side), "--sources", str(125 << rung), "--minutes", "10"]


LADDERS = {
    "siting": ("zones, with a fifth as many sites", _siting),
    "mclp": ("points, with a tenth as many sites", _mclp),
    "drive-times": ("corners, with a fiftieth as many origins", _drive_times),
}


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--families", default="", help=f"of {', '.join(LADDERS)}; default: all")
    parser.add_argument("--doublings", type=int, default=4, choices=range(1, len(SIDES)), help="from the smallest size")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the times into this file")


def run(asked: Namespace) -> Result:
    """Climb the ladders; `value` is the steepest exponent b of a fit ``time = a size^b``, and there is nothing to bound it by."""
    names = [name for name in asked.families.split(",") if name] or list(LADDERS)
    if any(name not in LADDERS for name in names):
        raise ConfigError(f"--families: expected some of {', '.join(LADDERS)}, not {asked.families!r}")
    watch, lines = Stopwatch(), []
    for name in names:
        watch.start(name)
        lines.append(_climbed(name, asked.doublings, asked.seed))
    watch.stop()
    if asked.svg is not None:
        asked.svg.write_text(plot(lines), encoding="utf-8")
    steepest = max(exponent(line) for line in lines)
    more = {
        line.name: {
            "size": line.what,
            "sizes": line.sizes,
            "cpu_s": [round(t, 3) for t in line.seconds],
            "peak_mb": line.peaks,
            "status": line.status,
            "exponent": round(exponent(line), 2),
        }
        for line in lines
    }
    cpu_s = sum(sum(line.seconds) for line in lines)
    return Result(steepest, steepest, "measured", cpu_s, watch.wall_s, peak_mb(), more=more)


def exponent(line: Line) -> float:
    """Slope of the least squares fit of the logarithms: 1 is as much more time as there is more to do."""
    return float(np.polyfit(np.log(line.sizes), np.log(np.maximum(line.seconds, 1e-6)), 1)[0])


def _climbed(name: str, doublings: int, seed: int) -> Line:
    what, rung_of = LADDERS[name]
    sizes, found = [], []
    for rung in range(doublings + 1):
        size, options = rung_of(rung)
        sizes.append(size)
        found.append(_measured([name, *options, "--seed", str(seed)]))
        print(f"{name} {size:,}: {found[-1]['cpu_s']:.2f} CPU s", file=sys.stderr)
    columns = ([one[key] for one in found] for key in ("cpu_s", "peak_mb", "status"))
    return Line(name, what, sizes, *columns)


def _measured(command: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PlannerError(f"{' '.join(command)}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))
