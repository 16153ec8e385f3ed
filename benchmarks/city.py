"""A city from its road file to the finished map, in one process, stage by stage."""

import csv
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Result, Stopwatch, peak_mb

if TYPE_CHECKING:
    from geodata.city import City
    from planner.plan import Plan
    from planner.question import Question

FINDING = "find the best plan"

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data"
"""The real inputs, where they lie beside the clone."""
DUNDEE = REAL / "sessions" / "dundee_2018q3.csv"

ALMATY = """
name = "Almaty 2028"
[city]
name = "Almaty"
country = "KZ"
roads = '{data}/osm/almaty.osm.pbf'
population = '{data}/population/almaty_uncertainty_cells.csv'
population_columns = {{ lon = "centroid_longitude", lat = "centroid_latitude", population = "population_estimate_final" }}
population_total = 2_351_424
district_table = '{data}/population/almaty_district_population_reference_v2.csv'
district_table_columns = {{ district = "district_name", population = "official_population" }}
[[stations]]
path = '{data}/stations/ocm_central_asia_all.json'
format = "ocm"
[[stations]]
format = "osm"
[fleet]
path = "fleet.csv"
mix = "balanced"
temperature_c = -10
[plan]
budget_usd = 5_000_000
"""
PORTO_ALEGRE = """
name = "Porto Alegre 2028"
[city]
name = "Porto Alegre"
country = "BR"
roads = '{data}/porto_alegre/roads.osm.pbf'
population = '{data}/porto_alegre/hexagons.csv'
population_columns = {{ h3 = "id" }}
elevation = '{data}/porto_alegre/elevation.tif'
[buses]
gtfs = '{data}/porto_alegre/gtfs_bus.zip'
[sites]
path = "sites.csv"
[fleet]
path = "fleet.csv"
mix = {{ ccs2 = 0.95, chademo = 0.05 }}
temperature_c = 12
[plan]
budget_usd = 3_000_000
"""
FLEET = (
    "vehicle_class,count,year\n"
    "private,6900,2028\ntaxi,600,2028\ntaxi_part_time,700,2028\ndelivery,150,2028\ncar_share,50,2028\n"
    "private,3450,2026\ntaxi,300,2026\ntaxi_part_time,350,2026\ndelivery,75,2026\ncar_share,25,2026\n"
)
"""8,400 vehicles in 2028, as many as Almaty had in April 2025 (13,000 in November; every table of the docs is of these 8,400); and half of it in 2026, for plans in phases."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--config", type=Path, help="any configuration; default: Almaty where its files are present")
    which.add_argument("--sample", action="store_true", help="the bundled sample city")
    parser.add_argument("--gap", type=float, help="asked of the plan; default: the configuration's")
    parser.add_argument("--time-limit", type=float, help="seconds for the search; default: the configuration's")


def run(asked: Namespace) -> Result:
    """Plan the city and write every output into a folder that is thrown away."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        keys = {"gap": asked.gap, "time_limit_s": asked.time_limit}
        found, more = planned(_config(asked, Path(folder)), keys, Path(folder), watch)
    print(watch.table(), file=sys.stderr)
    stages = [stage.as_dict() for stage in watch.stages]
    return Result(*found, watch.cpu_s, watch.wall_s, peak_mb(), more={**more, "stages": stages})


def planned(
    config: Path, keys: dict[str, float | None], out: Path | None, watch: Stopwatch
) -> tuple[tuple[float, float, str], dict[str, object]]:
    """Run the stages of `planner.pipeline.make_plan`, each on the stopwatch, and write every output into `out`, if there is one.

    `keys` of the plan override the configuration where they are not None. Gives value, bound and status, and what was planned.
    """
    watch.start("import the planner (geopandas, scipy stand)")
    from planner.audit.recheck import broken_promises  # noqa: PLC0415
    from planner.config.scenario import load_scenario  # noqa: PLC0415
    from planner.model.solve.planning import best_plan, do_nothing  # noqa: PLC0415  # loading is part of what a user waits for
    from planner.pipeline import gather_city  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415

    scenario = load_scenario(config).with_plan(**{key: value for key, value in keys.items() if value is not None})
    watch.start("read the city")
    city = gather_city(scenario, say=watch.start)
    watch.start("ask the question")
    question = question_of(city, scenario, say=watch.start)
    watch.start("do nothing")
    nothing = do_nothing(question)
    watch.start(FINDING)
    plan = best_plan(question, say=lambda text: print(text, file=sys.stderr))
    watch.start("check every promise")
    broken = broken_promises(plan, question)
    for text in broken[:5]:
        print(f"broken: {text}", file=sys.stderr)
    more = _told(city, question, plan, broken)
    if out is not None:
        more |= _on_file(city, question, (plan, nothing), out, watch)
    watch.stop()
    finding = next(stage for stage in watch.stages if stage.name == FINDING)
    more |= {"plan_cpu_s": round(finding.cpu_s, 2), "plan_wall_s": round(finding.wall_s, 2)}
    return (plan.proof.value, plan.proof.bound, plan.proof.status.value), more


