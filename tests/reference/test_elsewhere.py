"""Plans that build elsewhere, and what sites are worth, against complete enumeration on small cities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.building import allowed_chargers, worth_another
from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.explain.alternatives import bound_elsewhere, left_out
from planner.model.explain.build_order import EQUAL, build_order
from planner.model.explain.marginal_value import Allocation
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.solve.siting import SitingModel
from planner.studies.arrays import PlanArrays
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated, served_worth
from tests.fixtures.small_cities import city, small_cities


def solved(instance: Instance) -> Solution:
    return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)


@given(small_cities(), st.integers(1, 3))
@drawn(40, HEAVY)
def test_a_plan_unlike_another_is_the_best_that_enumeration_finds(instance: Instance, differ: int) -> None:
    unlike = ((solved(instance).chargers.any(axis=1), differ),)
    other = changed(instance, unlike=unlike)
    best = enumerated(changed(worth_another(instance), unlike=unlike))
    if best is None:
        with pytest.raises(InfeasibleError, match="differs so much"):
            solved(other)
    else:
        assert solved(other).value == pytest.approx(best, rel=1e-5, abs=1e-3)


def test_to_be_unlike_binds() -> None:
    instance = city(np.random.default_rng(11), 4, 3, ["dc_gbt", "ac_t2"], budget=80_000.0, rules=False)
    plan = solved(instance)
    other = solved(changed(instance, unlike=((plan.chargers.any(axis=1), 2),)))
    assert (other.chargers.any(axis=1) != plan.chargers.any(axis=1)).sum() >= 2
    assert other.value < plan.value - 1.0


@given(small_cities(), st.integers(1, 3))
@drawn(40, HEAVY)
def test_no_plan_that_differs_passes_the_bound_for_all_that_do(instance: Instance, differ: int) -> None:
    plan = solved(instance)
    built = plan.chargers.any(axis=1)
    best = enumerated(changed(worth_another(instance), unlike=((built, differ),)))
    bound = bound_elsewhere(instance, [built], differ, plan.value)
    assert best is None or bound >= best - 1e-6 * max(1.0, best)


def test_the_bound_for_plans_that_differ_lies_below_that_for_all_plans_where_sites_are_dear() -> None:
    """One rich zone at one site: whatever is built elsewhere serves nobody."""
    instance = city(np.random.default_rng(3), 1, 2, ["dc_gbt"], budget=60_000.0, rules=False)
    alone = changed(
        instance,
        zone=np.array([0]),
        site=np.array([0]),
        worth=np.array([1.0]),
        demand=np.full((1, 4), 300.0),
        existing=np.zeros(2, dtype=bool),
        standing=np.zeros((2, 5), dtype=np.int64),
        bays=np.array([4, 4]),
        grid_kw=np.full(2, 250.0),
        site_cost=np.full(2, 5000.0),
    )
    plan = solved(alone)
    assert plan.value > 0
    assert bound_elsewhere(alone, [plan.chargers.any(axis=1)], 2, plan.value) < plan.value


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
@drawn(60)
def test_sites_left_out_make_every_other_plan_differ(seed: int, differ: int) -> None:
    rng = np.random.default_rng(seed)
    built = [rng.random(8) < 0.6 for _ in range(3)]
    kept = rng.random(8) < 0.2
    out = left_out(built, [rng.random(8) for _ in built], kept, differ)
    possible = all((mask & ~kept).sum() >= differ for mask in built)
    assert (out is not None) == possible
    if out is not None:
        assert not (out & kept).any()
        assert all((mask & out).sum() >= differ for mask in built), "whatever else is planned lacks these sites"


def test_of_two_sites_the_less_valuable_is_left_out() -> None:
    out = left_out([np.array([True, True])], [np.array([5.0, 2.0])], np.zeros(2, dtype=bool), 1)
    assert out is not None
    assert out.tolist() == [False, True]


@given(small_cities())
@drawn(40, HEAVY)
def test_a_site_is_worth_what_enumeration_says_is_lost_without_it(instance: Instance) -> None:
    plan = solved(instance)
    lost, kwh = Allocation(instance, plan.chargers).losses()
    for site in range(len(lost)):
        without = plan.chargers.copy()
        without[site] = 0
        assert lost[site] == pytest.approx(plan.value - served_worth(instance, without), rel=1e-5, abs=1e-3)
    assert (kwh >= 0).all()
    assert (lost[~plan.chargers.any(axis=1)] == 0).all()


@given(small_cities(), st.floats(0.2, 3.0))
@drawn(30, HEAVY)
def test_another_demand_is_allocated_as_if_it_had_been_asked_from_the_start(instance: Instance, factor: float) -> None:
    one = flat(instance)
    plan = solved(instance)
    allocation = Allocation(instance, plan.chargers)
    other = changed(instance, demand=one.demand * factor)
    allocation.ask_for(flat(other).demand)
    assert allocation.value() == pytest.approx(served_worth(other, plan.chargers), rel=1e-5, abs=1e-3)
    allocation.ask_for(one.demand)
    assert allocation.value() == pytest.approx(plan.value, rel=1e-5, abs=1e-3)


@given(small_cities(rules=True), st.booleans())
@drawn(40, HEAVY)
def test_each_site_built_next_gains_most_per_dollar_and_of_equal_ones_most(instance: Instance, phased: bool) -> None:
    """Every prefix is that of a greedy search by brute force, each plan's energy allocated exactly by code of its own."""
    chargers = allowed(instance)
    sites, cost = chargers.any(axis=1), np.maximum(PlanArrays(instance, chargers).cost, 1.0)
    turn = np.arange(len(sites)) % 2 if phased else None
    order = build_order(Allocation(instance, chargers), cost, turn=turn)
    assert sorted(step.site for step in order) == np.flatnonzero(sites).tolist()
    built, value = np.zeros_like(sites), served_worth(bare(instance), np.zeros_like(chargers))
    for place, step in enumerate(order):
        left = list(np.flatnonzero(sites & ~built).tolist())
        if turn is not None:
            left = [site for site in left if turn[site] == min(turn[left])]
        gains = {site: served_worth(bare(instance), with_one(chargers, built, site)) - value for site in left}
        best = max(gain / cost[site] for site, gain in gains.items())
        equal = {site for site, gain in gains.items() if gain / cost[site] >= (1.0 - EQUAL) * best - 1e-8}
        assert step.site in equal
        surely = [gain for site, gain in gains.items() if gain / cost[site] >= (1.0 - 0.9 * EQUAL) * best]
        assert gains[step.site] >= max(surely) - 1e-4 * max(1.0, *surely), "of equal ones the one that gains most"
        assert step.gain == pytest.approx(gains[step.site], rel=1e-5, abs=1e-3)
        assert step.first <= place <= step.last
        built[step.site] = True
        value += gains[step.site]


