"""Where Liechtenstein's charging places really stand, and how near to them the planner proposes as many of its own.

Protocol (assumptions are ours: the one of the published 361 and 555 m is not on record, and no variant tried gave both). The planner is shown the extract without its charging stations: streets, buildings and land (people live where dwellings are,
39,000 in all), candidates of the kinds it knows. 2,000 private cars with a Combined plug, 0 C, money enough (3 M USD): what binds is
the number of sites. Real are the places of a list that lie in the planned area, the populated cells; as many sites are allowed. For
each real place the distance to the nearest proposed site is taken, as the crow flies, then median and mean. Beside it: the same for as
many candidates drawn at random (mean over 200 draws), and for candidates taken one by one where most people, not yet covered, live
within 1,000 m. Three lists: the map's stations, Open Charge Map's places, and both, places less than 200 m apart taken for one. With
seven places, or nine, one site that moves can move the mean by 200 m: read the rows together.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial import cKDTree

from benchmarks.truth.evidence import LIECHTENSTEIN
from benchmarks.truth.row import Goal, Row
from geodata.city import City
from planner.config.scenario import Scenario, scenario_from
from planner.model.solve.planning import best_plan
from planner.pipeline import gather_city
from planner.question import question_of
from planner.scripting.calls import change_scenario

ROADS = Path("osm") / "liechtenstein.osm.pbf"
PLACES = Path("stations") / "liechtenstein_ocm.csv"
PEOPLE, VEHICLES, BUDGET_USD, COVER_M = 39_000, 2_000, 3_000_000, 1_000.0
DRAWS, SEED, APART_M = 200, 0, 200.0

Points = NDArray[np.float64]


def liechtenstein_rows(data: Path) -> Iterator[Row]:
    """Median and mean distance for every list of real places in the planned area."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        scenario = _scenario(data, Path(folder), stations=False)
        city = gather_city(scenario, say=lambda _: None)
        drawn = gather_city(_scenario(data, Path(folder), stations=True), say=lambda _: None).stations.table
    listed = pd.read_csv(data / PLACES)
    ocm = gpd.GeoSeries(gpd.points_from_xy(listed["lon"], listed["lat"]), crs="EPSG:4326").to_crs(city.crs)
    lists = {"the map's stations": _inside(drawn.geometry, city), "Open Charge Map's places": _inside(ocm, city)}
    lists["both lists"] = joined(np.vstack(list(lists.values())), APART_M)
    proposed: dict[int, Points] = {}
    for name, real in lists.items():
        if len(real) not in proposed:
            proposed[len(real)] = _proposed(city, change_scenario(scenario, {"plan.max_sites": len(real)}))
        yield from _rows(name, real, proposed[len(real)], city)


def joined(points: Points, apart_m: float) -> Points:
    """Places (n, 2) with those less than `apart_m` from one another, in chains too, taken for one in their middle."""
    group = fcluster(linkage(points, "single"), apart_m, "distance")
    return np.array([points[group == one].mean(axis=0) for one in np.unique(group)])


def _inside(points: gpd.GeoSeries, city: City) -> Points:
    every = np.column_stack([points.x, points.y])
    return every[shapely.contains_xy(city.boundary, every[:, 0], every[:, 1])]


def to_nearest(real: Points, proposed: Points) -> tuple[float, float]:
    """Median and mean distance in m from each real place (n, 2) to the nearest proposed one (m, 2)."""
    away, _ = cKDTree(proposed).query(real)
    return float(np.median(away)), float(np.mean(away))


def at_random(real: Points, candidates: Points, *, draws: int, seed: int) -> tuple[float, float]:
    """Mean over draws of median and mean distance to as many candidates drawn without return."""
    rng = np.random.default_rng(seed)
    picked = [candidates[rng.choice(len(candidates), len(real), replace=False)] for _ in range(draws)]
    median, mean = np.mean([to_nearest(real, one) for one in picked], axis=0)
    return float(median), float(mean)


def by_population(candidates: Points, zones: Points, people: NDArray[np.float64], count: int) -> Points:
    """Candidates taken one by one where most people not yet covered live within COVER_M; (count, 2)."""
    within = np.linalg.norm(zones[:, None] - candidates[None], axis=2) <= COVER_M  # (zones, candidates)
    left, taken = people.astype(float).copy(), []
    for _ in range(count):
        gain = left @ within
        gain[taken] = -1.0
        taken.append(int(gain.argmax()))
        left[within[:, taken[-1]]] = 0.0
    return candidates[taken]


def _rows(name: str, real: Points, proposed: Points, city: City) -> Iterator[Row]:
    candidates = np.column_stack([city.sites.geometry.x, city.sites.geometry.y])
    middle = city.zones.geometry.centroid
    greedy = by_population(
        candidates, np.column_stack([middle.x, middle.y]), city.zones["population"].to_numpy(), len(real)
    )
    figures = (
        to_nearest(real, proposed),
        at_random(real, candidates, draws=DRAWS, seed=SEED),
        to_nearest(real, greedy),
    )
    for which, planned, random, people in zip(("median", "mean"), *figures, strict=True):
        before = LIECHTENSTEIN[name][which]
        note = f"{len(proposed)} sites proposed; drawn at random {random:,.0f} m, greedy by population {people:,.0f} m"
        title = f"{which} distance of {len(real)} real places to the nearest proposed, Liechtenstein, {name}"
        yield Row(title, "m", planned, before.value, before.source, Goal("at most", before.value), note)


def _scenario(data: Path, folder: Path, *, stations: bool) -> Scenario:
    fleet = folder / "fleet.csv"
    fleet.write_text(f"vehicle_class,count\nprivate,{VEHICLES}\n", encoding="utf-8")
    return scenario_from(
        {
            "city": {
                "name": "Liechtenstein",
                "country": "LI",
                "roads": (data / ROADS).resolve().as_posix(),
                "population_total": PEOPLE,
            },
            "stations": [{"format": "osm"}] if stations else [],
            "fleet": {"path": fleet.as_posix(), "mix": {"ccs2": 1.0}, "temperature_c": 0},
            "plan": {"budget_usd": BUDGET_USD},
        }
    )


def _proposed(city: City, scenario: Scenario) -> Points:
    question = question_of(city, scenario, say=lambda _: None)
    plan = best_plan(question, say=lambda _: None)
    number = question.places.number()
    return question.places.xy_m[sorted({number[str(site)] for site in plan.chargers["site_id"]})]
