"""Places of activity with floor space or land, none counted twice within its kind."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.osm.activity_kinds import ACTIVITY_KINDS, TERMINAL_M, Match, activity_match
from geodata.osm.buildings import DWELLINGS, levels_told
from geodata.osm.drawn import drawn, is_area, is_building
from geodata.osm.overlaps import cut, overlapping, sound
from geodata.osm.tags import Tags
from geodata.osm.unusable import gone_reason

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TOUCH_M = 1.0
COVERED = 0.05
"""An area of which others of its kind leave less than this share is one place with them."""


@dataclass(frozen=True)
class Places:
    """Objects of one sort; all arrays are of the same length.

    Parameters
    ----------
    kind : array of str
        Names in `ACTIVITY_KINDS`.
    shapes : array of geometry
        In the metric CRS that was asked for.
    m2 : array
        Floor or ground as the kind counts it.
    assumed : array
        Whether storeys, floor to ground or the whole size are assumed.
    merged : array
        Whether it is one place with others of its kind, which stay.
    """

    kind: NDArray[Any]
    shapes: NDArray[Any]
    m2: Floats
    assumed: Flags
    merged: Flags


@dataclass(frozen=True)
class Found:
    """All places of an extract.

    Parameters
    ----------
    areas, points : Places
        One for each object that is tagged as an activity.
    untagged : Places
        Buildings of no stated use on grounds whose use is known; they are no records of their own.
    gone, uncounted : int
        Objects that are there no more or not yet; points of kinds whose points do not count.
    """

    areas: Places
    points: Places
    untagged: Places
    gone: int
    uncounted: int


def places_in(features: gpd.GeoDataFrame, crs: str) -> Found:
    """Find every place of an activity.

    A building counts its footprint times its storeys (one, where people live above the shop). Grounds count what stands
    on them, or an assumed share of their area where that is more; land loses the ground of places of other kinds.

    Parameters
    ----------
    features : GeoDataFrame
        As `OsmExtract.features`.
    crs : str
        Metric CRS of the shapes.
    """
    found = drawn(features, crs, lambda tags: _match(tags) is not None)
    there = np.array([gone_reason(tags) is None for tags in found["tags"]], dtype=bool)
    found = found[there].reset_index(drop=True)
    found["match"] = _objects([_match(tags) for tags in found["tags"]])
    airports = np.array([match.is_aerodrome for match in found["match"]], dtype=bool)
    shapes = found.geometry.to_numpy().copy()
    shapes[airports] = shapely.point_on_surface(shapes[airports])
    found = found.set_geometry(gpd.GeoSeries(shapes, crs=crs))
    flat = is_area(shapes)
    areas, untagged = _areas(found[flat].reset_index(drop=True), _untagged_buildings(features, crs))
    spots = found[~flat].reset_index(drop=True)
    counts = np.array([match.point_m2 > 0 for match in spots["match"]], dtype=bool)
    terminals = np.array([match.value == "terminal" for match in found["match"]], dtype=bool)
    points = _points(spots[counts], areas, shapes[terminals])
    return Found(areas, points, untagged, int((~there).sum()), int((~counts).sum()))


def _match(tags: Tags) -> Match | None:
    """Kind of a place; an airfield that no airline flies to is none."""
    match = activity_match(tags)
    return None if match is not None and match.is_aerodrome and not tags.get("iata") else match


def _areas(areas: gpd.GeoDataFrame, untagged: gpd.GeoDataFrame) -> tuple[Places, Places]:
    """Floor of buildings and grounds, and of the untagged buildings that stand on grounds of a kind."""
    areas = _ranked(areas)
    kind, built, land = areas["kind"].to_numpy(), areas["built"].to_numpy(), areas["land"].to_numpy()
    shapes = areas.geometry.to_numpy()
    one, other = overlapping(shapes)
    alike = (kind[one] == kind[other]) & (built[one] == built[other]) & (other < one)
    lost = land[one] & ~land[other] & (kind[one] != kind[other])
    pieces = cut(shapes, one[alike | lost], other[alike | lost])
    m2 = shapely.area(pieces) * areas["floors"].to_numpy()
    whole, by_ground = shapely.area(shapes), areas["by_ground"].to_numpy()
    covered = np.zeros(len(areas), dtype=bool)
    np.logical_or.at(covered, one[alike], True)
    covered &= shapely.area(pieces) < COVERED * whole
    grounds = np.flatnonzero(~built & ~by_ground & (shapely.area(pieces) > 0))
    house, ground = _standing_on(grounds, pieces, pieces[built])
    same = kind[np.flatnonzero(built)[house]] == kind[ground]
    there = np.bincount(ground[same], m2[built][house[same]], minlength=len(areas))
    house, ground = _standing_on(grounds, pieces, untagged.geometry.to_numpy())
    levels = np.array([ACTIVITY_KINDS[name].levels for name in kind[ground]])
    told = untagged["levels"].to_numpy()[house]
    added = shapely.area(untagged.geometry.to_numpy()[house]) * np.where(np.isfinite(told), told, levels)
    there = there + np.bincount(ground, added, minlength=len(areas))
    open_ground = ~built & ~by_ground
    m2[open_ground] = np.maximum(m2 - there, 0.0)[open_ground]
    guessed = open_ground | (built & ~areas["told"].to_numpy())
    more = Places(
        kind[ground],
        untagged.geometry.to_numpy()[house],
        added,
        ~np.isfinite(told),
        np.zeros(len(house), dtype=bool),
    )
    return Places(kind, pieces, m2, guessed, covered), more


def _ranked(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Areas with how each counts, the one that keeps shared ground first: buildings, more storeys, larger, by id."""
    out = areas.copy()
    out["kind"] = _objects([match.kind for match in areas["match"]])
    out["by_ground"] = np.array([ACTIVITY_KINDS[name].by_ground for name in out["kind"]], dtype=bool)
    out["land"] = np.array([match.is_land for match in areas["match"]], dtype=bool)
    walls = [match.is_house or is_building(tags) for match, tags in zip(areas["match"], areas["tags"], strict=True)]
    out["built"] = np.array(walls, dtype=bool) & ~out["by_ground"]
    storeys = [_storeys(tags, match) for tags, match in zip(areas["tags"], areas["match"], strict=True)]
    out["told"] = np.array([told for _, told in storeys], dtype=bool)
    shares = np.array([match.on_ground for match in areas["match"]], dtype=np.float64)
    levels = np.array([levels for levels, _ in storeys], dtype=np.float64)
    out["floors"] = np.where(out["by_ground"], 1.0, np.where(out["built"], levels, shares))
    out = out.set_geometry(gpd.GeoSeries(sound(out.geometry.make_valid().to_numpy()), crs=areas.crs))
    rank = out.assign(free=~out["built"], few=-out["floors"], small=-out.area)
    return out.loc[rank.sort_values(["free", "few", "small", "osm_id"]).index].reset_index(drop=True)


