"""What a layer would work out or blow up while it is read is refused by what the file says of itself, before a row is read."""

import sqlite3
import time
import tracemalloc
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geodata.errors import InputError
from geodata.layers import read_layer
from geodata.spreadsheet import read_table
from planner.project.recognising.glance import glance

CPU_S = 5.0
"""Refused by its footer, a layer takes a tenth of it; read, as long as it likes."""
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, (SELECT geom FROM places) AS geom FROM n"
COMPUTED = {
    "view of a great blob": (
        "CREATE VIEW v AS SELECT fid, geom, hex(zeroblob(400000000)) AS text FROM places",
        "v",
        "a view, 'v'",
    ),
    "view without an end": (f"CREATE VIEW v AS {ENDLESS}", "v", "a view, 'v'"),
    "computed column": (
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, text AS (hex(zeroblob(400000000))))",
        "t",
        "column that is computed",
    ),
    "virtual table": ("CREATE VIRTUAL TABLE t USING dbstat", "t", "a table, 't', that leads elsewhere"),
}


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A GeoPackage with one layer and its index."""
    path = tmp_path / "places.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(74.6, 42.9)], crs=4326).to_file(path, layer="places")
    return path


@pytest.mark.parametrize("kind", COMPUTED)
def test_a_geopackage_that_holds_queries_is_refused_before_any_of_them_runs(places: Path, kind: str) -> None:
    statement, layer, said = COMPUTED[kind]
    with sqlite3.connect(places) as asked:
        if statement.startswith("CREATE VIRTUAL"):  # a module that this SQLite may lack: the schema as it would stand
            asked.execute("PRAGMA writable_schema = ON")
            asked.execute("INSERT INTO sqlite_master VALUES ('table', 't', 't', 0, ?)", (statement,))
        else:
            asked.execute(statement)
        asked.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'features', ?)", (layer, layer)
        )
        asked.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)", (layer,))
    asked.close()
    for read in (read_layer, glance, lambda path: read_table(path, {}, (), with_geometry=True)):
        began = time.process_time()
        with pytest.raises(InputError, match=said):
            read(Path(f"{places}|layername=places") if read is read_layer else places)
        assert time.process_time() - began < CPU_S


def test_a_geopackage_with_its_index_triggers_and_styles_is_read_as_ever(places: Path) -> None:
    with sqlite3.connect(places) as asked:
        asked.execute("CREATE TRIGGER t AFTER INSERT ON places BEGIN SELECT hex(zeroblob(10)); END")
        asked.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, style TEXT)")
    asked.close()
    assert list(read_layer(places)["name"]) == ["a"]


def test_parquet_of_tens_of_thousands_of_columns_is_refused_by_its_footer(tmp_path: Path) -> None:
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({f"c{k}": pa.array([1], pa.int8()) for k in range(50_000)}), path)
    _refused_at_once(path, "50,000 columns")


def test_rows_of_parquet_that_would_grow_beyond_all_measure_are_refused_by_its_footer(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    schema = pa.schema([pa.field("geometry", pa.binary()), pa.field("name", pa.int8())])
    point = pa.DictionaryArray.from_arrays(
        pa.array([0] * 1_000_000, pa.int8()), pa.array([shapely.Point(74.6, 42.9).wkb])
    )
    rows = pa.table([point.cast(pa.binary()), pa.array([1] * 1_000_000, pa.int8())], schema)
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for _ in range(5):
            out.write_table(rows)
    assert path.stat().st_size < 200_000
    _refused_at_once(path, "grow to")


def _refused_at_once(path: Path, said: str) -> None:
    for read in (read_layer, glance):
        tracemalloc.start()
        began = time.process_time()
        with pytest.raises(InputError, match=said):
            read(path)
        assert time.process_time() - began < CPU_S
        assert tracemalloc.get_traced_memory()[1] < 50e6
        tracemalloc.stop()


def test_a_geopackage_whose_damage_cannot_even_be_quoted_is_one_line(places: Path) -> None:
    with sqlite3.connect(places) as asked:
        asked.execute("PRAGMA writable_schema = ON")
        asked.execute("INSERT INTO sqlite_master VALUES ('table', CAST(x'EB62' AS TEXT), 't', 0, 'CREATE TABEL')")
    asked.close()
    with pytest.raises(InputError, match=r"cannot be read .*; expected a GeoPackage"):
        glance(places)
