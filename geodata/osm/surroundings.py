"""What lies around a place: dwellings, and destinations that others than those who live there come to."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.buildings import DWELLINGS
from geodata.osm.drawn import drawn
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.tags import Tags

DWELLING_M = 30.0
"""Cars of a dwelling stand this near to it (assumed)."""
DESTINATION_M = 60.0
"""Cars of visitors stand this near to what they visit (assumed)."""

_NO_DESTINATIONS = {
    "parking",
    "parking_space",
    "parking_entrance",
    "bicycle_parking",
    "motorcycle_parking",
    "bench",
} | {
    *("waste_basket", "waste_disposal", "recycling", "drinking_water", "fountain", "shelter", "post_box", "telephone"),
    *("vending_machine", "charging_station", "car_sharing", "kindergarten", "grit_bin", "clock", "hunting_stand"),
    *("letter_box", "parcel_locker", "water_point", "watering_place", "garage", "garages", "carport"),
}
_VISITED = {
    "building": {
        "retail",
        "commercial",
        "office",
        "supermarket",
        "mall",
        "hotel",
        "industrial",
        "warehouse",
        "hospital",
    }
    | {
        "school",
        "university",
        "public",
        "civic",
        "church",
        "mosque",
        "train_station",
        "stadium",
        "sports_hall",
        "kiosk",
    },
    "landuse": {"retail", "commercial", "industrial", "cemetery"},
    "leisure": {value for rule in SITE_KINDS["sport"].rules for value in rule.values} | {"marina", "nature_reserve"},
    "railway": {"station", "halt"},
    "public_transport": {"station"},
}
_SIGHTS = {"information", "artwork", "viewpoint", "picnic_site", "apartment"}


def near_dwellings(shapes: NDArray[Any], features: gpd.GeoDataFrame, crs: str) -> NDArray[np.bool_]:
    """Tell which of these shapes, in a metric CRS, lie within `DWELLING_M` of a building that is mapped as a dwelling."""
    return _within(shapes, drawn(features, crs, _is_dwelling), DWELLING_M)


def near_destinations(shapes: NDArray[Any], features: gpd.GeoDataFrame, crs: str) -> NDArray[np.bool_]:
    """Tell which of these shapes, in a metric CRS, lie within `DESTINATION_M` of what people drive to from elsewhere."""
    return _within(shapes, drawn(features, crs, _is_destination), DESTINATION_M)


def said_to_be_public(tags: Tags) -> bool:
    """Whether the tags of a car park say that it is for others than those who live beside it."""
    paid = tags.get("fee", "no") != "no" or tags.get("park_ride", "no") != "no"
    return (
        paid or tags.get("access") in ("yes", "public", "customers") or any(key in tags for key in ("name", "operator"))
    )


def _is_dwelling(tags: Tags) -> bool:
    return tags.get("building") in DWELLINGS or tags.get("building") == "residential"


def _is_destination(tags: Tags) -> bool:
    if tags.get("shop", "no") not in ("no", "vacant") or tags.get("office", "no") != "no":
        return True
    if "amenity" in tags and tags["amenity"] not in _NO_DESTINATIONS:
        return True
    if tags.get("tourism", "no") not in ("no", *_SIGHTS):
        return True
    return any(tags.get(key) in values for key, values in _VISITED.items())


def _within(shapes: NDArray[Any], others: gpd.GeoDataFrame, metres: float) -> NDArray[np.bool_]:
    out = np.zeros(len(shapes), dtype=bool)
    if len(shapes) and len(others):
        out[shapely.STRtree(others.geometry.to_numpy()).query(shapes, predicate="dwithin", distance=metres)[0]] = True
    return out
