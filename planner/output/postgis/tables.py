"""What a plan is in a database: its tables, their keys, and shapes as the columns of geometry take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crs import LONLAT
from planner.dossier.dossier import Dossier
from planner.output.layers.layers import cell_text, layers_of
from planner.support.frames import plain

Shape = Literal["Point", "MultiLineString", "MultiPolygon"]
Type = Literal["bigint", "double precision", "boolean", "text"]

SHAPES: dict[str, Shape] = {
    "sites": "Point",
    "zones": "MultiPolygon",
    "zones_further": "MultiPolygon",
    "districts": "MultiPolygon",
    "boundary": "MultiPolygon",
    "roads": "MultiLineString",
    "ground": "MultiPolygon",
    "stations": "Point",
    "bus_depots": "Point",
}
"""Layers, and what their shapes are."""
KEYS: dict[str, tuple[str, ...]] = {
    "zones": ("zone_id",),
    "zones_further": ("zone_id", "year"),
    "districts": ("district",),
    "stations": ("station_id",),
    "demand": ("zone_id", "port_family", "need", "year"),
}
"""Columns that no two rows of a run have alike."""
RUNS = "runs"
TABLES = (*SHAPES, "demand", "provenance")
"""All tables beside that of the runs; a table stands after those that it refers to."""
GEOMETRY = "geom"
NEWEST = "newest_"
"""Begins the name of the view that shows the rows of the newest run."""


@dataclass(frozen=True)
class Table:
    """A table with the rows of one run.

    Parameters
    ----------
    name : str
        Of `TABLES`.
    columns : mapping
        Type by name, in order, without geometry.
    rows : list of tuple
        Cells as `columns` has them, then the shape in hexadecimal EWKB where the table has one.
    frame : DataFrame
        The same as the layer has it.
    """

    name: str
    columns: dict[str, Type]
    rows: list[tuple[Any, ...]]
    frame: pd.DataFrame


def tables_of(dossier: Dossier) -> Iterator[Table]:
    """Tables of a plan, those without rows too; of depots only where they were planned."""
    frames: dict[str, pd.DataFrame] = {"demand": dossier.demand, "provenance": dossier.stations.provenance}
    further: list[pd.DataFrame] = []
    for layer, frame in layers_of(dossier).items():
        if layer.startswith("zones_"):
            further.append(frame.assign(year=int(layer.removeprefix("zones_"))))
        else:
            frames[layer] = frame
    bare = dossier.zones[["zone_id", "district", "geometry"]].iloc[:0].assign(year=pd.Series([], dtype="int64"))
    frames["zones_further"] = gpd.GeoDataFrame(pd.concat(further, ignore_index=True) if further else bare, crs=LONLAT)
    for name in TABLES:
        if name in frames:
            yield _table(name, frames[name])


def _table(name: str, frame: pd.DataFrame) -> Table:
    shapes = _written(frame, SHAPES[name]) if isinstance(frame, gpd.GeoDataFrame) else None
    cells = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if isinstance(frame, gpd.GeoDataFrame) else frame
    columns = {str(column): _type(cells[column]) for column in cells}
    values = [[_value(cell, columns[str(column)]) for cell in cells[column]] for column in cells]
    rows = list(zip(*values, *([] if shapes is None else [shapes]), strict=True))
    return Table(name, columns, rows, frame)


def _type(column: "pd.Series[Any]") -> Type:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "bigint"
    return "double precision" if pd.api.types.is_float_dtype(column) else "text"


def _value(cell: Any, kind: Type) -> Any:
    if kind != "text":
        return plain(cell)
    text = cell_text(cell)
    return (
        None if text is None else text.encode("utf-8", "replace").decode("utf-8")
    )  # half a character becomes a question mark


def _written(frame: gpd.GeoDataFrame, shape: Shape) -> list[str | None]:
    """Shapes in degrees, each of the one kind that its column takes."""
    placed = frame if frame.crs is None else frame.to_crs(LONLAT)
    found = [_promoted(one, shape) for one in placed.geometry.force_2d()]
    return [
        None if one is None else shapely.to_wkb(shapely.set_srid(one, 4326), hex=True, include_srid=True)
        for one in found
    ]


def _promoted(shape: Any, kind: Shape) -> Any:
    """A shape as a column of its kind takes it: single ones as collections of one, of a mixed collection the parts of the kind."""
    if shape is None or shape.geom_type == kind:
        return shape
    if kind == "Point":
        return shape.representative_point() if not shape.is_empty else None
    single = kind.removeprefix("Multi")
    parts = [one for one in _flat(shape) if one.geom_type == single]
    return shapely.MultiPolygon(parts) if kind == "MultiPolygon" else shapely.MultiLineString(parts)


def _flat(shape: Any) -> list[Any]:
    return [part for one in shapely.get_parts([shape]) for part in shapely.get_parts(one)]
