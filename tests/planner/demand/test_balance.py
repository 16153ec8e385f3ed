"""Iterative proportional fitting against sums by hand, and its promises on any table."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.demand.balance import MOST_ROUNDS, balanced
from tests.fixtures.drawing import drawn


def test_a_table_by_hand():
    # Odds ratio of the seed: (1 * 4) / (2 * 2) = 1, so the fitted table is rows x columns / total.
    found = balanced(np.array([[1.0, 2.0], [2.0, 4.0]]), np.array([30.0, 70.0]), np.array([40.0, 60.0]))
    assert found.table == pytest.approx(np.array([[12.0, 18.0], [28.0, 42.0]]))
    assert found.column_error < 1e-9


def test_fitting_keeps_the_odds_of_the_seed():
    # With margins of 1 each a 2 x 2 table is [[p, 1 - p], [1 - p, p]]; odds 9 mean p / (1 - p) = 3.
    found = balanced(np.array([[9.0, 1.0], [1.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    assert found.table == pytest.approx(np.array([[0.75, 0.25], [0.25, 0.75]]), abs=1e-6)


def test_columns_are_scaled_to_the_rows_which_are_the_law():
    found = balanced(np.ones((2, 2)), np.array([30.0, 70.0]), np.array([4.0, 6.0]))
    assert found.table.sum(axis=1) == pytest.approx([30, 70])
    assert found.table.sum(axis=0) == pytest.approx([40, 60])


def test_a_row_without_seed_is_taken_as_even_and_a_row_of_nought_stays_empty():
    found = balanced(
        np.array([[0.0, 0.0], [1.0, 1.0], [5.0, 1.0]]), np.array([10.0, 10.0, 0.0]), np.array([10.0, 10.0])
    )
    assert found.table == pytest.approx(np.array([[5.0, 5.0], [5.0, 5.0], [0.0, 0.0]]))


def test_a_column_that_may_hold_nothing_holds_nothing():
    found = balanced(np.array([[1.0, 9.0], [1.0, 1.0]]), np.array([4.0, 6.0]), np.array([10.0, 0.0]))
    assert found.table == pytest.approx(np.array([[4.0, 0.0], [6.0, 0.0]]))
    only_there = balanced(np.array([[0.0, 9.0]]), np.array([4.0]), np.array([10.0, 0.0]))
    assert only_there.table == pytest.approx(np.array([[4.0, 0.0]]))


def test_what_cannot_be_met_is_told_by_the_column_error_and_rows_hold():
    # Both rows have places for the first column only in part: 90 of 100 must lie in column 2, but column 2 may hold 50.
    found = balanced(np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([90.0, 10.0]), np.array([50.0, 50.0]))
    assert found.table.sum(axis=1) == pytest.approx([90, 10], rel=1e-12)
    assert found.table[0] == pytest.approx([0, 90])
    assert found.column_error == pytest.approx(0.40, abs=0.01)
    assert found.rounds == MOST_ROUNDS


def test_nothing_to_share_is_nothing():
    found = balanced(np.ones((2, 2)), np.zeros(2), np.zeros(2))
    assert (found.table.sum(), found.rounds) == (0.0, 0)


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "why"),
    [
        ([[-1.0]], [1.0], [1.0], "negative"),
        ([[1.0]], [np.inf], [1.0], "not finite"),
        ([[1.0]], [1.0], [np.nan], "not finite"),
        ([[1.0]], [1.0], [0.0], "sum to nothing"),
    ],
)
def test_figures_that_cannot_be_are_refused(seed, rows, columns, why):
    with pytest.raises(ValueError, match=why):
        balanced(np.array(seed), np.array(rows), np.array(columns))


AMOUNTS = st.floats(0.01, 1e4)


@given(
    arrays(float, (3, 4), elements=st.floats(0.05, 20)),
    arrays(float, 3, elements=AMOUNTS),
    arrays(float, 4, elements=AMOUNTS),
)
@drawn(60)
def test_every_positive_table_meets_both_its_margins(seed, rows, columns):
    found = balanced(seed, rows, columns)
    assert found.table.sum(axis=1) == pytest.approx(rows, rel=1e-9)
    assert found.table.sum(axis=0) == pytest.approx(columns * rows.sum() / columns.sum(), abs=1e-6 * rows.sum())
    assert (found.table >= 0).all()


@given(
    arrays(float, (3, 4), elements=st.one_of(st.just(0.0), AMOUNTS)),
    arrays(float, 3, elements=st.one_of(st.just(0.0), AMOUNTS)),
    arrays(float, 4, elements=st.one_of(st.just(0.0), AMOUNTS)),
)
@drawn(60)
def test_rows_are_exact_whatever_is_missing(seed, rows, columns):
    assume(columns.sum() > 0)
    found = balanced(seed, rows, columns)
    assert found.table.sum(axis=1) == pytest.approx(rows, rel=1e-9)
    assert np.isfinite(found.table).all()
    missed = np.abs(found.table.sum(axis=0) - columns * rows.sum() / columns.sum()).max()
    assert found.column_error == pytest.approx(missed / rows.sum() if rows.sum() > 0 else 0.0, abs=1e-12)
