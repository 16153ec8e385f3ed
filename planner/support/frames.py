"""Serialisation of tables to plain JSON and back, cell for cell, so that a finished plan is one readable file."""

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from geodata.crs import LONLAT


def frame_to_plain(frame: pd.DataFrame) -> dict[str, Any]:
    """Turn a table into ``{"columns": {name: [cells]}, "kinds": {name: dtype}}``, with ``"geometry"`` where it has one.

    Geometry is GeoJSON in EPSG:4326; an empty cell is null.
    """
    spatial = isinstance(frame, gpd.GeoDataFrame)
    names = [name for name in frame.columns if not (spatial and name == frame.geometry.name)]
    out: dict[str, Any] = {
        "columns": {name: [plain(cell) for cell in frame[name]] for name in names},
        "kinds": {name: str(frame[name].dtype) for name in names},
    }
    if isinstance(frame, gpd.GeoDataFrame):
        lonlat = frame if frame.crs is None else frame.to_crs(LONLAT)
        out["geometry"] = [None if one is None else mapping(one) for one in lonlat.geometry]
    return out


def frame_from_plain(data: Mapping[str, Any]) -> Any:
    """Undo `frame_to_plain`: a DataFrame, or a GeoDataFrame where there is geometry.

    Raises
    ------
    KeyError, TypeError, ValueError
        `data` is not what `frame_to_plain` gives; the reader of the file says so in words.
    """
    geometry = data.get("geometry")
    rows = len(geometry) if geometry is not None else max((len(cells) for cells in data["columns"].values()), default=0)
    columns = {name: _series(cells, data["kinds"][name]) for name, cells in data["columns"].items()}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(rows))
    if geometry is None:
        return frame
    try:
        shapes = np.array([None if one is None else shape(one) for one in geometry], dtype=object)
    except ShapelyError as error:
        raise ValueError(error) from None
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=LONLAT)


def _series(cells: list[Any], kind: str) -> "pd.Series[Any]":
    if kind.startswith("float"):
        return pd.Series([math.nan if cell is None else cell for cell in cells], dtype=kind)
    return pd.Series(cells, dtype=kind)


def plain(value: Any) -> Any:
    """Return a cell as JSON knows it: numpy numbers unwrapped, NaN, NaT and NA as None, containers throughout."""
    kind = type(value)  # of nearly all cells
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float:
        return None if math.isnan(value) else value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | np.ndarray):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)
