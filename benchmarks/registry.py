"""Every family of benchmarks, and the cases of the table: a new family is one module and its line here."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from benchmarks.city import DUNDEE, REAL
from benchmarks.fleets import FLEETS
from benchmarks.measure import Result


@dataclass(frozen=True)
class Family:
    """A kind of case, whose module is loaded when it is asked for.

    Parameters
    ----------
    about : str
        One line for people.
    module : str
        In this package, where its two functions are.
    cases : tuple of argument lists
        What `python -m benchmarks` runs, each in a process of its own; none where the files are the user's
        or where the case prints a table of its own.
    options, command : str
        Names of the functions that add its options to a parser, and run it.
    """

    about: str
    module: str
    cases: tuple[tuple[str, ...], ...]
    options: str = "arguments"
    command: str = "run"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add its options to a parser."""
        getattr(import_module(f"benchmarks.{self.module}"), self.options)(parser)

    def run(self, asked: Namespace) -> Result:
        """Run it with what was asked."""
        return cast("Result", getattr(import_module(f"benchmarks.{self.module}"), self.command)(asked))


def _published(name: str, count: int) -> list[Path]:
    """Files of the OR-Library that lie beside the clone: the first so many of a kind; none where there are none."""
    files = [REAL / "bench" / name / f"{name}{number}.txt" for number in range(1, count + 1)]
    return [file for file in files if file.is_file()]


