"""Quarters between the main streets: what each is for, its own streets, its blocks, and the people in it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint
from shapely.ops import split

from geodata.sources.synthetic.avenues import Avenue
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.network import LARGEST_M2, frame
from geodata.sources.synthetic.spec import Point, polar, tidy
from geodata.sources.synthetic.terrain import Terrain


class Use(StrEnum):
    """What a quarter is for."""

    CENTRE = "centre"
    OLD_TOWN = "old_town"
    FLATS = "flats"
    HOUSES = "houses"
    INDUSTRY = "industry"
    PARK = "park"
    MILITARY = "military"
    CEMETERY = "cemetery"
    CAMPUS = "campus"
    FIELD = "field"


PEOPLE_PER_HA = {
    Use.CENTRE: 95.0,
    Use.OLD_TOWN: 90.0,
    Use.FLATS: 150.0,
    Use.HOUSES: 32.0,
    Use.INDUSTRY: 3.0,
    Use.PARK: 0.0,
    Use.MILITARY: 0.0,
    Use.CEMETERY: 0.0,
    Use.CAMPUS: 25.0,
    Use.FIELD: 0.0,
}
"""Relative densities; the total is scaled to the city's population."""


ONCE: tuple[tuple[Use, float, float], ...] = (
    (Use.MILITARY, 2.3, 0.85),
    (Use.CEMETERY, 0.7, 0.85),
    (Use.CEMETERY, -2.5, 0.82),
    (Use.CAMPUS, 0.25, 0.42),
    (Use.CAMPUS, 1.9, 0.5),
    (Use.PARK, -0.4, 0.12),
    (Use.PARK, 0.9, 0.3),
    (Use.INDUSTRY, -1.2, 0.8),
    (Use.INDUSTRY, -1.5, 0.78),
)
"""Use, angle (radians from east) and distance from the centre (share of the city's radius)."""

GIVES_WAY = (Use.HOUSES, Use.FLATS, Use.CENTRE, Use.OLD_TOWN)


@dataclass(frozen=True)
class _Cut:
    """How a quarter is halved: size to stop at, how crooked, and what its streets are."""

    target_ha: float
    wobble: float
    road_class: str


CUTS = {
    Use.OLD_TOWN: _Cut(2.0, 0.3, "residential"),
    Use.FLATS: _Cut(9.0, 0.06, "residential"),
    Use.INDUSTRY: _Cut(16.0, 0.05, "unclassified"),
    Use.CAMPUS: _Cut(12.0, 0.05, "service"),
}


@dataclass(frozen=True)
class Quarter:
    """One face of the skeleton with its inner streets and blocks."""

    number: int
    use: Use
    area: Polygon
    streets: tuple[Avenue, ...]
    blocks: tuple[Polygon, ...]


def make_quarters(faces: Sequence[Polygon], terrain: Terrain, seed: int) -> list[Quarter]:
    """Give every face a use, then cut it up as such quarters are cut."""
    dice = Dice(seed, "quarters")
    scale = math.sqrt(terrain.outline.area / math.pi)
    inner = [face for face in faces if 1e4 < face.area < LARGEST_M2]
    uses = [_use(face, terrain, scale, dice) for face in inner]
    _place_once(uses, inner, scale)
    quarters = []
    for number, (face, use) in enumerate(zip(inner, uses, strict=True)):
        streets, blocks = _cut(face, use, Dice(seed, f"quarter {number}"))
        quarters.append(Quarter(number, use, face, tuple(streets), tuple(blocks)))
    return quarters


def _use(face: Polygon, terrain: Terrain, scale: float, dice: Dice) -> Use:
    middle = face.representative_point()
    radius = math.hypot(middle.x, middle.y) / scale
    by_rail = terrain.railway.distance(face) < 30.0
    left_bank = terrain.banks[0].distance(middle) < terrain.banks[1].distance(middle)
    if (
        face.area < 8e4
        or (dice.chance(0.04) and face.area < 60e4)
        or (dice.chance(0.3) and terrain.river.distance(face) < 100.0 and radius > 0.3)
    ):
        return Use.PARK
    if by_rail and radius > 0.35:
        return Use.INDUSTRY
    if radius < (0.47 if left_bank else 0.34):
        return Use.OLD_TOWN if left_bank else Use.CENTRE
    if radius > 0.82 and dice.chance(0.3):
        return Use.FIELD
    flats = 0.62 if radius < 0.6 else 0.4 if radius < 0.75 else 0.12
    return Use.FLATS if dice.chance(flats) else Use.HOUSES


