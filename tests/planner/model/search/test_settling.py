"""A search settled by the exact model: no set of a better plan is left out, no bound is too low, and what stayed open is closed."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.bound.kept_rows import kept_rows
from planner.model.bound.knapsack import best_within, losses_within
from planner.model.bound.reduced_costs import most_with, most_with_in_budget
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.search.search import Search
from planner.model.search.settling import Settling
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import rows_of, site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import enumerated, small_cities

SEEDS = st.integers(0, 2**32 - 1)
SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_a_set_loses_what_the_best_choice_with_it_lies_below_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 5, int(rng.integers(1, 5)))
    first, parts = np.append(0, np.cumsum(counts)), int(rng.integers(0, 20))
    value, units = rng.normal(size=first[-1]), rng.integers(-1, 12, first[-1])
    most, _ = best_within(value, units, first, parts)
    assume(most > -np.inf)
    every = np.array(list(itertools.product(*(range(a, b) for a, b in itertools.pairwise(first.tolist())))))
    every = every[(units[every] >= 0).all(axis=1) & (units[every].sum(axis=1) <= parts)]
    total = value[every].sum(axis=1)
    lost = [most - total[(every == one).any(axis=1)].max(initial=-np.inf) for one in range(len(value))]
    assert losses_within(value, units, first, parts) == pytest.approx(lost)


@given(small_cities(rules=True), SEEDS)
@settings(max_examples=80, **SLOW)
def test_no_set_of_a_best_plan_is_said_to_be_in_none_worth_as_much(instance: Instance, seed: int) -> None:
    try:
        plan = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), lambda _: None)
    except InfeasibleError:
        return
    instance = split_by_adapter(instance)
    sets = site_sets(instance, configurations_of(instance))
    rows = rows_of(sets, plan.chargers)
    assume(rows is not None)
    plain = Decomposition(instance, sets)
    multipliers = drawn_multipliers(plain, np.random.default_rng(seed), 1.0)
    mosts = [most_with(plain, multipliers), most_with_in_budget(plain, multipliers)]
    if kept := kept_rows(sets, multipliers.coupling):
        mosts.append(most_with(Decomposition(instance, sets, kept), multipliers))
    for most in mosts:
        assert (most[rows] >= plan.value - 1e-6 * max(1.0, plan.value)).all()


@given(small_cities(rules=True), st.sampled_from([0.0, 0.01, 0.1]), st.sampled_from([1, 3, 10, 1_000]), SEEDS)
@settings(max_examples=80, **SLOW)
def test_what_is_settled_lies_between_the_known_plan_and_the_optimum_and_its_bound_above(
    instance: Instance, gap: float, room: int, seed: int
) -> None:
    best = enumerated(instance)
    assume(best is not None)
    assert best is not None
    parted = split_by_adapter(instance)
    dual = DualBound(Decomposition(parted, site_sets(parted, configurations_of(parted))))
    dual.lower(int(np.random.default_rng(seed).integers(1, 200)), boldness=1.0, target=0.0, stop=lambda _: False)
    known, exact = least_products(instance), Deciding(SitingModel(instance))
    begin, before = exact.worth(known), dual.value
    value, found = Settling(parted, dual, exact, Effort(gap, 20.0), room).attempt(known)
    assert best - 1e-6 * max(1.0, best) <= dual.value <= before
    if found is not None:
        assert begin - 1e-6 <= value <= best + 1e-5 * max(1.0, best)
        assert exact.worth(found) == pytest.approx(value, rel=1e-5, abs=1e-5)


def test_what_a_search_leaves_open_is_closed() -> None:
    plain, effort = town(300, 60, budget=300_000.0, seed=1), Effort(gap=0.005, time_limit_s=600.0)
    search = Search(plain, effort, lambda _: None, most=2_500)
    alone, dual = search.run(), search._dual
    assert isinstance(dual, DualBound)
    assert not alone.reached
    settling = Settling(search.instance, dual, Deciding(SitingModel(plain)), effort)
    settling.began -= 300.0  # as if the search had taken so long: an attempt may take as much again
    value, _ = settling.attempt(alone.chargers)
    assert dual.value - value <= effort.gap * dual.value
    assert value >= alone.value - 1e-6


def test_a_question_that_cannot_be_stated_in_memory_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = town(60, 20, budget=300_000.0)
    monkeypatch.setattr("planner.model.solve.deciding.lacking", lambda _: "too little")
    dual = DualBound(Decomposition(plain, site_sets(plain, configurations_of(plain))))
    dual.lower(100, boldness=1.0, target=0.0, stop=lambda _: False)
    before, known = dual.value, least_products(plain)
    value, _ = Settling(plain, dual, Deciding(SitingModel(plain)), replace(Effort(), time_limit_s=10.0)).attempt(known)
    assert dual.value == before
    assert value == 0.0
