"""`baseline.csv` and `stations.csv`: what today's network serves, and the merged inventory row by row."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.crs import LONLAT
from geodata.inventory.supply import SUPPLY
from planner.output.shared.inventory import WHY
from planner.output.shared.words import share_of

ALL = "all"
_ASKED = ("demand_kwh", "served_kwh", "unserved_kwh", "share_served", "any_wait_kwh")
_STANDS = ("stations", "guns", "power_kw", "capacity_kwh")
_RATIOS = (
    "vehicles",
    "bev",
    "phev",
    "kw_per_bev",
    "kw_per_vehicle",
    "vehicles_per_point",
    "vehicles_per_station",
    "afir_kw",
)
BASELINE_COLUMNS = ("district", "family", *_ASKED, *_STANDS, *_RATIOS)
"""Energy in kWh on the design day; vehicles are known for the whole city, so only rows of the district `all` tell them."""

STATION_COLUMNS = (
    "station_id",
    "name",
    "operator",
    "address",
    "district",
    "lon",
    "lat",
    "access",
    "connection",
    "connector",
    "plug",
    "serves",
    "count",
    "power_kw",
    "power_guessed",
    "status",
    "status_at",
    "reserved_for",
    "accessible",
    "supply",
    "why_not",
    "source",
    "source_id",
    "updated",
    "merged_ids",
)


def baseline_table(baseline: Mapping[str, Any] | None) -> pd.DataFrame:
    """District by family, then the block of the district ``all``, whose last row is that of all families."""
    rows = (
        []
        if baseline is None
        else [*baseline["districts"], *({"district": ALL, **one} for one in baseline["families"])]
    )
    return pd.DataFrame([_row(row) for row in rows], columns=list(BASELINE_COLUMNS))


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    asked, served = row["demand_kwh"], row["served_kwh"]
    return {**row, "unserved_kwh": max(0.0, asked - served), "share_served": share_of(served, asked)}


def stations_table(rows: pd.DataFrame, table: gpd.GeoDataFrame, districts: Mapping[str, str | None]) -> pd.DataFrame:
    """The inventory, one row for each station and kind of plug.

    Parameters
    ----------
    rows : DataFrame
        As `planner.output.shared.inventory.inventory_rows` gives them.
    table : GeoDataFrame
        The stations.
    districts : mapping
        District by station_id.
    """
    points = table.to_crs(LONLAT).geometry if len(table) else table.geometry
    at = dict(zip(table["station_id"], points, strict=True))
    usable = (rows["why"] == SUPPLY) & (rows["count"] > 0)
    out = rows.assign(
        district=rows["station_id"].map(districts),
        lon=[round(at[one].x, 6) for one in rows["station_id"]],
        lat=[round(at[one].y, 6) for one in rows["station_id"]],
        plug=rows["label"],
        supply=usable.map({True: "yes", False: "no"}),
        why_not=["" if good else WHY.get(why, why) for good, why in zip(usable, rows["why"], strict=True)],
    )
    return out[list(STATION_COLUMNS)]