def bare(instance: Instance) -> Instance:
    """The question without promises, for part of a plan keeps none."""
    return changed(instance, floor=0.0, coverage=0.0)


def with_one(chargers: np.ndarray, built: np.ndarray, site: int) -> np.ndarray:
    """The chargers of the sites built and of one more."""
    more = built.copy()
    more[site] = True
    return np.where(more[:, None], chargers, 0)


def allowed(instance: Instance) -> np.ndarray:
    """The chargers of the largest plan that the rules of building allow."""
    return max(allowed_chargers(instance), key=lambda one: int(one.any(axis=1).sum() * 100 + one.sum()))


def test_sites_alike_in_all_are_called_equal_and_told_apart_by_what_is_given_and_not_by_position() -> None:
    """Three sites each with a zone of its own, alike to the last dollar; a fourth serves half as much."""
    zones = 4
    base = city(np.random.default_rng(5), zones, zones, ["dc_gbt"], budget=500_000.0, rules=False)
    demand = np.zeros((zones, 4))
    demand[:, 2] = [100.0, 100.0, 50.0, 100.0]
    alike = changed(
        base,
        zone=np.arange(zones),
        site=np.arange(zones),
        worth=np.ones(zones),
        demand=demand,
        existing=np.zeros(zones, dtype=bool),
        standing=np.zeros((zones, 5), dtype=np.int64),
    )
    order = build_order(
        Allocation(alike, np.ones((zones, 1), dtype=np.int64)),
        np.full(zones, 29_000.0),
        precedence=(np.array([3.0, 2.0, 1.0, 1.0]), np.zeros(zones)),
    )
    assert [step.site for step in order] == [3, 1, 0, 2]
    assert [(step.first, step.last) for step in order] == [(0, 2), (0, 2), (0, 2), (3, 3)]
