"""Made layers of the size of a country as GeoParquet, and ways to read a city out of them."""

from pathlib import Path
from typing import Any

import numpy as np

CITY = (76.75, 43.15, 77.05, 43.40)
COUNTRY = (46.5, 40.6, 87.3, 55.4)
GROUP_ROWS = 50_000
TILE_DEG = 1.0
"""Files of a country are sorted by place, tile by tile, as Overture's and those of other publishers are."""


POINTS_IN, BUILDINGS_IN = 0.1, 0.01
"""Shares that are laid in the city; a few of the rest fall into it by chance."""


def make_points(folder: Path, count: int, seed: int) -> Path:
    """Points with people, a tenth of them in the city."""
    import geopandas as gpd  # noqa: PLC0415 - heavy

    lon, lat = _places(count, POINTS_IN, seed)
    people = np.random.default_rng(seed + 1).integers(1, 40, count)
    frame = gpd.GeoDataFrame({"population": people}, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    path = folder / "population.parquet"
    frame.to_parquet(path, write_covering_bbox=True, row_group_size=GROUP_ROWS)
    return path


def make_buildings(folder: Path, count: int, seed: int) -> Path:
    """Rectangles of some ten metres in the columns of Overture's buildings, a hundredth of them in the city."""
    import json  # noqa: PLC0415

    import pyarrow.parquet as pq  # noqa: PLC0415

    lon, lat = _places(count, BUILDINGS_IN, seed)
    told = {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": told}}
    path, writer = folder / "buildings.parquet", None
    for start in range(0, count, GROUP_ROWS):
        piece = slice(start, min(start + GROUP_ROWS, count))
        table = _buildings(lon[piece], lat[piece], start, np.random.default_rng((seed, start)))
        table = table.replace_schema_metadata({b"geo": json.dumps(geo).encode()})
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return path


def points_in_city(count: int, seed: int) -> int:
    """How many of the points lie in the city, by the numbers that they were made from."""
    lon, lat = _places(count, POINTS_IN, seed)
    west, south, east, north = CITY
    return int(((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).sum())


def buildings_in_city(count: int, seed: int) -> int:
    """How many of the rectangles meet the city, by the numbers that they were made from."""
    lon, lat = _places(count, BUILDINGS_IN, seed)
    starts = range(0, count, GROUP_ROWS)
    sizes = [_sizes(min(GROUP_ROWS, count - one), np.random.default_rng((seed, one))) for one in starts]
    width, depth = np.concatenate(sizes, axis=1)
    west, south, east, north = CITY
    return int(((lon + width >= west) & (lon <= east) & (lat + depth >= south) & (lat <= north)).sum())


def people_within(file: Path) -> int:
    """Rows of population that the planner reads, given the city's bounds."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.population import read_population  # noqa: PLC0415

    return len(read_population(InputFile(file), bounds=CITY).people)


def people_in_all(file: Path) -> int:
    """Rows in the city of all that the planner reads without bounds."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.population import read_population  # noqa: PLC0415

    return _within(read_population(InputFile(file)).people)


def points_by_geopandas(file: Path) -> int:
    """Rows in the city of the whole file as geopandas reads it."""
    import geopandas as gpd  # noqa: PLC0415

    return _within(gpd.read_parquet(file))


def buildings_within(file: Path) -> int:
    """Outlines that the planner reads, given the city's bounds and two columns."""
    from geodata.layers import read_layer  # noqa: PLC0415

    return len(read_layer(file, bbox=CITY, needed=lambda name: name in ("class", "height")))


def buildings_by_geopandas(file: Path) -> int:
    """Outlines in the city of the whole file as geopandas reads it."""
    import geopandas as gpd  # noqa: PLC0415

    return _within(gpd.read_parquet(file))


def _within(frame: Any) -> int:
    from shapely import box  # noqa: PLC0415

    return int(frame.intersects(box(*CITY)).sum())


def _places(count: int, share: float, seed: int) -> tuple[Any, Any]:
    """Longitude and latitude of so many places, a share of them in the city, sorted by tile."""
    random = np.random.default_rng(seed)
    inside = int(count * share)
    corners = [(CITY, inside), (COUNTRY, count - inside)]
    lon, lat = (np.concatenate([random.uniform(b[k], b[k + 2], n) for b, n in corners]) for k in (0, 1))
    order = np.lexsort((lon, np.floor(lat / TILE_DEG), np.floor(lon / TILE_DEG)))
    return lon[order], lat[order]


def _sizes(count: int, random: np.random.Generator) -> Any:
    return random.uniform(5e-5, 3e-4, (2, count))


def _buildings(lon: Any, lat: Any, start: int, random: np.random.Generator) -> Any:
    import pyarrow as pa  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    count = len(lon)
    width, depth = _sizes(count, random)
    sides = {"xmin": lon, "xmax": lon + width, "ymin": lat, "ymax": lat + depth}
    bbox = pa.StructArray.from_arrays([pa.array(one, pa.float32()) for one in sides.values()], list(sides))
    names = pa.StructArray.from_arrays(
        [pa.array([f"Үй {k}" if k % 20 == 0 else None for k in range(count)])], ["primary"]
    )
    sources = pa.array(
        [[{"property": "", "dataset": "OpenStreetMap", "record_id": f"w{start + k}"}] for k in range(count)]
    )
    kinds = np.array(["house", "apartments", "retail", "school", "garage"])
    return pa.table(
        {
            "id": [f"08b2{start + k:028x}" for k in range(count)],
            "geometry": pa.array(shapely.to_wkb(shapely.box(lon, lat, lon + width, lat + depth)), pa.binary()),
            "bbox": bbox,
            "version": pa.array(np.ones(count, dtype="int32")),
            "sources": sources,
            "class": kinds[random.integers(0, len(kinds), count)],
            "names": names,
            "height": random.uniform(3, 40, count).round(1),
        }
    )
