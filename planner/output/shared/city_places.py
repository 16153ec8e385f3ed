"""Names of a city's stations, candidate sites and zones before there is a plan, as a check shows them."""

import geopandas as gpd
import numpy as np
import shapely

from geodata.city import City
from geodata.crs import LONLAT
from geodata.whereabouts import Gazetteer
from planner.dossier.scenery import places_of
from planner.output.shared.naming import Speech, Subject
from planner.output.shared.places import distinct, subjects_of
from planner.support.frames import plain


def station_titles(city: City, language: str | None = None) -> dict[str, str]:
    """Name every station of the inventory, no two alike, and as a plan names them; by `station_id`."""
    called = _titles(city, language)
    return {one: called[one] for one in map(str, city.stations.table["station_id"])}


def candidate_titles(city: City, language: str | None = None) -> dict[str, str]:
    """Name every candidate site, no two alike, and as a plan names them; by `site_id`."""
    called = _titles(city, language)
    return {one: called[one] for one in map(str, city.sites["site_id"])}


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


def _titles(city: City, language: str | None) -> dict[str, str]:
    """Stations and candidates together, as a plan may have both for sites."""
    book = _book(city)
    places = places_of(city, book)
    names = book.translations([told["parts"] for told in places.values()])
    return distinct(dict(subjects_of(places)), Speech(language, city.name, names))


def _book(city: City) -> Gazetteer:
    return Gazetteer.of(city.roads.lines, city.named, city.boundary.centroid)


def _lonlat(points: gpd.GeoSeries) -> list[tuple[float, float]]:
    return [(point.x, point.y) for point in points.to_crs(LONLAT)]
