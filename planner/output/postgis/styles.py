"""Styles in the table `layer_styles`, where QGIS looks for them when it opens a layer of a database."""

import logging
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege, InvalidSchemaName, UndefinedColumn

from planner.output.layers.styles import styles_of
from planner.output.postgis.tables import GEOMETRY, NEWEST, Table

logger = logging.getLogger(__name__)

_SAID = "evplan: "
"""Begins the description of a style of ours."""
_HERE = "public.layer_styles"
_MAKE = f"""
CREATE TABLE IF NOT EXISTS {_HERE} (id SERIAL PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, f_table_name varchar,
  f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault boolean, description text,
  owner varchar(63) DEFAULT CURRENT_USER, ui xml, update_time timestamp DEFAULT CURRENT_TIMESTAMP, type varchar)
"""
"""As QGIS makes it."""
_PUT = f"""
INSERT INTO {_HERE} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, useasdefault, description)
SELECT current_database(), %(schema)s::text, %(table)s::text, %(column)s::text, %(name)s::text, XMLPARSE(DOCUMENT %(qml)s::text),
  %(first)s::boolean AND NOT EXISTS (SELECT 1 FROM {_HERE} WHERE f_table_catalog = current_database() AND f_table_schema = %(schema)s::text
    AND f_table_name = %(table)s::text AND f_geometry_column = %(column)s::text AND useasdefault), %(said)s::text
"""  # noqa: S608  (a name of ours)


def put_styles(connection: Connection[Any], schema: str, tables: Iterable[Table]) -> None:
    """Put the styles of all layers and their views there; styles of the user's own, and his default, stay.

    Where the user may not write that table the layers come without styles, and that is said.
    """
    try:
        with connection.transaction():
            connection.execute(_MAKE)
            for table in tables:
                if isinstance(table.frame, gpd.GeoDataFrame):
                    for name in (table.name, NEWEST + table.name):
                        _put(connection, schema, name, table)
    except (
        InsufficientPrivilege,
        UndefinedColumn,
        InvalidSchemaName,
    ) as error:
        logger.warning(
            "the layers come without styles: %s cannot be written (%s)", _HERE, error.diag.message_primary or "refused"
        )


def _put(connection: Connection[Any], schema: str, name: str, table: Table) -> None:
    connection.execute(
        f"DELETE FROM {_HERE} WHERE f_table_catalog = current_database() AND f_table_schema = %s AND f_table_name = %s AND description LIKE %s",  # noqa: S608  (a name of ours)
        (schema, name, f"{_SAID}%"),
    )
    frame = table.frame
    assert isinstance(frame, gpd.GeoDataFrame)
    layer = "zones" if table.name == "zones_further" else table.name
    for number, (style, qml) in enumerate(
        styles_of(layer, frame).items() if layer != "zones" or "demand_kwh" in frame else ()
    ):
        told = {"schema": schema, "table": name, "column": GEOMETRY, "name": style, "qml": qml}
        connection.execute(_PUT, {**told, "first": number == 0, "said": _SAID + style})
