"""The search by prices: plans that keep every rule, bounds that hold, the same plan every time."""

import numpy as np
import pytest
from hypothesis import given

from benchmarks.plain.flat import changed, flat
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.allocation_lp import AllocationLp
from planner.model.search.annealing import MOST_PENALTY, Annealing
from planner.model.search.kernel import kernel_of, least_rows
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.flows import flows_of
from planner.model.sets.site_sets import SiteSets, site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from planner.support.work import worked_s
from tests.fixtures.drawing import HEAVY, SEEDS, asked, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.short_search import searched
from tests.fixtures.small_cities import city, small_cities
from tests.fixtures.strict_town import floored, strict_town


@pytest.mark.parametrize(
    ("seed", "zones", "sites", "gap"),
    [*((seed, 50, 14, 0.0) for seed in range(4)), (0, 120, 40, 0.01), (2, 120, 40, 0.01)],
)
def test_more_on_offer_never_makes_the_plan_worse(seed: int, zones: int, sites: int, gap: float) -> None:
    plain, pooled = ["dc_gbt", "dc_ccs2", "dc_dual", "ac_t2"], "dc_pooled"
    values = []
    for chargers in (plain, [*plain, pooled]):
        instance = city(np.random.default_rng(seed), zones, sites, chargers, budget=7_500.0 * zones, rules=False)
        found = Search(instance, Effort(gap, 60.0), lambda _: None, most=400).run()
        values.append(SitingModel(instance).allocate(found.chargers).value)
        assert values[-1] <= found.bound
    assert values[1] >= values[0] * (1 - 1e-6)


@pytest.mark.parametrize(("seed", "gap"), [(0, 0.005), (1, 0.005), (2, 0.0002)])
def test_more_on_offer_that_gains_nothing_takes_half_the_work_again_at_most(seed: int, gap: float) -> None:
    plain, pooled, budget, spent, found = ["dc_gbt", "dc_ccs2", "dc_dual", "ac_t2"], "dc_pooled", 900_000.0, [], []
    for chargers in (plain, [*plain, pooled]):
        instance = city(np.random.default_rng(seed), 120, 40, chargers, budget=budget, rules=False)
        begin, exact = worked_s(), Deciding(SitingModel(instance))
        found.append(Search(instance, Effort(gap, 60.0), lambda _: None, exact=exact).run())
        spent.append(worked_s() - begin)
    assert all(one.reached for one in found)
    assert not found[1].chargers[:, -1].any()
    assert spent[1] <= 1.5 * spent[0]


@pytest.mark.parametrize("seed", range(asked(8, few=2)))
def test_the_search_keeps_every_rule_it_knows(seed: int) -> None:
    instance = strict_town(seed)
    one = flat(instance)
    found = searched(instance, time_limit_s=1.0)
    chargers, new = found.chargers, found.chargers.any(axis=1)
    opened = new & ~one.existing
    drawn = chargers @ one.kw
    assert (chargers @ one.cost).sum() + one.site_cost[opened].sum() <= one.budget + 1e-6

    assert (chargers @ one.bays_taken <= one.bays).all()
    assert (drawn <= one.grid_kw + 1e-9).all()
    assert all(drawn[one.feeder == h].sum() <= kw + 1e-9 for h, kw in enumerate(one.feeder_kw))
    assert new[one.forced].all()
    assert not new[one.forbidden].any()
    assert not opened[one.too_near].all(axis=1).any()
    assert opened.sum() <= 7
    assert SitingModel(instance).allocate(chargers).value <= found.bound


@given(small_cities())
@drawn(25, HEAVY)
def test_what_is_found_lies_between_nothing_and_the_optimum(instance: Instance) -> None:
    best, found = enumerated(instance), searched(instance)
    assert best is not None
    assert found.bound >= best - 1e-6 * max(1.0, best)
    assert SitingModel(instance).allocate(found.chargers).value <= best + 1e-5 * max(1.0, best)


