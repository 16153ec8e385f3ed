"""Where a place is, in parts from which it can be named: house, crossing, street, landmark, quarter, way from the middle of the city.

Parts are facts with names as the data has them; who puts them into words of a language stands in `planner`.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.street_names import Crossings, core_of, crossings_of
from geodata.tables import Column, Schema

NAMED = Schema(
    "named",
    {
        "kind": Column("text", "address, landmark, quarter or street"),
        "name": Column("text", "as the data has it; of an address its street"),
        "number": Column("text", "house number of an address", optional=True),
        "weight": Column("count", "of a landmark or quarter: how far it is known, 1 little to 3 far"),
        "names": Column("text", "the name in other languages: JSON, by code of the language", optional=True),
    },
    geometry=("Point", "Polygon", "MultiPolygon"),
)
"""Things by whose names people tell where a place is. A street is here for its names in other languages alone."""

Part = dict[str, Any]
Floats = NDArray[np.float64]

AT_M = 35.0
"""A house this near is the place's own address."""
HOUSE_M = 80.0
"""A house this near tells where a place is."""
STREET_M = 150.0
"""A street farther away says nothing of where a place is."""
CORNER_M = 60.0
"""A place this near to a crossing is at it."""
ALONG_M = 800.0
"""A crossing this near tells where on its street a place is."""
LANDMARK_M = {1: 60.0, 2: 150.0, 3: 400.0}
"""How near a landmark of each weight must be to tell where a place is."""
MOST_LANDMARKS = 3
QUARTER_M = {1: 800.0, 2: 2_000.0, 3: 4_000.0}
"""The same of quarters, villages and towns that are a point."""
BESIDE_M = 600.0
"""A street this near is what a place on no street with a name lies beside."""
FAR_M = 6_000.0
"""A quarter, village or well-known landmark this near is told where nothing nearer is known."""
SIDES = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_MINOR_M = 150.0
"""A crossing of streets one class lower names a zone as well as one that is so much farther away."""


