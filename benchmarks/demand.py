"""From a city in memory to the whole story of its demand: passing traffic, all needs, samples, tornado, one zone taken apart."""

import sys
from argparse import ArgumentParser, Namespace

from benchmarks.measure import Result, Stopwatch, peak_mb

CONSERVED = 1e-9
"""Relative difference between zones and city that is only rounding."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--zones", type=int, default=20_000, help="zones with people and activities")
    parser.add_argument("--nodes", type=int, default=60_000, help="least number of road nodes; the grid is a square")
    parser.add_argument("--samples", type=int, default=200, help="Latin hypercube samples")
    parser.add_argument("--seed", type=int, default=0)


def run(asked: Namespace) -> Result:
    """Measure; `value` is the kWh a day of all zones and `bound` that of the fleet, status ``conserved`` where they agree."""
    watch = Stopwatch()
    watch.start("import the planner (geopandas, scipy)")
    from benchmarks.made_city import made_city  # noqa: PLC0415  # loading is part of what a user waits for
    from planner.config.scenario import scenario_from  # noqa: PLC0415
    from planner.demand.en_route import passing_traffic  # noqa: PLC0415
    from planner.demand.estimate import estimate_of  # noqa: PLC0415
    from planner.demand.story import demand_story  # noqa: PLC0415
    from planner.demand.trace import trace_of  # noqa: PLC0415

    watch.start("make the city (not of the task)")
    city = made_city(asked.zones, asked.nodes, asked.seed)
    scenario = scenario_from(
        {"city": {"name": city.name, "country": city.country, "place": city.name}, "fleet": {"mix": "kz"}}
    )
    watch.start("passing traffic")
    passing = passing_traffic(city)
    watch.start("estimate")
    estimate = estimate_of(city, scenario, passing=passing)
    watch.start("story: samples and tornado")
    story = demand_story([estimate], samples=asked.samples, seed=asked.seed, say=_tell)
    watch.start("take one zone apart")
    trace = trace_of(estimate)
    watch.stop()
    print(watch.table(), file=sys.stderr)
    value, bound = float(story.table["kwh_per_day"].sum()), float(story.figures["total_kwh"])
    more = {
        "zones": len(city.zones),
        "nodes": len(city.roads.xy_m),
        "gates": passing.gates,
        "assumptions": len(estimate.assumed),
        "samples": asked.samples,
        "percentiles": story.figures["percentiles"],
        "largest_zone_kwh": trace.total_kwh,
        "stages": [stage.as_dict() for stage in watch.stages],
    }
    status = "conserved" if abs(value - bound) <= CONSERVED * bound else "energy lost"
    return Result(value, bound, status, watch.cpu_s, watch.wall_s, peak_mb(), more=more)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