def test_a_town_is_planned_to_the_asked_gap_and_the_same_way_twice() -> None:
    instance = town(150, 40, budget=750_000.0)
    one, two = searched(instance, gap=0.02, time_limit_s=600.0), searched(instance, gap=0.02, time_limit_s=600.0)
    plan = SitingModel(instance).allocate(one.chargers)
    assert one.reached
    assert (one.bound - plan.value) / one.bound <= 0.02 + 1e-6
    assert (one.chargers == two.chargers).all()
    assert (one.value, one.bound) == (two.value, two.bound)


def test_forced_sites_that_cannot_all_be_paid_leave_the_search_without_a_plan() -> None:
    instance = changed(town(20, 6, budget=20_000.0), forced=np.ones(6, dtype=bool))
    assert searched(instance).value == -np.inf


def test_no_money_builds_nothing_and_ends_at_once() -> None:
    found = searched(town(40, 10, budget=0.0), gap=0.0, time_limit_s=600.0)
    assert not found.chargers.any()
    assert found.rebuilds == 0


def test_a_town_of_which_nobody_reaches_a_site_builds_nothing() -> None:
    instance, none = town(20, 6, budget=300_000.0), np.empty(0, dtype=np.int64)
    found = searched(changed(instance, zone=none, site=none, worth=np.empty(0)))
    assert not found.chargers.any()
    assert found.value == 0.0


def test_more_rebuilds_never_lose_the_best_plan() -> None:
    instance = town(80, 25, budget=500_000.0)
    sets = site_sets(instance, configurations_of(instance))
    problem = Decomposition(instance, sets)
    multipliers = problem.first_multipliers()
    kernel = kernel_of(sets, problem.evaluate(multipliers).loss, 100)[0]
    annealing = Annealing(instance, kernel, multipliers, np.random.default_rng(1))
    values = []
    for _ in range(150):
        annealing.step()
        values.append(annealing.value)
    assert values == sorted(values)
    assert values[-1] > values[0]


def sets_of(instance: Instance) -> tuple[SiteSets, np.ndarray]:
    sets = site_sets(instance, configurations_of(instance))
    problem = Decomposition(instance, sets)
    return sets, problem.evaluate(problem.first_multipliers()).loss


def test_the_kernel_keeps_the_cheapest_set_of_every_site_and_those_that_lose_least() -> None:
    sets, loss = sets_of(changed(town(60, 20, budget=400_000.0), forced=np.arange(20) < 3))
    kernel, _ = kernel_of(sets, loss, 30)
    assert (kernel.site[kernel.first] == np.arange(20)).all()
    assert (kernel.cost[least_rows(kernel)] == sets.cost[least_rows(sets)]).all()
    assert (kernel.cost[least_rows(kernel)][:3] > 0).all()
    assert len(kernel.site) <= 30 + 2 * 20


@given(SEEDS)
@drawn(10, HEAVY)
def test_changing_a_set_back_and_forth_serves_what_the_model_serves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = town(30, 8, budget=10_000_000.0, seed=seed % 1000)
    sets, _ = sets_of(instance)
    flows = flows_of(instance, sets)
    served = AllocationLp(instance, sets, flows, np.arange(len(flows.key)), sets.first)
    ends = np.append(sets.first[1:], len(sets.site))
    for _ in range(3):
        rows = rng.integers(sets.first, ends)
        exact = SitingModel(instance).allocate(sets.chargers[rows].astype(np.int64)).value
        assert served.put(rows) >= exact - 1e-6 * max(1.0, exact)
        assert served.put(rows) == pytest.approx(exact, rel=0.05)


