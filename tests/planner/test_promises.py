"""Least cost and least drive by prices: bounds that no plan beats, plans that keep the promise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.model.instance import Instance
from planner.model.lp import Effort, End
from planner.model.nearness import Nearness
from planner.model.siting import SitingModel
from planner.model.thrift import Thrift
from planner.plan import gap_of
from tests.planner.instances import town
from tests.planner.small_cities import enumerated, promised
from tests.reference.test_objectives import promising_cities

RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def silent(_: str) -> None:
    """Say nothing."""


def asked(coverage: float, zones: int = 150, sites: int = 40, seed: int = 0) -> Instance:
    """A town that promises so much, at drives that fit its worths."""
    plain = town(zones, sites, budget=900_000.0, seed=seed)
    drive = 600.0 * np.log(plain.worth) / np.log(0.5)
    return replace(promised(plain, np.random.default_rng(seed), coverage), drive_s=drive)


@given(instance=promising_cities(), sites=st.sampled_from([None, 1, 2]))
@settings(max_examples=60, **RELAXED)
def test_no_bound_of_least_cost_or_drive_lies_above_what_enumeration_finds(
    instance: Instance, sites: int | None
) -> None:
    instance = replace(instance, max_sites=sites)
    for finder, objective in ((Thrift, "cost"), (Nearness, "distance")):
        best = enumerated(instance, objective)
        if best is not None:
            bound = finder(instance, Effort(0.0, 20.0), silent).prove()
            assert bound <= best + 1e-6 * max(1.0, best)


def test_the_bound_of_least_cost_comes_near_the_optimum_and_rises_with_the_promise() -> None:
    bounds = [Thrift(asked(share), Effort(0.01, 30.0), silent).prove() for share in (0.1, 0.2, 0.3)]
    assert bounds == sorted(bounds)
    exact = SitingModel(asked(0.2, 40, 10), "cost").solve(Effort(0.0, 60.0), silent)
    assert exact.end is End.GAP
    bound = Thrift(asked(0.2, 40, 10), Effort(0.01, 30.0), silent).prove()
    assert 0.8 * exact.value < bound <= exact.value * (1 + 1e-6)


@pytest.mark.parametrize(("objective", "gap"), [("cost", 0.05), ("distance", 0.4)])
def test_a_large_town_is_planned_by_prices(objective: str, gap: float) -> None:
    instance = replace(asked(0.25, 450, 90), max_sites=60)
    plan = SitingModel(instance, objective).solve(Effort(gap, 60.0), silent)
    assert plan.path.startswith("search by prices")
    assert gap_of(plan.value, plan.bound) <= gap
    assert plan.value >= plan.bound > 0
    assert plan.flow_kwh.sum() >= 0.25 * instance.demand.sum() * (1 - 1e-6)
    assert plan.chargers.any(axis=1).sum() <= 60


def test_a_promise_that_what_stands_keeps_costs_nothing() -> None:
    instance = asked(0.01, 200, 50)
    standing = np.zeros((50, 5), dtype=np.int64)
    standing[:, [1, 3]] = 4
    keeps = replace(instance, standing=standing, existing=np.ones(50, dtype=bool), site_annual=np.zeros(50))
    found = Thrift(keeps, Effort(0.01, 20.0), silent).run(SitingModel(keeps, "cost").judged)
    assert found is not None
    assert found.value == 0.0
    assert not found.chargers.any()
