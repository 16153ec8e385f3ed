"""Chargers along roads between towns: made networks, or the question that `[corridors]` of a country states from the given tables, planned and driven again."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter

from benchmarks import corridor_country, corridor_table
from benchmarks.corridor_roads import made
from benchmarks.corridor_trips import made_towns, question
from benchmarks.measure import Result, Stopwatch, peak_mb
from planner.audit.drives.recheck import broken_drives
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.solve import solve
from planner.errors import ConfigError


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--nodes", type=int, default=200, help="of a made network")
    parser.add_argument("--seed", type=int, default=0)
    corridor_country.arguments(parser)
    corridor_table.arguments(parser)
    parser.add_argument("--towns", type=int, help="of a made network; by its size where it is not said")
    parser.add_argument("--every", type=float, default=25.0, help="km between places for stations")
    parser.add_argument("--routes", type=int, default=2, help="ways of a trip at most")
    parser.add_argument(
        "--per-1000", type=float, default=0.5, help="trips of electric cars a day out of a town, by 1,000 people"
    )
    parser.add_argument("--budget", type=float, default=2e6, help="dollars")
    parser.add_argument("--gap", type=float, default=0.01, help="relative gap that is asked for")
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds")


def run(asked: Namespace) -> Result:
    """Draw or read the roads, plan, and drive every trip again; or the table of a country."""
    if asked.table:
        return corridor_table.run(asked)
    watch = Stopwatch()
    watch.start("roads, towns and trips")
    instance = _instance(asked).with_budget(asked.budget)
    watch.start("plan")
    plan = solve(instance, gap=asked.gap, time_limit_s=asked.time_limit, say=_tell)
    watch.start("drive again")
    broken = broken_drives(instance, plan)
    watch.stop()
    print(watch.table(), *broken, sep="\n", file=sys.stderr)
    whole = Counter(share > 0.5 for share in plan.possible)
    return Result(
        value=plan.value,
        bound=plan.bound,
        status=plan.proof.status.value,
        cpu_s=watch.stages[1].cpu_s,
        wall_s=watch.stages[1].wall_s,
        peak_mb=peak_mb(),
        more={
            "places": len(instance.places),
            "trips": len(instance.trips),
            "routes": sum(len(trip.routes) for trip in instance.trips),
            "needing": sum(not trip.needs_none() for trip in instance.trips),
            "stranded": len(plan.stranded),
            "possible": whole[True],
            "stations": len(plan.built),
            "usd": plan.usd,
            "stopped": plan.proof.stopped,
            "broken": len(broken),
        },
        passed=not broken,
    )


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _instance(asked: Namespace) -> CorridorInstance:
    if asked.nodes < 10:
        raise ConfigError("--nodes: expected at least 10")
    if not asked.every > 0 or asked.routes < 1:
        raise ConfigError("--every: expected more than 0 km, --routes: at least 1")
    if asked.country is not None:
        return corridor_country.stated(asked).instance
    roads = made(asked.nodes, asked.seed)
    towns = made_towns(roads, asked.towns or max(4, round(asked.nodes**0.45)), asked.seed)
    return question(roads, towns, asked.every, asked.per_1000, asked.routes)
