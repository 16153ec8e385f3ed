"""Least cost and least drive by prices: bounds that no plan beats, plans that keep the promise."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.search.cost_search import CostSearch, promised_kwh
from planner.model.search.distance_search import DistanceSearch
from planner.model.search.prepared import prepared_for
from planner.model.search.search import Search
from planner.model.search.thrifty import Thrifty
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import rows_of, site_sets
from planner.model.solve.siting import SitingModel
from planner.proofs import gap_of
from tests.fixtures.drawing import HEAVY, asked, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.promising_cities import promising_cities, promising_town
from tests.fixtures.small_cities import city, promised


def silent(_: str) -> None:
    """Say nothing."""


@given(instance=promising_cities())
@drawn(30, HEAVY, few=4)
def test_no_set_of_the_plan_of_least_cost_or_drive_is_left_out_below_its_value(instance: Instance) -> None:
    for finder, objective in ((CostSearch, "cost"), (DistanceSearch, "distance")):
        try:
            plan = SitingModel(instance, objective).solve(Effort(0.0, 30.0), silent)
        except InfeasibleError:
            return
        search = finder(instance, Effort(0.0, 30.0), silent)
        search.prove()
        rows = None if search._turned is None else rows_of(search._turned.sets, plan.chargers)
        if rows is not None:
            most = search._turned.most_with(-np.inf)[rows]
            assert (most >= -plan.value - 1e-6 * max(1.0, plan.value)).all()


@given(instance=promising_cities(), sites=st.sampled_from([None, 1, 2]))
@drawn(30, HEAVY, few=4)
def test_no_bound_of_least_cost_or_drive_lies_above_what_enumeration_finds(
    instance: Instance, sites: int | None
) -> None:
    instance = changed(instance, max_sites=sites)
    for finder, objective in ((CostSearch, "cost"), (DistanceSearch, "distance")):
        best = enumerated(instance, objective)
        if best is not None:
            bound = finder(instance, Effort(0.0, 20.0), silent).prove()
            assert bound <= best + 1e-6 * max(1.0, best)


def test_a_promise_in_whole_sets_raises_the_bound_of_least_cost() -> None:
    rounded = CostSearch(promising_town(0.2), Effort(0.01, 30.0), silent).prove()
    with mock.patch("planner.model.search.cost_search.rounded_promise", return_value=None):
        plain = CostSearch(promising_town(0.2), Effort(0.01, 30.0), silent).prove()
    assert rounded > 1.001 * plain


def test_the_bound_of_least_cost_comes_near_the_optimum_and_rises_with_the_promise() -> None:
    bounds = [CostSearch(promising_town(share, 80, 20), Effort(0.01, 30.0), silent).prove() for share in (0.1, 0.3)]
    assert bounds == sorted(bounds)
    exact = SitingModel(promising_town(0.2, 40, 10), "cost").solve(Effort(0.0, 60.0), silent)
    assert exact.end is End.GAP
    bound = CostSearch(promising_town(0.2, 40, 10), Effort(0.01, 30.0), silent).prove()
    assert 0.8 * exact.value < bound <= exact.value * (1 + 1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("objective", "gap", "limit_s"), [("cost", 0.05, 600.0), ("distance", 0.4, 30.0)])
def test_a_large_town_is_planned_by_prices(objective: str, gap: float, limit_s: float) -> None:
    instance = changed(promising_town(0.25, 450, 90), max_sites=60)
    plan = SitingModel(instance, objective).solve(Effort(gap, limit_s), silent)
    assert plan.path.startswith("search by prices")
    assert gap_of(plan.value, plan.bound) <= gap
    assert plan.value >= plan.bound > 0
    assert plan.flow_kwh.sum() >= 0.25 * flat(instance).demand.sum() * (1 - 1e-6)
    assert plan.chargers.any(axis=1).sum() <= 60


@pytest.mark.parametrize("objective", ["cost", "distance"])
def test_however_short_the_time_a_plan_keeps_the_promise_with_an_honest_gap(objective: str) -> None:
    instance = promising_town(0.25, 200, 60)
    plan = SitingModel(instance, objective).solve(Effort(0.01, 0.05), silent)
    assert plan.flow_kwh.sum() >= 0.25 * flat(instance).demand.sum() * (1 - 1e-6)
    assert 0 <= plan.bound <= plan.value


def test_a_budget_at_which_no_plan_serves_enough_is_a_bound_on_the_cost() -> None:
    instance = promising_town(0.2, 150, 40)
    search, evaluated = CostSearch(instance, Effort(0.02, 600.0), silent), SitingModel(instance, "cost").evaluated
    plan = search.run(evaluated)
    assert plan is not None
    proven = search.bound
    assert gap_of(plan.value, proven) <= 0.02
    between = (proven + plan.value) / 2
    assert search._plan(between, evaluated) is None
    assert proven < search.bound == between < plan.value


@given(instance=promising_cities(), share=st.floats(0.3, 1.3))
@drawn(10, HEAVY)
def test_no_budget_that_is_searched_raises_the_bound_above_the_least_cost(instance: Instance, share: float) -> None:
    best = enumerated(instance, "cost")
    if best is None:
        return
    search = CostSearch(instance, Effort(0.0, 1.0), silent)
    found = search._plan(share * best, SitingModel(instance, "cost").evaluated)
    assert search.bound <= best * (1 + 1e-6)
    assert found is None or best * (1 - 1e-6) <= found.value <= share * best * (1 + 1e-6)


def test_a_promise_that_what_stands_keeps_costs_nothing() -> None:
    instance = promising_town(0.01, 200, 50)
    standing = np.zeros((50, 5), dtype=np.int64)
    standing[:, [1, 3]] = 4
    keeps = changed(instance, standing=standing, existing=np.ones(50, dtype=bool), site_annual=np.zeros(50))
    found = CostSearch(keeps, Effort(0.01, 20.0), silent).run(SitingModel(keeps, "cost").evaluated)
    assert found is not None
    assert found.value == 0.0
    assert not found.chargers.any()


def wired() -> Instance:
    """Two new sites behind stepped connections, the nearer of which alone may be asked for; money for one small charger."""
    plain = promised(
        city(np.random.default_rng(0), 4, 2, ["ac_t2"], budget=25_000.0, rules=False), np.random.default_rng(0), 0.0
    )
    return changed(
        plain,
        existing=np.zeros(2, dtype=bool),
        standing=np.zeros_like(flat(plain).standing),
        bays=np.array([4, 4]),
        grid_kw=np.array([250.0, 250.0]),
        site_cost=np.full(2, 5_000.0),
        step_kw=np.array([30.0, 160.0]),
        step_usd=np.array([2_000.0, 20_000.0]),
        cable_usd=np.zeros(2),
    )


def test_a_plan_from_the_search_pays_for_whole_steps() -> None:
    # Three posts draw 66 kW: 16,700 USD with their ground, and 20,000 for the step of 160 kW, of which 8,250 would be enough in parts.
    instance = wired()
    one, three = np.array([[1], [0]]), np.array([[3], [0]])
    for objective in ("cost", "distance"):
        model = SitingModel(instance, objective)
        assert model.evaluated(three) is None
        assert model.evaluated(one) is not None
        rich = SitingModel(changed(instance, budget=36_700.0), objective)
        assert rich.evaluated(three) is not None


@pytest.mark.parametrize(("objective", "limit_s"), [("cost", 2.0), ("distance", 30.0)])
def test_a_search_builds_forced_sites_where_what_stands_keeps_the_promise(objective: str, limit_s: float) -> None:
    instance = changed(wired(), forced=np.array([False, True]))
    nothing = np.zeros((2, 1), dtype=np.int64)
    model = SitingModel(instance, objective)
    assert SitingModel(changed(instance, forced=nothing[:, 0] > 0), objective).evaluated(nothing) is not None
    assert model.evaluated(nothing) is None
    finder = CostSearch if objective == "cost" else DistanceSearch
    found = finder(instance, Effort(0.01, limit_s), silent).run(model.evaluated)
    assert found is not None
    assert found.chargers[1].any()
    best = enumerated(instance, objective)
    assert best is not None
    assert found.value >= best - 1e-6 * max(1.0, best)


def test_a_search_names_the_forced_site_that_no_money_is_left_for() -> None:
    # Ground, post and step cost 10,900 USD; each alone, or a part of the step, would fit.
    instance = changed(wired(), forced=np.array([False, True]), budget=10_000.0)
    with pytest.raises(InfeasibleError, match="s1"):
        site_sets(instance, configurations_of(instance))
    paid = changed(instance, budget=10_900.0)
    assert site_sets(paid, configurations_of(paid)).chargers[-1].any()


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_the_priced_search_tells_the_cost_of_its_plan_and_never_gets_dearer(seed: int) -> None:
    instance, rng = promising_town(0.2, 150, 40, seed), np.random.default_rng(seed)
    search = CostSearch(instance, Effort(0.01, 30.0), silent)
    bound, promise = search.prove(), promised_kwh(instance)
    prepared = prepared_for(near := search.within(1.1 * bound), np.inf, silent)
    prepared.bound.lower(100, boldness=1.0, target=0.0, stop=lambda _: False)
    found = Search(near, Effort(0.0, 10.0), silent, goal=promise, most=1_000, prepared=prepared).run()
    begin = rows_of(prepared.restricted.sets, found.chargers)
    assert begin is not None
    thrifty = Thrifty(prepared, begin, split_by_adapter(search.within(3.0 * bound)), promise, rng)
    costs = []
    while thrifty.rebuilds < 1_000:
        thrifty.step()
        costs.append(thrifty.cost)
    assert costs == sorted(costs, reverse=True)
    assert bound <= thrifty.cost == pytest.approx(thrifty.sets.cost[thrifty.best].sum())
    plan = SitingModel(instance, "cost").evaluated(thrifty.sets.chargers[thrifty.best].astype(np.int64))
    assert plan is None or bound <= plan.value <= thrifty.cost * (1 + 1e-9)  # none where shared cabinets carry less
