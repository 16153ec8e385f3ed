"""One city planned from files and from a PostGIS database that holds the same tables: which bytes differ, and why.

Needs the server that EVPLAN_TEST_POSTGIS names (`make postgis`); every table goes into a database of its own that is dropped in the end.
"""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from benchmarks.city import REAL
from benchmarks.full_inputs import almaty_full
from benchmarks.measure import Result, Stopwatch, peak_mb
from planner.errors import ConfigError
from planner.support.resources import configs_dir

SERVER = "EVPLAN_TEST_POSTGIS"
TABLES = (".csv", ".geojson", ".gpkg")
NAMES = "names of inputs"
STATIONS = """
[[stations]]
path = "stations.csv"
format = "csv"
[[stations]]
format = "osm"
"""
SITES = '\n[sites]\npath = "own_sites.csv"\n'


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--sample", action="store_true", help="the bundled sample city; default: Almaty")


def run(asked: Namespace) -> Result:
    """Plan twice by the command itself and compare every file.

    Raises
    ------
    ConfigError
        No server is named, or Almaty's inputs do not lie beside the clone.
    """
    server = os.environ.get(SERVER)
    if not server:
        raise ConfigError(
            f"no database server: {SERVER} is not set; run this under 'python tests/fixtures/postgis_server.py'"
        )
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as made, database(server) as url:
        folder = Path(made)
        watch.start("put the tables into the database")
        files = sample_in(folder) if asked.sample else almaty_tables(folder)
        tables = in_database(files, url)
        for config, out in ((files, "files"), (tables, "postgis")):
            watch.start(f"plan from {out}")
            subprocess.run(
                [sys.executable, "-m", "planner", "plan", "--quiet", config, "--out", folder / out], check=True
            )
        watch.stop()
        found = compared(folder / "files", folder / "postgis")
    other = sorted(name for name, keys in found.items() if keys and keys != [NAMES])
    more = {
        "equal": sorted(name for name, keys in found.items() if not keys),
        "differ": {k: v for k, v in found.items() if v},
    }
    return Result(
        len(more["equal"]),
        len(found),
        "equal" if not other else "differ",
        watch.cpu_s,
        watch.wall_s,
        peak_mb(),
        more,
        not other,
    )


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """Address of a new database with PostGIS on a server, dropped in the end."""
    import psycopg  # noqa: PLC0415

    name = f"b{uuid.uuid4().hex[:12]}"
    url = f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(url, autocommit=True) as inside:
                inside.execute("CREATE EXTENSION postgis")
            yield url
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def in_database(config: Path, url: str) -> Path:
    """Put every table and layer that a configuration names into a database, and write it again with their addresses beside it."""
    text = config.read_text(encoding="utf-8")
    for name in sorted(set(_names(tomllib.loads(text)))):
        table = Path(name).stem.replace(".", "_")
        _load(config.parent / name, table, url)
        for quote in "'\"":
            text = text.replace(f"{quote}{name}{quote}", f"'{url}|layername=public.{table}'")
    written = config.with_stem(f"{config.stem}_postgis")
    written.write_text(text, encoding="utf-8")
    return written


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _names(inner)
    elif isinstance(value, str) and value.lower().endswith(TABLES):
        yield value


def _load(file: Path, table: str, url: str) -> None:
    """Copy a table as it is, with a serial key in its order; texts stay texts, and numbers are numbers."""
    import psycopg  # noqa: PLC0415
    from psycopg import sql  # noqa: PLC0415

    layer = None if file.suffix == ".csv" else gpd.read_file(file)
    frame = (
        pd.read_csv(file, dtype=str, keep_default_na=False)
        if layer is None
        else pd.DataFrame(layer.drop(columns="geometry"))
    )
    typed = {str(name): _typed(frame[name].tolist()) for name in frame}
    columns = {name: kind for name, (kind, _) in typed.items()}
    cells = [values for _, values in typed.values()]
    if layer is not None:
        columns["geom"] = "geometry(Geometry, 4326)"
        cells.append(layer.set_crs(4326, allow_override=True).geometry.to_wkb(hex=True, include_srid=True).tolist())
    wanted = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()
    )
    with psycopg.connect(url) as connection:
        connection.execute(
            sql.SQL("CREATE TABLE {} (fid serial PRIMARY KEY, {})").format(sql.Identifier(table), wanted)
        )
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor().copy(into) as copy:
            for row in zip(*cells, strict=True):
                copy.write_row(row)


