"""A country that does not exist: towns, main roads over a mountain range and across the steppe, heights, and the few stations on its roads."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.crs import LONLAT
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.spec import Point, apart

LON, LAT = 69.3, 46.2
"""Middle of the plane, the bundled sample city."""
STEP_KM = 9.0
"""About so far apart are the nodes of a road."""
PIXEL_DEG = 0.02
WEST, SOUTH, EAST, NORTH = 65.6, 43.6, 75.2, 49.0
"""Extent of the heights, degrees."""


@dataclass(frozen=True)
class MadeTown:
    """A town in km east and north of the middle."""

    name: str
    at: Point
    population: int
    region: str


TOWNS = (
    MadeTown("Sarytau", (0.0, 0.0), 500_000, "Centre"),
    MadeTown("Tasbulaq", (305.0, -92.0), 120_000, "East"),
    MadeTown("Kerbel", (128.0, 14.0), 64_000, "Centre"),
    MadeTown("Qumkent", (38.0, -186.0), 47_000, "South"),
    MadeTown("Jarsu", (-176.0, 121.0), 38_000, "North"),
    MadeTown("Tuzkol", (46.0, 208.0), 29_000, "North"),
)
"""The first two are cities with a configuration of their own."""
MadeRoad = tuple[int, int, str, float]
"""From town to town, by their order: class, and km an hour."""
ROADS: tuple[MadeRoad, ...] = (
    (0, 2, "trunk", 95.0),
    (2, 1, "primary", 62.0),
    (0, 3, "trunk", 95.0),
    (3, 1, "secondary", 70.0),
    (0, 4, "primary", 85.0),
    (4, 5, "secondary", 70.0),
    (5, 0, "primary", 85.0),
)
RIDGE: tuple[Point, ...] = ((225.0, 190.0), (205.0, 60.0), (232.0, -40.0), (190.0, -150.0))
"""Crest of the range that lies between the two cities."""
CREST_M, WIDE_KM, PLAIN_M = 2_300.0, 34.0, 420.0
STATIONS = (
    ("S1", "Kerbel, northern gate", (128.0, 14.0), (("IEC_62196_T2_COMBO", 2, 60.0), ("GBT_DC", 1, 60.0))),
    ("S2", "Qumkent bazaar", (38.0, -186.0), (("GBT_DC", 2, 80.0),)),
    ("S3", "Tasbulaq, western gate", (303.0, -90.0), (("GBT_DC", 2, 60.0), ("IEC_62196_T2_COMBO", 1, 60.0))),
    ("S4", "Jarsu station square", (-176.0, 121.0), (("CHADEMO", 1, 50.0), ("IEC_62196_T2_COMBO", 1, 50.0))),
)


@dataclass(frozen=True)
class MadeCountry:
    """Rows of its tables, and its heights.

    Parameters
    ----------
    nodes, edges, towns, stations : list of dict
    height_m : (rows, columns) int16
        The northern row first.
    """

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    towns: list[dict[str, Any]]
    stations: list[dict[str, Any]]
    height_m: NDArray[np.int16]


def lonlat(point: Point) -> Point:
    """Degrees, to about 10 m, of a point in km east and north of the middle."""
    east, north = point
    lat = LAT + north / 111.13
    return round(LON + east / (111.32 * math.cos(math.radians(LAT))), 4), round(lat, 4)


def make_country(seed: int) -> MadeCountry:
    """Draw the country; the same seed gives the same tables."""
    nodes, edges = make_roads(seed, TOWNS, ROADS)
    return MadeCountry(nodes, edges, town_rows(TOWNS), _stations(), _heights())


def make_roads(
    seed: int, towns: Sequence[MadeTown], roads: Sequence[MadeRoad]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the nodes and of the edges of roads between towns, whose node is t and the number of the town, from 1."""
    nodes = [_node(f"t{at}", town.at) for at, town in enumerate(towns, start=1)]
    edges: list[dict[str, Any]] = []
    for number, (one, other, road_class, kmh) in enumerate(roads, start=1):
        course = _course(towns[one].at, towns[other].at, Dice(seed, f"road {number}"))
        ids = [f"t{one + 1}", *(f"r{number}_{at}" for at in range(1, len(course) - 1)), f"t{other + 1}"]
        nodes += [_node(name, point) for name, point in zip(ids[1:-1], course[1:-1], strict=True)]
        for (u, v), (a, b) in zip(pairwise(ids), pairwise(course), strict=True):
            km = _driven_km(a, b)
            slow = 0.72 if height_of((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) > 1_000.0 else 1.0
            edges.append(
                {
                    "u": u,
                    "v": v,
                    "km": round(km, 1),
                    "minutes": round(km / (kmh * slow) * 60.0, 1),
                    "road_class": road_class,
                }
            )
    return nodes, edges


def town_rows(towns: Sequence[MadeTown]) -> list[dict[str, Any]]:
    """Rows of the table of towns."""
    return [
        {
            "name": town.name,
            **_place(town.at),
            "population": town.population,
            "country": "KZ",
            "region": town.region,
        }
        for town in towns
    ]


def height_of(east: float, north: float) -> float:
    """Metres above the sea at a point in km: the plain rises to the range, with valleys across it."""
    away = min(_apart_from(east, north, a, b) for a, b in pairwise(RIDGE))
    rise = CREST_M * math.exp(-((away / WIDE_KM) ** 2))
    valleys = 0.78 + 0.22 * math.sin(north / 17.0) * math.cos(east / 23.0)
    return PLAIN_M + 40.0 * math.sin(east / 61.0) * math.cos(north / 47.0) + rise * valleys


def _apart_from(east: float, north: float, a: Point, b: Point) -> float:
    """Distance of a point from a stretch, km."""
    (x, y), (dx, dy) = (east - a[0], north - a[1]), (b[0] - a[0], b[1] - a[1])
    share = min(1.0, max(0.0, (x * dx + y * dy) / (dx * dx + dy * dy)))
    return math.hypot(x - share * dx, y - share * dy)


def _course(start: Point, end: Point, dice: Dice) -> list[Point]:
    """Points of a road that swings gently about the straight line."""
    long = apart(start, end)
    count = max(2, round(long / STEP_KM))
    (ux, uy) = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    waves = [(n, dice.between(-1.0, 1.0) * 0.055 * long / n) for n in (1, 2, 3, 5)]
    course = []
    for step in range(count + 1):
        share = step / count
        aside = sum(size * math.sin(math.pi * n * share) for n, size in waves)
        course.append((start[0] + share * long * ux - aside * uy, start[1] + share * long * uy + aside * ux))
    return course


def _driven_km(a: Point, b: Point) -> float:
    """Length of road between two nodes: some more than the straight line, and more again where it climbs."""
    climb = abs(height_of(*a) - height_of(*b)) / 1000.0
    return apart(a, b) * 1.04 + 6.0 * climb


def _place(point: Point) -> dict[str, float]:
    lon, lat = lonlat(point)
    return {"lon": lon, "lat": lat}


def _node(name: str, point: Point) -> dict[str, Any]:
    return {"id": name, **_place(point), "country": "KZ"}


def _stations() -> list[dict[str, Any]]:
    """A row for each kind of plug at each station."""
    return [
        {"station_id": key, "name": name, **_place(point), "connector": plug, "count": count, "power_kw": power}
        for key, name, point, plugs in STATIONS
        for plug, count, power in plugs
    ]


def _heights() -> NDArray[np.int16]:
    rows, columns = round((NORTH - SOUTH) / PIXEL_DEG), round((EAST - WEST) / PIXEL_DEG)
    across = 111.32 * math.cos(math.radians(LAT))
    grid = np.empty((rows, columns), dtype=np.int16)
    for row in range(rows):
        north = (NORTH - (row + 0.5) * PIXEL_DEG - LAT) * 111.13
        for column in range(columns):
            grid[row, column] = round(height_of((WEST + (column + 0.5) * PIXEL_DEG - LON) * across, north) / 5.0) * 5
    return grid


def write_country(country: MadeCountry, folder: Path) -> None:
    """Write nodes, edges, towns, stations and heights into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"nodes": country.nodes, "edges": country.edges, "towns": country.towns, "stations": country.stations}
    for name, rows in tables.items():
        write_rows(rows, folder / f"{name}.csv")
    import rasterio  # noqa: PLC0415
    from rasterio.transform import from_origin  # noqa: PLC0415

    rows, columns = country.height_m.shape
    with rasterio.open(
        folder / "heights.tif",
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=1,
        dtype="int16",
        crs=LONLAT,
        transform=from_origin(WEST, NORTH, PIXEL_DEG, PIXEL_DEG),
        compress="deflate",
        predictor=2,
    ) as raster:
        raster.write(country.height_m, 1)


def write_rows(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
