"""Assignment of charge points and member stations to stations, so that no plug is counted twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.crs import LONLAT

Apart = frozenset[frozenset[str]]

BESIDE_M = 50.0
"""A charge point this near to a station is one of its posts: a row of bays is no longer."""

SITE_M = 1_000.0
"""A relation with a member this far from its place is no station: it joins the sites of a network."""

MOST_DEEP = 5
"""Relations in relations beyond this are a mistake in the data; what lies deeper stands alone."""


@dataclass(frozen=True)
class Part:
    """A station or charge point with what tells where it belongs; `members` are osm_ids, of relations alone."""

    osm_id: str
    shape: BaseGeometry
    is_point: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Belonging:
    """Parent of each part, by number, None where it stands alone; and metres across relations that are no one station."""

    parents: list[int | None]
    scattered: dict[int, float]


def belonging_of(parts: Sequence[Part], apart: Apart) -> Belonging:
    """Give each part the station that it is counted with.

    A member goes to its relation, unless the relation is scattered over more than `SITE_M`; a charge point to the nearest station within `BESIDE_M`, or, where that one is no part of
    the relation whose member it is, to the relation.

    Parameters
    ----------
    parts : sequence of Part
        Shapes in EPSG:4326.
    apart : frozenset of frozenset of str
        Pairs of osm_ids that are never joined, directly or through another.
    """
    if not parts:
        return Belonging([], {})
    shapes = _metric(parts)
    family = _Family(parts, apart)
    memberships = list(_memberships(parts))
    scattered: dict[int, float] = {}
    for relation, member in memberships:
        away = float(shapes[relation].distance(shapes[member]))
        if away > SITE_M:
            scattered[relation] = max(away, scattered.get(relation, 0.0))
    posts: dict[int, int] = {}
    for relation, member in memberships:
        if relation in scattered:
            continue
        if parts[member].is_point:
            posts.setdefault(member, relation)
        else:
            family.join(member, relation)
    # A relation whose stations are known lies where they do; its own point is a mere place for the map.
    elsewhere = {*scattered, *(parent for parent in family.parents if parent is not None)}
    stations = [i for i, part in enumerate(parts) if not part.is_point and i not in elsewhere]
    points = [i for i, part in enumerate(parts) if part.is_point]
    beside = _nearest(shapes.iloc[points], shapes.iloc[stations])
    for point, found in zip(points, beside, strict=True):
        near, own = None if found is None else stations[found], posts.get(point)
        if near is not None and (own is None or family.root(near) == family.root(own)):
            family.join(point, near)
        elif own is not None:
            family.join(point, own)
    return Belonging(family.parents, scattered)


class _Family:
    """Parents as they are found; nobody becomes their own ancestor, nor one of whom they are kept apart."""

    def __init__(self, parts: Sequence[Part], apart: Apart) -> None:
        self.parents: list[int | None] = [None] * len(parts)
        self._ids = [part.osm_id for part in parts]
        self._heights = [0] * len(parts)
        self._apart = apart

    def join(self, child: int, parent: int) -> None:
        line = list(self._line(parent))
        kept_apart = any(frozenset((self._ids[child], self._ids[one])) in self._apart for one in line)
        too_deep = self._heights[child] + len(line) > MOST_DEEP
        if self.parents[child] is not None or child in line or kept_apart or too_deep:
            return
        self.parents[child] = parent
        for steps, one in enumerate(line, start=1):
            self._heights[one] = max(self._heights[one], self._heights[child] + steps)

    def root(self, one: int) -> int:
        return list(self._line(one))[-1]

    def _line(self, one: int) -> Iterator[int]:
        """Yield the part, its parent, the parent's parent."""
        at: int | None = one
        while at is not None:
            yield at
            at = self.parents[at]


def _memberships(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Relation and member, both by number, of members that are parts themselves."""
    number = {part.osm_id: i for i, part in enumerate(parts)}
    for relation, part in enumerate(parts):
        for member in dict.fromkeys(part.members):
            if member in number and number[member] != relation:
                yield relation, number[member]


def _metric(parts: Sequence[Part]) -> gpd.GeoSeries:
    places = gpd.GeoSeries([part.shape for part in parts], crs=LONLAT)
    middle = places.total_bounds.reshape(2, 2).mean(axis=0)
    return places.to_crs(f"+proj=aeqd +lat_0={middle[1]:.4f} +lon_0={middle[0]:.4f}")


def _nearest(points: gpd.GeoSeries, stations: gpd.GeoSeries) -> list[int | None]:
    """Number of the nearest station within `BESIDE_M` of each point."""
    found: list[int | None] = [None] * len(points)
    if len(points) and len(stations):
        at, which = stations.sindex.nearest(points, return_all=False, max_distance=BESIDE_M)
        for post, station in zip(np.asarray(at).tolist(), np.asarray(which).tolist(), strict=True):
            found[post] = station
    return found
