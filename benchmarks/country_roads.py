"""`evplan country` of roads alone, for one country or several together, from the given tables: time, memory, what is built and what is proven; its map and report in a folder."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from benchmarks.city import REAL
from benchmarks.corridor_country import COUNTRIES, ROADS
from benchmarks.measure import Result, Stopwatch, children_s, peak_mb
from planner.config.reading import section_from
from planner.country.config.country import CountryConfig
from planner.country.result import Country
from planner.country.run import country_into
from planner.support.stopping import Stopping


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--data", type=Path, default=REAL, help="folder with roads/")
    parser.add_argument("--country", nargs="+", choices=COUNTRIES, default=list(COUNTRIES), help="all five by default")
    parser.add_argument("--out", type=Path, default=Path("country-roads"), help="folder for map, report and tables")
    parser.add_argument("--ev-share", type=float, default=0.05, help="electric part of all cars")
    parser.add_argument("--every", type=float, default=25.0, help="km between places for stations")
    parser.add_argument("--kept-share", type=float, default=0.995, help="pairs of towns that hold so much of all km")
    parser.add_argument("--guns", type=int, nargs="+", default=[2, 4, 6, 8], help="guns of a station")
    parser.add_argument("--budget", type=float, default=60e6, help="dollars, in whole thousands")
    parser.add_argument("--sums", type=float, nargs="+", default=[], help="further sums that are planned for")
    parser.add_argument("--years", type=int, nargs="+", default=[], help="phases, each with an equal part of the money")
    parser.add_argument("--objective", choices=("trips", "energy"), default="trips", help="what counts in a plan")
    parser.add_argument("--gap", type=float, default=0.01, help="relative gap that is asked for")
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds for each sum")


def run(asked: Namespace) -> Result:
    """Plan, tell and write."""
    watch = Stopwatch()
    watch.start("country")
    children = children_s()
    found = country_into(_config(asked), asked.out, say=_tell, stopping=Stopping())
    watch.stop()
    cpu_s = watch.cpu_s + children_s() - children
    value, bound = (float(found.proof[one]) for one in ("value", "bound"))
    return Result(
        value=value,
        bound=bound,
        status=str(found.proof["stopped"]),
        cpu_s=cpu_s,
        wall_s=watch.wall_s,
        peak_mb=peak_mb(),
        more={
            "stations": len(found.built),
            "usd": found.spent_usd,
            "towns": len(found.towns),
            "road_km": round(sum(one.km for one in found.roads)),
            "trips": {one.name: _trips(one.asked, one.today, one.plan, one.never) for one in found.seasons},
            "phases": [{"year": one.year, "usd": one.spent_usd, "value": one.value} for one in found.phases],
            "by_road": _by_road(found),
        },
    )


def _trips(*counts: float) -> dict[str, float]:
    return dict(zip(("asked", "today", "plan", "never"), (round(one, 1) for one in counts), strict=True))


def _by_road(found: Country) -> dict[str, int]:
    """Stations by road, the most first."""
    roads = [one.road for one in found.built]
    return dict(sorted({one: roads.count(one) for one in set(roads)}.items(), key=lambda one: (-one[1], one[0])))


def _config(asked: Namespace) -> CountryConfig:
    years = asked.years
    each = asked.budget / 1000 // max(1, len(years)) * 1000
    trips: dict[str, Any] = {"ev_share": asked.ev_share, "kept_share": asked.kept_share}
    told: dict[str, Any] = {
        "name": f"Roads of {', '.join(asked.country)}",
        "country": asked.country[0],
        "corridors": {
            "countries": asked.country,
            "roads": ROADS,
            "stations": {
                "every_km": asked.every,
                "guns": asked.guns,
                "abroad": True,
            },  # borders of these tables are coarse
            "trips": {**trips, "year": years[-1]} if years else trips,
        },
        "money": {
            "sums_usd": [*asked.sums, asked.budget],
            "refine": 0,
            "road_objective": asked.objective,
            "road_gap": asked.gap,
            "road_time_limit_s": asked.time_limit,
        },
        "compare": {"mixes": []},
    }
    told |= {"phases": [{"year": one, "budget_usd": each} for one in years]} if years else {"budget_usd": asked.budget}
    return section_from(CountryConfig, told, where="country-roads").beside(asked.data)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
