"""What a dossier tells of a city whatever is planned there: its ground, its streets, and what its places are called by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from geodata.city import City
from geodata.crs import LONLAT
from geodata.whereabouts import Gazetteer
from planner.dossier.backdrop import plain_backdrop
from planner.network.locations import districts_at
from planner.support.frames import plain


@dataclass(frozen=True)
class Scenery:
    """A city as maps and names need it.

    Parameters
    ----------
    boundary, roads, ground : GeoDataFrame
        As in `Dossier`, in longitude and latitude.
    backdrop : mapping
        As `planner.dossier.backdrop.plain_backdrop`.
    book : Gazetteer
        Asked for further points.
    places : mapping
        As `places_of`.
    """

    boundary: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    backdrop: Mapping[str, Any]
    book: Gazetteer
    places: Mapping[str, Mapping[str, Any]]


def scenery_of(city: City) -> Scenery:
    """Work it out."""
    lines, backdrop = city.roads.lines, city.backdrop.set_crs(city.crs, allow_override=True)
    book = Gazetteer.of(lines, city.named, city.boundary.centroid)
    return Scenery(
        boundary=gpd.GeoDataFrame({"name": [city.name]}, geometry=[city.boundary], crs=city.crs).to_crs(LONLAT),
        roads=lines.to_crs(LONLAT),
        ground=city.ground.to_crs(LONLAT),
        backdrop=plain_backdrop(backdrop.to_crs(LONLAT), city.named, lines["name"]),
        book=book,
        places=places_of(city, book),
    )


def places_of(city: City, book: Gazetteer) -> dict[str, dict[str, Any]]:
    """Every candidate site and station of a city as `Whereabouts.alike` has them, by id."""
    table = city.stations.table
    stations = table.assign(kind="station", district=districts_at(table, city)).rename(columns={"station_id": "id"})
    candidates = city.sites.assign(address=None).rename(columns={"site_id": "id"})
    return {one: told for frame in (stations, candidates) for one, told in _rows(gpd.GeoDataFrame(frame), book)}


def _rows(frame: gpd.GeoDataFrame, book: Gazetteer) -> Iterator[tuple[str, dict[str, Any]]]:
    if frame.empty:
        return
    parts = book.sites(shapely.get_coordinates(frame.geometry.to_numpy()))
    columns = ([plain(cell) for cell in frame[one]] for one in ("id", "kind", "name", "district", "address"))
    rows = zip(*columns, parts, frame.geometry.to_crs(LONLAT), strict=True)
    for one, kind, name, district, address, part, point in rows:
        at = {"lon": round(point.x, 6), "lat": round(point.y, 6)}
        yield str(one), {"kind": kind, "name": name, "district": district, "address": address, **at, "parts": part}
