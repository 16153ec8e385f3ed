"""Occasions from the hours of a day: the mixture is found again, and few sessions leave the model alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.calibration.occasion_fit import fitted_shares
from planner.demand.occasions import OCCASIONS
from planner.demand.profiles import PROFILES, hourly
from tests.fixtures.drawing import drawn

NAMES = list(dict.fromkeys(PROFILES.values()))
PROFILE = np.array([hourly(np.eye(len(OCCASIONS)))[[PROFILES[o] for o in OCCASIONS].index(name)] for name in NAMES])
PRIOR = np.array([0.35, 0.2, 0.25, 0.2])

SHARES = st.lists(st.floats(0.05, 1.0), min_size=len(NAMES), max_size=len(NAMES)).map(lambda x: np.array(x) / sum(x))


@drawn(60)
@given(SHARES)
def test_a_day_made_of_the_profiles_is_taken_apart_again(truth):
    found = fitted_shares(truth @ PROFILE, PROFILE, PRIOR, 1e7)
    assert found.sum() == pytest.approx(1)
    assert found == pytest.approx(truth, abs=0.02)


@drawn(60)
@given(SHARES)
def test_few_sessions_move_the_shares_little_and_many_no_less(truth):
    moved = [np.abs(fitted_shares(truth @ PROFILE, PROFILE, PRIOR, n) - PRIOR).sum() for n in (1.0, 1e3, 1e6)]
    assert moved[0] < 0.02
    assert moved[1] <= moved[2] + 1e-6


def test_an_occasion_that_the_model_does_not_have_is_not_invented():
    prior = np.array([0.5, 0.0, 0.5, 0.0])
    found = fitted_shares(PROFILE[1], PROFILE, prior, 1e6)
    assert found[[1, 3]].tolist() == [0, 0]
    assert found.sum() == pytest.approx(1)
