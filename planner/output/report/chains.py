"""Pieces of a street as lines that are as long as they can be: at a node where several pieces meet, those that go straight on belong together."""

import math
from typing import Any

import numpy as np
import shapely

SHARPEST = 40.0
"""Degrees by which a street may turn at a node and be the same line."""


def chains(lines: list[Any]) -> list[Any]:
    """Join LineStrings end to end, the straightest pairs first; the longest line comes first."""
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    points = [shapely.get_coordinates(line) for line in merged]
    mate: dict[tuple[int, int], tuple[int, int]] = {}
    for _turn, one, other in sorted(_pairs(points)):
        if one not in mate and other not in mate:
            mate[one], mate[other] = other, one
    return sorted(_walked(points, mate), key=lambda line: -line.length)


def _pairs(points: list[Any]) -> list[tuple[float, tuple[int, int], tuple[int, int]]]:
    """Ends that meet and go nearly straight on, with the degrees of the turn; an end is a line and its side, 0 or 1."""
    meeting: dict[tuple[float, float], list[tuple[int, int]]] = {}
    for at, line in enumerate(points):
        for side in (0, 1):
            meeting.setdefault(tuple(np.round(line[-side], 2).tolist()), []).append((at, side))
    out = []
    for ends in meeting.values():
        for k, one in enumerate(ends):
            for other in ends[k + 1 :]:
                if one[0] == other[0]:
                    continue
                turn = abs((_heading(points, one) - _heading(points, other) + 360.0) % 360.0 - 180.0)
                if turn <= SHARPEST:
                    out.append((round(turn, 3), one, other))
    return out


def _heading(points: list[Any], end: tuple[int, int]) -> float:
    """Direction in degrees in which a line leaves one of its ends."""
    line = points[end[0]]
    here, there = (line[0], line[1]) if end[1] == 0 else (line[-1], line[-2])
    return math.degrees(math.atan2(there[1] - here[1], there[0] - here[0]))


def _walked(points: list[Any], mate: dict[tuple[int, int], tuple[int, int]]) -> list[Any]:
    left = set(range(len(points)))
    out = []
    for start in range(len(points)):
        if start not in left:
            continue
        at, side = _end_of(start, mate)
        parts = []
        while at in left:
            left.discard(at)
            parts.append(points[at] if side == 0 else points[at][::-1])
            following = mate.get((at, 1 - side))
            if following is None:
                break
            at, side = following
        out.append(shapely.linestrings(np.concatenate(parts)))
    return out


def _end_of(start: int, mate: dict[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
    """Walk back to a free end of the chain of a line; of a ring, back to the line itself."""
    at, side = start, 0
    while (before := mate.get((at, side))) is not None:
        at, side = before[0], 1 - before[1]
        if at == start:
            return start, 0
    return at, side