REGISTRY: dict[str, Family] = {
    "city": Family("a city from its road file to the finished map, stage by stage", "city", ((), ("--sample",))),
    "compare": Family(
        "three mixes and the hedged plan beside one plan of the same city at the same gap, whole commands",
        "comparing",
        ((), ("--sample",)),
    ),
    "beside": Family(
        "the same questions by the code of another work tree and by this one: seconds of both, and files that differ",
        "beside",
        (),
    ),
    "cluster": Family(
        "made cities as jobs by 1, 2 and 4 workers of a real scheduler, workers killed meanwhile: speed-up, overhead, the same plans",
        "cluster",
        (("--cities", "4"),),
    ),
    "loop": Family(
        "from an edit of a plan to the new one, proven, audited and drawn",
        "loop",
        ((), ("--sample",), ("--made", "5000")),
    ),
    "outputs": Family(
        "what people read of a plan in each language: time, bytes, and until the map can be used",
        "outputs",
        (),
    ),
    "full": Family(
        "the full model: queues, feeders, a floor, four classes, eight types of chargers",
        "full",
        (("--vehicles", "8400"), ("--vehicles", "50000", "--floor", "0.05"), ("--made", "20000")),
    ),
    "scale": Family(
        "the sample city with one of its inputs made very large",
        "scale",
        tuple(("--of", name) for name in ("points", "sites", "stations", "zones", "worlds")),
    ),
    "corridor": Family(
        "chargers along the roads between towns: made networks, or a country's roads and towns from tables",
        "corridor",
        (("--nodes", "50"), ("--nodes", "200")),
    ),
    "country-roads": Family(
        "roads of several countries together, from the given tables, as `evplan country` plans them",
        "country_roads",
        (),
    ),
    "demand": Family(
        "the demand of a made city with all needs, passing traffic, samples and tornado",
        "demand",
        (("--zones", "20000", "--nodes", "60000", "--samples", "200", "--seed", "0"),),
    ),
    "demand-city": Family(
        "the public energy of a real city's electric fleet, without zones, beside the stations known there",
        "demand_city",
        tuple(("--city", name) for name in FLEETS),
    ),
    "growth-backtest": Family(
        "growth curves fitted to Kazakhstan's cars to 2023 and asked for 2024 and 2025",
        "growth_backtest",
        ((),),
    ),
    "drive-times": Family(
        "bounded drive times on a grid of streets, ours against scipy's",
        "drive_times",
        (("--side", "316", "--sources", "2000", "--minutes", "10", "--seed", "0"),),
    ),
    "certificates": Family(
        "false certificates among small questions with every rule, each beside the exact model",
        "certificates",
        (("--count", "1000"),),
    ),
    "growth": Family("time against size over four doublings, as figures and as a drawing", "growth", ((),)),
    "pulp": Family(
        "a siting model built in PuLP, handed to HiGHS and read back, by million nonzeros",
        "handover",
        (("--nonzeros", "1000000", "--seed", "0"),),
    ),
    "mclp": Family(
        "maximal covering on made points in clusters, by the siting model",
        "classical",
        (
            ("--points", "10000", "--sites", "1000", "--p", "60", "--seed", "0", "--gap", "0.005"),
            ("--points", "50000", "--sites", "2000", "--p", "100", "--seed", "0", "--gap", "0.01"),
        ),
        options="mclp_arguments",
        command="mclp_run",
    ),
    "mclp-file": Family(
        "maximal covering of the points of a file, each of them a site too",
        "classical",
        (),
        options="mclp_file_arguments",
        command="mclp_file_run",
    ),
    "pmedian": Family(
        "a p-median problem of the OR-Library, by the siting model",
        "classical",
        tuple((str(file),) for file in _published("pmed", 10)),
        options="file_arguments",
        command="pmedian_run",
    ),
    "cap": Family(
        "a capacitated warehouse problem of the OR-Library, by the siting model",
        "classical",
        (),
        options="file_arguments",
        command="cap_run",
    ),
    "sessions": Family(
        "metered energy by place in a month held out, foretold from the days before: uncalibrated, raw and shrunk",
        "sessions",
        ((),) if DUNDEE.is_file() else (),
    ),
    "siting": Family(
        "sites for three classes of plugs at city scale, by the siting model",
        "siting",
        tuple(
            ("--zones", str(zones), "--sites", str(zones // 5), "--budget-share", share, "--seed", "0", "--gap", gap)
            for zones, gap in ((300, "0.0001"), (5_000, "0.01"), (5_000, "0.003"), (20_000, "0.01"))
            for share in (("0.35",) if zones == 300 else ("0.1", "0.35", "0.7", "1.0"))
        ),
    ),
    "stations": Family(
        "stations of a country from three dirty sources, read, normalised and merged",
        "stations",
        (("--stations", "50000", "--seed", "0"),),
    ),
    "formats": Family(
        "large files of several formats: read by the planner beside the ways before, time and memory",
        "formats",
        (),
    ),
    "ranked": Family(
        "what a plan buys and which sites come first, at several budgets",
        "ranked",
        (),
    ),
    "warm": Family("the second command of a city beside the first: what is kept between runs saves", "warm", ()),
    "plugs": Family(
        "what each plug family is served under several mixes, which chargers that takes, and the plans played out",
        "plugs",
        (),
    ),
    "plots": Family(
        "the same money on small plots of one 60 kW cabinet each, best and at random, beside the plan of a city",
        "plots",
        (),
    ),
    "pooled": Family(
        "a plan with cabinets for any plug on offer beside one without: how many times as long it takes",
        "pooled",
        (),
    ),
    "regimes": Family(
        "the questions a city asks, each at a short and a long time limit: what is proven of its plan",
        "regimes",
        (),
    ),
    "exchange": Family(
        "every format in and out, a row each, counted; round trips of those that claim one",
        "exchange",
        ((),),
    ),
    "fuzz": Family(
        "hostile files and servers of every kind: tries and failures, each try with limits of time and memory",
        "fuzz",
        (("--minutes", "1"),),
    ),
    "kills": Family(
        "plan, compare, check and export killed at random times on a slow disk: the results of one run, whole, or a refusal",
        "kills",
        (("--count", "12"),),
    ),
    "serve": Family(
        "the planner's page with readers and planners at it: how long each kind of answer takes, its start and its memory",
        "serving",
        (("--minutes", "1"),),
    ),
    "postgis": Family(
        "a city planned from files and from PostGIS: files that are equal byte by byte, of all; needs EVPLAN_TEST_POSTGIS",
        "postgis_inputs",
        (),
    ),
    "truth": Family(
        "what the planner predicts beside what was measured in real cities, one line of JSON a row",
        "truth.case",
        (),
    ),
}
