"""Figures that are said to be enough, or a bound, are so as they are written, and never read as what was asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.support.amounts import in_place_of, percent, rounded_down, rounded_up


@pytest.mark.parametrize(
    ("figure", "asked", "enough", "digits", "said"),
    [
        (107_956.2, 80_000.0, True, 0, ("107,957", "80,000")),
        (107_956.2, 80_000.0, False, 0, ("107,956", "80,000")),
        (107_956.0000004, 80_000.0, True, 0, ("107,956", "80,000")),
        (80_000.03, 80_000.0, False, 0, ("80,000.03", "80,000")),
        (80_000.9, 80_000.6, True, 0, ("80,001", "80,000.6")),
        (0.1996, 0.2, True, 3, ("0.199", "0.2")),
        (0.1996, 0.2, False, 3, ("0.1996", "0.2")),
        (0.0004, 0.2, True, 3, ("0.0004", "0.2")),
        (0.0, 0.003, True, 3, ("0", "0.003")),
        (0.435, 0.4349999999, True, 3, ("0.435", "0.4349999999")),
        (20.32, 0.0, True, 1, ("20.4", "0")),
    ],
)
def test_a_figure_is_rounded_to_what_is_said_of_it(
    figure: float, asked: float, enough: bool, digits: int, said: tuple[str, str]
) -> None:
    assert in_place_of(figure, asked, enough=enough, digits=digits) == said


@given(st.floats(0.0, 1e7), st.floats(1e-4, 1e7), st.booleans(), st.booleans(), st.integers(0, 3))
def test_it_is_still_true_as_it_is_written(asked: float, more: float, down: bool, enough: bool, digits: int) -> None:
    asked = round(asked, 3)
    figure = max(0.0, asked - more) if down else asked + more
    if figure == asked:
        return
    said, was = in_place_of(figure, asked, enough=enough, digits=digits)
    assert said != was
    told = float(said.replace(",", ""))
    sign = 1.0 if figure > asked else -1.0
    slack = 1e-5 + 1e-9 * figure
    assert (told - figure) * sign >= -slack if enough else (told - figure) * sign <= slack


def test_shares_told_with_at_least_and_at_most_are_rounded_so() -> None:
    assert percent(rounded_down(0.8967, 2)) == percent(0.89)
    assert percent(rounded_up(0.8912, 2)) == percent(0.90)
    assert rounded_down(0.29, 2) == pytest.approx(0.29)
    assert rounded_up(0.29, 2) == pytest.approx(0.29)
