"""Names of a city's stations, candidate sites and zones before there is a plan, as a check shows them."""

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import shapely

from geodata.city import City
from geodata.crs import LONLAT
from geodata.whereabouts import Gazetteer
from planner.output.shared.naming import Speech, Subject
from planner.output.shared.places import distinct
from planner.support.frames import plain


def station_titles(city: City, language: str | None = None) -> dict[str, str]:
    """Name every station of the inventory, no two alike; by `station_id`."""
    table = city.stations.table
    frame = table.assign(kind="station", district=None).rename(columns={"station_id": "id"})
    return _titles(city, gpd.GeoDataFrame(frame), language)


def candidate_titles(city: City, language: str | None = None) -> dict[str, str]:
    """Name every candidate site, no two alike; by `site_id`."""
    frame = city.sites.assign(address=None).rename(columns={"site_id": "id"})
    return _titles(city, gpd.GeoDataFrame(frame), language)


def zone_title(city: City, zone_id: str, language: str | None = None) -> str:
    """Name one zone of a city; empty where there is none of this id."""
    mine = city.zones[city.zones["zone_id"] == zone_id]
    if mine.empty:
        return ""
    shape = mine.geometry.iloc[0]
    book, middle = _book(city), shapely.get_coordinates(shape.centroid)
    parts = book.zones(middle, float(np.sqrt(city.zones.geometry.area.median() / np.pi)))  # as of a plan's zones
    lonlat = _lonlat(gpd.GeoSeries([shape.centroid], crs=city.crs))[0]
    subject = Subject("zone", parts[0], None, plain(mine["district"].iloc[0]), None, lonlat)
    return distinct({zone_id: subject}, Speech(language, city.name, book.translations(parts)))[zone_id]


def _titles(city: City, frame: gpd.GeoDataFrame, language: str | None) -> dict[str, str]:
    if frame.empty:
        return {}
    book = _book(city)
    parts = book.sites(shapely.get_coordinates(frame.geometry.to_numpy()))
    columns: Iterable[list[object]] = (
        [plain(cell) for cell in frame[one]] for one in ("id", "kind", "name", "district", "address")
    )
    rows = zip(*columns, parts, _lonlat(frame.geometry), strict=True)
    subjects: Mapping[str, Subject] = {
        str(one): Subject(str(kind), part, _text(name), _text(district), _text(address), at)
        for one, kind, name, district, address, part, at in rows
    }
    return distinct(subjects, Speech(language, city.name, book.translations(parts)))


def _book(city: City) -> Gazetteer:
    return Gazetteer.of(city.roads.lines, city.named, city.boundary.centroid)


def _lonlat(points: gpd.GeoSeries) -> list[tuple[float, float]]:
    return [(point.x, point.y) for point in points.to_crs(LONLAT)]


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