@dataclass(frozen=True)
class Gazetteer:
    """Names of a city, ready to be asked.

    Parameters
    ----------
    lines : GeoDataFrame
        `road_class`, `name`, streets in a metric CRS; only those with a name count.
    named : GeoDataFrame
        Schema NAMED, in that CRS.
    middle : (2,)
        Middle of the city.
    """

    lines: gpd.GeoDataFrame
    named: gpd.GeoDataFrame
    middle: Floats
    crossings: Crossings

    @classmethod
    def of(cls, lines: gpd.GeoDataFrame, named: gpd.GeoDataFrame, middle: shapely.Point) -> "Gazetteer":
        """Sort what has a name; the order of the tables is of no account."""
        names = lines["name"] if "name" in lines else [None] * len(lines)
        good = np.array([isinstance(name, str) and bool(core_of(name)) for name in names], dtype=bool)
        streets = lines.assign(name=names).loc[good]
        middle_xy = np.array([middle.x, middle.y])
        return cls(streets.reset_index(drop=True), named.reset_index(drop=True), middle_xy, crossings_of(streets))

    def sites(self, xy: Floats) -> list[Part]:
        """Tell of each point (points, 2) where it is; parts that nothing is known of are left out."""
        parts = self._around(xy, STREET_M)
        for i, (at, metres) in self._nearest_crossings(xy, CORNER_M).items():
            parts[i]["corner"] = [*self.crossings.pair(at), metres]
        return parts

    def zones(self, xy: Floats, radius_m: float) -> list[Part]:
        """Tell the same of the middles of areas of this radius: of crossings that of the widest streets counts."""
        parts = self._around(xy, radius_m)
        for i, (at, metres) in self._nearest_crossings(xy, radius_m, minor_m=_MINOR_M).items():
            parts[i]["corner"] = [*self.crossings.pair(at), metres]
        return parts

    def translations(self, parts: Sequence[Part]) -> dict[str, dict[str, str]]:
        """Names in other languages of all that these parts name, by the name as the data has it; of several the most frequent."""
        return translations(self.named, {name for one in parts for name in names_in(one)})

    def _around(self, xy: Floats, street_m: float) -> list[Part]:
        points = np.asarray(shapely.points(xy), dtype=object).reshape(-1)
        parts: list[Part] = [{} for _ in range(len(points))]
        self._tell_street(points, parts, street_m)
        self._tell_house(points, parts)
        self._tell_landmarks(points, parts)
        self._tell_quarter(points, parts)
        self._tell_beside(points, parts)
        for one, away in zip(parts, xy - self.middle, strict=True):
            one["middle"] = [round(float(np.hypot(*away))), _side(away)]
        return parts

    def _tell_street(self, points: NDArray[Any], parts: list[Part], within_m: float) -> None:
        names, shapes = self.lines["name"].to_numpy(dtype=object), self.lines.geometry.to_numpy()
        for i, at, metres in _nearest(points, shapes, within_m, names):
            parts[i]["street"] = [str(names[at]), metres]
        streets = [core_of(one["street"][0]) if "street" in one else "" for one in parts]
        for i, (at, _) in self._nearest_crossings(shapely.get_coordinates(points), ALONG_M, on=streets).items():
            parts[i]["along"] = self.crossings.other(at, streets[i])

    def _tell_house(self, points: NDArray[Any], parts: list[Part]) -> None:
        houses = self._of("address")
        keys = np.array([f"{n} {o}" for n, o in zip(houses["name"], houses["number"], strict=True)], dtype=object)
        for i, at, metres in _nearest(points, houses.geometry.to_numpy(), HOUSE_M, keys):
            parts[i]["house"] = [houses["name"].iloc[at], houses["number"].iloc[at], metres]

    def _tell_landmarks(self, points: NDArray[Any], parts: list[Part]) -> None:
        marks = self._of("landmark")
        names, shapes = marks["name"].to_numpy(dtype=object), marks.geometry.to_numpy()
        limits = np.array([LANDMARK_M.get(int(weight), 0.0) for weight in marks["weight"]])
        for i, found in _by_reach(points, shapes, limits, names).items():
            told: dict[str, list[Any]] = {}
            for at, metres in found:
                middle = shapely.get_coordinates(shapely.centroid(shapes[at]))[0]
                away = shapely.get_coordinates(points[i])[0] - middle
                told.setdefault(str(names[at]), [str(names[at]), metres, _side(away)])
            parts[i]["landmarks"] = list(told.values())[:MOST_LANDMARKS]

    def _tell_quarter(self, points: NDArray[Any], parts: list[Part]) -> None:
        quarters = self._of("quarter")
        names = quarters["name"].to_numpy(dtype=object)
        limits = np.array([QUARTER_M.get(int(weight), 0.0) for weight in quarters["weight"]])
        for i, found in _by_reach(points, quarters.geometry.to_numpy(), limits, names).items():
            parts[i]["quarter"] = str(names[found[0][0]])

    def _tell_beside(self, points: NDArray[Any], parts: list[Part]) -> None:
        """Of places of which nothing near is known: the nearest street, else the nearest quarter or landmark that is known far."""
        known = ("street", "house", "landmarks", "quarter")
        bare = np.array([not any(key in one for key in known) for one in parts], dtype=bool)
        far = self.named[
            (self.named["kind"] == "quarter") | ((self.named["kind"] == "landmark") & (self.named["weight"] == 3))
        ]
        for frame, within_m in ((self.lines, BESIDE_M), (far, FAR_M)):
            names, shapes = frame["name"].to_numpy(dtype=object), frame.geometry.to_numpy()
            mine = np.flatnonzero(bare)
            for k, at, metres in _nearest(points[mine], shapes, within_m, names):
                i = int(mine[k])
                near = shapely.get_coordinates(shapely.shortest_line(shapes[at], points[i]))
                parts[i]["beside"] = [str(names[at]), metres, _side(near[-1] - near[0])]
                bare[i] = False

    def _of(self, kind: str) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(self.named[self.named["kind"] == kind])

    def _nearest_crossings(
        self, xy: Floats, within_m: float, *, minor_m: float = 0.0, on: Sequence[str] | None = None
    ) -> dict[int, tuple[int, int]]:
        """Crossing of each point with its metres, perhaps only of the street `on`; lower classes count as `minor_m` farther."""
        found = self.crossings
        if not len(found.xy) or not len(xy):
            return {}
        points = shapely.points(xy)
        i, at = shapely.STRtree(np.asarray(shapely.points(found.xy), dtype=object)).query(
            points, predicate="dwithin", distance=within_m
        )
        if on is not None:
            streets = np.array(on, dtype=object)[i]
            fits = (found.cores[at, 0] == streets) | (found.cores[at, 1] == streets)
            i, at = i[fits], at[fits]
        metres = np.hypot(*(found.xy[at] - xy[i]).T)
        order = np.lexsort((at, np.round(metres + minor_m * found.minor[at], 1), i))
        first = order[np.unique(i[order], return_index=True)[1]]
        return {int(i[k]): (int(at[k]), round(float(metres[k]))) for k in first.tolist()}


