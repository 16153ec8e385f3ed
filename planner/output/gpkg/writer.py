"""Layers of a GeoPackage as GDAL writes them, the same bytes for the same plan."""

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.crs import LONLAT
from planner.dossier.dossier import Dossier
from planner.output.gpkg.contents import NO_TIME, add_styles
from planner.output.layers.layers import cell_text, layers_of, sites_layer
from planner.output.layers.site_forms import SEEN
from planner.support.files import raise_if_full, utf8_named


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


def write_plain_gpkg(layers: dict[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write layers without styles or forms, the same bytes for the same layers."""
    with utf8_named(path) as file, _gdal_options():
        try:
            for name, frame in layers.items():
                _write_layer(frame, file, name)
        except (RuntimeError, sqlite3.Error):
            raise_if_full(file)
            raise


def _write_whole(layers: dict[str, gpd.GeoDataFrame], tables: dict[str, pd.DataFrame], path: Path) -> None:
    with utf8_named(path) as file:
        try:
            _write(layers, tables, file)
        except (RuntimeError, sqlite3.Error):  # of a full disk GDAL and SQLite may say that there is no such table
            raise_if_full(file)
            raise


def _write(layers: dict[str, gpd.GeoDataFrame], tables: dict[str, pd.DataFrame], file: Path) -> None:
    with _gdal_options():
        for name, frame in layers.items():
            _write_layer(frame, file, name)
        for name, table in tables.items():
            _write_table(table, file, name)
    add_styles(file, layers, list(tables))


_OPTIONS = {
    "OGR_CURRENT_DATE": NO_TIME,
    "OGR_GPKG_ALLOW_THREADED_RTREE": "NO",
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
}
"""GDAL options for reproducible files: no time of writing, and no order of rows by threads. And nothing waits for the disk at each layer: `planner.support.staging` does once, for the whole file."""


@contextmanager
def _gdal_options() -> Iterator[None]:
    """Within this block GDAL writes by `_OPTIONS`; they are the process's own and are put back."""
    from pyogrio import get_gdal_config_option, set_gdal_config_options  # noqa: PLC0415  as below

    before = {name: get_gdal_config_option(name) for name in _OPTIONS}
    set_gdal_config_options(_OPTIONS)
    try:
        yield
    finally:
        set_gdal_config_options(before)


def _write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    out = frame if frame.crs is None else frame.to_crs(LONLAT)
    out = out.set_geometry(out.geometry.force_2d())
    for column in out.columns.drop(out.geometry.name):
        if out[column].dtype == object:
            out[column] = pd.Series([cell_text(cell) for cell in out[column]], index=out.index, dtype="object")
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
            out[column] = pd.Series([cell_text(cell) for cell in out[column]], index=out.index, dtype="object")
    write_dataframe(out, path, layer=name, driver="GPKG")


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = set(frame.geom_type.dropna())
    return kinds.pop() if len(kinds) == 1 else "Unknown"
