"""Figures that are said to be enough, or a bound, are so as they are written, and never read as what was asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.speech import LANGUAGES, SOURCE, speaking
from planner.support.amounts import Side, in_place_of, percent, rounded
from planner.support.currency import Rate, beside_dollars
from planner.support.speech import FIGURES, _


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


SHARES = {"loss", "gap", "percent", "percent1", "percent2", ".2%"}


def read_back(told: str, code: str, spec: str) -> float:
    """The figure that a reader of the language reads."""
    plain = told.replace("$", "").replace("\u202f", "").replace("\u00a0", "").replace("%", "")
    plain = plain.replace(",", "") if code == SOURCE else plain.replace(",", ".")
    return float(plain) / (100.0 if spec in SHARES else 1.0)


@given(st.floats(0.0, 1.0) | st.floats(0.0, 5e7), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(sorted(FIGURES)))
def test_what_is_told_to_a_side_is_on_that_side_of_the_figure_in_every_language(
    figure: float, code: str, spec: str
) -> None:
    figure = figure % 1.0 if spec in SHARES else figure
    slack = 1e-8 if spec in SHARES else 1e-6 + 1e-11 * figure
    with speaking(code):
        least, most = (_.formats[f"{spec}_{side}"](figure) for side in Side)
    low, high = read_back(least, code, spec), read_back(most, code, spec)
    assert low <= figure + slack
    assert high >= figure - slack
    assert high - low <= (0.0101 if spec in SHARES else 1.0001), "no farther than a unit that is shown"


@given(st.floats(1.0, 5e7), st.floats(0.01, 600.0))
def test_a_currency_beside_dollars_is_rounded_to_the_same_side(usd: float, rate: float) -> None:
    with beside_dollars(Rate("KZT", rate)):
        said = [_.formats[f"money_{side}"](usd).partition("(")[2] for side in Side]
    low, high = (float(re.sub(r"[^0-9.]", "", one)) for one in said)
    slack = 1e-5 + 1e-9 * usd * rate
    assert low <= usd * rate + slack
    assert high >= usd * rate - slack


def test_what_floats_make_of_a_figure_moves_it_to_no_other() -> None:
    assert rounded(0.29, 2, Side.LEAST) == rounded(0.29, 2, Side.MOST) == pytest.approx(0.29)
    assert percent(1 - 0.71, side=Side.MOST) == percent(0.29)
    assert percent(0.8967, side=Side.LEAST) == percent(0.89)
    assert percent(0.8912, side=Side.MOST) == percent(0.90)
