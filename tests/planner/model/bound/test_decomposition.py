"""The bound by decomposition: never below what can be reached, whatever the prices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from benchmarks.plain.flat import changed, flat
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.pricing_loops import sort_by_profit
from planner.model.bound.subgradient import descend
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.kinds.resource import OPENINGS
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.decomposed import decomposition
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import small_cities


def any_multipliers(problem: Decomposition, rng: np.random.Generator) -> Multipliers:
    return drawn_multipliers(problem, rng, float(rng.choice([0.0, 0.3, 1.0, 3.0])))


@given(small_cities(), SEEDS)
@drawn(50, HEAVY)
def test_no_prices_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    best = enumerated(instance)
    assert best is not None
    problem = decomposition(instance)
    answer = problem.evaluate(any_multipliers(problem, np.random.default_rng(seed)))
    assert answer.bound >= best - 1e-6 * max(1.0, best)


@given(small_cities(rules=True), SEEDS)
@drawn(50, HEAVY)
def test_the_bound_holds_under_every_rule(instance: Instance, seed: int) -> None:
    best = enumerated(instance)
    if best is not None:
        problem = decomposition(instance)
        answer = problem.evaluate(any_multipliers(problem, np.random.default_rng(seed)))
        assert answer.bound >= best - 1e-6 * max(1.0, best)


@given(small_cities(rules=True), SEEDS)
@drawn(200, HEAVY)
def test_no_prices_of_floors_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = changed(instance, floor=float(rng.choice([0.02, 0.1, 0.25, 0.5])))
    best = enumerated(instance)
    if best is not None:
        problem = decomposition(instance)
        pays = rng.uniform(0, 1, 2) * float(rng.choice([0.1, 1.0, 10.0]))
        answer = problem.evaluate(replace(any_multipliers(problem, rng), floor=pays))
        assert answer.bound >= best - 1e-6 * max(1.0, best)


@given(small_cities(rules=True), SEEDS)
@drawn(200, HEAVY)
def test_no_rents_of_openings_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    rng = np.random.default_rng(seed)
    best, problem = enumerated(instance), decomposition(instance)
    if best is not None:
        multipliers, coupling = any_multipliers(problem, rng), problem.sets.coupling
        opens = np.array([one.name == OPENINGS for one in coupling.resources])[coupling.resource]
        rents = rng.uniform(0, 1, coupling.rows) * float(rng.choice([1.0, 100.0, 1000.0]))
        answer = problem.evaluate(replace(multipliers, coupling=np.where(opens, rents, multipliers.coupling)))
        assert answer.bound >= best - 1e-6 * max(1.0, best)


@pytest.mark.parametrize("rule", ["spacing", "number"])
def test_the_rent_of_opening_lowers_the_bound_where_the_rule_binds(rule: str) -> None:
    free = town(60, 20, budget=600_000.0)
    pairs = np.array([(a, b) for a in range(20) for b in range(a + 1, 20) if (a + b) % 3 == 0])
    ruled = changed(free, too_near=pairs) if rule == "spacing" else changed(free, max_sites=3)

    def least(instance: Instance) -> float:
        problem = decomposition(instance)
        steps = descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=300)
        return min(answer.bound for _, answer in steps)

    found = SitingModel(ruled).solve(Effort(gap=0.2, time_limit_s=30.0), lambda _: None)
    assert found.value <= least(ruled) < 0.95 * least(free)


@given(small_cities(rules=True), SEEDS)
@drawn(60, HEAVY)
def test_descending_with_floors_never_passes_the_optimum(instance: Instance, seed: int) -> None:
    instance = changed(instance, floor=float(np.random.default_rng(seed).choice([0.05, 0.2, 0.4])))
    best, problem = enumerated(instance), decomposition(instance)
    if best is not None:
        bounds = [a.bound for _, a in descend(problem, problem.first_multipliers(), value=lambda: best, rounds=80)]
        assert min(bounds) >= best - 1e-6 * max(1.0, best)


def test_the_price_of_a_floor_that_binds_lowers_the_bound() -> None:
    # Hardly worth serving, the south: a floor there costs energy elsewhere, and only a price on the floor can tell so.
    plain = town(60, 20, budget=100_000.0)
    apart = changed(plain, district=(np.arange(60) % 2).astype(np.int64), district_names=("north", "south"))
    one = flat(apart)
    worth = np.where(one.district[one.zone] == 1, 0.05 * one.worth, one.worth)
    free = changed(apart, worth=worth)
    floored = changed(free, floor=0.2)

    def least(instance: Instance) -> float:
        problem = decomposition(instance)
        steps = descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=200)
        return min(answer.bound for _, answer in steps)

    assert SitingModel(floored).solve(Effort(gap=0.05, time_limit_s=60.0), lambda _: None).value <= least(floored)
    assert least(floored) < 0.97 * least(free)


@given(small_cities())
@drawn(25, HEAVY)
def test_descending_never_passes_the_optimum(instance: Instance) -> None:
    best, problem = enumerated(instance), decomposition(instance)
    assert best is not None
    bounds = [a.bound for _, a in descend(problem, problem.first_multipliers(), value=lambda: best, rounds=80)]
    assert min(bounds) >= best - 1e-6 * max(1.0, best)


@given(SEEDS)
@drawn(10, HEAVY)
def test_a_plan_falls_short_of_the_bound_by_its_sets_losses(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = town(20, 6, budget=400_000.0, seed=seed % 1000)
    one = flat(instance)
    problem = decomposition(instance)
    sets = problem.sets
    money = np.array([rng.uniform(0, 0.01)])
    answer = problem.evaluate(Multipliers(rng.uniform(0, 0.6, one.demand.shape), money))
    ends = np.append(sets.first[1:], len(sets.site))
    rows = rng.integers(sets.first, ends)
    if sets.cost[rows].sum() <= one.budget:
        value = SitingModel(instance).allocate(sets.chargers[rows].astype(np.int64)).value
        assert value <= answer.bound - answer.loss[rows].sum() + 1e-6 * answer.bound


def test_descending_lowers_the_bound_by_far() -> None:
    # Prices to begin from are a guess; a round is worth taking only if the last of them are far below it.
    instance = town(100, 30, budget=500_000.0)
    problem = decomposition(instance)
    bounds = [a.bound for _, a in descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=200)]
    assert min(bounds) < 0.8 * bounds[0]


@given(SEEDS)
@drawn(20, HEAVY)
def test_a_site_is_worth_what_a_linear_program_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = town(12, 3, budget=300_000.0, seed=seed % 1000)
    one = flat(instance)
    sets = site_sets(instance, configurations_of(instance))
    price = rng.uniform(0, 0.9, one.demand.shape)
    problem = Decomposition(instance, sets)
    problem.worth(price, one.demand)
    flows, row = problem.flows, int(rng.integers(len(sets.site)))
    mine = flows.block == sets.site[row] * flows.families
    if mine.any():
        profit = flows.worth[mine] - price.ravel()[flows.key[mine]]
        rows = np.vstack([flows.fast[mine], np.ones(mine.sum())]).astype(float)
        room = [sets.dc[row, 0], sets.dc[row, 0] + sets.ac[row, 0]]
        top = one.demand.ravel()[flows.key[mine]]
        answer = linprog(-profit, A_ub=rows, b_ub=room, bounds=[(0, t) for t in top])
        value = problem._scratch.worth[flows.level_of_set[row, 0]]
        assert value == pytest.approx(-answer.fun, rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.integers(0, 5))
@drawn(200, HEAVY)
def test_flows_come_into_order_however_far_from_it_they_lie(profits: list[float], seed: int) -> None:
    profit = np.array(profits)
    order = np.random.default_rng(seed).permutation(len(profit))
    sort_by_profit(order, profit, 0, len(order))
    assert sorted(order.tolist()) == list(range(len(profit)))
    assert (np.diff(profit[order]) <= 0).all()


def test_a_barred_set_is_never_the_best() -> None:
    problem = decomposition(town(30, 8, budget=300_000.0))
    prices = problem.first_multipliers()
    barred = np.zeros(len(problem.sets.site), dtype=bool)
    barred[problem.evaluate(prices).best] = np.diff(np.append(problem.sets.first, len(barred))) > 1
    answer = problem.evaluate(prices, barred)
    assert barred.any()
    assert not barred[answer.best].any()
    assert answer.bound < problem.evaluate(prices).bound
