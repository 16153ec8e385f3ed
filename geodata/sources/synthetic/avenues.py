"""Main streets as evenly spaced streamlines of a direction field (Jobard and Lefer 1997)."""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely import Point as ShapelyPoint

from geodata.sources.synthetic.spec import Point, apart, corners, tidy
from geodata.sources.synthetic.terrain import Terrain

STEP_M = 50.0
CELL_M = 250.0


@dataclass(frozen=True)
class Avenue:
    """A main street before junctions: `road_class` is an OSM highway value, or "" for a line that is no street."""

    points: tuple[Point, ...]
    road_class: str
    family: int = 0


class _Neighbours:
    """Points of the avenues of one family, found by place."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = {}

    def add(self, points: Sequence[Point]) -> None:
        for a, b in pairwise(points):
            pieces = max(1, math.ceil(apart(a, b) / STEP_M))
            for piece in range(pieces + 1):
                point = a[0] + (b[0] - a[0]) * piece / pieces, a[1] + (b[1] - a[1]) * piece / pieces
                self._cells.setdefault((int(point[0] // CELL_M), int(point[1] // CELL_M)), []).append(point)

    def nearer_than(self, point: Point, limit: float) -> bool:
        reach = math.ceil(limit / CELL_M)
        column, row = int(point[0] // CELL_M), int(point[1] // CELL_M)
        cells = (
            self._cells.get((c, r), ())
            for c in range(column - reach, column + reach + 1)
            for r in range(row - reach, row + reach + 1)
        )
        return any(apart(point, other) < limit for cell in cells for other in cell)


def spacing_m(point: Point, scale: float) -> float:
    """Distance between main streets: dense in the centre, wide at the edge."""
    return 560.0 + 520.0 * math.pow(min(1.0, math.hypot(*point) / scale), 1.3)


def lay_avenues(terrain: Terrain, scale: float) -> list[Avenue]:
    """Fill the city with main streets of two families that cross at right angles.

    Embankments, ring and railway come first, so that no other street squeezes in beside them.
    """
    given = [
        Avenue(corners(terrain.ring), "trunk", 1),
        *(Avenue(corners(bank), "secondary", 0) for bank in terrain.banks),
        Avenue(corners(terrain.railway), "", 1),
    ]
    drawn: list[Avenue] = []
    for family in (0, 1):
        taken = _Neighbours()
        queue: deque[Sequence[Point]] = deque()
        for avenue in given:
            if avenue.family == family:
                taken.add(avenue.points)
                queue.append(avenue.points)
        first = _trace(terrain, family, (0.02 * scale, 0.01 * scale), taken, scale)
        taken.add(first)
        queue.appendleft(first)
        drawn.append(Avenue(first, "primary", family))
        while queue:
            for seed in _seeds(queue.popleft(), scale):
                if terrain.outline.contains(ShapelyPoint(seed)) and not taken.nearer_than(
                    seed, 0.93 * spacing_m(seed, scale)
                ):
                    line = _trace(terrain, family, seed, taken, scale)
                    if len(line) * STEP_M > 1.4 * spacing_m(seed, scale):
                        taken.add(line)
                        queue.append(line)
                        drawn.append(Avenue(line, "secondary", family))
    return given + _ranked(drawn)


def _seeds(line: Sequence[Point], scale: float) -> Iterator[Point]:
    """Places at one spacing to the left and right of a line."""
    every = max(1, int(150.0 / max(apart(line[0], line[1]), 1.0)))
    for a, b in zip(line[::every], line[1::every], strict=False):
        length = apart(a, b)
        if length > 0.0:
            gap = spacing_m(a, scale)
            for side in (1.0, -1.0):
                yield tidy((a[0] - side * gap * (b[1] - a[1]) / length, a[1] + side * gap * (b[0] - a[0]) / length))


def _trace(terrain: Terrain, family: int, seed: Point, taken: _Neighbours, scale: float) -> tuple[Point, ...]:
    back, ahead = ([*_walk(terrain, family, seed, taken, scale, sign)] for sign in (-1.0, 1.0))
    return (*reversed(back), seed, *ahead)


def _walk(terrain: Terrain, family: int, seed: Point, taken: _Neighbours, scale: float, sign: float) -> Iterator[Point]:
    """Follow the preferred direction until the edge, another avenue of the family, or the line itself."""
    turn = family * math.pi / 2.0
    heading = terrain.direction(seed) + turn + (math.pi if sign < 0 else 0.0)
    here, own = seed, _Neighbours()
    trail = [seed]
    for _ in range(int(2.5 * scale / STEP_M)):
        half = here[0] + 0.5 * STEP_M * math.cos(heading), here[1] + 0.5 * STEP_M * math.sin(heading)
        angle = terrain.direction(half) + turn
        if math.cos(angle - heading) < 0.0:
            angle += math.pi
        if math.cos(angle - heading) < 0.85:
            return  # the field turns too sharply for a main street
        heading = angle
        here = tidy((here[0] + STEP_M * math.cos(heading), here[1] + STEP_M * math.sin(heading)))
        limit = 0.6 * spacing_m(here, scale)
        yield here
        if (
            not terrain.outline.contains(ShapelyPoint(here))
            or taken.nearer_than(here, limit)
            or own.nearer_than(here, limit)
        ):
            return
        trail.append(here)
        old = len(trail) - math.ceil(limit / STEP_M) - 4
        if old > 1:
            own.add(trail[old - 1 : old + 1])


def _ranked(lines: list[Avenue]) -> list[Avenue]:
    """Make the longest third primary, the shortest tertiary."""
    order = sorted(range(len(lines)), key=lambda index: (-len(lines[index].points), index))
    classes = {
        index: "primary" if rank < 0.28 * len(order) else "secondary" if rank < 0.75 * len(order) else "tertiary"
        for rank, index in enumerate(order)
    }
    return [Avenue(line.points, classes[index], line.family) for index, line in enumerate(lines)]
