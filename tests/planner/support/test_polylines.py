"""Lines as short text come back point for point."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from planner.support.polylines import LETTERS, written

PLACES = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def read(code: str) -> list[list[tuple[int, int]]]:
    """Read as `assets/backdrop.js` of the map does."""
    numbers, value, scale = [], 0, 1
    for letter in code:
        bits = LETTERS.index(letter)
        value, scale = value + (bits & 31) * scale, scale * 32
        if not bits & 32:
            numbers.append(value)
            value, scale = 0, 1
    lines, at, x, y = [], 0, 0, 0
    while at < len(numbers):
        count, line = numbers[at], []
        for step in range(count):
            east, north = numbers[at + 1 + 2 * step : at + 3 + 2 * step]
            x += -(east + 1) // 2 if east % 2 else east // 2
            y += -(north + 1) // 2 if north % 2 else north // 2
            line.append((x, y))
        lines.append(line)
        at += 1 + 2 * count
    return lines


def without_repeats(line):
    return [point for at, point in enumerate(line) if not at or point != line[at - 1]]


@given(st.lists(st.lists(PLACES, min_size=2, max_size=8), max_size=5), st.integers(4, 6))
def test_every_point_comes_back_to_the_digit(lines, digits):
    code = written([LineString(line) for line in lines], digits)
    rounded = [[tuple(int(one) for one in np.rint(np.array(p) * 10.0**digits)) for p in line] for line in lines]
    assert read(code) == [without_repeats(line) for line in rounded]
    assert set(code) <= set(LETTERS)


def test_rings_of_polygons_are_lines_of_their_own_and_nothing_is_an_empty_text():
    yard = Polygon(box(0, 0, 1, 1).exterior, [box(0.2, 0.2, 0.4, 0.4).exterior])
    assert [len(line) for line in read(written([yard], 5))] == [5, 5]
    assert written([], 5) == written([LineString()], 5) == ""
