"""Large files in several formats: how the planner reads them beside the ways that it or its libraries read them before."""

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import country_layers, format_tables
from benchmarks.measure import Result, Stopwatch, peak_mb


@dataclass(frozen=True)
class Case:
    """One kind of file.

    Parameters
    ----------
    about : str
    count : int
        Rows where nothing else is asked.
    make : callable
        Writes so many rows from a seed into a folder.
    expected : callable
        Rows that every way has to find in it, by count and seed alone.
    ways : mapping of str to callable
        How it may be read, ours first; each gives the number of rows that it found in the city.
    """

    about: str
    count: int
    make: Callable[[Path, int, int], Path]
    expected: Callable[[int, int], int]
    ways: dict[str, Callable[[Path], int]]


CASES: dict[str, Case] = {
    "points": Case(
        "a country's points of population as GeoParquet with bounding boxes, a tenth of them in the city",
        1_000_000,
        country_layers.make_points,
        country_layers.points_in_city,
        {
            "ours, within bounds": country_layers.people_within,
            "ours, all of it": country_layers.people_in_all,
            "geopandas, all of it": country_layers.points_by_geopandas,
        },
    ),
    "buildings": Case(
        "a country's buildings in Overture's layout, a hundredth of them in the city",
        2_000_000,
        country_layers.make_buildings,
        country_layers.buildings_in_city,
        {
            "ours, within bounds": country_layers.buildings_within,
            "geopandas, all of it": country_layers.buildings_by_geopandas,
        },
    ),
    "xlsx": Case(
        "a table of 50,000 rows as .xlsx",
        50_000,
        format_tables.MAKE[".xlsx"],
        partial(format_tables.rows_made, ".xlsx"),
        {"ours": format_tables.rows_read, "openpyxl, as before": format_tables.rows_by_openpyxl},
    ),
    **{
        ending[1:]: Case(
            f"the same as {ending}",
            50_000,
            format_tables.MAKE[ending],
            partial(format_tables.rows_made, ending),
            {"ours": format_tables.rows_read},
        )
        for ending in format_tables.MAKERS
    },
}
"""By the name that is asked for; a further case is one entry."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--case", choices=tuple(CASES), help="default: every case")
    parser.add_argument("--count", type=int, help="rows of the file; default: those of the case")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--way", type=int, help="measure one way of reading FILE in this process, 0 for ours")
    parser.add_argument("--file", type=Path, help="a file that the case made before, of the same --count and --seed")


def run(asked: Namespace) -> Result:
    """Measure every way in a process of its own; `value` are the rows that ours finds, `bound` those that are there, of all cases asked for.

    Status is ``same rows`` where every way of every case finds all that are there, and no more.
    """
    if asked.way is not None:
        return _one(CASES[asked.case], asked.way, asked.file)
    told: list[dict[str, Any]] = []
    watch = Stopwatch()
    for name in [asked.case] if asked.case else CASES:
        watch.start(name)
        with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
            count = asked.count or CASES[name].count
            file = asked.file or CASES[name].make(Path(folder), count, asked.seed)
            size_mb, expected = file.stat().st_size / 1e6, CASES[name].expected(count, asked.seed)
            for way, words in enumerate(CASES[name].ways):
                about = {"case": name, "rows": count, "size_mb": round(size_mb), "way": words, "expected": expected}
                told.append(about | _apart(name, way, file))
    watch.stop()
    print(_table(told), file=sys.stderr)
    same = all(one["value"] == one["expected"] for one in told)
    first = {one["case"]: one for one in reversed(told)}.values()
    ours, there = (float(sum(one[key] for one in first)) for key in ("value", "expected"))
    status = "same rows" if same else "rows differ"
    return Result(ours, there, status, watch.cpu_s, watch.wall_s, peak_mb(), more={"ways": told}, passed=same)


def _one(case: Case, way: int, file: Path) -> Result:
    watch = Stopwatch()
    watch.start("read")
    found = float(list(case.ways.values())[way](file))
    watch.stop()
    return Result(found, found, "read", watch.cpu_s, watch.wall_s, peak_mb())


def _apart(name: str, way: int, file: Path) -> dict[str, float]:
    """What one way takes in a process of its own, its imports told apart by none."""
    command = [sys.executable, "-m", "benchmarks", "formats", "--case", name, "--way", str(way), "--file", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return {one: float(told[one]) for one in ("value", "cpu_s", "peak_mb")}


def _table(told: list[dict[str, Any]]) -> str:
    lines = [f"{'case':<12}{'way':<24}{'rows found':>12}{'there':>12}{'cpu s':>9}{'peak MB':>9}"]
    lines += [
        f"{one['case']!s:<12}{one['way']!s:<24}{one['value']:>12,.0f}{one['expected']:>12,}{one['cpu_s']:>9.1f}{one['peak_mb']:>9,.0f}"
        for one in told
    ]
    return "\n".join(lines)
