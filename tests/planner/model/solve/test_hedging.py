"""The hedged plan: exactly right where every plan can be tried, never above its bound, never worse than a plan made for one world."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.building import allowed_chargers
from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.search.allocation_lp import AllocationLp
from planner.model.search.search import Search
from planner.model.search.settling import Settling
from planner.model.sets.configurations import configurations_of
from planner.model.sets.floor_rows import floor_rows
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import site_sets
from planner.model.solve import hedging, strategy
from planner.model.solve.expecting import expected_plan
from planner.model.solve.hedged import Hedged
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.max_min import DecidingWorst
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference, stacked
from planner.support.work import count
from tests.fixtures.drawing import HEAVY, SEEDS, asked, drawn
from tests.fixtures.enumerated_cities import served_worth
from tests.fixtures.hedged_worlds import CCS2_HEAVY, EFFORT, GBT_HEAVY, judged_in_all, quiet, worlds_of
from tests.fixtures.instances import town
from tests.fixtures.small_cities import city

SHORT = Effort(gap=0.01, time_limit_s=2.0)
BY_GAP = Effort(gap=0.06, time_limit_s=600.0)  # never ended by the clock, however slow the machine


def small_worlds(seed: int) -> list[Instance]:
    rng = np.random.default_rng(seed)
    names = rng.choice(["dc_gbt", "dc_ccs2", "dc_dual", "ac_t2"], 2, replace=False).tolist()
    base = city(rng, int(rng.integers(1, 5)), 2, names, budget=130_000.0, rules=True)
    return worlds_of(changed(base, floor=0.0), GBT_HEAVY, CCS2_HEAVY, np.ones(4))


def tried(worlds: list[Instance]) -> Iterator[np.ndarray]:
    """Values of every plan in every world, by scipy; (worlds,)."""
    for chargers in allowed_chargers(worlds[0]):
        yield np.array([served_worth(one, chargers) for one in worlds])


def best_alone(worlds: list[Instance]) -> tuple[list[np.ndarray], np.ndarray]:
    """A plan for each world, and the best value known in each."""
    effort = replace(SHORT, time_limit_s=600.0)  # the gap ends it, also where compiled loops are loaded first
    plans = [SitingModel(one).solve(effort, quiet).chargers for one in worlds]
    values = np.array([[SitingModel(one).allocate(plan).value for one in worlds] for plan in plans])
    return plans, values.max(axis=0)


def weighed(values: np.ndarray, best: np.ndarray) -> float:
    return float(np.divide(values, best, out=np.zeros(len(best)), where=best > 1e-6).sum())


@drawn(25, HEAVY, few=5)
@given(seed=SEEDS)
def test_hedged_and_expected_plans_are_those_of_complete_enumeration(seed: int) -> None:
    worlds, likely = small_worlds(seed), np.array([0.5, 0.2, 0.3])
    values = np.array(list(tried(worlds)))
    best = values.max(axis=0)
    shares = np.divide(values, best, out=np.ones_like(values), where=best > 1e-6).min(axis=1)
    hedged = hedged_plan(worlds, np.where(best > 1e-6, best, 0.0), EFFORT, quiet)
    assert hedged.value == pytest.approx(shares.max(), abs=1e-5)
    assert hedged.bound >= hedged.value
    assert hedged.values == pytest.approx([served_worth(one, hedged.chargers) for one in worlds], abs=1e-4)
    alike = values[shares >= shares.max() - 1e-6]
    assert weighed(hedged.values, best) >= max(weighed(one, best) for one in alike) - 1e-3, (
        "others are looked after too"
    )
    expected = expected_plan(worlds, likely.tolist(), EFFORT, quiet)
    assert expected.value == pytest.approx((values @ likely).max(), abs=1e-4)


@drawn(15, HEAVY)
@given(seed=SEEDS)
def test_what_the_exact_model_settles_for_a_hedge_is_never_below_the_best_plan(seed: int) -> None:
    worlds = small_worlds(seed)
    values = np.array(list(tried(worlds)))
    best = values.max(axis=0)
    if (best <= 1e-6).any():
        return
    hedge = hedging._Hedge(worlds, 1.0, 1.0 / best, Spending(replace(EFFORT, gap=0.01)), quiet)
    parted = split_by_adapter(replace(hedge.stack, by_worst=True))
    dual = DualBound(Decomposition(parted, site_sets(parted, configurations_of(parted))))
    dual.lower(60, boldness=1.0, target=0.0, stop=lambda _: False)
    exact, known = DecidingWorst(hedge.stack, judged_in_all(hedge)), least_products(hedge.stack)
    settling = Settling(parted, dual, exact, hedge.spending, 1 + seed % 5)
    count(20.0)  # an attempt may take as much again
    value, _ = settling.attempt(known)
    worst = len(worlds) * (values / best).min(axis=1).max()
    assert dual.value >= worst - 1e-6
    assert value <= worst + 1e-6


@pytest.mark.slow
@drawn(10, HEAVY)
@given(seed=SEEDS)
def test_worlds_taken_up_one_by_one_bound_the_best_hedge_from_both_sides(seed: int) -> None:
    worlds = small_worlds(seed)
    values = np.array(list(tried(worlds)))
    best = values.max(axis=0)
    if (best <= 1e-6).any():
        return
    shares = (values / best).min(axis=1)
    for first in itertools.combinations(range(len(worlds)), 2):
        hedge = hedging._Hedge(worlds, 1.0, 1.0 / best, Spending(Effort(gap=0.01, time_limit_s=0.4)), quiet)
        plan, bound = hedge._in_turn(first, None, np.inf)
        assert bound >= len(worlds) * shares.max() - 1e-6
        if plan is not None:
            at = np.flatnonzero(np.abs(values / best - plan.values).max(axis=1) < 1e-4)
            assert len(at), "no plan is worth that in every world"
            assert plan.value == pytest.approx(len(worlds) * plan.values.min())


def test_a_world_that_the_first_pair_forgets_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    base = changed(town(150, 30, budget=750_000.0), floor=0.0)
    east = flat(base).demand * (np.arange(150) % 2 == 0)[:, None]
    west = flat(base).demand * (np.arange(150) % 2 == 1)[:, None]
    worlds = [
        changed(base, demand=east * GBT_HEAVY),
        changed(base, demand=east * CCS2_HEAVY),
        changed(base, demand=west),
    ]
    taken: list[tuple[int, ...]] = []
    searched_over = hedging._Hedge._searched

    def noted(self: hedging._Hedge, some: tuple[int, ...], *args: object, **how: object) -> object:
        taken.append(some)
        return searched_over(self, some, *args, **how)

    monkeypatch.setattr(hedging._Hedge, "_searched", noted)
    hedged, regret = searched(worlds, monkeypatch, BY_GAP)
    assert taken[-1] == (0, 1, 2)
    assert len(taken) == 2
    assert hedged.gap <= BY_GAP.gap
    assert hedged.regret.max() < regret.max(axis=1).min()


def test_a_hedge_whose_exact_model_has_no_memory_ends_where_it_gains_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = worlds_of(town(40, 12, budget=150_000.0), GBT_HEAVY, CCS2_HEAVY)
    hedge = hedging._Hedge(worlds, 1.0, np.ones(2), Spending(Effort(gap=0.0, time_limit_s=600.0)), quiet)
    monkeypatch.setattr("planner.model.solve.max_min.lacking", lambda _: "too little")
    for name, figure in {"search.WORST_REBUILDS": 200, "stalling.STALE": 600, "stalling.GAIN": 1.0}.items():
        monkeypatch.setattr(f"planner.model.search.{name}", figure)
    exact = DecidingWorst(hedge.stack, judged_in_all(hedge))
    worst, most = replace(hedge.stack, by_worst=True), 5_000
    found = Search(worst, hedge.spending.effort, quiet, most=most, exact=exact).run()
    assert 600 < found.rebuilds < most


def test_plans_nearby_are_judged_by_the_linear_program_of_all_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = worlds_of(town(40, 12, budget=150_000.0), GBT_HEAVY, CCS2_HEAVY)
    stack, judged, put = replace(stacked(worlds, [1.0, 1.0]), by_worst=True), list[float](), AllocationLp.put
    monkeypatch.setattr(AllocationLp, "put", lambda lp, row: judged.append(put(lp, row)) or judged[-1])
    found = Search(stack, Effort(gap=0.0, time_limit_s=60.0), quiet, most=400).run()
    assert len(judged) > 0.02 * found.rebuilds
    assert found.value >= max(judged) - 1e-6


@drawn(15, HEAVY, few=3)
@given(seed=SEEDS)
def test_the_search_never_claims_a_bound_below_the_best_plan(seed: int) -> None:
    worlds = small_worlds(seed)
    values = np.array(list(tried(worlds)))
    best = values.max(axis=0)
    if (best <= 1e-6).any():
        return
    hedge = hedging._Hedge(worlds, 1.0, 1.0 / best, Spending(Effort(gap=0.01, time_limit_s=0.15)), quiet)
    worst = len(worlds) * (values / best).min(axis=1).max()
    pair, of_pairs = replace(hedge, spending=Spending(EFFORT))._limit_of_pairs()
    assert worst - 1e-6 <= of_pairs < np.inf
    for some in (pair, (0, 1, 2)):
        plan, bound, _ = hedge._searched(some, short=True)
        assert bound >= worst - 1e-6
        assert plan is None or plan.value <= bound + 1e-6


def large_worlds(seed: int, **rules: object) -> list[Instance]:
    base = changed(town(150, 30, budget=750_000.0, seed=seed), **rules)
    return worlds_of(base, GBT_HEAVY, CCS2_HEAVY, np.ones(4))


def searched(
    worlds: list[Instance], monkeypatch: pytest.MonkeyPatch, effort: Effort = SHORT
) -> tuple[Hedged, np.ndarray]:
    """Hedge by the search alone, whatever the size; and the regrets of the plans for one world, (plans, worlds)."""
    monkeypatch.setattr(strategy, "MIDDLING_FLOWS", 100)
    monkeypatch.setattr(strategy, "SMALL_FLOWS", 10)
    plans, best = best_alone(worlds)
    values = np.array([[SitingModel(one).allocate(plan).value for one in worlds] for plan in plans])
    return hedged_plan(worlds, best.tolist(), effort, quiet, plans), 1.0 - values / best


@pytest.mark.parametrize("seed", range(asked(2, few=1)))
def test_a_hedge_by_prices_regrets_less_than_any_plan_for_one_world(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hedged, regret = searched(large_worlds(seed), monkeypatch, BY_GAP)
    assert hedged.path.startswith("search by prices")
    assert hedged.regret.max() < regret.max(axis=1).min()
    assert hedged.value <= hedged.bound <= 1.001
    assert hedged.end is End.GAP
    assert hedged.gap <= BY_GAP.gap


@pytest.mark.slow
def test_the_same_question_brings_the_same_hedge(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = large_worlds(3)
    one, other = (searched(worlds, monkeypatch, BY_GAP)[0] for _ in range(2))
    assert one.value == other.value
    assert (one.chargers == other.chargers).all()


def test_a_floor_is_kept_in_every_world(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rules = {"district": rng.integers(0, 3, 150), "district_names": ("a", "b", "c"), "floor": 0.3}
    worlds = large_worlds(1, **rules)
    hedged, _ = searched(worlds, monkeypatch, BY_GAP)
    for world in worlds:
        solution = SitingModel(world).allocate(hedged.chargers)  # raises where the floor cannot be kept
        served = np.bincount(flat(world).district[flat(world).zone[solution.flow_pair]], solution.flow_kwh, minlength=3)
        assert (served >= floor_rows(world).promised - 1e-4).all()


def test_a_plan_that_is_known_is_handed_over_where_the_user_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hedged, regret = searched(large_worlds(0), monkeypatch, replace(SHORT, stop=lambda: True))
    assert hedged.value >= (1.0 - regret).min(axis=1).max() - 1e-6
    assert hedged.end in (End.STOPPED, End.GAP)


def test_a_world_in_which_nothing_can_be_served_regrets_nothing() -> None:
    base = town(20, 6, budget=200_000.0)
    worlds = worlds_of(base, GBT_HEAVY, CCS2_HEAVY, np.zeros(4))
    _, best = best_alone(worlds[:2])
    hedged = hedged_plan(worlds, [*best, 0.0], EFFORT, quiet)
    assert hedged.regret[2] == 0.0
    assert hedged.value == pytest.approx(1.0 - hedged.regret.max())


def test_floors_that_only_single_worlds_can_keep_are_refused() -> None:
    base = town(20, 6, budget=90_000.0)
    rules = {"district": np.zeros(20, dtype=np.int64), "district_names": ("a",), "floor": 0.2}
    worlds = worlds_of(changed(base, **rules), np.array([0.0, 0.0, 2.0, 2.0]), np.array([2.0, 2.0, 0.0, 0.0]))
    best = [SitingModel(one).solve(EFFORT, quiet).value for one in worlds]
    with pytest.raises(InfeasibleError, match="in all worlds at once"):
        hedged_plan(worlds, best, EFFORT, quiet)


def test_one_world_hedged_is_the_plan_of_that_world() -> None:
    world = town(20, 6, budget=200_000.0)
    best = SitingModel(world).solve(EFFORT, quiet).value
    assert hedged_plan([world], [best], EFFORT, quiet).value == pytest.approx(1.0, abs=1e-6)


def test_worlds_that_differ_in_more_than_demand_are_told_apart() -> None:
    world = town(20, 6, budget=200_000.0)
    one = flat(world)
    assert difference([world, changed(world, demand=2 * one.demand)]) == ""
    assert difference([world, changed(world, budget=1.0)]) == "Budget"
    with pytest.raises(ValueError, match="the prices of chargers"):
        stacked([world, changed(world, cost=2 * one.cost)], [1.0, 1.0])


@drawn(10, HEAVY)
@given(seed=SEEDS, weights=st.lists(st.floats(0.1, 2.0), min_size=3, max_size=3))
def test_a_stack_serves_what_its_worlds_serve(seed: int, weights: list[float]) -> None:
    worlds = small_worlds(seed)
    for chargers in itertools.islice(allowed_chargers(worlds[0]), 5):
        whole = SitingModel(stacked(worlds, weights)).allocate(chargers).value
        parts = [SitingModel(one).allocate(chargers).value for one in worlds]
        assert whole == pytest.approx(sum(w * v for w, v in zip(weights, parts, strict=True)), abs=1e-4)
