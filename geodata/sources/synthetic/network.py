"""From lines that cross to a planar network: junctions, edges, and the quarters between them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from shapely import LineString, Polygon, STRtree
from shapely import Point as ShapelyPoint
from shapely.geometry import mapping
from shapely.ops import polygonize

from geodata.sources.synthetic.avenues import Avenue, spacing_m
from geodata.sources.synthetic.spec import Point, apart, corners, tidy
from geodata.sources.synthetic.terrain import BANK_M, Terrain

BRIDGE_EVERY_M = 1500.0
LARGEST_M2 = 4e6  # a face larger than this lies beyond the last street and stays steppe
RANK = {"trunk": 0, "primary": 1, "secondary": 2, "tertiary": 3}


@dataclass(frozen=True)
class Skeleton:
    """Main streets cut at their junctions.

    `avenues` run from end to end through their junctions, `bridges` are the points where they cross the river, and
    `faces` are the quarters, `riverbed` the faces between the embankments.
    """

    avenues: tuple[Avenue, ...]
    bridges: tuple[Point, ...]
    faces: tuple[Polygon, ...]
    riverbed: tuple[Polygon, ...]


def make_skeleton(terrain: Terrain, avenues: Sequence[Avenue], scale: float) -> Skeleton:
    """Join loose ends, cut at junctions and at the river, and find the quarters between."""
    joined = [_joined(index, avenues, terrain, scale) for index in range(len(avenues))]
    edge = Avenue(corners(terrain.outline.exterior), "")
    noded = node([*joined, edge])
    bridges = _bridges(noded, terrain)
    kept = [piece for avenue in noded for piece in _off_river(avenue, terrain, bridges)]
    streets = _trimmed([_clipped(avenue, terrain) for avenue in kept if avenue.road_class])
    lines = [
        LineString(pair)
        for avenue in [*streets, *(a for a in kept if not a.road_class)]
        for pair in pairwise(avenue.points)
    ]
    faces = [
        Polygon(face.exterior) for face in polygonize(lines) if terrain.outline.contains(face.representative_point())
    ]
    faces.sort(key=lambda face: face.representative_point().coords[0])
    dry = [terrain.river.distance(face.representative_point()) > BANK_M for face in faces]
    land = tuple(face for face, is_dry in zip(faces, dry, strict=True) if is_dry)
    return Skeleton(
        tuple(streets), tuple(bridges), land, tuple(face for face, is_dry in zip(faces, dry, strict=True) if not is_dry)
    )


def _joined(index: int, avenues: Sequence[Avenue], terrain: Terrain, scale: float) -> Avenue:
    """Run loose ends on, straight ahead, to the next street within reach."""
    avenue = avenues[index]
    points = list(avenue.points)
    if not avenue.road_class or points[0] == points[-1]:
        return avenue
    others = [LineString(other.points) for number, other in enumerate(avenues) if number != index and other.road_class]
    for _ in range(2):
        points.reverse()
        end, before = points[-1], points[-4 if len(points) > 4 else 0]
        if terrain.outline.contains(ShapelyPoint(end)):
            reach, length = 1.1 * spacing_m(end, scale), apart(before, end)
            far = end[0] + reach * (end[0] - before[0]) / length, end[1] + reach * (end[1] - before[1]) / length
            ray = LineString([end, far])
            hits = [ray.intersection(other) for other in others if ray.intersects(other)]
            touched = [
                tidy((point.x, point.y))
                for hit in hits
                for point in getattr(hit, "geoms", [hit])
                if isinstance(point, ShapelyPoint)
            ]
            if touched:
                nearest = min(touched, key=lambda point: apart(point, end))
                beyond = 8.0 / max(apart(end, nearest), 8.0)
                points.append(
                    tidy((nearest[0] + beyond * (nearest[0] - end[0]), nearest[1] + beyond * (nearest[1] - end[1])))
                )
    return Avenue(tuple(points), avenue.road_class, avenue.family)


def node(avenues: Sequence[Avenue], touch_m: float = 1.0) -> list[Avenue]:
    """Insert a common point wherever two lines cross, or where one ends within `touch_m` of another."""
    segments = [
        (line, place, LineString(pair))
        for line, avenue in enumerate(avenues)
        for place, pair in enumerate(pairwise(avenue.points))
    ]
    tree = STRtree([segment for _, _, segment in segments])
    extra: dict[tuple[int, int], set[Point]] = defaultdict(set)
    for number, (line, place, segment) in enumerate(segments):
        for other in sorted(int(hit) for hit in tree.query(segment, predicate="dwithin", distance=touch_m)):
            if other > number and not (line == segments[other][0] and abs(place - segments[other][1]) <= 1):
                for point in _common(segment, segments[other][2], touch_m):
                    extra[line, place].add(point)
                    extra[segments[other][0], segments[other][1]].add(point)
    result = []
    for line, avenue in enumerate(avenues):
        points: list[Point] = []
        for place, start in enumerate(avenue.points[:-1]):
            points += [start, *sorted(extra.get((line, place), ()), key=partial(apart, start))]
        result.append(Avenue(_without_repeats([*points, avenue.points[-1]]), avenue.road_class, avenue.family))
    return result


def _common(a: LineString, b: LineString, touch_m: float) -> Iterable[Point]:
    ends = [(end, other) for one, other in ((a, b), (b, a)) for end in one.coords]
    near = [tidy((end[0], end[1])) for end, other in ends if other.distance(ShapelyPoint(end)) <= touch_m]
    if near:
        return near[:1]
    hit = a.intersection(b)
    return [tidy((hit.x, hit.y))] if isinstance(hit, ShapelyPoint) else []


def _without_repeats(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(point for place, point in enumerate(points) if place == 0 or point != points[place - 1])


def _bridges(avenues: Sequence[Avenue], terrain: Terrain) -> list[Point]:
    """Choose the few places where streets cross: the greatest streets first, far from each other."""
    crossings = []
    for avenue in avenues:
        if avenue.road_class and terrain.river.crosses(LineString(avenue.points)):
            hit = terrain.river.intersection(LineString(avenue.points))
            crossings += [
                (RANK[avenue.road_class], tidy((p.x, p.y)))
                for p in getattr(hit, "geoms", [hit])
                if isinstance(p, ShapelyPoint)
            ]
    chosen: list[Point] = []
    for _, point in sorted(crossings):
        if terrain.outline.contains(ShapelyPoint(point)) and all(
            apart(point, other) > BRIDGE_EVERY_M for other in chosen
        ):
            chosen.append(point)
    return chosen


def _off_river(avenue: Avenue, terrain: Terrain, bridges: Sequence[Point]) -> list[Avenue]:
    """Leave out the parts between the embankments, bridges aside."""
    if not avenue.road_class:
        return [avenue]
    pieces: list[list[Point]] = [[]]
    for a, b in pairwise(avenue.points):
        middle = (a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0
        wet = terrain.river.distance(ShapelyPoint(middle)) < BANK_M - 1.0
        bridged = any(apart(middle, bridge) < 160.0 for bridge in bridges) and _on_line(avenue, bridges)
        if wet and not bridged:
            pieces.append([])
        else:
            pieces[-1] += [a, b] if not pieces[-1] else [b]
    return [Avenue(tuple(piece), avenue.road_class, avenue.family) for piece in pieces if len(piece) > 1]


def _on_line(avenue: Avenue, points: Sequence[Point]) -> bool:
    line = LineString(avenue.points)
    return any(line.distance(ShapelyPoint(point)) < 1.0 for point in points)


def _clipped(avenue: Avenue, terrain: Terrain) -> Avenue:
    """Keep the longest run inside of the outline."""
    runs: list[list[Point]] = [[]]
    for a, b in pairwise(avenue.points):
        if terrain.outline.covers(ShapelyPoint((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)):
            runs[-1] += [a, b] if not runs[-1] else [b]
        else:
            runs.append([])
    longest = runs[max(range(len(runs)), key=lambda number: len(runs[number]))]
    return Avenue(tuple(longest), avenue.road_class, avenue.family)


def _trimmed(avenues: Sequence[Avenue]) -> list[Avenue]:
    """Cut loose ends back to their last junction."""
    uses = Counter(point for avenue in avenues for point in set(avenue.points))
    result = []
    for avenue in avenues:
        points = avenue.points
        if points and points[0] != points[-1]:
            junctions = [place for place, point in enumerate(points) if uses[point] > 1]
            points = points[junctions[0] : junctions[-1] + 1] if len(junctions) > 1 else ()
        if len(points) > 1:
            result.append(Avenue(points, avenue.road_class, avenue.family))
    return result


def frame(polygon: Polygon) -> tuple[float, float, float, Point]:
    """Angle of the long side, length, width and centre of the smallest rectangle around a polygon."""
    best = (math.inf, 0.0, 0.0, 0.0, (0.0, 0.0))
    hull = [(x, y) for x, y in mapping(polygon.convex_hull)["coordinates"][0]]
    for a, b in pairwise(hull):
        angle = math.atan2(b[1] - a[1], b[0] - a[0])
        c, s = math.cos(angle), math.sin(angle)
        along, across = [x * c + y * s for x, y in hull], [y * c - x * s for x, y in hull]
        length, width = max(along) - min(along), max(across) - min(across)
        u, v = (max(along) + min(along)) / 2.0, (max(across) + min(across)) / 2.0
        if length * width < best[0] - 1e-6:
            best = (length * width, angle, length, width, (u * c - v * s, u * s + v * c))
    _, angle, length, width, centre = best
    return (angle, length, width, centre) if length >= width else (angle + math.pi / 2.0, width, length, centre)
