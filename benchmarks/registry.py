"""Every family of benchmarks, and the cases of the table: a new family is one module and its line here."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    beside,
    certificates,
    city,
    classical,
    cluster,
    comparing,
    corridor,
    country_roads,
    demand,
    demand_city,
    drive_times,
    exchange,
    formats,
    full,
    fuzz,
    growth,
    growth_backtest,
    handover,
    kills,
    loop,
    outputs,
    plots,
    plugs,
    pooled,
    postgis_inputs,
    ranked,
    regimes,
    scale,
    serving,
    sessions,
    siting,
    stations,
    warm,
)
from benchmarks.fleets import FLEETS
from benchmarks.measure import Result
from benchmarks.truth import case as truth


@dataclass(frozen=True)
class Family:
    """A kind of case.

    Parameters
    ----------
    about : str
        One line for people.
    arguments : callable
        Adds its options to a parser.
    run : callable
    cases : tuple of argument lists
        What `python -m benchmarks` runs, each in a process of its own; none where the files are the user's
        or where the case prints a table of its own.
    """

    about: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Result]
    cases: tuple[tuple[str, ...], ...]


def _published(name: str, count: int) -> list[Path]:
    """Files of the OR-Library that lie beside the clone: the first so many of a kind; none where there are none."""
    files = [city.REAL / "bench" / name / f"{name}{number}.txt" for number in range(1, count + 1)]
    return [file for file in files if file.is_file()]


REGISTRY: dict[str, Family] = {
    "city": Family(
        "a city from its road file to the finished map, stage by stage", city.arguments, city.run, ((), ("--sample",))
    ),
    "compare": Family(
        "three mixes and the hedged plan beside one plan of the same city at the same gap, whole commands",
        comparing.arguments,
        comparing.run,
        ((), ("--sample",)),
    ),
    "compare-beside": Family(
        "the same comparison by the code of another work tree and by this one: seconds of both, and files that differ",
        beside.arguments,
        beside.run,
        (),
    ),
    "cluster": Family(
        "made cities as jobs by 1, 2 and 4 workers of a real scheduler, workers killed meanwhile: speed-up, overhead, the same plans",
        cluster.arguments,
        cluster.run,
        (("--cities", "4"),),
    ),
    "loop": Family(
        "from an edit of a plan to the new one, proven, audited and drawn",
        loop.arguments,
        loop.run,
        ((), ("--sample",), ("--made", "5000")),
    ),
    "outputs": Family(
        "what people read of a plan in each language: time, bytes, and until the map can be used",
        outputs.arguments,
        outputs.run,
        (),
    ),
    "full": Family(
        "the full model: queues, feeders, a floor, four classes, eight types of chargers",
        full.arguments,
        full.run,
        (("--vehicles", "8400"), ("--vehicles", "50000", "--floor", "0.05"), ("--made", "20000")),
    ),
    "scale": Family(
        "the sample city with one of its inputs made very large",
        scale.arguments,
        scale.run,
        tuple(("--of", name) for name in scale.COUNTS),
    ),
    "corridor": Family(
        "chargers along the roads between towns: made networks, or a country's roads and towns from tables",
        corridor.arguments,
        corridor.run,
        (("--nodes", "50"), ("--nodes", "200")),
    ),
    "country-roads": Family(
        "roads of several countries together, from the given tables, as `evplan country` plans them",
        country_roads.arguments,
        country_roads.run,
        (),
    ),
    "demand": Family(
        "the demand of a made city with all needs, passing traffic, samples and tornado",
        demand.arguments,
        demand.run,
        (("--zones", "20000", "--nodes", "60000", "--samples", "200", "--seed", "0"),),
    ),
    "demand-city": Family(
        "the public energy of a real city's electric fleet, without zones, beside the stations known there",
        demand_city.arguments,
        demand_city.run,
        tuple(("--city", name) for name in FLEETS),
    ),
    "growth-backtest": Family(
        "growth curves fitted to Kazakhstan's cars to 2023 and asked for 2024 and 2025",
        growth_backtest.arguments,
        growth_backtest.run,
        ((),),
    ),
    "drive-times": Family(
        "bounded drive times on a grid of streets, ours against scipy's",
        drive_times.arguments,
        drive_times.run,
        (("--side", "316", "--sources", "2000", "--minutes", "10", "--seed", "0"),),
    ),
    "certificates": Family(
        "false certificates among small questions with every rule, each beside the exact model",
        certificates.arguments,
        certificates.run,
        (("--count", "1000"),),
    ),
    "growth": Family(
        "time against size over four doublings, as figures and as a drawing", growth.arguments, growth.run, ((),)
    ),
    "pulp": Family(
        "a siting model built in PuLP, handed to HiGHS and read back, by million nonzeros",
        handover.arguments,
        handover.run,
        (("--nonzeros", "1000000", "--seed", "0"),),
    ),
    "mclp": Family(
        "maximal covering on made points in clusters, by the siting model",
        classical.mclp_arguments,
        classical.mclp_run,
        (
            ("--points", "10000", "--sites", "1000", "--p", "60", "--seed", "0", "--gap", "0.005"),
            ("--points", "50000", "--sites", "2000", "--p", "100", "--seed", "0", "--gap", "0.01"),
        ),
    ),
    "mclp-file": Family(
        "maximal covering of the points of a file, each of them a site too",
        classical.mclp_file_arguments,
        classical.mclp_file_run,
        (),
    ),
    "pmedian": Family(
        "a p-median problem of the OR-Library, by the siting model",
        classical.file_arguments,
        classical.pmedian_run,
        tuple((str(file),) for file in _published("pmed", 10)),
    ),
    "cap": Family(
        "a capacitated warehouse problem of the OR-Library, by the siting model",
        classical.file_arguments,
        classical.cap_run,
        (),
    ),
    "sessions": Family(
        "metered energy by place in a month held out, foretold from the days before: uncalibrated, raw and shrunk",
        sessions.arguments,
        sessions.run,
        ((),) if sessions.DUNDEE.is_file() else (),
    ),
    "siting": Family(
        "sites for three classes of plugs at city scale, by the siting model",
        siting.arguments,
        siting.run,
        tuple(
            ("--zones", str(zones), "--sites", str(zones // 5), "--budget-share", share, "--seed", "0", "--gap", gap)
            for zones, gap in ((300, "0.0001"), (5_000, "0.01"), (5_000, "0.003"), (20_000, "0.01"))
            for share in (("0.35",) if zones == 300 else ("0.1", "0.35", "0.7", "1.0"))
        ),
    ),
    "stations": Family(
        "stations of a country from three dirty sources, read, normalised and merged",
        stations.arguments,
        stations.run,
        (("--stations", "50000", "--seed", "0"),),
    ),
    "formats": Family(
        "large files of several formats: read by the planner beside the ways before, time and memory",
        formats.arguments,
        formats.run,
        (),
    ),
    "ranked": Family(
        "what a plan buys and which sites come first, at several budgets",
        ranked.arguments,
        ranked.run,
        (),
    ),
    "warm": Family(
        "the second command of a city beside the first: what is kept between runs saves", warm.arguments, warm.run, ()
    ),
    "plugs": Family(
        "what each plug family is served under several mixes, which chargers that takes, and the plans played out",
        plugs.arguments,
        plugs.run,
        (),
    ),
    "plots": Family(
        "the same money on small plots of one 60 kW cabinet each, best and at random, beside the plan of a city",
        plots.arguments,
        plots.run,
        (),
    ),
    "pooled": Family(
        "a plan with cabinets for any plug on offer beside one without: how many times as long it takes",
        pooled.arguments,
        pooled.run,
        (),
    ),
    "regimes": Family(
        "the questions a city asks, each at a short and a long time limit: what is proven of its plan",
        regimes.arguments,
        regimes.run,
        (),
    ),
    "exchange": Family(
        "every format in and out, a row each, counted; round trips of those that claim one",
        exchange.arguments,
        exchange.run,
        ((),),
    ),
    "fuzz": Family(
        "hostile files and servers of every kind: tries and failures, each try with limits of time and memory",
        fuzz.arguments,
        fuzz.run,
        (("--minutes", "1"),),
    ),
    "kills": Family(
        "plan, compare, check and export killed at random times on a slow disk: the results of one run, whole, or a refusal",
        kills.arguments,
        kills.run,
        (("--count", "12"),),
    ),
    "serve": Family(
        "the planner's page with readers and planners at it: how long each kind of answer takes, its start and its memory",
        serving.arguments,
        serving.run,
        (("--minutes", "1"),),
    ),
    "postgis": Family(
        "a city planned from files and from PostGIS: files that are equal byte by byte, of all; needs EVPLAN_TEST_POSTGIS",
        postgis_inputs.arguments,
        postgis_inputs.run,
        (),
    ),
    "truth": Family(
        "what the planner predicts beside what was measured in real cities, one line of JSON a row",
        truth.arguments,
        truth.run,
        (),
    ),
}