def _storeys(tags: Tags, match: Match) -> tuple[float, bool]:
    """Storeys that an activity takes of its building, and whether they are known."""
    home = tags.get("building", "no").lower()
    if home in DWELLINGS or home == "residential":
        return 1.0, True
    told = levels_told(tags)
    return (ACTIVITY_KINDS[match.kind].levels, False) if told is None else (told, True)


def _untagged_buildings(features: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Areas tagged as a building and as nothing else we know, with the storeys they tell, NaN where they do not."""
    plain = drawn(features, crs, lambda tags: tags.get("building") == "yes" and _match(tags) is None)
    plain = plain[is_area(plain.geometry.to_numpy())].reset_index(drop=True)
    levels = [levels_told(tags) or np.nan for tags in plain["tags"]]
    return plain.assign(levels=np.array(levels, dtype=np.float64))


def _standing_on(
    grounds: NDArray[np.int64], pieces: NDArray[Any], houses: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the houses that stand on one of these grounds, and of their ground: the first in order."""
    house, which = shapely.STRtree(pieces[grounds]).query(shapely.point_on_surface(houses), predicate="intersects")
    order = np.lexsort((which, house))
    house, which = house[order], which[order]
    _, first = np.unique(house, return_index=True)
    return house[first], grounds[which[first]]


def _points(spots: gpd.GeoDataFrame, areas: Places, terminals: NDArray[Any]) -> Places:
    """Points with their assumed areas, less those that lie in an area of their kind."""
    matches, shapes = list(spots["match"]), spots.geometry.to_numpy()
    kind = _objects([match.kind for match in matches])
    m2 = np.array([match.point_m2 for match in matches], dtype=np.float64)
    airport = np.array([match.is_aerodrome for match in matches], dtype=bool)
    merged = np.zeros(len(spots), dtype=bool)
    for name, entry in ACTIVITY_KINDS.items():
        mine = np.flatnonzero((kind == name) & ~airport)
        reach_m = max(entry.same_m, TOUCH_M)
        merged[mine] = _near(shapes[mine], areas.shapes[areas.kind == name], reach_m)
        left = mine[~merged[mine]]
        merged[left] = _again(shapes[left], m2[left], entry.same_m)
    merged[airport] = _near(shapes[airport], terminals, TERMINAL_M)
    left = np.flatnonzero(airport & ~merged)
    merged[left] = _again(shapes[left], m2[left], TERMINAL_M)
    return Places(kind, shapes, m2, np.ones(len(spots), dtype=bool), merged)


def _near(points: NDArray[Any], shapes: NDArray[Any], reach_m: float) -> Flags:
    out = np.zeros(len(points), dtype=bool)
    out[shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach_m)[0]] = True
    return out


def _again(points: NDArray[Any], m2: Floats, reach_m: float) -> Flags:
    """Whether a larger point of the same kind, or an earlier one of its size, is near and stays."""
    out = np.zeros(len(points), dtype=bool)
    if not reach_m:
        return out
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach_m)
    rank = np.empty(len(points), dtype=np.int64)
    rank[np.argsort(-m2, kind="stable")] = np.arange(len(points))
    better = rank[other] < rank[one]
    one, other = one[better], other[better]
    for i, j in zip(*(side[np.argsort(rank[one], kind="stable")].tolist() for side in (one, other)), strict=True):
        out[i] |= not out[j]  # the better one's fate is settled before
    return out


def _objects(values: list[Any]) -> NDArray[Any]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
