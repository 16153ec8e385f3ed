"""Where sites and zones of a plan are, in parts from which outputs name them; filed with the plan, as plain JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.city import City
from geodata.crs import LONLAT, metric_crs
from geodata.whereabouts import NAMED, Gazetteer, Part
from planner.dossier.dossier import Dossier
from planner.dossier.scenery import Scenery
from planner.support.frames import plain
from planner.support.once import once_for_each


@dataclass(frozen=True)
class Whereabouts:
    """Parts of `geodata.whereabouts`, by id.

    Parameters
    ----------
    sites, zones : mapping
        Parts of every site of the plan's table, and of every zone.
    others : mapping
        Sites that only studies name: `name, kind, district, lon, lat, parts`.
    names : mapping
        By a name that they hold, its names by language.
    alike : mapping
        Candidates and stations of the city that are no sites of the plan and may be called as one of its places is: as `others`, and
        `address`. A place is told apart from these too, so that it is called the same in every plan and check of the city.
    """

    sites: Mapping[str, Part] = field(default_factory=dict)
    zones: Mapping[str, Part] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alike: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def whereabouts_of(
    city: City,
    scenery: Scenery,
    sites: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    studies: Mapping[str, Any],
    candidates: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Tell where the sites and zones of a plan are, the sites that its studies name, and what is called like these or like the `candidates` that a map shows; plain JSON of `Whereabouts`."""
    named = set(_site_ids(studies)) - {str(one) for one in sites["site_id"]}
    others = gpd.GeoDataFrame(city.sites[city.sites["site_id"].isin(named)])
    book = scenery.book
    parts = _told(book, others["site_id"], _xy(others, city.crs))
    lonlat = others.to_crs(LONLAT).geometry
    rows = zip(others["site_id"], others["name"], others["kind"], others["district"], lonlat, strict=True)
    more = {
        str(site): {
            "name": called,
            "kind": kind,
            "district": district,
            "lon": round(point.x, 6),
            "lat": round(point.y, 6),
            "parts": parts[str(site)],
        }
        for site, called, kind, district, point in rows
    }
    known = {str(one) for one in sites["site_id"]} | set(more)
    near = _alike(scenery.places, known, {str(one["site_id"]) for one in candidates})
    filed: dict[str, Any] = plain(asdict(_in(book, sites, zones, city.crs, more, near)))
    return filed


def _alike(places: Mapping[str, Mapping[str, Any]], known: set[str], shown: set[str]) -> dict[str, Any]:
    """Of all places those that share a sign with a known or shown one, without the known ones."""
    signs = {one: set(_signs(told)) for one, told in places.items()}
    asked = {sign for one in known | shown for sign in signs.get(one, ())}
    return {one: told for one, told in places.items() if one not in known and signs[one] & asked}


def _signs(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """What two places share that may be called alike: a name, or the kind and what tells first where they are."""
    if told["name"]:
        yield "name", str(told["name"]).casefold()
    parts, kind = told["parts"], str(told["kind"])
    leads = {
        "address": told["address"],
        "house": "house" in parts and parts["house"][:2],
        "corner": "corner" in parts and parts["corner"][:2],
        "street": "street" in parts and parts["street"][0],
        "landmark": "landmarks" in parts and parts["landmarks"][0][0],
        "quarter": parts.get("quarter"),
        "beside": "beside" in parts and parts["beside"][0],
    }
    lead = next(((key, str(value)) for key, value in leads.items() if value), ("middle", ""))
    yield "where", kind, *lead


@once_for_each
def whereabouts_in(dossier: Dossier) -> Whereabouts:
    """Read them from a plan; of one filed by an older version they are told from its streets alone."""
    if dossier.whereabouts:
        return Whereabouts(**dossier.whereabouts)
    west, south, east, north = dossier.boundary.to_crs(LONLAT).total_bounds
    crs = metric_crs((west + east) / 2, (south + north) / 2)
    lines = dossier.roads.to_crs(crs)
    middle = dossier.boundary.geometry.to_crs(crs).union_all().centroid
    return _in(Gazetteer.of(lines, NAMED.empty(crs), middle), dossier.sites, dossier.zones, crs, {}, {})


def _in(
    book: Gazetteer,
    sites: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    crs: Any,
    others: dict[str, Any],
    near: dict[str, Any],
) -> Whereabouts:
    at_sites = _told(book, sites["site_id"], _xy(sites, crs))
    shapes = zones.geometry.to_crs(crs)
    radius_m = float(np.sqrt(shapes.area.median() / np.pi)) if len(zones) else 0.0
    middles = shapely.get_coordinates(shapely.centroid(shapes.to_numpy()))
    at_zones = dict(zip(map(str, zones["zone_id"]), book.zones(middles, radius_m), strict=True))
    told = [*at_sites.values(), *at_zones.values(), *(one["parts"] for one in (*others.values(), *near.values()))]
    return Whereabouts(at_sites, at_zones, others, book.translations(told), near)


def _told(book: Gazetteer, ids: Any, xy: NDArray[np.float64]) -> dict[str, Part]:
    return dict(zip(map(str, ids), book.sites(xy), strict=True))


def _xy(frame: gpd.GeoDataFrame, crs: Any) -> NDArray[np.float64]:
    return shapely.get_coordinates(frame.geometry.to_crs(crs).to_numpy()) if len(frame) else np.empty((0, 2))


def _site_ids(found: object) -> Iterator[str]:
    """Every `site_id` that studies hold."""
    if isinstance(found, Mapping):
        if "site_id" in found:
            yield str(found["site_id"])
        for inner in found.values():
            yield from _site_ids(inner)
    elif isinstance(found, list | tuple):
        for inner in found:
            yield from _site_ids(inner)
