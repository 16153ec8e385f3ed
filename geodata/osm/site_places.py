"""Places of asked kinds in an extract: their outlines, where a charger would stand, and their car parks."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.osm.car_parks import car_parks_of
from geodata.osm.drawn import drawn, drawn_areas, is_area, is_building
from geodata.osm.extract import OsmExtract
from geodata.osm.frontage import buildings_around, street_points
from geodata.osm.site_access import access_of
from geodata.osm.site_kinds import SiteKind, TagRule
from geodata.osm.surroundings import near_destinations, near_dwellings, said_to_be_public
from geodata.osm.tags import Tags

KERB_M = 2.3
"""Width of a bay along the kerb."""
STEP_ASIDE_M = 4.0
"""From the middle of a street to its kerb."""


def places_of(extract: OsmExtract, kinds: dict[str, SiteKind], crs: str) -> gpd.GeoDataFrame:
    """Every object of an asked kind, with its outline, sorted by `osm_id`.

    Returns
    -------
    GeoDataFrame
        `osm_id, tags, kind, access, vague, area_m2, parks_m2`; `point`, where a charger would stand; `outline`, the building around
        a place that is mapped as a point; `home, said`, as `geodata.osm.car_parks.CarParks`; `dwellers`, whether a car park is one
        of those who live around.
    """
    rules = [rule for kind in kinds.values() for rule in kind.rules]
    found = drawn(extract.features, crs, lambda tags: any(rule.fits(tags) for rule in rules))
    found["area_m2"] = found.area
    if "street" in kinds:
        found = _with_kerbs(found, extract, crs)
    matches = [_match(tags, area, kinds) for tags, area in zip(found["tags"], found["area_m2"], strict=True)]
    found["kind"] = np.array([kind for kind, _ in matches], dtype=object)
    found["vague"] = np.array([rule is not None and rule.vague for _, rule in matches], dtype=bool)
    found["parks_m2"] = np.array([np.inf if rule is None else rule.parks_m2 for _, rule in matches], dtype=float)
    places = gpd.GeoDataFrame(found[found["kind"].notna()].reset_index(drop=True))
    places["access"] = np.array([access_of(tags) for tags in places["tags"]], dtype=object)
    places["outline"] = _outlines(places, extract, crs)
    parks = car_parks_of(places, places["outline"].to_numpy(), extract.features, crs)
    places["home"], places["said"] = parks.home, parks.said
    places["point"] = _stands(places, parks.ground, extract, crs)
    places["dwellers"] = _of_dwellers(places, extract.features, crs)
    return places


def _with_kerbs(found: gpd.GeoDataFrame, extract: OsmExtract, crs: str) -> gpd.GeoDataFrame:
    """Add the streets near dwellings along which cars park; the middle of the street is the place, its kerb the area."""
    kerbs = extract.network.kerbs.to_crs(crs)
    kerbs = kerbs[near_dwellings(kerbs.geometry.to_numpy(), extract.features, crs)]
    if not len(kerbs):
        return found
    rows = kerbs[["osm_id", "tags", "geometry"]].assign(area_m2=kerbs.length * kerbs["sides"] * KERB_M)
    both = pd.concat([found, rows[~rows["osm_id"].isin(found["osm_id"])]], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=crs).sort_values("osm_id", ignore_index=True)


def _match(tags: Tags, area_m2: float, kinds: dict[str, SiteKind]) -> tuple[str | None, TagRule | None]:
    matches = ((name, rule) for name, kind in kinds.items() if (rule := kind.rule(tags, area_m2)) is not None)
    return next(matches, (None, None))


def _outlines(places: gpd.GeoDataFrame, extract: OsmExtract, crs: str) -> NDArray[Any]:
    outlines: NDArray[Any] = np.asarray(places.geometry, dtype=object).copy()
    spots = shapely.get_dimensions(outlines) == 0
    buildings = drawn_areas(extract.features, crs, is_building).geometry.to_numpy()
    outlines[spots] = buildings_around(outlines[spots], buildings)
    return outlines


def _stands(places: gpd.GeoDataFrame, grounds: NDArray[Any], extract: OsmExtract, crs: str) -> NDArray[Any]:
    """Point of each place where a charger would stand: on its car park, otherwise before the house at the street."""
    shapes, kinds = places.geometry.to_numpy(), places["kind"].to_numpy()
    stands = street_points(places["outline"].to_numpy(), extract.network.ways.to_crs(crs))
    unbuilt = np.array(["building" not in tags for tags in places["tags"]], dtype=bool)
    lines = shapely.get_dimensions(shapes) == 1
    open_ground = (kinds == "parking") | (kinds == "street") & ~lines | (kinds == "fuel") & is_area(shapes) & unbuilt
    stands[open_ground] = shapely.point_on_surface(shapes[open_ground])
    for i in np.flatnonzero(lines):
        stands[i] = _beside(shapes[i])
    for at, ground in enumerate(grounds):
        if ground is not None and kinds[at] != "parking":
            stands[at] = shapely.point_on_surface(ground)
    return stands


def _beside(street: shapely.LineString) -> shapely.Point:
    """Kerb at the middle of a street, on its right."""
    half = street.length / 2
    before, middle, after = (street.interpolate(half + step) for step in (-0.5, 0.0, 0.5))
    along = np.array([after.x - before.x, after.y - before.y])
    ahead = along / max(float(np.hypot(*along)), 1e-9)
    return shapely.Point(middle.x + STEP_ASIDE_M * ahead[1], middle.y - STEP_ASIDE_M * ahead[0])


def _of_dwellers(places: gpd.GeoDataFrame, features: gpd.GeoDataFrame, crs: str) -> NDArray[np.bool_]:
    """Which car parks stand among dwellings alone, and do not say that they are for others."""
    shapes = places.geometry.to_numpy()
    plain = np.array([not said_to_be_public(tags) for tags in places["tags"]], dtype=bool)
    mine = np.flatnonzero((places["kind"].to_numpy() == "parking") & plain)
    out = np.zeros(len(places), dtype=bool)
    out[mine] = near_dwellings(shapes[mine], features, crs) & ~near_destinations(shapes[mine], features, crs)
    return out
