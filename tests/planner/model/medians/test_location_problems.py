"""Which siting questions are median problems, and that their own bounds say of them what the siting model says."""

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.errors import ConfigError, InfeasibleError
from planner.model.medians.location_problems import locate, lscp, mclp, p_median
from planner.model.medians.recognition import recognise
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel
from planner.proofs import gap_of


@pytest.mark.parametrize("seed", range(12))
def test_the_quick_way_and_the_siting_model_agree(seed):
    rng = np.random.default_rng(seed)
    weight, distance = rng.integers(0, 9, 12).astype(float), rng.uniform(1, 10, (12, 6))
    distance[rng.random((12, 6)) < 0.2] = np.inf
    distance[:, 0] = 20.0
    zone, site = np.nonzero(distance < 5)
    for instance, objective in (
        (p_median(weight, distance, p=2), "distance"),
        (mclp(weight, zone, site, sites=6, p=2), "energy"),
    ):
        quick = locate(instance, objective, Effort(), lambda _: None)
        slow = SitingModel(instance, objective).solve(Effort(), lambda _: None)
        assert quick.solution.path.startswith("median bounds")
        assert quick.solution.value == pytest.approx(slow.value, rel=1e-6)
        assert quick.solution.bound == pytest.approx(slow.value, rel=1e-6)
        assert len(quick.sites) <= 2
        judged = SitingModel(instance, objective).allocate(quick.solution.chargers)
        assert judged.value == pytest.approx(quick.solution.value, rel=1e-6)
        assert quick.solution.flow_kwh.sum() == pytest.approx(quick.solution.split_kwh.sum())
        served = np.bincount(flat(instance).zone, quick.share, len(flat(instance).demand))
        assert ((served < 1e-9) | (np.abs(served - 1) < 1e-9)).all()


def test_worths_that_differ_by_site_are_a_median_problem_too():
    instance = changed(
        mclp(np.array([5.0, 3.0]), np.array([0, 0, 1]), np.array([0, 1, 1]), sites=2, p=1),
        worth=np.array([1.0, 0.5, 0.4]),
    )
    found = locate(instance, "energy", Effort(), lambda _: None)
    assert found.solution.path.startswith("median bounds")
    assert found.solution.value == pytest.approx(5.0)


def test_what_limits_more_than_the_number_of_sites_goes_to_the_siting_model():
    plain = mclp(np.array([5.0, 3.0, 2.0]), np.array([0, 1, 2]), np.array([0, 1, 2]), sites=3, p=2)
    assert recognise(plain, "energy") is not None
    others = {
        "capacity": (np.array([0.0, 4.0]),),
        "existing": np.array([True, False, False]),
        "forced": np.array([True, False, False]),
        "standing": np.array([[1], [0], [0]]),
        "too_near": np.array([[0, 1]]),
        "feeder": np.array([0, 0, 0]),
        "floor": 0.5,
        "coverage": 0.5,
        "max_sites": 0,
        "site_cost": np.array([1.0, 2.0, 0.0]),
        "unlike": ((np.array([True, True, False]), 1),),
        "least": np.array([[1], [0], [0]]),
        "limit": np.array([[1], [1], [1]]),
        "demand": np.array([[5.0], [np.nan], [2.0]]),
        "worth": np.array([1.0, -1.0, 1.0]),
        "forbidden": np.array([True, True, True]),
    }
    for name, value in others.items():
        kw = {f"{name}_kw": np.ones(1)} if name in {"feeder", "substation"} else {}
        assert recognise(changed(plain, **{name: value}, **kw), "energy") is None, name
    assert recognise(plain, "distance") is None, "the drive need not reach all"
    assert recognise(lscp(flat(plain).zone, flat(plain).site, points=3, sites=3), "cost") is None
    assert recognise(changed(plain, forbidden=np.array([True, False, False])), "energy") is not None


def test_a_forbidden_site_is_not_opened_and_money_counts_sites_where_all_cost_the_same():
    plain = mclp(np.array([5.0, 3.0, 2.0]), np.array([0, 1, 2]), np.array([0, 1, 2]), sites=3, p=2)
    asked = changed(
        plain, forbidden=np.array([True, False, False]), max_sites=None, budget=5.0, site_cost=np.full(3, 1.0)
    )
    assert locate(asked, "energy", Effort(), lambda _: None).sites.tolist() == [1, 2]
    assert locate(changed(asked, budget=3.9), "energy", Effort(), lambda _: None).sites.tolist() == [1]


def test_a_median_problem_that_cannot_be_served_says_so_as_before():
    distance = np.array([[1.0, np.inf], [np.inf, 1.0]])
    with pytest.raises(InfeasibleError):
        locate(p_median(np.ones(2), distance, p=1), "distance", Effort(), lambda _: None)
    with pytest.raises((InfeasibleError, ConfigError)):
        locate(p_median(np.ones(2), np.array([[1.0], [np.inf]]), p=1), "distance", Effort(), lambda _: None)
    found = locate(p_median(np.ones(2), distance, p=2), "distance", Effort(), lambda _: None)
    assert found.solution.value == pytest.approx(2.0)


def test_a_search_that_is_cut_short_keeps_its_plan_and_a_true_bound_and_two_are_the_same():
    rng = np.random.default_rng(3)
    at = rng.random((400, 2))
    distance = np.hypot(*(at[:, None, :] - at[None, :60, :]).transpose(2, 0, 1))
    instance = p_median(np.ones(400), distance, p=6)
    cut = locate(instance, "distance", Effort(time_limit_s=0.0), lambda _: None).solution
    full = [locate(instance, "distance", Effort(), lambda _: None).solution for _ in range(2)]
    assert cut.bound <= full[0].value <= cut.value
    assert cut.end == "time"
    assert gap_of(full[0].value, full[0].bound) <= 1e-9
    assert np.array_equal(full[0].chargers, full[1].chargers)