def _typed(cells: list[Any]) -> tuple[str, list[Any]]:
    """Type of a column of a table and its values: whole numbers, numbers, else texts; empty cells are NULL."""
    filled = [None if cell is None or cell == "" or cell != cell else cell for cell in cells]  # noqa: PLR0124
    for kind, convert in (("bigint", int), ("double precision", float)):
        with contextlib.suppress(ValueError):
            return kind, [None if cell is None else convert(str(cell)) for cell in filled]
    return "text", [None if cell is None else str(cell) for cell in filled]


def compared(one: Path, other: Path) -> dict[str, list[str]]:
    """By file what differs: nothing, ``names of inputs`` where it is equal but for these and their hashes, or keys of JSON, or ``text``."""
    names = sorted({*(file.name for file in one.iterdir()), *(file.name for file in other.iterdir())})
    return {name: _differing(one / name, other / name) for name in names}


def _differing(one: Path, other: Path) -> list[str]:
    if not (one.is_file() and other.is_file()):
        return ["missing"]
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return []
    if one.suffix == ".gpkg":
        first, second = (_rows_in(file) for file in (one, other))
    if one.suffix != ".json":
        return [NAMES if _nameless(first) == _nameless(second) else "text"]
    here, there = (_timeless(json.loads(content)) for content in (first, second))
    if _nameless(json.dumps(here).encode()) == _nameless(json.dumps(there).encode()):
        return [NAMES]
    return [key for key in {**here, **there} if here.get(key) != there.get(key)] if isinstance(here, dict) else ["text"]


def _rows_in(package: Path) -> bytes:
    """Every row of every table of a GeoPackage, as text."""
    with contextlib.closing(sqlite3.connect(package)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        plain = [name for name in names if not name.startswith("rtree_")]
        return repr([(name, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in plain]).encode()  # noqa: S608


def _timeless(data: Any) -> Any:
    """JSON without when the run was, and how long it took."""
    if isinstance(data, list):
        return [_timeless(one) for one in data]
    return (
        {k: _timeless(one) for k, one in data.items() if k not in ("run", "last_updated")}
        if isinstance(data, dict)
        else data
    )


_INPUT = re.compile(
    r"(?:[^\"<>\s,;:(]*/)?(\w+)\.(?:csv|geojson|gpkg)\b|(?:postgresql://[\w.:/]+\|layername=)?public\.(\w+)"
)
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def _nameless(content: bytes) -> str:
    """Text in which inputs are called by the names of their tables, without their hashes."""
    return _HASH.sub("", _INPUT.sub(lambda found: found[1] or found[2], content.decode("utf-8", "replace")))


def sample_in(folder: Path) -> Path:
    """Copy the sample city with its stations as a table too."""
    city = folder / "city"
    shutil.copytree(configs_dir() / "sample_city", city)
    return city / "demo.toml"


def almaty_tables(folder: Path) -> Path:
    """Write Almaty's configuration with every input but the roads as a table: its stations from Open Charge Map, feeders, quarters and sites made.

    Raises
    ------
    ConfigError
        The real inputs do not lie beside the clone.
    """
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.open_charge_map import read_open_charge_map  # noqa: PLC0415

    config = almaty_full(folder, vehicles=8400, usd_per_vehicle=600.0, floor=0.0)
    read = read_open_charge_map(InputFile(REAL / "stations" / "ocm_central_asia_all.json"))
    rows = [
        {
            "station_id": one.station_id,
            "name": one.name,
            "lon": one.lon,
            "lat": one.lat,
            "connector": plug.connector,
            "count": plug.count,
            "power_kw": plug.power_kw,
        }
        for one in read.listed
        for plug in one.plugs
        if 76.5 < one.lon < 77.4 and 43.0 < one.lat < 43.5
    ]
    pd.DataFrame(rows).to_csv(folder / "stations.csv", index=False)
    cells = pd.read_csv(REAL / "population" / "almaty_uncertainty_cells.csv")
    cells.to_csv(folder / "cells.csv", index=False)
    densest = cells.nlargest(20, "population_estimate_final")
    sites = {"lon": densest["centroid_longitude"], "lat": densest["centroid_latitude"], "bays": 6, "grid_kw": 300.5}
    pd.DataFrame({"name": [f"made lot {k}" for k in range(len(densest))], **sites}).to_csv(
        folder / "own_sites.csv", index=False
    )
    text = config.read_text(encoding="utf-8")
    begin, end = text.index("[[stations]]"), text.index("[fleet]")
    text = text[:begin] + STATIONS + text[end:] + SITES
    text = text.replace(
        "[plan]\n", "[plan]\ngap = 0.06\ntime_limit_s = 3_000\n"
    )  # the gap ends the search, not the clock
    text = text.replace(f"{REAL.as_posix()}/population/almaty_uncertainty_cells.csv", "cells.csv")
    config.write_text(text, encoding="utf-8")
    return config