def translations(named: gpd.GeoDataFrame, asked: Collection[str]) -> dict[str, dict[str, str]]:
    """Names in other languages by the name as the data has it, of those that are asked for; of several the most frequent.

    Parameters
    ----------
    named : GeoDataFrame
        Schema NAMED.
    asked : collection of str
    """
    votes: dict[tuple[str, str], dict[str, int]] = {}
    for name, text in zip(named["name"], named["names"], strict=True):
        if name in asked and isinstance(text, str):
            for language, told in json.loads(text).items():
                count = votes.setdefault((name, language), {})
                count[told] = count.get(told, 0) + 1
    out: dict[str, dict[str, str]] = {}
    for (name, language), count in sorted(votes.items()):
        out.setdefault(name, {})[language] = min(count, key=lambda told: (-count[told], told))
    return out


def names_in(part: Mapping[str, Any]) -> set[str]:
    """Every name that the parts of a place hold."""
    found = [part[key][0] for key in ("street", "house", "beside") if key in part]
    found += [*part.get("corner", ())[:2], *(one[0] for one in part.get("landmarks", ()))]
    return {*found, *(part[key] for key in ("along", "quarter") if key in part)}


def _nearest(
    points: NDArray[Any], shapes: NDArray[Any], within_m: float, names: NDArray[Any]
) -> list[tuple[int, int, int]]:
    """Number of the nearest shape of each point and its metres; of equally near ones the first by name."""
    if not len(shapes) or not len(points):
        return []
    (i, at), metres = shapely.STRtree(shapes).query_nearest(points, max_distance=within_m, return_distance=True)
    found: dict[int, tuple[int, int]] = {}
    for _, _, k in sorted((a, str(names[b]), k) for k, (a, b) in enumerate(zip(i.tolist(), at.tolist(), strict=True))):
        found.setdefault(int(i[k]), (int(at[k]), round(float(metres[k]))))
    return [(a, *told) for a, told in found.items()]


def _by_reach(
    points: NDArray[Any], shapes: NDArray[Any], limits: Floats, names: NDArray[Any]
) -> dict[int, list[tuple[int, int]]]:
    """Shapes within their own limit of each point with their metres, the nearest for their limit first, then by name."""
    rows: list[tuple[int, float, str, int, int]] = []
    for limit in sorted({float(one) for one in limits if one > 0}):
        mine = np.flatnonzero(limits == limit)
        i, at = shapely.STRtree(shapes[mine]).query(points, predicate="dwithin", distance=limit)
        metres = shapely.distance(points[i], shapes[mine[at]])
        rows += [
            (a, round(m / limit, 3), str(names[b]), int(b), round(m))
            for a, b, m in zip(i.tolist(), mine[at].tolist(), metres.tolist(), strict=True)
        ]
    out: dict[int, list[tuple[int, int]]] = {}
    for a, _, _, b, metres_away in sorted(rows):
        out.setdefault(a, []).append((b, metres_away))
    return out


def _side(away: Floats) -> str:
    """Which way from a place, as one of eight sides."""
    return SIDES[round(float(np.degrees(np.arctan2(away[0], away[1]))) / 45.0) % 8]