def _told(city: "City", question: "Question", plan: "Plan", broken: Sequence[str]) -> dict[str, object]:
    """What was planned, in the keys of the JSON line."""
    return {
        "city": question.scenario.name,
        "zones": len(city.zones),
        "sites": len(question.places),
        "pairs": len(question.access.zone),
        "classes": len(question.demand.classes),
        "chargers": len(question.chargers),
        "feeders": len(city.feeders),
        "vehicles": round(float(city.fleet["count"].sum())),
        "budget_usd": round(question.scenario.plan.budget_usd),
        "solver": plan.proof.solver,
        "path": plan.proof.model.rsplit("; ", 1)[-1],
        "broken_promises": len(broken),
        "verdict": "every promise kept" if not broken else "promises broken",
    }


def _on_file(
    city: "City", question: "Question", plans: "tuple[Plan, Plan]", out: Path, watch: Stopwatch
) -> dict[str, object]:
    """Put the plan and doing nothing on file, and write every output; cost and coverage of the plan."""
    from planner.demand.story import demand_story  # noqa: PLC0415
    from planner.dossier.scenery import scenery_of  # noqa: PLC0415
    from planner.filing import Answer, dossier_of, inputs_of  # noqa: PLC0415
    from planner.output import WRITERS  # noqa: PLC0415

    asked = question.scenario.demand
    watch.start("how sure the demand is")
    story = demand_story([question.estimate], samples=asked.samples, seed=asked.seed)
    watch.start("put it on file")
    dossier = dossier_of(
        city, question, Answer(*plans), story=story, scenery=scenery_of(city), inputs=inputs_of(city, question.scenario)
    )
    for name, write in WRITERS.items():
        watch.start(f"write {name}")
        write(dossier, out / name)
    return {"cost_usd": round(dossier.scorecard.cost_usd), "coverage": dossier.scorecard.coverage}


def _config(asked: Namespace, folder: Path) -> Path:
    if asked.config is not None:
        return Path(asked.config)
    if asked.sample or not REAL.is_dir():
        from planner.support.resources import configs_dir  # noqa: PLC0415

        return configs_dir() / "sample_city" / "demo.toml"
    return almaty_in(folder)


def almaty_in(folder: Path, data: Path | None = None) -> Path:
    """Write the configuration of Almaty, and its fleet, into a folder; `data` is that of the real inputs, by default REAL."""
    (folder / "fleet.csv").write_text(FLEET, encoding="utf-8")
    config = folder / "almaty.toml"
    where = (REAL if data is None else data).resolve().as_posix()
    config.write_text(ALMATY.format(data=where), encoding="utf-8")
    return config


MOST_JOBS = 120


def porto_alegre_in(folder: Path, data: Path | None = None, *, hills: bool = True) -> Path:
    """Write the configuration of Porto Alegre with its buses and, with `hills`, its heights, its fleet and candidate sites, into a folder.

    The map has roads and hardly a car park; candidates are the middles of the hexagons with the most jobs, which nobody has looked at.
    """
    where = REAL if data is None else data
    (folder / "fleet.csv").write_text(FLEET, encoding="utf-8")
    with (where / "porto_alegre" / "hexagons.csv").open(encoding="utf-8", newline="") as file:
        cells = sorted(csv.DictReader(file), key=lambda row: (-float(row["jobs"] or 0), row["id"]))[:MOST_JOBS]
    rows = "".join(f"{row['id']},{row['lon']},{row['lat']},6,250\n" for row in cells)
    (folder / "sites.csv").write_text(f"site_id,lon,lat,bays,grid_kw\n{rows}", encoding="utf-8")
    config = folder / "porto_alegre.toml"
    text = PORTO_ALEGRE.format(data=where.resolve().as_posix())
    kept = [line for line in text.splitlines(keepends=True) if hills or not line.startswith("elevation")]
    config.write_text("".join(kept), encoding="utf-8")
    return config
