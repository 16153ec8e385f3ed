"""The loop: from an edit of a plan to the new plan, proven, audited and drawn, by kind of edit."""

import json
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.city import REAL, almaty_in
from benchmarks.full_inputs import made_full
from benchmarks.measure import Result, peak_mb

if TYPE_CHECKING:
    from planner.loop.loop import Loop
    from planner.loop.turn import Turn

Site = dict[str, Any]
AWAY = 0.003
"""Degrees that a site is moved by."""
HALF = 0.004
"""Degrees, half the side of an area that is kept free."""
BUDGETS = (0.95, 1.0, 1.05, 1.1)
"""Times the budget of the configuration."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--sample", action="store_true", help="the bundled sample city; default: Almaty where it is")
    which.add_argument("--made", type=int, metavar="ZONES", help="a made city of about so many zones")
    which.add_argument("--config", type=Path, metavar="FILE", help="a city of your own")
    parser.add_argument("--edits", type=int, default=20, help="how many, one after another")
    parser.add_argument("--gap", type=float, default=0.01, help="asked of every plan")
    parser.add_argument("--search", type=float, default=1.5, help="seconds after which the search of a turn ends")
    parser.add_argument(
        "--look", type=float, default=0.0, help="seconds between edits, in which the loop looks further"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the edits")


@dataclass(frozen=True)
class Timed:
    """One turn: kind of its edit, seconds to its picture, processor time, how it ended, the gap that was proven, bytes of the picture, sites that changed, and how far from the edit."""

    kind: str
    wall_s: float
    cpu_s: float
    became: str
    gap: float
    size: int
    changed: int = 0
    scope: str = ""


def run(asked: Namespace) -> Result:
    """Open a plan, make one edit after another, and look further once at the end."""
    from planner.config.scenario import load_scenario  # noqa: PLC0415  # heavy
    from planner.loop.loop import Loop  # noqa: PLC0415
    from planner.pipeline import gather_city  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415

    began, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        scenario = load_scenario(_config(asked, Path(name))).with_plan(gap=asked.gap)
        city = gather_city(scenario, say=_told)
        question = question_of(city, scenario, say=_told)
        loop = Loop(city, question, turn_s=asked.search)
        first = loop.begin(say=_told)
        opened_s = time.perf_counter() - began
        rng = random.Random(asked.seed)  # noqa: S311  # no secret
        _look(loop, asked.look)
        turns = [_timed(loop, one, asked.look) for one in _edits(loop, asked.edits, rng)]
        looking = time.perf_counter()
        better = loop.improve()
        looked_s = time.perf_counter() - looking
    print(table(turns), file=sys.stderr)
    last: Turn = better or loop.now
    more = {
        "zones": len(city.zones),
        "sites": len(question.places),
        "opened_s": round(opened_s, 2),
        "first_gap": first.gap,
        "median_s": round(median(one.wall_s for one in turns), 2),
        "median_cpu_s": round(median(one.cpu_s for one in turns), 2),
        "worst_s": round(max(one.wall_s for one in turns), 2),
        "proven": sum(one.gap <= asked.gap + 1e-9 for one in turns),
        "edits": len(turns),
        "whole_city": sum(one.scope == "city" for one in turns),
        "most_others": max((one.changed for one in turns if one.kind not in ("anew", "balance", "budget")), default=0),
        "worst_gap": max(one.gap for one in turns),
        "picture_kb": round(max(one.size for one in turns) / 1e3),
        "looked_further_s": round(looked_s, 2),
        "gap_then": last.gap,
        "by_kind": {row[0]: row[1:] for row in _rows(turns)},
    }
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - began
    return Result(last.value, last.bound, last.status.value, cpu_s, wall_s, peak_mb(), more=more)


def _told(text: str) -> None:
    print(text, file=sys.stderr)


def _config(asked: Namespace, folder: Path) -> Path:
    if asked.config is not None:
        return Path(asked.config)
    if asked.made is not None:
        return made_full(folder, zones=asked.made, seed=7, usd_per_vehicle=500.0, floor=0.0)
    if asked.sample or not REAL.is_dir():
        from planner.support.resources import configs_dir  # noqa: PLC0415

        return configs_dir() / "sample_city" / "demo.toml"
    return almaty_in(folder)


def _edits(loop: "Loop", count: int, rng: random.Random) -> Iterator[Site]:
    """One edit after another, of the plan as it is then, each kind in its turn."""
    kinds, usd = list(KINDS), loop.now.totals.budget_usd
    for number in range(count):
        built = [one for one in loop.now.picture()["sites"] if one["status"] == "new"]
        busy = {one["id"] for one in built}
        free = [one for one in loop.candidates() if one["id"] not in busy and not one["existing"] and not one["asked"]]
        kind = kinds[number % len(kinds)]
        yield KINDS[kind](rng.choice(built), rng.choice(free), loop, usd * rng.choice(BUDGETS))


KINDS: dict[str, Callable[[Site, Site, "Loop", float], Site]] = {
    "forbid": lambda built, _free, _loop, _usd: {"kind": "forbid", "site": built["id"]},
    "force": lambda _built, free, _loop, _usd: {"kind": "force", "site": free["id"]},
    "move": lambda built, _free, _loop, _usd: {
        "kind": "move",
        "site": built["id"],
        "lon": built["lon"] + AWAY,
        "lat": built["lat"],
    },
    "add": lambda _built, free, loop, _usd: {
        "kind": "add",
        "name": f"New {len(loop.edits)}",
        "bays": 6,
        "lon": free["lon"] + AWAY / 2,
        "lat": free["lat"] + AWAY / 3,
    },
    "lock": lambda built, _free, _loop, _usd: {"kind": "lock", "site": built["id"]},
    "chargers": lambda built, _free, _loop, _usd: {
        "kind": "chargers",
        "site": built["id"],
        "chargers": {built["chargers"][0]["id"]: 1},
        "hold": "at_least",
    },
    "bays": lambda built, _free, _loop, _usd: {"kind": "bays", "site": built["id"], "bays": max(2, built["bays"] // 2)},
    "kw": lambda built, _free, _loop, _usd: {"kind": "kw", "site": built["id"], "kw": 100.0},
    "keep_free": lambda built, _free, loop, _usd: {
        "kind": "keep_free",
        "name": f"Area {len(loop.edits)}",
        "polygon": [
            [built["lon"] + east * HALF, built["lat"] + north * HALF]
            for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ],
    },
    "budget": lambda _built, _free, _loop, usd: {"kind": "budget", "usd": round(usd)},
    "balance": lambda _built, _free, _loop, _usd: {"kind": "balance", "share": 0.9},
    "anew": lambda _built, _free, _loop, _usd: {"kind": "anew"},
}
"""An edit of each kind, of a site that is built or of a candidate that is not."""


def _look(loop: "Loop", seconds: float) -> None:
    """Look further for so long, or until nothing is gained, as while a person looks at the map."""
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends and loop.improve(lambda: time.perf_counter() > ends) is not None:
        pass


def _timed(loop: "Loop", data: Site, look_s: float) -> Timed:
    from planner.loop.edits import edits_from  # noqa: PLC0415
    from planner.loop.folded import site_of  # noqa: PLC0415

    began, cpu = time.perf_counter(), time.process_time()
    turn = loop.turn(edits_from([data]))
    size = len(json.dumps(turn.picture(), ensure_ascii=False).encode())
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    _look(loop, look_s)
    changed = turn.changed
    own = {site_of(edit) for edit in edits_from([data])}
    sites = 0 if changed is None else len({*changed.new, *changed.gone, *changed.other} - own)
    return Timed(data["kind"], wall_s, cpu_s, turn.became.value, turn.gap, size, sites, turn.scope.value)


def _rows(turns: list[Timed]) -> list[tuple[Any, ...]]:
    """By kind: how many, how many with a new plan, median and worst seconds, median of the processor's, worst gap, most other sites that changed, how many changed the whole city."""
    rows = []
    for kind in KINDS:
        mine = [one for one in turns if one.kind == kind]
        if mine:
            walls, cpus = [one.wall_s for one in mine], [one.cpu_s for one in mine]
            planned = sum(one.became == "planned" for one in mine)
            figures = (round(median(walls), 2), round(max(walls), 2), round(median(cpus), 2))
            others = max(one.changed for one in mine), sum(one.scope == "city" for one in mine)
            rows.append((kind, len(mine), planned, *figures, round(max(one.gap for one in mine), 4), *others))
    return rows


def table(turns: list[Timed]) -> str:
    """Lines for people, one a kind of edit."""
    head = f"{'edit':<12}{'n':>4}{'planned':>9}{'median s':>10}{'worst s':>9}{'cpu s':>7}{'worst gap':>11}{'changed':>9}{'city':>6}"
    lines = [head]
    for kind, n, planned, middle, worst, cpu, gap, changed, city in _rows(turns):
        times = f"{middle:>10.2f}{worst:>9.2f}{cpu:>7.2f}"
        lines.append(f"{kind:<12}{n:>4}{planned:>9}{times}{gap:>11.2%}{changed:>9}{city:>6}")
    walls = [one.wall_s for one in turns]
    lines.append(f"{'all':<12}{len(turns):>4}{'':>9}{median(walls):>10.2f}{max(walls):>9.2f}")
    return "\n".join(lines)
