"""A plan from an earlier one of nearly the same question: no plan beats its bound, whatever plan and prices it began from."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.prepared import prepared_for
from planner.model.search.search import Search
from planner.model.search.start import Prices, Start
from planner.model.search.warming import warmed
from planner.model.solve.warm import solve_from
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.small_cities import small_cities
from tests.fixtures.strict_town import strict_town


def silent(_: str) -> None:
    """Say nothing."""


def priced(instance: Instance, gap: float = 0.02) -> tuple[Prices, np.ndarray]:
    """Prices and chargers of a plan found without a start."""
    found = Search(instance, Effort(gap, 10.0), silent).run()
    return Prices.of(found.multipliers, prepared_for(instance, float("inf"), silent).restricted), found.chargers


@given(instance=small_cities(rules=True), seed=st.integers(0, 2**32 - 1), gap=st.sampled_from([0.0, 0.3]))
@drawn(40, UNCHECKED)
def test_no_plan_beats_the_bound_from_any_plan_and_any_prices(instance: Instance, seed: int, gap: float) -> None:
    rng, best = np.random.default_rng(seed), enumerated(instance)
    chargers = rng.integers(0, 3, (len(instance.sites), len(instance.products.kw)))
    demand = rng.exponential(1.0, instance.demand.kwh.shape)
    prices = Prices(demand, {("usd", None): float(rng.exponential(1e-3))}, np.empty(0))
    try:
        plan, onward = solve_from(instance, Start(chargers, prices), Effort(gap, 5.0), silent)
    except PlannerError:
        assert best is None
        return
    assert best is not None
    assert plan.bound >= best - 1e-6 * max(1.0, best)
    assert plan.value <= best + 1e-6 * max(1.0, best)
    assert plan.value >= (1.0 - gap) * plan.bound - 1e-6 * max(1.0, best)
    again, _ = solve_from(instance, Start(plan.chargers, onward), Effort(gap, 5.0), silent)
    assert again.bound >= best - 1e-6 * max(1.0, best)


def test_the_last_prices_prove_the_next_plan_in_few_steps() -> None:
    instance = town(120, 40, budget=900_000.0, seed=3)
    prices, chargers = priced(instance)
    first = warmed(instance, Start(chargers, prices), Effort(0.02, 10.0), silent)
    assert first.value >= (1.0 - 0.02) * first.bound.value
    cold = prepared_for(instance, float("inf"), silent)
    begin = cold.bound.problem.evaluate(cold.bound.problem.first_multipliers()).bound
    warm = cold.bound.problem.evaluate(prices.at(cold.bound.problem)).bound
    assert warm < 0.7 * begin


def test_a_price_finds_its_row_again_though_rows_come_and_go() -> None:
    instance = strict_town(1)
    prices, _ = priced(instance, 0.1)
    whole = prepared_for(instance, float("inf"), silent).restricted
    named = prices.at(whole)
    fewer = replace(instance, rules=instance.rules.only(lambda rule: rule.key != "plan.max_sites"))
    there = prepared_for(fewer, float("inf"), silent).restricted
    assert len(prices.at(there).coupling) < len(named.coupling)
    assert set(prices.at(there).coupling[prices.at(there).coupling > 0]) <= set(named.coupling)
    assert prices.at(there).money == named.money


def test_prices_of_another_city_are_not_used() -> None:
    prices, _ = priced(town(60, 20, budget=400_000.0, seed=1))
    other = prepared_for(town(61, 20, budget=400_000.0, seed=1), float("inf"), silent).restricted
    np.testing.assert_array_equal(prices.at(other).demand, other.first_multipliers().demand)
