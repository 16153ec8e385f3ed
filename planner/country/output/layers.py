"""`country.gpkg` and `country.geojson`: stations, roads, towns and cities of a country as layers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point

from geodata.crs import LONLAT
from planner.country.output.reader_names import names_for_reader
from planner.country.output.tables import frame_of, sharing_rows, station_rows, town_rows
from planner.country.result import Country
from planner.output.gpkg.writer import write_plain_gpkg
from planner.support.files import write_json
from planner.support.frames import plain


def layers_of(country: Country) -> dict[str, gpd.GeoDataFrame]:
    """Layers by name, those with a row."""
    stations, towns, names = station_rows(country), town_rows(country), names_for_reader(country)
    cities = [
        {**row, "lon": one.lon, "lat": one.lat}
        for row, one in zip(sharing_rows(country), country.askers, strict=True)
        if one.lon is not None and one.lat is not None
    ]
    roads = [
        {
            "name": one.name,
            "label": names.road(one.name),
            "km": round(one.km, 2),
            "road_class": one.road_class,
            **{
                f"{season}_{what}": round(value, 4)
                for season, known in one.trips.items()
                for what, value in zip(("trips", "possible_today", "possible"), known, strict=True)
            },
        }
        for one in country.roads
    ]
    lines = [LineString(one.line) for one in country.roads]
    found = {
        "stations": _points(stations),
        "roads": gpd.GeoDataFrame(pd.DataFrame(roads), geometry=lines, crs=LONLAT) if roads else None,
        "towns": _points(towns),
        "cities": _points(cities),
    }
    return {name: frame for name, frame in found.items() if frame is not None}


def _points(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame | None:
    if not rows:
        return None
    frame = frame_of(rows)
    places = [Point(lon, lat) for lon, lat in zip(frame["lon"], frame["lat"], strict=True)]
    return gpd.GeoDataFrame(frame.drop(columns=["lon", "lat"]), geometry=places, crs=LONLAT)


def write_country_gpkg(country: Country, path: Path) -> None:
    """Write the layers."""
    write_plain_gpkg(layers_of(country), path)


def write_country_geojson(country: Country, path: Path) -> None:
    """Write stations, roads, towns and cities as one collection, RFC 7946; `layer` says which a feature is of."""
    features: list[Mapping[str, Any]] = []
    for name, frame in layers_of(country).items():
        columns = [column for column in frame.columns if column != "geometry"]
        for cells, shape in zip(frame[columns].itertuples(index=False, name=None), frame.geometry, strict=True):
            properties = {"layer": name, **{key: plain(cell) for key, cell in zip(columns, cells, strict=True)}}
            place = [[round(x, 6), round(y, 6)] for x, y in shape.coords]
            geometry = {"type": shape.geom_type, "coordinates": place if shape.geom_type == "LineString" else place[0]}
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    write_json(
        path,
        {
            "type": "FeatureCollection",
            "features": features,
            "name": country.name,
            "attribution": list(country.attribution),
        },
    )
