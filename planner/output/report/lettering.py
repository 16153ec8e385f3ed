"""Names on the drawn map: districts and quarters at their point, main streets along their straight parts, none over another and none under a disc."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from planner.output.report.svg import Drawing, wide

Box = tuple[float, float, float, float]
STRAIGHT = 0.985
"""Least chord for its arc of a piece of street that carries its name."""
STEP = 6.0
SAME_APART = 260.0
"""Units between two places at which a street is named."""
MOST_STREETS = 34
CELL = 40.0
BOLDER = 1.15
"""How much wider bold letters are."""


@dataclass
class Taken:
    """Which boxes of the map are taken, found by squares."""

    cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def free(self, box: Box) -> bool:
        """Whether nothing stands there."""
        return not any(
            one[0] < box[2] and box[0] < one[2] and one[1] < box[3] and box[1] < one[3]
            for key in self._keys(box)
            for one in self.cells.get(key, ())
        )

    def take(self, box: Box) -> None:
        """Take a box."""
        for key in self._keys(box):
            self.cells.setdefault(key, []).append(box)

    @staticmethod
    def _keys(box: Box) -> Iterable[tuple[int, int]]:
        for x in range(math.floor(box[0] / CELL), math.floor(box[2] / CELL) + 1):
            for y in range(math.floor(box[1] / CELL), math.floor(box[3] / CELL) + 1):
                yield x, y


@dataclass(frozen=True)
class Place:
    """A name at a point: how large, in which colour."""

    name: str
    x: float
    y: float
    size: float
    colour: str
    bold: bool = True
    others: tuple[tuple[float, float], ...] = ()
    """Where else it may stand, the nearest first: within the borders of a district."""


def places(drawing: Drawing, wanted: Sequence[Place], taken: Taken, most: int) -> None:
    """Write names of places, the first of them first; beside its point or where else it may stand where a disc stands on it, or not at all."""
    written = 0
    for one in wanted:
        half = wide(one.name, one.size) / 2 * (BOLDER if one.bold else 1.0)
        near = [(one.x, one.y + down) for down in (0.0, -18.0, 18.0, -34.0, 34.0)]
        for at_x, y in (*near, *one.others):
            x = min(max(at_x, half + 4), drawing.width - half - 4)
            box = (x - half - 2, y - one.size * 0.8, x + half + 2, y + one.size * 0.3)
            if y - one.size > 0 and taken.free(box):
                taken.take(box)
                _haloed(drawing, one.name, x, y, one.size, one.colour, bold=one.bold)
                written += 1
                break
        if written >= most:
            return


def streets(drawing: Drawing, lines: Sequence[tuple[str, float, Any]], taken: Taken) -> None:
    """Write names of streets along them: ``(name, size, lines in units)``, the main ones first."""
    written = 0
    for name, size, shape in lines:
        length = wide(name, size) + 4
        spots: list[tuple[float, float]] = []
        for line in sorted(shapely.get_parts(shape), key=lambda part: -part.length):
            if line.length < length or written >= MOST_STREETS:
                break
            for x, y, turn in _beside(_windows(line, length), size):
                if any(math.hypot(x - a, y - b) < SAME_APART for a, b in spots):
                    continue
                boxes = _boxes(x, y, turn, length, size)
                if all(_inside(box, drawing) and taken.free(box) for box in boxes):
                    for box in boxes:
                        taken.take(box)
                    spots.append((x, y))
                    written += 1
                    _haloed(drawing, name, x, y + size * 0.33, size, "#3d4651", turn=turn, at=(x, y))


def _windows(line: Any, length: float) -> list[tuple[float, float, float]]:
    """Middle and direction in degrees of straight pieces as long as a name, those near the middle of the line first."""
    far = np.arange(0.0, line.length - length + STEP, STEP)
    far = far[far + length <= line.length]
    if not len(far):
        return []
    start, end, middle = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, far + part * length)) for part in (0.0, 1.0, 0.5)
    )
    chord = end - start
    straight = np.hypot(chord[:, 0], chord[:, 1]) >= STRAIGHT * length
    turn = np.degrees(np.arctan2(chord[:, 1], chord[:, 0]))
    turn = np.where(turn > 90, turn - 180, np.where(turn <= -90, turn + 180, turn))
    order = np.argsort(np.abs(far + length / 2 - line.length / 2), kind="stable")
    return [(float(middle[at, 0]), float(middle[at, 1]), float(turn[at])) for at in order if straight[at]]


def _beside(windows: list[tuple[float, float, float]], size: float) -> Iterable[tuple[float, float, float]]:
    """All windows upon the street, then beside it, where discs stand on all of it."""
    for off in (0.0, 1.05 * size, -1.05 * size):
        for x, y, turn in windows:
            yield x - off * math.sin(math.radians(turn)), y + off * math.cos(math.radians(turn)), turn


def _boxes(x: float, y: float, turn: float, length: float, size: float) -> list[Box]:
    """Small boxes along a turned name."""
    count = max(1, math.ceil(length / size))
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half = size * 0.46
    out = []
    for at in range(count):
        along = length * ((at + 0.5) / count - 0.5)
        out.append((x + along * cos - half, y + along * sin - half, x + along * cos + half, y + along * sin + half))
    return out


def _inside(box: Box, drawing: Drawing) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= drawing.width and box[3] <= drawing.height


def _haloed(  # noqa: PLR0913 - a place, a text and how it looks
    drawing: Drawing,
    text: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    turn: float = 0.0,
    at: tuple[float, float] | None = None,
) -> None:
    """Write a text on white: twice, the first time as its own broad edge, which every program that draws SVG can."""
    spin = f"rotate({turn:.1f} {at[0]:.1f} {at[1]:.1f})" if at is not None and abs(turn) >= 0.5 else None
    for edge in (True, False):
        drawing.add(
            "text",
            text,
            x=x,
            y=y,
            text_anchor="middle",
            font_size=size,
            font_weight=700 if bold else None,
            fill="#fff" if edge else colour,
            stroke="#fff" if edge else None,
            stroke_width=2.6 if edge else None,
            stroke_linejoin="round" if edge else None,
            aria_hidden="true" if edge else None,
            transform=spin,
        )
