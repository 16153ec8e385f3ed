"""What the search by prices meets at its edges: promises that no plan keeps are refused in words, and those that one keeps are planned."""

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search import annealing, search
from planner.model.sets.limits import most_products
from planner.model.solve import strategy
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.question import question_of
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.small_cities import city
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

BRIEF = Effort(gap=0.01, time_limit_s=0.2)


@pytest.fixture(autouse=True)
def _searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every question to the search by prices, as in a large city."""
    monkeypatch.setattr(strategy, "SMALL_FLOWS", 0)
    monkeypatch.setattr(strategy, "MIDDLING_FLOWS", 0)


def solved(instance: Instance) -> Solution:
    return SitingModel(instance).solve(BRIEF, lambda _: None)


def cheap_and_strong(seed: int) -> Instance:
    """Two forced sites on one feeder, which carries a cheap charger of 60 kW at one of them only, and dear ones of 22 kW at both."""
    plain = city(np.random.default_rng(seed), 4, 3, ["dc_ccs2", "ac_t2"], budget=60_000.0, rules=False)
    return changed(
        plain,
        cost=np.array([3_000.0, 9_000.0]),
        bays=np.full(3, 4),
        grid_kw=np.full(3, 250.0),
        forced=np.array([True, True, False]),
        feeder=np.zeros(3, dtype=np.int64),
        feeder_kw=np.array([90.0]),
    )


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("seed", [119, 122, 123, 130, 136, 137])
def test_forced_sites_whose_cheapest_chargers_overdraw_a_feeder_are_planned_with_others(
    seed: int, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(annealing, "LARGE_FLOWS", 0)
        monkeypatch.setattr(search, "LARGE_FLOWS", 0)
    instance = cheap_and_strong(seed)
    plan, best = solved(instance), enumerated(instance)
    assert best is not None
    assert plan.path.startswith("search by prices")
    assert plan.chargers[:2].any(axis=1).all()
    assert (plan.chargers @ flat(instance).kw).sum() <= 90.0
    assert plan.value <= best * (1 + 1e-6) <= plan.bound * (1 + 2e-6)


def test_a_floor_where_nothing_can_be_built_is_refused_by_name() -> None:
    poor = changed(
        town(20, 6, budget=100.0), floor=0.3, district=np.zeros(20, dtype=np.int64), district_names=("north",)
    )
    assert not most_products(poor).any()
    with pytest.raises(InfeasibleError, match=r"plan\.district_floor"):
        solved(poor)


def test_a_coverage_that_no_plan_keeps_is_refused_before_the_exact_model_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(*_: object) -> Solution:
        raise AssertionError("a large city may lack the memory or the time for it")

    monkeypatch.setattr(SitingModel, "solve_exactly", asked)
    with pytest.raises(InfeasibleError, match=r"plan\.coverage"):
        solved(changed(town(20, 6, budget=40_000.0), coverage=0.9))


def test_settled_chargers_that_the_money_does_not_pay_for_name_the_least_budget_as_the_exact_model_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = {"site": "b", "chargers": {"dc_ccs2_60": 2}, "hold": "at_least"}
    plan = {"locked": [lock], "budget_usd": 30_000.0, "chargers": ["dc_gbt_60", "dc_ccs2_60"]}
    instance = sound_instance(question_of(tiny_city(), tiny_scenario(plan=plan), say=silent))
    with pytest.raises(InfeasibleError, match="can be paid and connected at site b") as searched:
        solved(instance)
    monkeypatch.setattr(strategy, "SMALL_FLOWS", 1_000)
    with pytest.raises(InfeasibleError) as exact:
        solved(instance)
    assert searched.value.ways == exact.value.ways
    assert "plan.budget_usd: 58,800 USD instead of 30,000" in searched.value.ways[0]
