"""What is asked of a database: the wanted columns of a table within bounds, page by page, and its coordinate system."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from psycopg import Connection, sql

from geodata.address import DatabaseTable
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.placing import Bounds
from geodata.postgis.relation import Relation
from geodata.speech import _

MOST_ROWS = 2_000_000
MOST_BYTES = 500_000_000
"""Of texts and shapes of all rows."""
_PAGE = 1000
DEGREES = 4326
FEWER = _.term("ask for fewer rows or columns: …|query=SELECT … WHERE …")


def row_count(connection: Connection[Any], relation: Relation) -> int:
    """Rows of a table altogether."""
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(relation.source)).fetchone()
    return 0 if row is None else int(row[0])


def fetched(
    connection: Connection[Any],
    relation: Relation,
    names: Sequence[str],
    where: sql.Composable | None,
    address: DatabaseTable,
) -> Iterator[tuple[Any, ...]]:
    """Rows of the named columns, then the shape, by a cursor of the server; refused once they are more than is read at once.

    Under a condition, which needs a key, the number of each row among all of the table comes last.
    """
    wanted = [*names, *([relation.geometry] if relation.geometry is not None else [])]
    columns = sql.SQL(", ").join(_asked(one) for one in wanted)
    query = sql.SQL("SELECT {} FROM {}").format(columns, relation.source)
    if where is not None:
        keys = sql.SQL(", ").join(_asked(one) for one in relation.key)
        order = sql.SQL(", ").join(
            sql.SQL('{} COLLATE "C"').format(_asked(one)) if one in relation.texts else _asked(one)
            for one in relation.key
        )
        numbered = sql.SQL("(SELECT {}, row_number() OVER (ORDER BY {}) AS evplan_number FROM {}) AS numbered")
        query = sql.SQL("SELECT {}, numbered.evplan_number FROM {} JOIN {} USING ({}) WHERE {}").format(
            columns,
            relation.source,
            numbered.format(keys, order, relation.source),
            sql.SQL(", ").join(map(sql.Identifier, relation.key)),
            where,
        )
    rows = size = 0
    with connection.cursor(name="evplan") as cursor:
        cursor.itersize = _PAGE
        for row in cursor.execute(query):
            rows += 1
            size += sum(len(one) if isinstance(one, str | bytes) else 8 for one in row)
            if rows > MOST_ROWS:
                raise InputError(address, f"more than {MOST_ROWS:,} rows".replace(",", " "), FEWER)
            if size > MOST_BYTES:
                raise InputError(address, f"rows of more than {MOST_BYTES:,} bytes".replace(",", " "), FEWER)
            yield row


def _asked(column: str) -> sql.Composed:
    return sql.SQL("asked.{}").format(sql.Identifier(column))


@dataclass(frozen=True)
class System:
    """Coordinate system of a column of geometry, the schema in which PostGIS lives, and whether the column holds no shape at all."""

    srid: int
    crs: Any
    extension: str
    is_empty: bool = False

    @classmethod
    def of(cls, connection: Connection[Any], relation: Relation, address: DatabaseTable) -> "System | None":
        """Read it off the first shape; None where there is no geometry."""
        if relation.geometry is None:
            return None
        home = connection.execute(
            "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
        ).fetchone()
        extension = "public" if home is None else str(home[0])
        column = _asked(relation.geometry)
        first = connection.execute(
            sql.SQL("SELECT {}({}::{}) FROM {} WHERE {} IS NOT NULL LIMIT 1").format(
                sql.Identifier(extension, "st_srid"),
                column,
                sql.Identifier(extension, "geometry"),
                relation.source,
                column,
            )
        ).fetchone()
        if first is None:
            return cls(DEGREES, LONLAT, extension, is_empty=True)
        srid = int(first[0])
        if srid == 0:
            advice = _(
                "give it the one that its points are in: SELECT UpdateGeometrySRID('schema', 'table', 'column', 4326)"
            )
            raise InputError(
                address, _("no coordinate system (SRID 0) in column {geometry!r}", geometry=relation.geometry), advice
            )
        return cls(srid, _crs(connection, srid, extension, address), extension)

    def within(self, relation: Relation, boxes: Sequence[Bounds]) -> sql.Composable:
        """Condition by which the server leaves out what meets none of the bounds in degrees, through the index of the column.

        Only degrees can have their axes in the wrong order: in any other system the first of the bounds is the only one.
        """
        column = _asked(relation.geometry or "")
        met = sql.SQL("{} OPERATOR({}.&&) {}")
        here = boxes if self.srid == DEGREES else boxes[:1]
        found = (met.format(column, sql.Identifier(self.extension), self._box(relation, one)) for one in here)
        return sql.SQL("({})").format(sql.SQL(" OR ").join(found))

    def _box(self, relation: Relation, bounds: Bounds) -> sql.Composable:
        call = {
            one: sql.Identifier(self.extension, one) for one in ("st_makeenvelope", "st_segmentize", "st_transform")
        }
        corners = sql.SQL(", ").join(map(sql.Literal, bounds))
        box = sql.SQL("{}({}, {})").format(call["st_makeenvelope"], corners, sql.Literal(DEGREES))
        if self.srid != DEGREES:  # straight sides in degrees are bent on other maps
            step = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) / 16 or 1.0
            bent = sql.SQL("{}({}, {})").format(call["st_segmentize"], box, sql.Literal(step))
            box = sql.SQL("{}({}, {})").format(call["st_transform"], bent, sql.Literal(self.srid))
        return sql.SQL("{}::{}").format(box, sql.Identifier(self.extension, "geography")) if relation.geography else box

    def shapes(self, raw: Sequence[Any], address: DatabaseTable) -> gpd.GeoSeries:
        """Shapes of what the server wrote in hexadecimal."""
        import shapely  # noqa: PLC0415

        try:
            shapes = np.asarray(shapely.from_wkb([one or None for one in raw]), dtype=object)
        except (shapely.errors.ShapelyError, TypeError) as error:
            advice = _("expected points, lines and polygons; ST_CurveToLine straightens curves")
            raise InputError(
                address, _("a geometry that cannot be read ({error})", error=str(error)[:80]), advice
            ) from None
        known = shapely.get_srid(shapes[shapes != None])  # noqa: E711  (an array)
        others = sorted({*known.tolist()} - {self.srid})
        if others:
            found = _("several coordinate systems (SRID {srid} and {others})", srid=self.srid, others=others[0])
            raise InputError(address, found, _("bring them into one with ST_Transform"))
        return gpd.GeoSeries(list(shapes), crs=self.crs)


def _crs(connection: Connection[Any], srid: int, extension: str, address: DatabaseTable) -> Any:
    from pyproj import CRS  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    table = sql.Identifier(extension, "spatial_ref_sys")
    row = connection.execute(
        sql.SQL("SELECT auth_name, auth_srid, srtext FROM {} WHERE srid = %s").format(table), (srid,)
    ).fetchone()
    try:
        if row is None or (row[0] or "").upper() == "EPSG":
            return CRS.from_epsg(srid if row is None else int(row[1] or srid))
        return CRS.from_wkt(row[2] or "")
    except CRSError:
        raise InputError(
            address, _("an unknown coordinate system (SRID {srid})", srid=srid), _("transform it to SRID 4326")
        ) from None
