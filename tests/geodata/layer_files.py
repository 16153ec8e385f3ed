"""One layer written in every format that is read."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd

FORMATS = ("geojson", "gpkg", "shp", "zip", "fgb", "parquet", "plain.parquet", "native.parquet", "kml", "kmz")
PARQUET: dict[str, dict[str, Any]] = {
    "parquet": {"write_covering_bbox": True, "row_group_size": 50},
    "plain.parquet": {"row_group_size": 50},
    "native.parquet": {"geometry_encoding": "geoarrow"},
}
OPTIONS: dict[str, dict[str, Any]] = {
    "kml": {"driver": "KML", "layer": "towns"},
    "shp": {"encoding": "utf-8"},
    "fgb": {"driver": "FlatGeobuf", "SPATIAL_INDEX": "NO"},
}


def write(layer: gpd.GeoDataFrame, folder: Path, kind: str) -> Path:
    """Write a layer of points or polygons in one format; the last part of `kind` is the ending."""
    path = folder / f"towns.{kind}"
    if kind.endswith("parquet"):
        layer.to_parquet(path, **PARQUET[kind])
    elif kind == "kmz":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.write(write(layer, folder, "kml"), "doc.kml")
    elif kind == "zip":
        write(layer, folder, "shp")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
            for ending in ("shp", "shx", "dbf", "prj", "cpg"):
                parts.write(folder / f"towns.{ending}", f"data/towns.{ending}")
    else:
        (layer.to_crs(4326) if kind in ("kml", "geojson") else layer).to_file(path, **OPTIONS.get(kind, {}))
    return path
