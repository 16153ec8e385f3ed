"""How far it goes: the sample city with one of its inputs made very large, from file to finished outputs, or the refusal in words."""

import csv
import json
import re
import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.city import planned
from benchmarks.comparing import ran
from benchmarks.full_inputs import made_full
from benchmarks.measure import Result, Stopwatch, peak_mb

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNTS = {"points": 1_000_000, "sites": 50_000, "stations": 200_000, "zones": 20_000, "worlds": 500}
"""What is made large, and how large where nothing else is asked."""
AROUND_DEG = 5.0
"""Stations are drawn over so much to every side of the city, as in the file of a country: few of them are in it."""
CELL_DEG = 0.0025
"""Half a cell of the sample city's population."""
USD_PER_VEHICLE, FLOOR = 440.0, 0.2
"""Budget and floor of the city that is made for its zones: those of the family `full`."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--of", choices=tuple(COUNTS), default="points", help="what is made large")
    parser.add_argument("--count", type=int, help=f"how many; default: {COUNTS}")
    parser.add_argument("--seed", type=int, default=0)


def run(asked: Namespace) -> Result:
    """Plan, or compare, and write every output; `value` and `bound` are those of the plan, a comparison's those of its hedge.

    What the planner refuses is the status, in its own words.
    """
    from geodata.errors import GeodataError  # noqa: PLC0415  # loading is part of what a user waits for
    from planner.errors import PlannerError  # noqa: PLC0415

    count, watch = asked.count or COUNTS[asked.of], Stopwatch()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        config = _config(asked.of, folder, count, np.random.default_rng(asked.seed))
        (folder / "out").mkdir()
        try:
            if asked.of == "worlds":
                return _compared(config, folder / "out", count)
            found, more = planned(config, {}, folder / "out", watch)
        except (GeodataError, PlannerError) as error:
            found, more = (0.0, 0.0, f"refused: {error}"), {}
    watch.stop()
    print(watch.table(), file=sys.stderr)
    more |= {"count": count, "stages": [stage.as_dict() for stage in watch.stages]}
    return Result(*found, watch.cpu_s, watch.wall_s, peak_mb(), more=more)


def _compared(config: Path, out: Path, count: int) -> Result:
    """The whole command, its children included; raises as the command refuses."""
    from planner.config.scenario import load_scenario  # noqa: PLC0415
    from planner.worlds import worlds_of  # noqa: PLC0415

    worlds_of(load_scenario(config))
    took = ran(["compare", str(config), "--out", str(out)])
    told = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    hedge = told["hedge"]
    return Result(
        hedge["value"], hedge["bound"], "compared", took.cpu_s or 0.0, took.wall_s, peak_mb(), more={"count": count}
    )


def _config(of: str, folder: Path, count: int, rng: np.random.Generator) -> Path:
    """Write the configuration and the files that it names."""
    if of == "zones":
        return made_full(folder, zones=count, seed=0, usd_per_vehicle=USD_PER_VEHICLE, floor=FLOOR)
    from planner.support.resources import configs_dir  # noqa: PLC0415

    shutil.copytree(configs_dir() / "sample_city", folder, dirs_exist_ok=True)
    with (folder / "population.csv").open(encoding="utf-8", newline="") as file:
        cells = [(float(row["lon"]), float(row["lat"]), float(row["population"])) for row in csv.DictReader(file)]
    return _WRITERS[of](folder, count, np.array(cells), rng)


def _spots(cells: "NDArray[np.float64]", count: int, rng: np.random.Generator) -> "NDArray[np.float64]":
    """Places where people live; lon and lat, (count, 2)."""
    at = rng.choice(len(cells), count, p=cells[:, 2] / cells[:, 2].sum())
    return np.round(cells[at, :2] + rng.uniform(-CELL_DEG, CELL_DEG, (count, 2)), 6)


def _points(folder: Path, count: int, cells: "NDArray[np.float64]", rng: np.random.Generator) -> Path:
    each = cells[:, 2].sum() / count
    rows = [(lon, lat, each) for lon, lat in _spots(cells, count, rng).tolist()]
    return _table(folder / "population.csv", ("lon", "lat", "population"), rows)


def _sites(folder: Path, count: int, cells: "NDArray[np.float64]", rng: np.random.Generator) -> Path:
    rows = [(lon, lat, f"Site {at}", 6, 240) for at, (lon, lat) in enumerate(_spots(cells, count, rng).tolist())]
    return _table(folder / "own_sites.csv", ("lon", "lat", "name", "bays", "grid_kw"), rows)


def _stations(folder: Path, count: int, cells: "NDArray[np.float64]", rng: np.random.Generator) -> Path:
    """The sample city's own operator with so many locations more."""
    feed = json.loads((folder / "stations.json").read_text(encoding="utf-8"))
    records = feed["data"] if isinstance(feed, dict) else feed
    middle, kind = cells[:, :2].mean(axis=0), records[0]
    spots = middle + rng.uniform(-AROUND_DEG, AROUND_DEG, (count, 2))
    more = [
        {**kind, "id": f"MORE{at}", "coordinates": {"longitude": f"{lon:.6f}", "latitude": f"{lat:.6f}"}}
        for at, (lon, lat) in enumerate(spots.tolist())
    ]
    (folder / "stations.json").write_text(json.dumps([*records, *more], ensure_ascii=False), encoding="utf-8")
    return folder / "demo.toml"


def _worlds(folder: Path, count: int, _cells: "NDArray[np.float64]", rng: np.random.Generator) -> Path:
    shares = rng.uniform(0.1, 0.9, count).tolist()
    rows = "".join(
        f'[[compare.worlds]]\nname = "w{at}"\nset = {{ "fleet.mix" = {{ gbt = {share:.6f}, ccs2 = {1 - round(share, 6):.6f} }} }}\n'
        for at, share in enumerate(shares)
    )
    text = (folder / "demo.toml").read_text(encoding="utf-8")
    text = re.sub(r"^time_limit_s = .*$", "time_limit_s = 10", text, flags=re.MULTILINE)
    (folder / "demo.toml").write_text(f"{text}\n[compare]\nmixes = []\nflexibility = false\n{rows}", encoding="utf-8")
    return folder / "demo.toml"


def _table(file: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return file.parent / "demo.toml"


_WRITERS: dict[str, Callable[..., Path]] = {
    "points": _points,
    "sites": _sites,
    "stations": _stations,
    "worlds": _worlds,
}
