"""A country's roads in winter and in summer, with cars mostly of GB/T and mostly of CCS2, at three budgets each: what is found, what is proven, who can drive."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.corridor_country import FAMILIES, stated
from benchmarks.marked import put_between
from benchmarks.measure import Result, Stopwatch, peak_mb
from planner.audit.drives.recheck import broken_drives
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.aims import Wish
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.corridors.solve import solve
from planner.country.road_plans.answers import built_by
from planner.country.road_plans.play import play
from planner.errors import ConfigError

MIXES = ("gbt_heavy", "ccs2_heavy")
SEASONS = ("winter", "summer")
BUDGETS = {"KG": (3e5, 1e6, 3e6), "KZ": (5e6, 10e6, 30e6)}
OTHERWISE = (1e6, 3e6, 10e6)
HEAD = (
    "season, mix, USD",
    "trips a day found",
    "at most",
    "gap",
    "s",
    "stations",
    "greatest gap GB/T, km",
    "CCS2",
    "can be driven in winter",
    "in summer",
)


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the table."""
    parser.add_argument("--table", action="store_true", help="both seasons and mixes at three budgets, with --country")
    parser.add_argument("--budgets", type=float, nargs="+", help="dollars, of the table; by country otherwise")
    parser.add_argument("--seasons", nargs="+", choices=SEASONS, default=SEASONS, help="of the table")
    parser.add_argument("--mixes", nargs="+", choices=MIXES, default=MIXES, help="of the table")
    parser.add_argument("--cpu", action="store_true", help="limit seconds of the processor and not of the clock")
    parser.add_argument("--markdown", type=Path, help="put the table between its marks in this page")


def marks(country: str) -> tuple[str, str]:
    """Between which the table of a country stands."""
    return (
        f"<!-- table of `python -m benchmarks corridor --country {country} --table` -->",
        f"<!-- end of the table of {country} -->",
    )


def run(asked: Namespace) -> Result:
    """Plan every question; `value` counts the rows, `bound` those within the gap that was asked."""
    if asked.country is None:
        raise ConfigError("--table: needs --country")
    if asked.cpu:
        time.monotonic = time.perf_counter = (
            time.process_time
        )  # every clock but that of HiGHS itself; `wall_s` is of the processor then, too
    watch = Stopwatch()
    watch.start("all")
    rows: list[dict[str, Any]] = []
    for mix in asked.mixes:
        instance = stated(asked, mix).instance
        whole = Prepared.of(instance, Wish())
        for season in asked.seasons:
            trips = tuple(replace(one, weight=1.0) for one in instance.trips if one.season == season)
            for usd in asked.budgets or BUDGETS.get(asked.country, OTHERWISE):
                question = replace(instance, trips=trips, budget_usd=usd)
                rows.append({"season": season, "mix": mix, "usd": usd, **_planned(question, whole, asked)})
                print(_line(rows[-1]), file=sys.stderr, flush=True)
    watch.stop()
    if asked.markdown:
        head = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
        put_between(asked.markdown, marks(asked.country), [*head, *map(_line, rows)])
    met = sum(row["gap"] <= asked.gap + 1e-9 for row in rows)
    return Result(
        value=float(len(rows)),
        bound=float(met),
        status=f"{met} of {len(rows)} within {asked.gap:.1%}",
        cpu_s=watch.cpu_s,
        wall_s=watch.wall_s,
        peak_mb=peak_mb(),
        passed=not any(row["broken"] for row in rows),
        rows=tuple(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows),
    )


def _planned(question: CorridorInstance, whole: Prepared, asked: Namespace) -> dict[str, Any]:
    """One row; `whole` is the question of all seasons."""
    watch = Stopwatch()
    watch.start("plan")
    plan = solve(question, gap=asked.gap, time_limit_s=asked.time_limit)
    watch.stop()
    return {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "cpu_s": round(watch.cpu_s, 1),
        "wall_s": round(watch.wall_s, 1),
        "stations": len(plan.built),
        "spent_usd": plan.usd,
        "greatest_gap_km": {
            name: max((gap.km for gap in plan.gaps if gap.norm == name), default=0.0) for name in FAMILIES
        },
        "possible": _possible(whole, plan),
        "broken": len(broken_drives(question, plan)),
    }


def _possible(whole: Prepared, plan: CorridorPlan) -> dict[str, float]:
    """Share of all trips of each season that can be driven with the stations of a plan."""
    played = play(whole, built_by(plan, whole.instance))
    asked, driven = dict.fromkeys(SEASONS, 0.0), dict.fromkeys(SEASONS, 0.0)
    for trip, share in zip(whole.instance.trips, played.share.tolist(), strict=True):
        asked[trip.season] += trip.trips_per_day
        driven[trip.season] += trip.trips_per_day * share
    return {season: driven[season] / asked[season] for season in SEASONS}


def _line(row: Mapping[str, Any]) -> str:
    cells = (
        f"{row['season']}, {row['mix']}, {row['usd'] / 1e6:g} M",
        f"{row['value']:,.1f}",
        f"{row['bound']:,.1f}",
        f"{row['gap']:.2%}",
        f"{row['cpu_s']:.0f}",
        str(row["stations"]),
        *(f"{row['greatest_gap_km'][name]:,.0f}" for name in FAMILIES),
        *(f"{row['possible'][season]:.1%}" for season in SEASONS),
    )
    return f"| {' | '.join(cells)} |"
