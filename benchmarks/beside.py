"""The same questions by two trees of the code, in turns: how long each takes, and which files of their results differ."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.city import REAL, almaty_in
from benchmarks.comparing import MIXES
from benchmarks.measure import Result, children_s, peak_mb
from planner.errors import ConfigError
from planner.support.resources import configs_dir

HERE = Path(__file__).resolve().parents[1]
UPDATED = re.compile(rb'"last_updated": "[^"]*"')
"""The day of the run, in OCPI."""
LONG_S = 3000.0
"""For every search, so that its gap ends it and not the clock."""
PHASES = "".join(f"[[plan.phases]]\nyear = {year}\nbudget_usd = 1_000_000\n" for year in (2026, 2028))
DRAWN_CITIES, PEOPLE, BUDGET_USD = 20, 200_000, 880_000
"""How many cities are drawn, and the people and the money of each: as much a head as the sample city has."""

BY_MIX = ("--mixes", MIXES)
Command = Callable[[Path], Sequence[str]]
"""Words after ``python -m`` by the folder for inputs; the folder for results comes behind them."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("tree", type=Path, help="a work tree of the other code (git worktree add --detach TREE COMMIT)")
    parser.add_argument(
        "--questions", metavar="A,B", help=f"beginnings of names; all by default: {', '.join(QUESTIONS)}"
    )
    parser.add_argument("--turns", type=int, default=1, help="runs of each, one after the other")


def run(asked: Namespace) -> Result:
    """Ask every question of both trees, first of the other, then of this one, so many times."""
    trees = {"other": asked.tree.resolve(), "this": HERE}
    rows: dict[str, Any] = {}
    for tree in trees.values():  # compiles what is compiled once
        with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as room:
            _exit_code(tree, ["planner", "demo", "--out", str(Path(room) / "out"), *QUIET])
    for name, command in _chosen(asked.questions).items():
        with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as room:
            rows[name] = _answered_by_both(command, trees, Path(room), asked.turns)
        told = rows[name]["differing"]
        print(
            f"{name:24s}{rows[name]['files']:5d} files, {len(told)} differ; exit {rows[name]['exit_code']}; "
            f"CPU {rows[name]['cpu_ratio']:.2f} of the other's {' '.join(told[:5])}",
            file=sys.stderr,
        )
    differing = sum(len(row["differing"]) for row in rows.values())
    return Result(
        median(row["cpu_ratio"] for row in rows.values()),
        1.05,
        "different" if differing else "same bytes",
        sum(sum(row["cpu_s"]["this"]) for row in rows.values()),
        sum(sum(row["wall_s"]["this"]) for row in rows.values()),
        peak_mb(),
        passed=not differing,
        more=rows,
    )


def _chosen(names: str | None) -> dict[str, Command]:
    """Questions whose name begins as asked; those of real cities only where their inputs lie beside the clone."""
    wanted = tuple(one.strip() for one in names.split(",")) if names else ("",)
    chosen = {
        name: command
        for name, command in QUESTIONS.items()
        if name.startswith(wanted) and (REAL.is_dir() or not name.startswith(REAL_ONES))
    }
    if not chosen:
        raise ConfigError(f"--questions {names}: no such question; there are {', '.join(QUESTIONS)}")
    return chosen


def _answered_by_both(command: Command, trees: Mapping[str, Path], room: Path, turns: int) -> dict[str, Any]:
    """Seconds of both, and what differs between the results of their last turns."""
    words = command(room)
    wall_s: dict[str, list[float]] = {which: [] for which in trees}
    cpu_s: dict[str, list[float]] = {which: [] for which in trees}
    codes: dict[str, int] = {}
    for _ in range(turns):
        for which, tree in trees.items():
            before, began = children_s(), time.perf_counter()
            codes[which] = _exit_code(tree, [*words, "--out", str(room / which)])
            wall_s[which].append(round(time.perf_counter() - began, 2))
            cpu_s[which].append(round(children_s() - before, 2))
    other_end = [] if codes["this"] == codes["other"] else [f"exit codes {codes}"]
    return {
        "files": sum(1 for file in (room / "this").rglob("*") if file.is_file()),
        "exit_code": codes["this"],
        "differing": other_end + differences(room / "other", room / "this"),
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "cpu_ratio": round(median(cpu_s["this"]) / median(cpu_s["other"]), 3),
    }


