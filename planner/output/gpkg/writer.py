"""Layers of a GeoPackage: geometry as it is, nested cells as JSON text beside flat columns."""

import json
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.inventory.live_status import NOW
from planner.demand.occasions import Occasion
from planner.dossier.dossier import Dossier
from planner.output.gpkg.edited import with_edits
from planner.output.gpkg.site_forms import SEEN
from planner.output.gpkg.styles import NO_TIME, add_styles
from planner.output.shared.inventory import inventory_rows, rule_in, why_not
from planner.output.shared.places import zone_titles
from planner.output.shared.result_tables import depots_table
from planner.output.shared.sites_table import NESTED, flat_sites, plug_columns, ranked
from planner.support.files import raise_if_full, utf8_named
from planner.support.frames import LONLAT, plain


def write_gpkg(dossier: Dossier, path: Path) -> None:
    """Write the layers of `layers_of` with their styles, and the table provenance."""
    _write_whole(layers_of(dossier), {"provenance": dossier.stations.provenance}, path)


def write_field_gpkg(dossier: Dossier, path: Path) -> None:
    """Write `field.gpkg`: the sites to check on the spot with their form, for QField or QGIS, and streets to find them by."""
    sites = sites_layer(dossier)
    sites = sites[sites["status"].ne("existing")].reset_index(drop=True)
    seen: dict[Any, Any] = {}
    for one in dossier.edits:
        seen.setdefault(one["site_id"], one.get("seen", {}))
    for at, name in enumerate(SEEN, start=3):
        mine = [seen.get(site, {}).get(name) for site in sites["site_id"]]
        sites.insert(at, name, pd.Series(mine, index=sites.index, dtype=object))
    layers = {"field": sites, "roads": dossier.roads, "boundary": dossier.boundary}
    _write_whole(layers, {}, path)


def _write_whole(layers: dict[str, gpd.GeoDataFrame], tables: dict[str, pd.DataFrame], path: Path) -> None:
    with utf8_named(path) as file:
        try:
            _write(layers, tables, file)
        except (RuntimeError, sqlite3.Error):  # of a full disk GDAL and SQLite may say that there is no such table
            raise_if_full(file)
            raise


def _write(layers: dict[str, gpd.GeoDataFrame], tables: dict[str, pd.DataFrame], file: Path) -> None:
    with _without_clock():
        for name, frame in layers.items():
            _write_layer(frame, file, name)
        for name, table in tables.items():
            _write_table(table, file, name)
    add_styles(file, layers, list(tables))


_SAME_BYTES = {"OGR_CURRENT_DATE": NO_TIME, "OGR_GPKG_ALLOW_THREADED_RTREE": "NO"}
"""GDAL options for reproducible files: no time of writing, and no order of rows by threads."""


@contextmanager
def _without_clock() -> Iterator[None]:
    """Within this block GDAL writes the same bytes for the same layers; its options are the process's own and are put back."""
    from pyogrio import get_gdal_config_option, set_gdal_config_options  # noqa: PLC0415  as below

    before = {name: get_gdal_config_option(name) for name in _SAME_BYTES}
    set_gdal_config_options(_SAME_BYTES)
    try:
        yield
    finally:
        set_gdal_config_options(before)


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


def _write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    out = frame if frame.crs is None else frame.to_crs(LONLAT)
    out = out.set_geometry(out.geometry.force_2d())
    for column in out.columns.drop(out.geometry.name):
        if out[column].dtype == object:
            out[column] = pd.Series([_cell(cell) for cell in out[column]], index=out.index, dtype="object")
    with warnings.catch_warnings():
        # An empty layer has no geometry type to read off; GDAL says so and writes it as we want.
        warnings.filterwarnings("ignore", message=".*(?:geometry_type|Could not determine|empty).*")
        out.to_file(
            path,
            layer=layer,
            driver="GPKG",
            engine="pyogrio",
            geometry_type=_geometry_type(out),
            promote_to_multi=False,
            index=False,
        )


def _write_table(table: pd.DataFrame, path: Path, name: str) -> None:
    """Add a table without geometry."""
    from pyogrio import write_dataframe  # noqa: PLC0415  as geopandas does it

    out = table.copy()
    for column in out.columns:
        if out[column].dtype == object:
            out[column] = pd.Series([_cell(cell) for cell in out[column]], index=out.index, dtype="object")
    write_dataframe(out, path, layer=name, driver="GPKG")


def _cell(value: Any) -> str | None:
    shown = plain(value)
    if shown is None or isinstance(shown, str):
        return shown.replace("\x00", "") if shown else shown
    return json.dumps(shown, ensure_ascii=False)


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = set(frame.geom_type.dropna())
    return kinds.pop() if len(kinds) == 1 else "Unknown"
