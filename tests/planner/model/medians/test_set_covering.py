"""Set covering by its own program: against enumeration and the siting model, from a greedy start that is a cover."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.medians.location_problems import locate, lscp
from planner.model.medians.recognition import is_set_covering
from planner.model.medians.set_covering import greedy_cover
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel


def drawn(seed: int, points: int = 20, sites: int = 9) -> np.ndarray:
    """Which sites cover which points, each point by one at least; (points, sites) bool."""
    rng = np.random.default_rng(seed)
    within = rng.random((points, sites)) < 0.25
    within[np.arange(points), rng.integers(0, sites, points)] = True
    return within


@pytest.mark.parametrize("seed", range(15))
def test_the_fewest_and_the_cheapest_sites_are_those_of_enumeration_and_of_the_siting_model(seed):
    within = drawn(seed)
    plain = lscp(*np.nonzero(within), points=20, sites=9)
    priced = changed(plain, site_annual=np.random.default_rng(seed).uniform(0.0, 5.0, 9))
    for instance in (plain, priced):
        found = locate(instance, "cost", Effort(), lambda _: None)
        assert found.solution.path == "set covering program"
        choices = (np.array(c) for size in range(10) for c in itertools.combinations(range(9), size))
        best = min(flat(instance).site_annual[c].sum() for c in choices if len(c) and within[:, c].any(axis=1).all())
        assert found.solution.value == pytest.approx(best)
        assert found.solution.bound == pytest.approx(best, rel=1e-4)
        assert within[:, found.sites].any(axis=1).all()
        assert SitingModel(instance, "cost").solve(Effort(), lambda _: None).value == pytest.approx(best)
        assert np.bincount(flat(instance).zone, found.share, 20) == pytest.approx(np.ones(20))


@pytest.mark.parametrize("seed", range(10))
def test_the_greedy_start_covers_everything_and_never_costs_more_than_its_guarantee(seed):
    within = drawn(seed, points=60, sites=15)
    opened = greedy_cover(sp.csr_array(within.astype(float)), np.ones(15))
    assert within[:, opened].any(axis=1).all()
    best = locate(lscp(*np.nonzero(within), points=60, sites=15), "cost", Effort(), lambda _: None).solution.value
    assert best <= opened.sum() <= best * sum(1 / k for k in range(1, 61)), "Chvatal 1979"


def test_a_search_cut_at_once_still_has_a_cover_and_a_true_bound():
    rng = np.random.default_rng(5)
    at = rng.random((300, 2))
    zone, site = np.nonzero(np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1)) < 0.12)
    instance = lscp(zone, site, points=300, sites=300)
    cut = locate(instance, "cost", Effort(time_limit_s=1e-3), lambda _: None)
    assert set(zone[np.isin(site, cut.sites)]) == set(range(300))
    best = locate(instance, "cost", Effort(gap=0.05, time_limit_s=30.0), lambda _: None).solution
    assert cut.solution.bound <= best.value <= cut.solution.value


def test_what_has_other_rules_or_costs_is_no_set_covering():
    plain = lscp(*np.nonzero(drawn(0)), points=20, sites=9)
    assert is_set_covering(plain, "cost")
    others = {
        "coverage": 0.5,
        "usd_per_kwh_s": 1.0,
        "annual": np.ones(1),
        "site_annual": np.full(9, np.nan),
        "max_sites": 3,
        "forbidden": np.arange(9) == 2,
        "forced": np.arange(9) == 2,
        "capacity": (np.array([0.0, 4.0]),),
        "too_near": np.array([[0, 1]]),
    }
    for name, value in others.items():
        assert not is_set_covering(changed(plain, **{name: value}), "cost"), name
    assert not is_set_covering(plain, "energy")


def test_a_point_that_no_site_covers_is_named_as_the_file_names_it():
    with pytest.raises(InfeasibleError, match=r"point b lies within the radius of no site \(one of 2 such points\)"):
        lscp(np.array([0]), np.array([0]), points=3, sites=1, names=("a", "b", "c"))
