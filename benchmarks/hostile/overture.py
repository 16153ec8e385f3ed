"""Hostile files of Overture Maps: rows whose parts have other types and values, in files that say other things of themselves."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.hostile import mangling
from benchmarks.hostile.mutator import Mutator
from benchmarks.hostile.readers import each

CRS = "EPSG:32643"
BOUNDS = (76.8, 43.1, 77.1, 43.4)

_LINE = "LINESTRING (76.9 43.24, 76.91 43.25, 76.92 43.25)"
_AREA = "POLYGON ((76.9 43.24, 76.901 43.24, 76.901 43.241, 76.9 43.241, 76.9 43.24))"
_SHARED = {
    "names": {"primary": "Абай даңғылы", "common": [["ru", "проспект Абая"]]},
    "sources": [
        {"property": "", "dataset": "OpenStreetMap", "record_id": "w1@2", "update_time": "2026-05-01T00:00:00Z"}
    ],
    "bbox": {"xmin": 76.9, "xmax": 76.92, "ymin": 43.24, "ymax": 43.25},
}
_RULE = {"between": [0.2, 0.7], "when": {"heading": "forward", "mode": ["car"], "using": ["as_customer"]}}
_SEGMENT = {
    "id": "s1",
    "geometry": _LINE,
    "subtype": "road",
    "class": "primary",
    "subclass": "link",
    "connectors": [
        {"connector_id": "a", "at": 0.0},
        {"connector_id": "b", "at": 0.5},
        {"connector_id": "c", "at": 1.0},
    ],
    "connector_ids": ["a", "b", "c"],
    "access_restrictions": [{"access_type": "denied", **_RULE}],
    "speed_limits": [{"max_speed": {"value": 60, "unit": "km/h"}, **_RULE}],
    "road_flags": [{"values": ["is_bridge", "is_under_construction"], "between": [0.1, 0.3]}],
    "prohibited_transitions": [
        {
            "sequence": [{"connector_id": "b", "segment_id": "s2"}],
            "final_heading": "forward",
            "between": [0.0, 0.5],
            "when": {"heading": "forward"},
        }
    ],
}
_BUILDING = {
    "id": "b1",
    "geometry": _AREA,
    "subtype": "residential",
    "class": "apartments",
    "height": 15.0,
    "num_floors": 5,
    "has_parts": False,
}
_PLACE = {
    "id": "p1",
    "geometry": "POINT (76.9 43.24)",
    "confidence": 0.9,
    "operating_status": "open",
    "categories": {"primary": "supermarket", "alternate": ["shopping_center"]},
    "taxonomy": {"primary": "supermarket", "hierarchy": ["shopping", "supermarket"]},
    "basic_category": "supermarket",
}
_LAND = {
    "id": "l1",
    "geometry": _AREA,
    "subtype": "residential",
    "class": "residential",
    "source_tags": [["landuse", "residential"]],
}
_AREAS = {
    "id": "d1",
    "geometry": _AREA,
    "subtype": "county",
    "class": "land",
    "division_id": "d",
    "country": "KZ",
    "region": "KZ-75",
}
BASES = (_SEGMENT, _SEGMENT, _BUILDING, _PLACE, _LAND, _AREAS)


def make_overture(random: Random, folder: Path) -> Path:
    """Rows of one type gone wrong, in a file of which half the claims are sound."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    mutator = Mutator(random.getrandbits(63))
    base = _SHARED | random.choice(BASES)
    rows = [base, *mutator.records([base], random.choice((1, 3, 20)))]
    whole = [one for one in rows if isinstance(one, dict)]
    names = list(dict.fromkeys(key for one in whole for key in one))
    columns = {_text(name): _column(random, name, [one.get(name) for one in whole]) for name in names}
    column = {"encoding": "WKB", "geometry_types": []}
    if random.random() < 0.5:
        column["covering"] = {"bbox": {name: ["bbox", name] for name in ("xmin", "ymin", "xmax", "ymax")}}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    path = folder / "hostile.parquet"
    pq.write_table(pa.table(columns).replace_schema_metadata({"geo": json.dumps(geo)}), path)
    if random.random() < 0.2:
        path.write_bytes(mangling.spoilt(random, path.read_bytes()))
    return path


def read_overture(path: Path) -> None:
    """As roads and things of a city, and as its districts."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources import districts, overture  # noqa: PLC0415

    each(
        lambda one: overture.read_overture([InputFile(one)], BOUNDS),
        lambda one: overture.read_overture([InputFile(one)]),
        lambda one: districts.read_districts(InputFile(one)),
    )(path)


def _column(random: Random, name: str, values: list[Any]) -> Any:
    """Values as a column of whatever type holds them all; what no type holds is text."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    if name == "geometry":
        return pa.array([_shape(random, one) for one in values], pa.binary())
    ways: tuple[Callable[[Any], Any], ...] = (lambda one: one, lambda one: None if one != values[0] else one, _text)
    for way in ways if random.random() < 0.7 else ways[1:]:
        with contextlib.suppress(pa.ArrowException, OverflowError, UnicodeEncodeError, RecursionError, TypeError):
            column = pa.array([way(one) for one in values])
            pq.write_table(pa.table({"column": column}), pa.BufferOutputStream())
            return column
    return pa.nulls(len(values))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:5000].encode("utf-8", "replace").decode()


def _shape(random: Random, value: Any) -> bytes | None:
    import shapely  # noqa: PLC0415 - heavy

    try:
        data = bytes(shapely.to_wkb(shapely.from_wkt(value)))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return None
    return mangling.spoilt(random, data) if random.random() < 0.1 else data
