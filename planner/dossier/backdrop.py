"""What stands behind a plan on its map, as `plan.json` keeps it: shapes as short text, names with their places."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd

from geodata.backdrop import SHAPES
from geodata.whereabouts import translations
from planner.support.polylines import written

DIGITS = {"building": 6}
"""Of decimal degrees, a tenth of a metre; of the other shapes `COARSE`, a metre."""
COARSE = 5


def plain_backdrop(frame: gpd.GeoDataFrame, named: gpd.GeoDataFrame, streets: Iterable[object]) -> dict[str, Any]:
    """Give ``{"shapes": [{"kind", "digits", "code"}], "places": [{"kind", "name", "weight", "at"}], "names": {name: {language: name}}}``.

    Parameters
    ----------
    frame : GeoDataFrame
        `City.backdrop` in longitude and latitude.
    named : GeoDataFrame
        `City.named`, which knows names in other languages.
    streets : iterable
        Names of the streets that are drawn beside them.
    """
    told_apart = (frame["name"].fillna("") != "").to_numpy(dtype=bool)
    shapes, told = frame[~told_apart], frame[told_apart]
    codes = [
        {"kind": kind, "digits": DIGITS.get(kind, COARSE), "code": written(found.to_list(), DIGITS.get(kind, COARSE))}
        for kind in SHAPES
        if len(found := shapes.geometry[shapes["kind"] == kind])
    ]
    places = [
        {"kind": kind, "name": name, "weight": round(float(weight)), "at": [round(point.x, 5), round(point.y, 5)]}
        for kind, name, weight, point in zip(told["kind"], told["name"], told["weight"], told.geometry, strict=True)
    ]
    asked = {one for one in (*told["name"], *streets) if isinstance(one, str)}
    return {"shapes": codes, "places": places, "names": translations(named, asked)}
