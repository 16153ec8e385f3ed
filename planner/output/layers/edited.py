"""The columns of edits in the layer of sites: empty to be filled in, and what the plan was asked by the last ones."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from geodata.numerals import parse_number
from planner.output.shared.edits import became

LEFT_OUT = "left out"
"""Status of an edited site where nothing stands and nothing is built."""

AGAIN = "another edit"
"""Status of the second row of a site that came with several."""


def with_edits(sites: gpd.GeoDataFrame, edits: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return the sites with the columns of edits, first those that are filled in; edited sites without anything follow as rows of their own.

    So the file asks the next plan for the same: an edit is taken back by emptying its cells.
    """
    asked = list(edits)
    there = {str(name) for name in sites["site_id"]}
    by_site: dict[str, Mapping[str, Any]] = {}
    beside = []
    for one in asked:
        name = str(one["site_id"])
        if name in there and name not in by_site:
            by_site[name] = one
        else:
            beside.append(one)
    mine = [by_site.get(str(name), {}) for name in sites["site_id"]]
    rows = [
        {
            **{name: one[name] for name in ("site_id", "name", "lon", "lat")},
            "status": AGAIN if str(one["site_id"]) in there else LEFT_OUT,
        }
        for one in beside
    ]
    out = sites
    if rows:
        points = [None if one["lon"] is None else Point(one["lon"], one["lat"]) for one in beside]
        more = pd.DataFrame([{**row, "geometry": point} for row, point in zip(rows, points, strict=True)])
        kinds = sites.dtypes.drop("geometry").to_dict()
        both = pd.concat([pd.DataFrame(one).astype(object) for one in (sites, more)], ignore_index=True)
        out = gpd.GeoDataFrame(both, geometry="geometry", crs=sites.crs).astype(
            {name: "Int64" if str(kind).startswith("int") else kind for name, kind in kinds.items()}
        )
        mine += beside
    columns = {
        "action": _texts(one.get("action") for one in mine),
        "new_bays": pd.array([_whole(one.get("new_bays")) for one in mine], dtype="Int64"),
        "new_kw": pd.Series([parse_number(one.get("new_kw")) for one in mine], dtype="float64"),
        "new_chargers": _texts(one.get("new_chargers") for one in mine),
        "note": _texts(one.get("note") for one in mine),
        "edit_result": _texts(_result(one) for one in mine),
    }
    for at, (name, cells) in enumerate(columns.items(), start=1):
        out.insert(at, name, cells)
    return out


def _texts(cells: Iterable[Any]) -> "pd.Series[Any]":
    return pd.Series([None if cell is None else str(cell) for cell in cells], dtype=object)


def _whole(text: str | None) -> int | None:
    value = parse_number(text)
    return int(value) if value is not None and value == int(value) else None


def _result(one: Mapping[str, Any]) -> str | None:
    return "; ".join(became(each) for each in one.get("changes", ())) or None
