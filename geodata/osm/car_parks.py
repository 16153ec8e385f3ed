"""Car parks of places: what says that cars can park in or beside a shop."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.drawn import drawn
from geodata.osm.site_access import CLOSED, access_of
from geodata.osm.site_kinds import KERB, SITE_KINDS
from geodata.osm.tags import Tags
from geodata.osm.unusable import closed_reason
from geodata.speech import _

BESIDE_M = 60.0
"""A car park this near to the outline of a place is its own: a minute's walk with bags (assumed)."""

_ON_THEIR_OWN = ("fuel", "street")
"""Kinds that share no car park: a forecourt is a business of its own, also on the ground of a mall."""
_EVIDENCE = ("parking", "parking_space", "parking_entrance")


@dataclass(frozen=True)
class CarParks:
    """The car parks of places.

    Parameters
    ----------
    home : (places,) object
        `osm_id` of the nearest open car park (amenity=parking) in or within `BESIDE_M` of the place, of a car park its own; None
        where there is none, and at fuel stations and streets.
    ground : (places,) object
        Its outline.
    said : (places,) object
        What says that cars can park there, in words; None where nothing does.
    """

    home: NDArray[np.object_]
    ground: NDArray[np.object_]
    said: NDArray[np.object_]


def car_parks_of(places: gpd.GeoDataFrame, outlines: NDArray[Any], features: gpd.GeoDataFrame, crs: str) -> CarParks:
    """Find the car park of each place.

    Parameters
    ----------
    places : GeoDataFrame
        `osm_id, tags, kind, area_m2, parks_m2`.
    outlines : (places,) array of geometry
        The building around a place that is mapped as a point; in `crs`.
    features : GeoDataFrame
        As `OsmExtract.features`.
    crs : str
        Metric.
    """
    parks = drawn(features, crs, _is_open_parking)
    shapes, ids = parks.geometry.to_numpy(), parks["osm_id"].to_numpy()
    whole = np.array([tags["amenity"] == "parking" for tags in parks["tags"]], dtype=bool)
    home, ground, said = (np.full(len(places), None, dtype=object) for _ in range(3))
    for i, park in _nearest(outlines, shapes[whole]):
        home[i], ground[i] = ids[whole][park], shapes[whole][park]
    near = dict(_nearest(outlines, shapes))
    apart_m = {i: float(shapely.distance(outlines[i], shapes[park])) for i, park in near.items()}
    rows = zip(places["osm_id"], places["tags"], places["kind"], places["area_m2"], places["parks_m2"], strict=True)
    for i, (osm_id, tags, kind, area_m2, parks_m2) in enumerate(rows):
        if kind == "parking":
            home[i], ground[i] = osm_id, places.geometry.iloc[i]
        elif kind in _ON_THEIR_OWN:
            home[i], ground[i] = None, None
        elif SITE_KINDS[kind].needs_parking:
            nearest = f"{ids[near[i]]}, {apart_m[i]:.0f} m away" if i in near else None
            said[i] = _said(tags, nearest, area_m2, parks_m2)
    return CarParks(home, ground, said)


def _said(tags: Tags, nearest: str | None, area_m2: float, parks_m2: float) -> str | None:
    if nearest is not None:
        return f"mapped parking {nearest}"
    told = next((key for key in sorted(tags) if key.split(":")[0] == "parking" and tags[key] != "no"), None)
    if told is not None:
        return f"tagged {told}={tags[told]}"
    return _("assumed: {area_m2:,.0f} m2 of its own kind", area_m2=area_m2) if area_m2 >= parks_m2 else None


def _is_open_parking(tags: Tags) -> bool:
    """Whether it is mapped parking off the street that more than a few may use."""
    if tags.get("amenity") not in _EVIDENCE or KERB.fits(tags):
        return False
    return closed_reason(tags) is None and access_of(tags) not in CLOSED


def _nearest(outlines: NDArray[Any], shapes: NDArray[Any]) -> list[tuple[int, int]]:
    """Number of each outline with a shape within `BESIDE_M`, and of the nearest, of the first where several are as near."""
    if not len(shapes) or not len(outlines):
        return []
    # Of shapes drawn more than once the first stands for all: places beside each of them would all be as near to each.
    _, distinct = np.unique(shapely.to_wkb(shapes), return_index=True)
    distinct.sort()
    place, shape = shapely.STRtree(shapes[distinct]).query_nearest(outlines, max_distance=BESIDE_M, all_matches=True)
    order = np.lexsort((shape, place))
    place, shape = place[order], distinct[shape[order]]
    _, first = np.unique(place, return_index=True)
    return list(zip(place[first].tolist(), shape[first].tolist(), strict=True))
