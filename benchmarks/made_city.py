"""A made city in memory, any size, the same for the same seed: streets, zones with people and activities, districts, a fleet, counters."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from benchmarks.streets import ARTERIAL_EVERY, BLOCK_M, streets
from geodata.activity import ACTIVITIES, ACTIVITY
from geodata.city import City
from geodata.connectors import PLUG_FAMILIES
from geodata.fleet import FLEET, VEHICLE_CLASSES
from geodata.power import FEEDERS
from geodata.roads import Roads, largest_strong_piece
from geodata.sites import SITES
from geodata.stations import CONNECTORS, STATIONS, Stations
from geodata.traffic import TRAFFIC
from geodata.zones import DISTRICTS, ZONES

CRS = "EPSG:32643"
DISTRICT_COUNT, COUNTERS = 10, 60
FLEET_SIZE = 200_000.0


def made_city(zones: int, nodes: int, seed: int = 0) -> City:
    """Lay `zones` square zones over a grid of at least `nodes` corners."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(nodes)))
    roads = _roads(side, seed)
    length = (side - 1) * BLOCK_M
    table, districts = _zones(zones, length, rng)
    nobody = gpd.GeoDataFrame(geometry=[], crs=CRS)
    return City(
        name="Made city",
        country="KZ",
        crs=CRS,
        boundary=shapely.box(-1.0, -1.0, length + 1.0, length + 1.0),
        roads=roads,
        zones=table,
        districts=districts,
        stations=Stations(
            STATIONS.checked(nobody.reindex(columns=[*STATIONS.columns, "geometry"]), source="made"),
            CONNECTORS.checked(pd.DataFrame(columns=list(CONNECTORS.columns)), source="made"),
        ),
        sites=SITES.checked(nobody.reindex(columns=[*SITES.columns, "geometry"]), source="made"),
        fleet=_fleet(sorted(set(table["district"])), rng),
        feeders=FEEDERS.checked(pd.DataFrame(columns=list(FEEDERS.columns)), source="made"),
        ground=gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS),
        activity=_activity(table, rng),
        traffic=_counters(roads, rng),
    )


def _roads(side: int, seed: int) -> Roads:
    """The streets of the family, with the arterials drawn a little beyond the boundary: they make its gates."""
    town = streets(side, seed).roads()
    length, ends = (side - 1) * BLOCK_M, (-100.0, (side - 1) * BLOCK_M + 100.0)
    at = np.arange(0.0, length + 1.0, ARTERIAL_EVERY * BLOCK_M)
    lines = [shapely.LineString([(x, ends[0]), (x, ends[1])]) for x in at]
    lines += [shapely.LineString([(ends[0], y), (ends[1], y)]) for y in at]
    classes = ["primary" if k % 4 == 0 else "secondary" for _ in range(2) for k in range(len(at))]
    drawn = gpd.GeoDataFrame({"road_class": classes, "name": [None] * len(lines)}, geometry=lines, crs=CRS)
    return Roads(town.xy_m, town.drive_s, largest_strong_piece(town.drive_s), drawn, km=length * len(lines) / 1000)


def _zones(count: int, length: float, rng: np.random.Generator) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Square zones, people dense in the middle, districts by the nearest of ten points."""
    across = int(np.ceil(np.sqrt(count)))
    size = length / across
    column, row = np.divmod(np.arange(count), across)
    x, y = (column + 0.5) * size, (row + 0.5) * size
    from_middle = np.hypot(x - length / 2, y - length / 2) / (length / 4)
    people = 400.0 * np.exp(-from_middle) * rng.lognormal(0.0, 0.6, count)
    centres = rng.uniform(0.15 * length, 0.85 * length, (DISTRICT_COUNT, 2))
    _, nearest = KDTree(centres).query(np.column_stack([x, y]))
    cells = shapely.box(x - size / 2, y - size / 2, x + size / 2, y + size / 2)
    name = np.array([f"District {k}" for k in range(DISTRICT_COUNT)])[nearest]
    rows = {"zone_id": [f"z{k:06d}" for k in range(count)], "population": people, "district": name, "x_m": x, "y_m": y}
    table = ZONES.checked(gpd.GeoDataFrame(rows, geometry=cells, crs=CRS), source="made")
    shapes = table.dissolve("district", aggfunc={"population": "sum"}).reset_index()
    return table, DISTRICTS.checked(shapes[["district", "population", "geometry"]], source="made")


def _activity(zones: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    people = zones["population"].to_numpy()
    flats = rng.beta(2.0, 2.0, len(people))
    rows: dict[str, Any] = {
        "zone_id": zones["zone_id"],
        "flat_people": people * flats,
        "house_people": people * (1 - flats),
    }
    for name in ACTIVITIES[2:]:
        there = rng.random(len(people)) < 0.2
        rows[name] = np.where(there, rng.lognormal(7.0, 1.2, len(people)), 0.0)
    return ACTIVITY.checked(pd.DataFrame(rows), source="made")


def _fleet(districts: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Every class in every district, of a known port and of an unknown one, and some of the whole city."""
    rows = [
        {"vehicle_class": name, "district": district, "port": port, "count": rng.lognormal(0.0, 1.0)}
        for name in VEHICLE_CLASSES
        for district in [*districts, None]
        for port in [*(one.value for one in PLUG_FAMILIES), None]
    ]
    table = pd.DataFrame(rows)
    table["count"] *= FLEET_SIZE / table["count"].sum()
    return FLEET.checked(table.assign(year=None), source="made")


def _counters(roads: Roads, rng: np.random.Generator) -> pd.DataFrame:
    node = rng.choice(np.flatnonzero(roads.main), COUNTERS, replace=False)
    rows = {
        "counter": [f"d{k}" for k in range(COUNTERS)],
        "vehicles_per_day": rng.lognormal(9.0, 0.7, COUNTERS),
        "x_m": roads.xy_m[node, 0],
        "y_m": roads.xy_m[node, 1],
    }
    return TRAFFIC.checked(pd.DataFrame(rows), source="made")
