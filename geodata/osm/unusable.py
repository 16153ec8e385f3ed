"""Land and places where no public charger may stand."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.drawn import drawn_areas
from geodata.osm.site_access import shut_reason
from geodata.osm.tags import Tags
from geodata.speech import _

_UNUSABLE: Mapping[tuple[str, str], str] = {
    ("landuse", "military"): "military ground",
    ("landuse", "cemetery"): "a cemetery",
    ("amenity", "grave_yard"): "a cemetery",
    ("amenity", "prison"): "a prison",
    ("natural", "water"): "water",
    ("natural", "wetland"): "a wetland",
    ("natural", "glacier"): "a glacier",
    ("waterway", "riverbank"): "water",
    ("landuse", "reservoir"): "water",
    ("landuse", "basin"): "water",
    ("aeroway", "runway"): "an airfield's runways",
    ("aeroway", "taxiway"): "an airfield's runways",
    ("aeroway", "apron"): "an airfield's runways",
    ("aeroway", "helipad"): "a helipad",
    ("landuse", "landfill"): "a landfill",
    ("landuse", "quarry"): "a quarry",
}
_LYING_ON: Mapping[str, Callable[[], str]] = {
    "military ground": lambda: _("on military ground"),
    "a cemetery": lambda: _("on a cemetery"),
    "a prison": lambda: _("on the ground of a prison"),
    "water": lambda: _("on water"),
    "a wetland": lambda: _("on a wetland"),
    "a glacier": lambda: _("on a glacier"),
    "an airfield's runways": lambda: _("on an airfield's runways"),
    "a helipad": lambda: _("on a helipad"),
    "a landfill": lambda: _("on a landfill"),
    "a quarry": lambda: _("on a quarry"),
}
_BOXES = ("garage_boxes", "garages", "sheds", "carports")
# Locked boxes of a cooperative, often mapped as plain parking: only the name tells.
_COOPERATIVE = re.compile(
    r"\bгараж|\bгск\b|гаражн\w* кооператив|кооперативн\w* гараж|garage (co-?op|society)", re.IGNORECASE
)
_GONE = ("disused", "abandoned", "ruins", "demolished", "razed", "removed", "proposed", "construction")


def unusable_ground(features: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Areas where no charger may stand.

    Parameters
    ----------
    features : GeoDataFrame
        As `OsmExtract.features`.
    crs : str
        Metric CRS of the result.

    Returns
    -------
    GeoDataFrame
        `reason` ("water", "a cemetery"), Polygon or MultiPolygon.
    """
    areas = drawn_areas(features, crs, lambda tags: _ground_reason(tags) is not None)
    reasons = np.array([_ground_reason(tags) for tags in areas["tags"]], dtype=object)
    return gpd.GeoDataFrame({"reason": reasons}, geometry=areas.geometry.to_numpy(), crs=crs)


def reason_under(ground: gpd.GeoDataFrame, points: NDArray[Any]) -> NDArray[Any]:
    """Say for each point what unusable ground it lies on.

    Parameters
    ----------
    ground : GeoDataFrame
        From `unusable_ground`.
    points : (n,) array of Point
        In the same CRS.

    Returns
    -------
    (n,) array of object
        The reason, the first by alphabet where areas overlap; None where the ground is free.
    """
    out = np.full(len(points), None, dtype=object)
    if not len(ground) or not len(points):
        return out
    point, area = shapely.STRtree(ground.geometry.to_numpy()).query(points, predicate="within")
    reasons = ground["reason"].to_numpy()[area]
    for i in np.argsort(reasons.astype(str), kind="stable")[::-1]:
        out[point[i]] = reasons[i]
    return out


def lying_on(ground: str) -> str:
    """Say of a place that it lies on such unusable ground, one of the reasons of `unusable_ground`."""
    return _LYING_ON[ground]()


def closed_reason(tags: Tags) -> str | None:
    """Say why nobody can charge at this place whatever its ground; None where somebody can.

    Private places and those with a permit are not shut: their access stands on the site, and `[gates]` says what becomes of them.
    """
    gone = gone_reason(tags)
    if gone is not None:
        return gone
    if tags.get("parking") in _BOXES or _COOPERATIVE.search(tags.get("name", "")):
        return _("private garages")
    return shut_reason(tags)


def gone_reason(tags: Tags) -> str | None:
    """Say why the place is no more, or not yet; None where it is there."""
    gone = next((word for word in _GONE if tags.get(word, "no") not in ("no", "false", "0")), None)
    return None if gone is None else f"{gone}={tags[gone]}"


def _ground_reason(tags: Tags) -> str | None:
    if tags.get("military", "no") != "no":
        return "military ground"
    return next((reason for item in tags.items() if (reason := _UNUSABLE.get(item)) is not None), None)