def _place_once(uses: list[Use], faces: Sequence[Polygon], scale: float) -> None:
    """Find room for what a city has once or twice: the quarter at, or nearest to, its place."""
    for use, angle, radius in ONCE:
        target = ShapelyPoint(polar(radius * scale, angle))
        free = [number for number, present in enumerate(uses) if present in GIVES_WAY]
        away = {
            number: (faces[number].distance(target), faces[number].representative_point().distance(target))
            for number in free
        }
        uses[min(free, key=away.__getitem__)] = use


def _cut(face: Polygon, use: Use, dice: Dice) -> tuple[list[Avenue], list[Polygon]]:
    if use in (Use.PARK, Use.MILITARY, Use.CEMETERY, Use.FIELD):
        return [], [face]
    if use is Use.HOUSES:
        return _grid(face, dice.between(190.0, 260.0), dice.between(95.0, 120.0), "residential", dice)
    if use is Use.CENTRE:
        return _grid(face, dice.between(170.0, 230.0), dice.between(150.0, 190.0), "residential", dice)
    streets: list[Avenue] = []
    blocks = list(_halved(face, CUTS[use], dice, streets))
    return streets, blocks


def _grid(
    face: Polygon, long_m: float, short_m: float, road_class: str, dice: Dice
) -> tuple[list[Avenue], list[Polygon]]:
    """Cut by two sets of parallel streets along the quarter's own frame."""
    angle, length, width, centre = frame(face)
    lines = [_across(centre, angle, offset, turned=True) for offset in _offsets(length, long_m)]
    lines += [_across(centre, angle, offset, turned=False) for offset in _offsets(width, short_m)]
    pieces, streets = [face], []
    for number, line in enumerate(lines):
        inside = face.intersection(line)
        for part in getattr(inside, "geoms", [inside]):
            if isinstance(part, LineString) and part.length > 60.0 and not dice.chance(0.04):
                middle = number == len(lines) // 2 and face.area > 50e4
                streets.append(Avenue(_ends(part), "tertiary" if middle else road_class))
        pieces = [half for piece in pieces for half in _halves(piece, line)]
    return streets, [piece for piece in pieces if piece.area > 1500.0]


def _offsets(extent: float, every: float) -> list[float]:
    count = max(1, round(extent / every))
    return [extent * (step / count - 0.5) for step in range(1, count)]


def _across(centre: Point, angle: float, offset: float, *, turned: bool) -> LineString:
    """Long line through the quarter, along its frame or (turned) across it."""
    heading = angle + math.pi / 2.0 if turned else angle
    shift = angle if turned else angle + math.pi / 2.0
    x, y = centre[0] + offset * math.cos(shift), centre[1] + offset * math.sin(shift)
    reach = 6000.0
    return LineString(
        [
            tidy((x - reach * math.cos(heading), y - reach * math.sin(heading))),
            tidy((x + reach * math.cos(heading), y + reach * math.sin(heading))),
        ]
    )


def _halved(piece: Polygon, cut: _Cut, dice: Dice, streets: list[Avenue]) -> Iterator[Polygon]:
    """Cut in two, again and again, across the longer side and never quite straight."""
    if piece.area < cut.target_ha * 1.5e4:
        yield piece
        return
    angle, length, _, centre = frame(piece)
    line = _across(centre, angle + dice.between(-cut.wobble, cut.wobble), length * dice.between(-0.1, 0.1), turned=True)
    halves = _halves(piece, line)
    if len(halves) < 2:
        yield piece
        return
    inside = piece.intersection(line)
    road_class = "tertiary" if piece.area > 70e4 else cut.road_class
    parts = [part for part in getattr(inside, "geoms", [inside]) if isinstance(part, LineString) and part.length > 40.0]
    streets += [Avenue(_ends(part), road_class) for part in parts if not dice.chance(0.05)]
    for half in sorted(halves, key=lambda polygon: polygon.representative_point().coords[0]):
        yield from _halved(half, cut, dice, streets)


def _halves(piece: Polygon, line: LineString) -> list[Polygon]:
    parts = split(piece, line).geoms if piece.intersects(line) else [piece]
    halves = [Polygon([tidy((x, y)) for x, y in part.exterior.coords]) for part in parts if isinstance(part, Polygon)]
    return [half for half in halves if half.is_valid and half.area > 1.0]


def _ends(part: LineString) -> tuple[Point, ...]:
    return tuple(tidy((x, y)) for x, y in part.coords)
