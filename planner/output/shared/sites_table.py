"""Sites as a flat table: one cell a value, for spreadsheets and GIS."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.connectors import PLUG_FAMILIES, PortFamily
from planner.dossier.dossier import Dossier
from planner.dossier.site_table import SITE_COLUMNS, WHOLE
from planner.output.shared.columns import slug
from planner.output.shared.places import titles
from planner.support.frames import plain
from planner.support.speech import told

NESTED = ("connectors", "existing_connectors", "chargers", "served_kwh_per_day")
_FIRST = ("site_id", "name", "label", "status", "rank", "build_year", "district", "kind", "operator", "land_status")
FLAT = (*_FIRST, *(name for name in SITE_COLUMNS if name not in (*_FIRST, *NESTED)))
"""Columns with one value a cell, in the order in which people look for them."""
LABELLED = (*SITE_COLUMNS[:2], "label", *SITE_COLUMNS[2:])
"""Columns of `ranked`: those of a plan's sites, with the name that people read beside the name on the ground."""
SENTENCES = ("reason", "why")
"""Columns that hold sentences for people, and no codes."""


def ranked(dossier: Dossier) -> gpd.GeoDataFrame:
    """Sites with their `label` in reading order, sentences as the reader of the moment reads them: proposed and upgraded by rank, then the standing ones by id."""
    called = titles(dossier)
    sites = dossier.sites.assign(label=_cells(dossier.sites["site_id"], lambda site: called[str(site)]))
    for name in SENTENCES:
        if name in sites:
            sites[name] = _cells(sites[name], lambda said: told(said) if isinstance(said, str) else said)
    keys = pd.DataFrame(
        {
            "standing": sites["status"].eq("existing"),
            "rank": pd.to_numeric(sites["rank"], errors="coerce").fillna(math.inf),
            "site_id": sites["site_id"],
        }
    )
    return gpd.GeoDataFrame(sites.loc[keys.sort_values(["standing", "rank", "site_id"]).index])


def _cells(cells: "pd.Series[Any]", told_as: Callable[[Any], Any]) -> "pd.Series[Any]":
    return pd.Series([told_as(cell) for cell in cells], index=cells.index, dtype=object)


def flat_sites(dossier: Dossier) -> pd.DataFrame:
    """One row a site with plain cells.

    Columns: those of a feature in `plan.geojson`, then ``lon``, ``lat``, ``chargers`` in words, ``plugs_<connector>`` and
    ``existing_plugs_<connector>`` by OCPI name in lower case, ``served_<family>_kwh_per_day`` and ``served_kwh_per_day``.
    """
    sites = ranked(dossier)
    kept = {name: sites[name].reset_index(drop=True) for name in FLAT if name in sites}
    out = pd.DataFrame(kept, columns=list(FLAT), index=pd.RangeIndex(len(sites)))
    for name in (*WHOLE, "build_year"):
        out[name] = pd.to_numeric(out[name], errors="coerce").astype("Int64")
    out.insert(7, "lon", [round(point.x, 6) for point in sites.geometry])
    out.insert(8, "lat", [round(point.y, 6) for point in sites.geometry])
    out["chargers"] = [chargers_text(cell) for cell in sites["chargers"]]
    for prefix, column in (("plugs", "connectors"), ("existing_plugs", "existing_connectors")):
        for name, counts in plug_columns(sites[column], prefix).items():
            out[name] = counts
    at_pads = any(_served(cell, PortFamily.WIRELESS) > 0 for cell in sites["served_kwh_per_day"])
    for family in PortFamily if at_pads else PLUG_FAMILIES:
        out[f"served_{family.value}_kwh_per_day"] = [
            _served(cell, family.value) for cell in sites["served_kwh_per_day"]
        ]
    out["served_kwh_per_day"] = [_served(cell, "total") for cell in sites["served_kwh_per_day"]]
    return out


def mapping_in(cell: Any) -> dict[str, Any]:
    """Return the object in a cell, empty where there is none: a table with gaps holds NaN for it."""
    return dict(cell) if isinstance(cell, Mapping) else {}


def chargers_text(chargers: Any) -> str:
    """Turn the list of chargers into ``"2 × dc_dual_120; 1 × ac_t2_22"``, work on standing guns told in its words."""
    return "; ".join(
        f"{plain(one['count'])} × {told(one.get('words') or one['type'])}"
        for one in (chargers if isinstance(chargers, list | tuple) else ())
    )


def plug_columns(cells: Iterable[Any], prefix: str) -> dict[str, list[int]]:
    """Count plugs by standard, one column each, named ``<prefix>_gbt_dc``; names from data are cut down to letters and digits."""
    rows = [mapping_in(cell) for cell in cells]
    columns: dict[str, list[int]] = {}
    for name in sorted({name for row in rows for name in row}):
        counts = columns.setdefault(f"{prefix}_{slug(name)}", [0] * len(rows))
        for at, row in enumerate(rows):
            counts[at] += int(row.get(name, 0))
    return columns


def _served(cell: Any, key: str) -> float:
    return round(float(mapping_in(cell).get(key, 0.0)), 3)