def test_feeder_prices_make_sites_on_a_full_feeder_dear() -> None:
    instance = changed(town(40, 8, budget=300_000.0), feeder=np.zeros(8, dtype=np.int64), feeder_kw=np.array([100.0]))
    sets = site_sets(instance, configurations_of(instance))
    kernel, _ = kernel_of(sets, np.zeros(len(sets.site)), 200)
    dear = Multipliers(np.zeros(flat(instance).demand.shape), np.array([0.0, 1e6]))
    annealing = Annealing(instance, kernel, dear, np.random.default_rng(0))
    annealing.begin()
    assert (kernel.chargers[annealing.best] @ flat(instance).kw).sum() <= 100.0


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_money_to_spare_does_not_leave_the_search_without_plans(seed):
    found = searched(town(200, 60, budget=200_000_000.0, seed=seed), gap=0.03, time_limit_s=600.0)
    assert found.reached
    assert found.rebuilds < 2_000


def shares(instance: Instance, plan: Solution) -> np.ndarray:
    one = flat(instance)
    district = one.district[one.zone[plan.flow_pair]]
    return np.bincount(district, plan.flow_kwh, minlength=2) / np.bincount(one.district, one.demand.sum(axis=1))


@pytest.mark.parametrize("seed", range(asked(4, few=1)))
def test_the_search_keeps_the_floors_of_districts_beside_every_other_rule(seed: int) -> None:
    instance = floored(strict_town(seed), 0.25)
    one = flat(instance)
    found = searched(instance, time_limit_s=3.0)
    assert np.isfinite(found.value)
    plan = SitingModel(instance).allocate(found.chargers)
    assert (shares(instance, plan) >= 0.25 - 1e-6).all()
    assert plan.value <= found.bound
    assert found.chargers[one.forced].any(axis=1).all()
    assert not found.chargers[one.forbidden].any()
    opened = found.chargers.any(axis=1) & ~one.existing
    assert not opened[one.too_near].all(axis=1).any()
    assert opened.sum() <= 7


def test_a_floor_that_binds_moves_chargers_and_costs_worth() -> None:
    plain = floored(town(120, 40, budget=300_000.0), 0.0)
    worth = np.where(flat(plain).district[flat(plain).zone] == 1, 0.2 * flat(plain).worth, flat(plain).worth)
    free = changed(plain, worth=worth)
    bound = changed(free, floor=0.3)
    one, two = searched(free, time_limit_s=3.0), searched(bound, time_limit_s=3.0)
    before, after = SitingModel(free).allocate(one.chargers), SitingModel(bound).allocate(two.chargers)
    assert shares(free, before)[1] < 0.25
    assert shares(bound, after)[1] >= 0.3 - 1e-6
    assert after.value < before.value


def test_a_floor_that_no_plan_keeps_leaves_the_search_without_one() -> None:
    assert searched(floored(town(40, 10, budget=30_000.0), 0.9)).value == -np.inf


def test_a_large_town_with_a_floor_is_planned_by_the_search_alone() -> None:
    instance = floored(town(450, 60, budget=900_000.0), 0.2)
    plan = SitingModel(instance).solve(Effort(gap=0.05, time_limit_s=600.0), lambda _: None)
    assert plan.path.startswith("search by prices, ")
    assert (shares(instance, plan) >= 0.2 - 1e-6).all()
    assert (plan.bound - plan.value) / plan.bound <= 0.05


def test_penalties_for_a_floor_out_of_reach_grow_to_a_limit_and_no_further() -> None:
    instance = floored(town(40, 10, budget=60_000.0), 0.9)
    sets = site_sets(instance, configurations_of(instance))
    problem = Decomposition(instance, sets)
    multipliers = problem.first_multipliers()
    kernel = kernel_of(sets, problem.evaluate(multipliers).loss, 60)[0]
    annealing = Annealing(instance, kernel, multipliers, np.random.default_rng(0))
    first = annealing.penalty.copy()
    for _ in range(1_000):
        annealing.step()
    assert annealing.value == -np.inf
    assert (annealing.penalty > first).all()
    assert annealing.penalty.max() <= MOST_PENALTY
