"""The full model at city scale: queues, feeders, a floor for districts, four classes of demand and eight types of chargers."""

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks.city import planned
from benchmarks.full_inputs import almaty_full, made_full
from benchmarks.measure import Result, Stopwatch, peak_mb


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--made", type=int, metavar="ZONES", help="a city of the sample city's generator, about so large"
    )
    which.add_argument("--vehicles", type=int, default=8400, help="Almaty with so many electric vehicles (default)")
    parser.add_argument("--usd-per-vehicle", type=float, default=500.0, help="the budget, by electric vehicle")
    parser.add_argument("--floor", type=float, default=0.2, help="least share of each district's demand to serve")
    parser.add_argument("--seed", type=int, default=7, help="of the made city")
    parser.add_argument("--gap", type=float, default=0.01, help="asked of the plan")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for the search")
    parser.add_argument("--plan-only", action="store_true", help="stop when the plan is found and checked")


def run(asked: Namespace) -> Result:
    """Plan the city; what it took to make one is not counted."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        wish = {"usd_per_vehicle": asked.usd_per_vehicle, "floor": asked.floor}
        if asked.made is None:
            config = almaty_full(folder, vehicles=asked.vehicles, **wish)
        else:
            config = made_full(folder, zones=asked.made, seed=asked.seed, **wish)
        keys = {"gap": asked.gap, "time_limit_s": asked.time_limit}
        found, more = planned(config, keys, None if asked.plan_only else folder, watch)
    print(watch.table(), file=sys.stderr)
    stages = [stage.as_dict() for stage in watch.stages]
    return Result(*found, watch.cpu_s, watch.wall_s, peak_mb(), more={**more, "stages": stages})
