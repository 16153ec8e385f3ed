"""Who lives where: population cells and districts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon, unary_union
from shapely import Point as ShapelyPoint

from geodata.sources.synthetic import names
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.network import LARGEST_M2
from geodata.sources.synthetic.quarters import PEOPLE_PER_HA, Quarter
from geodata.sources.synthetic.spec import Point, polar

CELL_M = 500.0


@dataclass(frozen=True)
class District:
    """Name (Russian, Kazakh, Latin), ground and people."""

    name: tuple[str, str, str]
    area: Polygon | MultiPolygon
    population: int


@dataclass(frozen=True)
class People:
    """Population by square cell (middle of the cell, people) and by district."""

    cells: tuple[tuple[Point, int], ...]
    districts: tuple[District, ...]


def settle(quarters: Sequence[Quarter], faces: Sequence[Polygon], scale: float, population: int, seed: int) -> People:
    """Spread the population over the blocks by their use, thinning outwards, and count it by cell and district."""
    dice = Dice(seed, "people")
    seats = [
        polar(0.0, 0.0),
        *(polar(0.62 * scale, 2.0 * math.pi * (number + 0.35) / 6.0) for number in (2, 1, 0, 5, 4, 3)),
    ]
    weights = []
    for quarter in quarters:
        thick = PEOPLE_PER_HA[quarter.use] * dice.between(0.8, 1.2)
        inside = quarter.area.representative_point()
        home = _nearest((inside.x, inside.y), seats)
        for block in quarter.blocks:
            middle = block.representative_point()
            weights.append(
                (
                    (middle.x, middle.y),
                    home,
                    block.area / 1e4 * thick * (1.25 - 0.5 * math.hypot(middle.x, middle.y) / scale),
                )
            )
    people = _whole([weight for _, _, weight in weights], population)
    cells: dict[Point, int] = {}
    totals = [0] * len(seats)
    for (point, home, _), count in zip(weights, people, strict=True):
        cell = (math.floor(point[0] / CELL_M) + 0.5) * CELL_M, (math.floor(point[1] / CELL_M) + 0.5) * CELL_M
        cells[cell] = cells.get(cell, 0) + count
        totals[home] += count
    return People(
        tuple(sorted((cell, count) for cell, count in cells.items() if count)), _districts(faces, seats, totals)
    )


def _districts(faces: Sequence[Polygon], seats: Sequence[Point], totals: Sequence[int]) -> tuple[District, ...]:
    """Join the faces that lie nearest to the same seat."""
    members: list[list[Polygon]] = [[] for _ in seats]
    for face in faces:
        if face.area < LARGEST_M2:
            middle = face.representative_point()
            members[_nearest((middle.x, middle.y), seats)].append(face)
    return tuple(
        District(names.DISTRICTS[number], _union(group), totals[number]) for number, group in enumerate(members)
    )


def _union(faces: Sequence[Polygon]) -> Polygon | MultiPolygon:
    joined = unary_union(faces)
    assert isinstance(joined, Polygon | MultiPolygon)  # polygons join to nothing else
    return joined


def _nearest(point: Point, seats: Sequence[Point]) -> int:
    """Find the seat that draws a point most; the centre draws less than the others."""
    here = ShapelyPoint(point)
    return min(
        range(len(seats)),
        key=lambda number: here.distance(ShapelyPoint(seats[number])) * (1.25 if number == 0 else 1.0),
    )


def _whole(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion, summing exactly (largest remainders)."""
    scale = total / sum(weights)
    whole = [int(weight * scale) for weight in weights]
    order = sorted(range(len(weights)), key=lambda number: (whole[number] - weights[number] * scale, number))
    for number in order[: total - sum(whole)]:
        whole[number] += 1
    return whole
