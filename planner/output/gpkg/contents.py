"""What a GeoPackage says of itself: the table `layer_styles`, which QGIS reads when a layer is opened, and what layers and columns hold."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd

from planner.output.layers.columns import described, said_of
from planner.output.layers.site_forms import choices
from planner.output.layers.styles import styles_of

NO_TIME = "1970-01-01T00:00:00.000Z"
"""Stands where GeoPackage and QGIS ask for a time of change: two runs of one question write the same bytes."""
_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_DOMAIN = "evplan_action"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def add_styles(path: Path, layers: Mapping[str, gpd.GeoDataFrame], tables: Sequence[str] = ()) -> None:
    """Put the default style of each layer, further ones of the zones, and what every layer and column holds into the file."""
    connection = sqlite3.connect(path)
    try:
        # the file is not in place yet, and what puts it there waits for the disk
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            connection.execute(_TABLE)
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', 'QGIS styles', ?)",
                (NO_TIME,),
            )
            columns = {name: list(frame.columns.drop(frame.geometry.name)) for name, frame in layers.items()}
            describe(connection, {**columns, **dict.fromkeys(tables, ())})
            for layer, frame in layers.items():
                for number, (name, qml) in enumerate(styles_of(layer, frame).items()):
                    connection.execute(
                        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
                        " VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', ?)",
                        (
                            layer,
                            _geometry_column(connection, layer),
                            name,
                            qml,
                            number == 0,
                            f"evplan: {name}",
                            NO_TIME,
                        ),
                    )
    finally:
        connection.close()


def _geometry_column(connection: sqlite3.Connection, layer: str) -> str:
    row = connection.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)).fetchone()
    return str(row[0])


def describe(connection: sqlite3.Connection, layers: Mapping[str, Sequence[str]]) -> None:
    """Write what the layers and their columns hold into the file, as the GeoPackage standard and GDAL have it."""
    connection.executescript(_SCHEMA)
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        connection.execute(
            "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES (?, NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
            (table,),
        )
    for action, words in choices("action"):
        connection.execute(
            "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) VALUES (?, 'enum', ?, ?)",
            (_DOMAIN, action, words),
        )
    for layer, names in layers.items():
        connection.execute("UPDATE gpkg_contents SET description = ? WHERE table_name = ?", (said_of(layer), layer))
        _describe_columns(connection, layer, names)


def _describe_columns(connection: sqlite3.Connection, layer: str, names: Iterable[str]) -> None:
    for name in names:
        known = described(name)
        if known is not None:
            connection.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, title, description, constraint_name) VALUES (?, ?, ?, ?, ?)",
                (layer, name, *known, _DOMAIN if name == "action" else None),
            )
