"""The layers of a plan as tables: geometry as it is, nested cells as JSON text beside flat columns."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.crs import LONLAT
from geodata.inventory.live_status import NOW
from planner.demand.occasions import Occasion
from planner.dossier.dossier import Dossier
from planner.output.layers.edited import with_edits
from planner.output.shared.inventory import inventory_rows, rule_in, why_not
from planner.output.shared.places import zone_titles
from planner.output.shared.result_tables import depots_table
from planner.output.shared.sites_table import NESTED, flat_sites, plug_columns, ranked
from planner.support.frames import plain


def layers_of(dossier: Dossier) -> dict[str, gpd.GeoDataFrame]:
    """Tables as they go into the file, by layer name: beside the planning year's zones a layer ``zones_<year>`` for each further year."""
    called = zone_titles(dossier)
    return {
        "sites": sites_layer(dossier),
        "zones": _labelled(dossier.zones, called),
        **{
            f"zones_{year}": _labelled(_zones_in(dossier, year), called)
            for year in sorted({*dossier.demand["year"]} - {dossier.year})
        },
        "districts": dossier.districts,
        "boundary": dossier.boundary,
        "roads": dossier.roads,
        "ground": dossier.ground,
        "stations": _stations(dossier),
        **({"bus_depots": _depots(dossier)} if "depots" in dossier.studies else {}),
    }


def _depots(dossier: Dossier) -> gpd.GeoDataFrame:
    table = depots_table(dossier)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=LONLAT)


def _labelled(zones: gpd.GeoDataFrame, called: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Zones with the name that people read, behind their id."""
    out = zones.copy()
    out.insert(1, "label", pd.Series([called[str(one)] for one in out["zone_id"]], index=out.index, dtype=object))
    return out


def sites_layer(dossier: Dossier) -> gpd.GeoDataFrame:
    """Every site with its nested cells as JSON, and the columns of edits: those that this plan was asked, else empty."""
    sites = flat_sites(dossier)
    order = ranked(dossier)
    for column in NESTED:
        sites[f"{column}_json"] = _as_json(order[column])
    return with_edits(gpd.GeoDataFrame(sites, geometry=list(order.geometry), crs=LONLAT), dossier.edits)


def _zones_in(dossier: Dossier, year: int) -> gpd.GeoDataFrame:
    """Zones with their demand in a further year: in all, by class as ``demand_<family>_<need>`` and by occasion."""
    table = dossier.demand[dossier.demand["year"] == year]
    out = dossier.zones[["zone_id", "district", "geometry"]].copy()
    by_class = table.assign(name="demand_" + table["port_family"] + "_" + table["need"])
    parts = by_class.pivot_table(index="zone_id", columns="name", values="kwh_per_day", aggfunc="sum")
    found = [one for one in Occasion if one in table]
    sums = table.groupby("zone_id")[["kwh_per_day", *found]].sum()
    sums = sums.rename(columns={"kwh_per_day": "demand_kwh"} | {one: f"occasion_{one}" for one in found})
    for name, values in {**parts, **sums}.items():
        out[name] = out["zone_id"].map(values).fillna(0.0).astype("float64")
    return gpd.GeoDataFrame(out)


def _stations(dossier: Dossier) -> gpd.GeoDataFrame:
    """One row a station with its plugs by standard, the full list as JSON, and whether it is supply today or why not."""
    table = dossier.stations.table.copy()
    rows = inventory_rows(dossier.stations, dossier.boundary.geometry.union_all(), rule_in(dossier.configuration))
    reasons = _by_station(rows["station_id"], rows["why"])
    why = [why_not(reasons[str(one)]) for one in table["station_id"]]
    table["supply"] = pd.Series(["yes" if one is None else "no" for one in why], index=table.index, dtype=object)
    table["why_not"] = pd.Series(why, index=table.index, dtype=object)
    plugs = dossier.stations.connectors
    by_station = _by_station(plugs["station_id"], plugs.drop(columns="station_id").to_dict("records"))
    listed = [by_station.get(str(one), []) for one in table["station_id"]]
    for name, counts in plug_columns([_counts(rows) for rows in listed], "plugs").items():
        table[name] = counts
    faulty = [sum(int(row["count"]) for row in rows if row["status"] == NOW) for rows in listed]
    table["out_of_order_now"] = pd.Series(faulty, index=table.index, dtype="int64")
    table["connectors_json"] = _as_json(listed)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=dossier.stations.table.crs)


def _by_station(station: Iterable[Any], cells: Iterable[Any]) -> dict[str, list[Any]]:
    """Cells of the rows of each station; one pass, for a country has 100,000 and more."""
    out: dict[str, list[Any]] = {}
    for name, cell in zip(station, cells, strict=True):
        out.setdefault(str(name), []).append(cell)
    return out


def _counts(rows: list[dict[Any, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[str(row["connector"])] = counts.get(str(row["connector"]), 0) + int(row["count"])
    return counts


def _as_json(cells: Iterable[Any]) -> list[str]:
    return [json.dumps(plain(cell), ensure_ascii=False) for cell in cells]


def cell_text(value: Any) -> str | None:
    """Cell of a column of texts: nested ones as JSON, without the sign that ends a text in other programs."""
    shown = plain(value)
    if shown is None or isinstance(shown, str):
        return shown.replace("\x00", "") if shown else shown
    return json.dumps(shown, ensure_ascii=False)
