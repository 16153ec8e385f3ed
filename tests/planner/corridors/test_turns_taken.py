"""Turns of the search for a corridor plan: who closes something goes on, who does not waits, who is at his end is asked no more."""

import itertools

import pytest

from planner.corridors.search.turns import take_turns
from planner.support.work import count, worked_s


@pytest.mark.parametrize(
    ("gains", "before_s", "asked"),
    [
        ((0.2, 0.0), 1.0, "00000000"),
        ((0.0, 0.2), 1.0, "01111111"),
        ((0.0, 0.0), 1.0, "01010101"),
        ((0.02, 0.0), 1.0, "01010100"),
        ((0.0, None), 1.0, "01000000"),
        ((0.2, 0.2), 0.0, "01010101"),
    ],
)
def test_next_comes_the_way_that_has_worked_least_without_closing_something(
    gains: tuple[float | None, float | None], before_s: float, asked: str
) -> None:
    said, still, end_s = [], [1.0], worked_s() + 8 * 3.0 - 1.0

    def way(number: int):
        def works(left) -> bool:
            said.append(str(number))
            assert 0 < left() <= 3.0 + 1e-6
            gain = gains[number]
            count(left())
            still[0] *= 1.0 - (gain or 0.0)
            return gain is None

        return works

    take_turns((way(0), way(1)), (0.0, before_s), 3.0, lambda: end_s - worked_s(), lambda: still[0])
    assert "".join(said) == asked


def test_ways_that_do_nothing_are_asked_once() -> None:
    calls = itertools.count()
    take_turns([lambda _: bool(next(calls) < 0)] * 2, (0.0, 0.0), 3.0, lambda: 1.0, lambda: 1.0)
    assert next(calls) == 2
