"""One comparison by two trees of the code, in turns: how long each takes, and which files of their results differ."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.comparing import MIXES, comparison_config
from benchmarks.measure import Result, children_s, peak_mb

HERE = Path(__file__).resolve().parents[1]
UPDATED = re.compile(rb'"last_updated": "[^"]*"')
"""The day of the run, in OCPI."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("tree", type=Path, help="a work tree of the other code (git worktree add --detach TREE COMMIT)")
    parser.add_argument("--sample", action="store_true", help="the bundled sample city; default: Almaty where it is")
    parser.add_argument("--mixes", default=MIXES, metavar="A,B", help="what is compared")
    parser.add_argument("--gap", type=float, default=0.03, help="asked of every plan")
    parser.add_argument(
        "--time-limit", type=float, default=3000.0, help="seconds for every search; long, so that the gap ends them"
    )
    parser.add_argument("--flexibility", action="store_true", help="price flexibility too, which asks many hedges more")
    parser.add_argument("--turns", type=int, default=2, help="runs of each, one after the other")


def run(asked: Namespace) -> Result:
    """Run both, first the other tree, then this one, so many times."""
    walls: dict[str, list[float]] = {"other": [], "this": []}
    cpus: dict[str, list[float]] = {"other": [], "this": []}
    trees = {"other": asked.tree.resolve(), "this": HERE}
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        config = comparison_config(asked, folder)
        for _ in range(asked.turns):
            for which, tree in trees.items():
                words = ["compare", str(config), "--mixes", asked.mixes, "--out", str(folder / which), "-q"]
                before = children_s()
                walls[which].append(_wall_s(tree, words))
                cpus[which].append(children_s() - before)
        differing = differences(folder / "other", folder / "this")
        files = sum(1 for file in (folder / "this").rglob("*") if file.is_file())
    ratio = median(walls["this"]) / median(walls["other"])
    more: dict[str, Any] = {"walls_s": _rounded(walls), "cpus_s": _rounded(cpus), "wall_ratio": round(ratio, 3)}
    more |= {
        "cpu_ratio": round(median(cpus["this"]) / median(cpus["other"]), 3),
        "files": files,
        "differing": differing,
    }
    return Result(
        ratio,
        1.05,
        "different" if differing else "same bytes",
        sum(cpus["this"]),
        sum(walls["this"]),
        peak_mb(),
        passed=not differing,
        more=more,
    )


def _rounded(seconds: dict[str, list[float]]) -> dict[str, list[float]]:
    return {which: [round(one, 2) for one in found] for which, found in seconds.items()}


def _wall_s(tree: Path, words: list[str]) -> float:
    """Seconds of one command by the code of a tree, with nothing kept of earlier ones."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "EVPLAN_CACHE_MB": "0"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "planner", *words], check=True, cwd=tree, env=environment, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def differences(one: Path, other: Path) -> list[str]:
    """Names of the files that are not the same, but for times and days."""
    names = {str(file.relative_to(folder)) for folder in (one, other) for file in folder.rglob("*") if file.is_file()}
    return [name for name in sorted(names) if _content(one / name) != _content(other / name)]


def _content(file: Path) -> Any:
    """What of a file must not change: all but what stands under `run` or is a time."""
    if not file.is_file():
        return None
    if file.name in ("summary.json", "comparison.json"):
        return _timeless(json.loads(file.read_text(encoding="utf-8")))
    return UPDATED.sub(b"", file.read_bytes())


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key != "run" and not key.endswith("wall_s")}
    return [_timeless(one) for one in value] if isinstance(value, list) else value
