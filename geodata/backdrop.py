"""The table of what a map draws behind a plan: shapes without a name, and names at a point."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd

COLUMNS = ("kind", "name", "weight")
"""`kind` (of `SHAPES`, or a kind of place), `name` as the country writes it, `weight`: what is larger is named first."""
SHAPES = ("building", "rail", "tram", "river", "canal", "stream")
"""Kinds that are drawn where they have no name; all that has a name is a point."""
LONGEST_NAME = 120

Row = tuple[str, str, float, Any]
"""`COLUMNS` and the shape."""


def backdrop_frame(rows: Iterable[Row], crs: Any) -> gpd.GeoDataFrame:
    """Put rows in the form of `City.backdrop`."""
    kinds, names, weights, shapes = zip(*listed, strict=True) if (listed := list(rows)) else ((),) * 4
    columns = {
        "kind": pd.Series(list(kinds), dtype=object),
        "name": pd.Series([name[:LONGEST_NAME] for name in names], dtype=object),
        "weight": pd.Series(list(weights), dtype="float64"),
    }
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def no_backdrop(crs: Any = None) -> gpd.GeoDataFrame:
    """Make the table with no rows."""
    return backdrop_frame([], crs)
