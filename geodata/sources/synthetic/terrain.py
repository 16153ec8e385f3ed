"""Terrain before the streets: river, railway, city limits, and the direction field of the streets."""

import math
from dataclasses import dataclass

from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint

from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.spec import CitySpec, Point, polar, tidy

RIVER_HALF_WIDTH_M = 38.0
BANK_M = 95.0  # from the middle of the river to the embankment street


@dataclass(frozen=True)
class Terrain:
    """The given ground.

    Parameters
    ----------
    river, railway : LineString
        Courses through the whole extent.
    banks : tuple of two LineString
        Embankments, left and right of the river.
    ring : LineString
        The closed ring road.
    outline : Polygon
        Edge of the city.
    grids : tuple of (centre, angle, reach, weight)
        Quarters laid out by a surveyor: streets near `centre` follow `angle`.
    """

    river: LineString
    banks: tuple[LineString, LineString]
    railway: LineString
    ring: LineString
    outline: Polygon
    grids: tuple[tuple[Point, float, float, float], ...]

    def direction(self, point: Point) -> float:
        """Angle that streets prefer here: a blend of grids, spokes and the river bank (Chen et al. 2008, tensor fields)."""
        east, north = point
        radius = math.hypot(east, north)
        scale = math.sqrt(self.outline.area / math.pi)
        angles = [(math.atan2(north, east), 0.55 * (1.0 - math.exp(-((radius / (0.45 * scale)) ** 2))))]
        for (x, y), angle, reach, weight in self.grids:
            angles.append((angle, weight * math.exp(-((math.hypot(east - x, north - y) / reach) ** 2))))
        near = self.river.distance(ShapelyPoint(point))
        if near < 1500.0:
            along = self.river.project(ShapelyPoint(point))
            a, b = self.river.interpolate(max(along - 60.0, 0.0)), self.river.interpolate(along + 60.0)
            angles.append((math.atan2(b.y - a.y, b.x - a.x), 0.9 * math.exp(-((near / 450.0) ** 2))))
        cosine = sum(weight * math.cos(2.0 * angle) for angle, weight in angles)
        sine = sum(weight * math.sin(2.0 * angle) for angle, weight in angles)
        return math.atan2(sine, cosine) / 2.0


def make_terrain(spec: CitySpec) -> Terrain:
    """Lay river, railway, ring and outline for a city of this size."""
    dice = Dice(spec.seed, "terrain")
    scale = spec.radius_m
    lean = math.radians(dice.between(62.0, 78.0))
    river = _river(scale, lean, dice)
    quarters = (
        ((0.05 * scale, 0.0), lean - math.pi / 2.0, 0.36 * scale, 1.0),
        (polar(0.62 * scale, lean - 1.0), lean - 1.0, 0.3 * scale, 0.9),
        (polar(0.66 * scale, lean + 2.7), lean + 0.35, 0.28 * scale, 0.8),
        (polar(0.7 * scale, lean - 2.4), lean - 0.2, 0.25 * scale, 0.8),
    )
    return Terrain(
        river=LineString(river),
        banks=(LineString(beside(river, BANK_M)), LineString(beside(river, -BANK_M))),
        railway=LineString(_railway(scale, lean, dice)),
        ring=LineString(_round(0.74 * scale, 0.05, dice, 96)),
        outline=Polygon(_round(scale, 0.1, dice, 96)),
        grids=quarters,
    )


def _river(scale: float, lean: float, dice: Dice) -> list[Point]:
    """Bend like a slow river, a little west of the centre."""
    phases = [dice.between(0.0, 2.0 * math.pi) for _ in range(3)]
    points = []
    for step in range(-100, 101):
        along = step * 1.7 * scale / 100.0
        across = 0.17 * scale + scale * (
            0.055 * math.sin(along / (0.34 * scale) + phases[0])
            + 0.03 * math.sin(along / (0.15 * scale) + phases[1])
            + 0.14 * math.sin(along / (1.1 * scale) + phases[2])
        )
        points.append(
            tidy((along * math.cos(lean) - across * math.sin(lean), along * math.sin(lean) + across * math.cos(lean)))
        )
    return points


def beside(course: list[Point], offset: float) -> list[Point]:
    """Run at a constant distance to the left (or, negative, to the right) of a smooth course."""
    shifted = []
    for index, (x, y) in enumerate(course):
        (x0, y0), (x1, y1) = course[max(index - 1, 0)], course[min(index + 1, len(course) - 1)]
        length = math.hypot(x1 - x0, y1 - y0)
        shifted.append(tidy((x - offset * (y1 - y0) / length, y + offset * (x1 - x0) / length)))
    return shifted


def _railway(scale: float, lean: float, dice: Dice) -> list[Point]:
    """Pass the centre on its far side from the old town, in one wide bend."""
    bend = dice.between(0.1, 0.16)
    points = []
    for step in range(-40, 41):
        along = step * 1.6 * scale / 40.0
        across = -0.46 * scale + bend * scale * math.cos(along / (0.75 * scale))
        angle = lean - 1.15
        points.append(
            tidy(
                (along * math.cos(angle) - across * math.sin(angle), along * math.sin(angle) + across * math.cos(angle))
            )
        )
    return points


def _round(radius: float, roughness: float, dice: Dice, corners: int) -> list[Point]:
    """Close a curve that is nearly a circle."""
    waves = [(n, dice.between(0.3, 1.0) * roughness, dice.between(0.0, 2.0 * math.pi)) for n in (2, 3, 5)]
    curve = []
    for corner in range(corners):
        angle = 2.0 * math.pi * corner / corners
        curve.append(
            tidy(polar(radius * (1.0 + sum(size * math.cos(n * angle + phase) for n, size, phase in waves)), angle))
        )
    return [*curve, curve[0]]
