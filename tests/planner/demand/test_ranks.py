"""Ranks, rank correlation, samples and tails are those of scipy.stats to the last bit, which is too slow to load for them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from planner.demand.ranks import kendall_tau, mean_ranks
from planner.demand.sampling import latin_hypercube
from planner.network import parking, queueing

SOME = st.integers(2, 40).flatmap(
    lambda n: st.tuples(*(arrays(np.float64, n, elements=st.integers(0, 12).map(float)) for _ in range(2)))
)


@settings(deadline=None)
@given(SOME)
def test_kendalls_tau_and_mean_ranks_are_those_of_scipy(pair):
    one, other = pair
    np.testing.assert_array_equal(kendall_tau(one, other), stats.kendalltau(one, other).statistic)
    np.testing.assert_array_equal(mean_ranks(one), stats.rankdata(one))


def test_a_latin_hypercube_is_that_of_scipy():
    for samples, width, seed in ((1, 1, 0), (20, 3, 1), (200, 43, 7)):
        known = stats.qmc.LatinHypercube(d=width, rng=np.random.default_rng(seed)).random(samples)
        np.testing.assert_array_equal(latin_hypercube(samples, width, np.random.default_rng(seed)), known)


def test_chances_of_working_guns_are_those_of_scipy_whichever_way_they_are_had(monkeypatch):
    for availability in (0.5, 0.95, 0.97, 1.0):
        for guns in range(40):
            known = tuple(float(one) for one in stats.binom.pmf(range(guns + 1), guns, availability))
            assert queueing.working(guns, availability) == known


def test_stays_are_gamma_distributed():
    shape, since = parking.STAY_SPREAD**-2, (np.arange(14 * 144) + 0.5) / 6
    for stay_h in (0.3, 1.5, 11.8):
        known = stats.gamma.sf(since, shape, scale=stay_h / shape).reshape(14, 144).sum(axis=0)
        np.testing.assert_array_equal(parking._kernel(stay_h, 0.0), known)