def _demo(verb: str, more: tuple[str, ...], folder: Path) -> list[str]:
    city = shutil.copytree(configs_dir() / "sample_city", folder / "city")
    return ["planner", verb, str(_patient(city / "demo.toml")), *more]


def _almaty(verb: str, more: tuple[str, ...], usd: int, keys: str, folder: Path) -> list[str]:
    config = almaty_in(folder)
    money = "" if keys else f"budget_usd = {usd}\n"  # phases bring their own
    text = config.read_text(encoding="utf-8").replace("budget_usd = 5_000_000\n", money)
    config.write_text(f"{text}gap = 0.03\ntime_limit_s = {LONG_S}\n{keys}", encoding="utf-8")
    return ["planner", verb, str(config), *more]


def _country(folder: Path) -> list[str]:
    for name in ("sample_city", "sample_country"):
        shutil.copytree(configs_dir() / name, folder / name)
    return ["planner", "country", str(folder / "sample_country" / "demo.toml"), *QUIET]


def _roads(_: Path) -> list[str]:
    return ["benchmarks", "country-roads", "--country", "KG", "--data", str(REAL), "--time-limit", str(LONG_S)]


def _drawn_city(seed: int, folder: Path) -> list[str]:
    """A city drawn from a seed, by this tree alone, asked as the sample city is."""
    drawn = ["--seed", str(seed), "--population", str(PEOPLE), "--stem", "sarytau", "--out", str(folder / "city")]
    subprocess.run([sys.executable, "-m", "geodata.sources.synthetic", *drawn], check=True, cwd=HERE)
    config = folder / "city" / "demo.toml"
    text = (configs_dir() / "sample_city" / "demo.toml").read_text(encoding="utf-8")
    text = text.replace("500_000", f"{PEOPLE}").replace("2_200_000", f"{BUDGET_USD}")
    config.write_text(text, encoding="utf-8")
    return ["planner", "plan", str(_patient(config)), *QUIET]


def _patient(config: Path) -> Path:
    """The same configuration, in which the gap ends the search."""
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?m)^time_limit_s = .*", f"time_limit_s = {LONG_S}", text), encoding="utf-8")
    return config


QUIET = ("-q",)
REAL_ONES = ("almaty", "kyrgyzstan")
QUESTIONS: dict[str, Command] = {
    "demo": partial(_demo, "plan", QUIET),
    "demo mixes": partial(_demo, "compare", (*BY_MIX, *QUIET)),
    "demo check": partial(_demo, "check", QUIET),
    "demo country": _country,
    **{f"almaty {usd} M USD": partial(_almaty, "plan", QUIET, usd * 1_000_000, "") for usd in (1, 2, 5, 20)},
    "almaty phases": partial(_almaty, "plan", QUIET, 2_000_000, PHASES),
    "almaty mixes": partial(_almaty, "compare", (*BY_MIX, *QUIET), 5_000_000, ""),
    "kyrgyzstan roads": _roads,
    **{f"city {seed}": partial(_drawn_city, seed) for seed in range(1, DRAWN_CITIES + 1)},
}
"""By name; what every step of a rebuilding leaves as it was, or says what it changed."""


def _exit_code(tree: Path, words: list[str]) -> int:
    """How a command ends by the code of a tree, with nothing kept of earlier ones."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "EVPLAN_CACHE_MB": "0"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each run compiles all sources anew
    return subprocess.run(
        [sys.executable, "-m", *words], check=False, cwd=tree, env=environment, stdout=subprocess.DEVNULL
    ).returncode


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
