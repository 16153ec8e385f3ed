"""What is worked out without scipy.stats and scipy.optimize is what they give, to the last bit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, kendalltau, qmc, rankdata

from planner.demand.sampling import draws_of
from planner.demand.spans import Assumed
from planner.network.queueing import working
from planner.support.ranks import inversions, kendall_tau, mean_ranks
from planner.support.roots import root

FIGURES = st.lists(st.integers(-4, 4) | st.floats(-1e6, 1e6), min_size=2, max_size=60)


@given(FIGURES, st.randoms())
def test_ranks_and_their_agreement_are_those_of_scipy(values, random):
    one = np.array(values, dtype=float)
    other = np.array(random.sample(values, len(values)), dtype=float)
    theirs, ours = kendalltau(one, other).statistic, kendall_tau(one, other)
    assert ours == theirs or (math.isnan(ours) and math.isnan(theirs))
    assert mean_ranks(one).tolist() == rankdata(one).tolist()


@given(st.lists(st.integers(0, 9), max_size=40))
def test_inversions_are_counted_pair_by_pair(ranks):
    pairs = sum(one > other for at, one in enumerate(ranks) for other in ranks[at + 1 :])
    assert inversions(np.array(ranks, dtype=np.int64)) == pairs


@given(st.floats(0.01, 4.99), st.floats(0.3, 40), st.sampled_from([math.atan, math.sinh, lambda x: x + x**3]))
def test_a_root_is_that_of_scipy(at, steep, shape):
    def function(x):
        return shape(steep * (x - at) / 10)

    assert root(function, 0.0, 5.0, within=1e-14) == brentq(function, 0.0, 5.0, xtol=1e-14)


def test_without_a_change_of_sign_there_is_no_root():
    with pytest.raises(ValueError, match="no change of sign"):
        root(lambda x: x * x + 1.0, -1.0, 1.0, within=1e-9)


def test_draws_are_those_of_scipys_hypercube():
    assumed = tuple(Assumed(f"a{k}", "", "1", "2", "3", "") for k in range(5))
    uniform = qmc.LatinHypercube(d=5, rng=np.random.default_rng(3)).random(40)
    drawn = np.array([list(draw.values()) for draw in draws_of(assumed, 40, 3)])
    triangular = np.where(uniform < 0.5, np.sqrt(2 * uniform) - 1, 1 - np.sqrt(2 * (1 - uniform)))
    assert drawn.tolist() == triangular.tolist()


@pytest.mark.parametrize("availability", [0.0, 0.83, 0.95, 1.0])
def test_how_many_guns_work_is_scipys_binomial(availability):
    for guns in (0, 1, 7, 40):
        assert list(working(guns, availability)) == binom.pmf(range(guns + 1), guns, availability).tolist()
