"""Inputs of the full model: Almaty's own files with feeders and quarters made for it, and a city of the sample city's generator."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.city import REAL
from geodata.sources.synthetic.spec import SMALLEST
from planner.errors import ConfigError

CHARGERS = (
    "dc_gbt_60",
    "dc_gbt_120",
    "dc_ccs2_60",
    "dc_ccs2_120",
    "dc_dual_60",
    "dc_dual_120",
    "ac_t2_22",
    "ac_gbt_7",
)
VEHICLES = {"private": 6900, "taxi": 600, "taxi_part_time": 700, "delivery": 150, "car_share": 50}
"""Shares of a fleet: 8,400 vehicles, as Almaty had in April 2025."""

PEOPLE_PER_ZONE = 402.0
"""Of the generator's cities at H3 resolution 9; measured at two million people."""

FEEDERS = 40
COMMON = """
[fleet]
path = "fleet.csv"
mix = {{ gbt = 0.5, ccs2 = 0.5 }}
temperature_c = {cold}
[grid]
path = "feeders.csv"
[plan]
budget_usd = {budget}
district_floor = {floor}
chargers = {chargers}
reasons = false
"""
ALMATY = """
name = "Almaty, full model: real streets, people and stations; feeders and quarters made for this case"
[city]
name = "Almaty"
country = "KZ"
roads = '{data}/osm/almaty.osm.pbf'
population = '{data}/population/almaty_uncertainty_cells.csv'
population_columns = {{ lon = "centroid_longitude", lat = "centroid_latitude", population = "population_estimate_final" }}
population_total = 2_351_424
districts = "districts.geojson"
[[stations]]
path = '{data}/stations/ocm_central_asia_all.json'
format = "ocm"
[[stations]]
format = "osm"
"""
MADE = """
name = "Made city, full model"
[city]
name = "Made city (fictional)"
country = "KZ"
roads = "sarytau.osm.pbf"
boundary = "boundary.geojson"
population = "population.csv"
population_total = {people}
districts = "districts.geojson"
h3_resolution = 9
[[stations]]
path = "stations.json"
format = "ocpi"
[[stations]]
format = "osm"
[sites]
path = "own_sites.csv"
"""


def almaty_full(folder: Path, *, vehicles: int, usd_per_vehicle: float, floor: float) -> Path:
    """Write a configuration of Almaty with so many vehicles, forty made feeders and four made quarters.

    Raises
    ------
    ConfigError
        The real inputs do not lie beside the clone.
    """
    if not REAL.is_dir():
        raise ConfigError("Almaty's inputs are not beside this clone (../shared/data); ask for --made ZONES instead")
    cells = pd.read_csv(REAL / "population" / "almaty_uncertainty_cells.csv")
    place = cells[["centroid_longitude", "centroid_latitude"]].to_numpy(dtype=float)
    people = cells["population_estimate_final"].to_numpy(dtype=float)
    _write(folder / "feeders.csv", _feeders(place, people))
    (folder / "districts.geojson").write_text(json.dumps(_quarters(place, people)), encoding="utf-8")
    total = sum(VEHICLES.values())
    fleet = [{"vehicle_class": name, "count": round(n * vehicles / total)} for name, n in VEHICLES.items()]
    _write(folder / "fleet.csv", fleet)
    return _config(folder, ALMATY.format(data=REAL.as_posix()), -10, vehicles * usd_per_vehicle, floor)


def made_full(folder: Path, *, zones: int, seed: int, usd_per_vehicle: float, floor: float) -> Path:
    """Draw a city of about so many zones, with feeders, districts, fleet and stations of its own, and write its configuration.

    It is drawn by a process of its own, so that the memory of this one is the planner's.

    Raises
    ------
    ConfigError
        The generator draws no city so small.
    """
    people = round(zones * PEOPLE_PER_ZONE)
    if people < SMALLEST:
        raise ConfigError(f"--made: expected at least {round(SMALLEST / PEOPLE_PER_ZONE + 1)} zones, not {zones}")
    options = ["--seed", str(seed), "--population", str(people), "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "geodata.sources.synthetic", *options], check=True, stderr=subprocess.DEVNULL)
    vehicles = float(pd.read_csv(folder / "fleet.csv")["count"].sum())
    return _config(folder, MADE.format(people=people), -21, vehicles * usd_per_vehicle, floor)


def _config(folder: Path, place: str, cold: int, budget: float, floor: float) -> Path:
    file = folder / "full.toml"
    asked = COMMON.format(cold=cold, budget=round(budget), floor=float(floor), chargers=json.dumps(CHARGERS))
    file.write_text(place + asked, encoding="utf-8")
    return file


def _feeders(place: np.ndarray[Any, Any], people: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Feeders where people live, with 150 to 1,200 kW to spare as in the sample city."""
    rng = np.random.default_rng(0)
    at = rng.choice(len(place), FEEDERS, replace=False, p=people / people.sum())
    spare = rng.integers(3, 25, FEEDERS) * 50
    return [
        {"feeder": f"made feeder {k + 1:02d}", "spare_kw": int(kw), "lon": place[one, 0], "lat": place[one, 1]}
        for k, (one, kw) in enumerate(zip(at, spare, strict=True))
    ]


def _quarters(place: np.ndarray[Any, Any], people: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Four rectangles round the middle of the people."""
    lon, lat = (float(value) for value in (place * people[:, None]).sum(axis=0) / people.sum())
    (west, south), (east, north) = place.min(axis=0) - 0.1, place.max(axis=0) + 0.1
    sides = {"west": (west, lon), "east": (lon, east)}, {"south": (south, lat), "north": (lat, north)}
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"made quarter {across}-{along}"},
            "geometry": {"type": "Polygon", "coordinates": [[[a, c], [b, c], [b, d], [a, d], [a, c]]]},
        }
        for across, (a, b) in sides[0].items()
        for along, (c, d) in sides[1].items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
