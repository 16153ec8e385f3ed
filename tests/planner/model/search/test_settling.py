"""A search settled by the exact model: no set of a better plan is left out, no bound is too low, and what stayed open is closed."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.bound.kept_rows import kept_rows
from planner.model.bound.knapsack import best_within, losses_within
from planner.model.bound.reduced_costs import most_with, most_with_in_budget
from planner.model.exact.columns import Columns, flows_among
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import Problem
from planner.model.program.spending import Spending
from planner.model.search.search import Search
from planner.model.search.settling import Settling
from planner.model.sets.configurations import Configurations, configurations_of, given_configurations
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import rows_of, site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from planner.support.work import count
from tests.fixtures.drawing import SEEDS, UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.scripted_model import Told, posed
from tests.fixtures.small_cities import small_cities

PART_S = 20.0


def begun(settling: Settling) -> Settling:
    """As if the search had taken so long: an attempt may take as much again."""
    count(PART_S)
    return settling


def worth(exact: Deciding, chargers: np.ndarray) -> float:
    judged = exact.judged(chargers)
    return -np.inf if judged is None else judged[0]


@given(SEEDS)
@drawn(100)
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
@drawn(80, UNCHECKED)
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
@drawn(80, UNCHECKED)
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
    begin, before = worth(exact, known), dual.value
    value, found = begun(Settling(parted, dual, exact, Spending(Effort(gap, 40.0)), room)).attempt(known)
    assert best - 1e-6 * max(1.0, best) <= dual.value <= before
    if found is not None:
        assert begin - 1e-6 <= value <= best + 1e-5 * max(1.0, best)
        assert worth(exact, found) == pytest.approx(value, rel=1e-5, abs=1e-5)


def test_what_a_search_leaves_open_is_closed() -> None:
    plain, effort = town(60, 12, budget=100_000.0, seed=2), Effort(gap=0.005, time_limit_s=600.0)
    search = Search(plain, effort, lambda _: None, most=300)
    alone, dual = search.run(), search._dual
    assert isinstance(dual, DualBound)
    assert not alone.reached
    settling = Settling(search.instance, dual, Deciding(SitingModel(plain)), Spending(effort))
    count(300.0)  # as if the search had taken so long: an attempt may take as much again
    value, _ = settling.attempt(alone.chargers)
    assert dual.value - value <= effort.gap * dual.value
    assert value >= alone.value - 1e-6


def test_a_question_that_cannot_be_stated_in_memory_is_not_stated_and_said_to_be_of_no_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = town(60, 20, budget=300_000.0)
    monkeypatch.setattr("planner.model.solve.deciding.lacking", lambda _: "too little")
    dual = DualBound(Decomposition(plain, site_sets(plain, configurations_of(plain))))
    dual.lower(100, boldness=1.0, target=0.0, stop=lambda _: False)
    before, known, stated = dual.value, least_products(plain), list[int]()
    model = SitingModel(plain)
    exact = Deciding(model)
    settling = begun(Settling(plain, dual, exact, Spending(Effort(time_limit_s=40.0))))
    settling.judge(known)
    monkeypatch.setattr(SitingModel, "state", lambda *_: stated.append(1))
    value, _ = settling.attempt(known)
    assert settling.of_use is False
    assert not stated
    assert dual.value == before
    assert value == 0.0


def test_flows_are_counted_as_they_are_stated() -> None:
    plain = town(60, 20, budget=300_000.0)
    for sets in (configurations_of(plain), given_configurations(plain, np.eye(20, 5, dtype=np.int64))):
        assert flows_among(plain, sets) == len(SitingModel(plain).state(sets)[1].flow)


@pytest.mark.slow
def test_a_search_with_the_exact_model_tells_what_its_plan_is_truly_worth_and_what_is_proven_of_that() -> None:
    plain = town(60, 8, budget=200_000.0, seed=3)
    dual = np.arange(5) == 2  # whose two guns share less power than either needs
    kw, cost = flat(plain).kw * np.where(dual, 0.4, 1.0), flat(plain).cost * np.where(dual, 0.6, 1.0)
    plain, effort = changed(plain, kw=kw, cost=cost), Effort(gap=0.005, time_limit_s=600.0)
    model = SitingModel(plain)
    search = Search(plain, effort, lambda _: None, most=40_000, exact=Deciding(model))
    found, best = search.run(), model.solve(replace(effort, gap=1e-6), lambda _: None)
    assert search._value > found.value, "the relaxation says more"
    assert found.value == pytest.approx(worth(Deciding(model), found.chargers), rel=1e-9)
    assert found.value <= best.bound * (1 + 1e-9)
    assert found.bound >= best.value * (1 - 1e-9)
    assert found.reached
    assert found.bound - found.value <= effort.gap * found.bound


def test_a_plan_of_the_first_dives_counts_by_its_true_worth_though_the_relaxation_would_prove_the_gap() -> None:
    plain = town(60, 8, budget=200_000.0, seed=3)
    dual = np.arange(5) == 2  # whose two guns share less power than either needs
    plain = changed(
        plain, kw=flat(plain).kw * np.where(dual, 0.4, 1.0), cost=flat(plain).cost * np.where(dual, 0.6, 1.0)
    )
    effort = Effort(gap=0.05, time_limit_s=600.0)
    relaxed = Search(plain, effort, lambda _: None).run()
    exact = Deciding(SitingModel(plain))
    assert relaxed.reached
    assert relaxed.rebuilds == 0
    assert relaxed.bound - worth(exact, relaxed.chargers) > effort.gap * relaxed.bound
    found = Search(plain, effort, lambda _: None, exact=exact).run()
    assert found.value == pytest.approx(worth(exact, found.chargers), rel=1e-9)
    assert found.reached
    assert found.bound - found.value <= effort.gap * found.bound


def test_after_an_attempt_that_comes_to_no_end_windows_take_their_share_of_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = least_products(town(60, 20, budget=300_000.0)).astype(np.int64)
    told = Told({plan.tobytes(): 10.0}, takes_s=3.0)
    search, _ = posed(monkeypatch, told)
    settling = search._settling
    assert settling is not None
    settling.attempt(plan)  # from 20 s to 23 s
    told.now_s = 28.0
    assert (settling.pursue(plan) == plan).all()
    assert told.now_s == 34.0, "windows had six of the eleven seconds since"
    assert told.limits == pytest.approx([15.0, 2.8, 3.1])


def test_a_settled_plan_counts_by_what_it_is_truly_worth_though_the_relaxation_praises_another_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = least_products(town(60, 20, budget=300_000.0)).astype(np.int64)
    better = plan.copy()
    better[0, 0] += 1
    told = Told({plan.tobytes(): 14.825, better.tobytes(): 14.830}, better)
    search, _ = posed(monkeypatch, told)
    search._value, search._dual.value = 14.870, 14.990
    assert search._settling is not None
    search._settling.attempt(plan, search._value)
    search._dual.value = 14.840  # as what the exact model proves: below the worth by the relaxation
    assert not search._done()
    found = search._found(plan, 0)
    assert (found.chargers == better).all()
    assert (found.value, found.bound, found.reached) == (14.830, 14.840, False)


def test_an_attempt_ends_when_the_search_does_however_long_preparing_and_judging_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = least_products(town(60, 20, budget=300_000.0)).astype(np.int64)
    told = Told({plan.tobytes(): 10.0}, judged_s=4.0)
    search, _ = posed(monkeypatch, told)
    assert search._settling is not None
    told.now_s = 50.0
    search._settling.attempt(plan)
    assert told.limits == [6.0]
    assert told.asked == 1, "the plan is judged once"
    told.now_s = 58.0
    posed_again = Settling(search.instance, search._settling.dual, told, search._spending)
    posed_again.attempt(plan)
    assert told.limits == [6.0], "judging took all that was left"


@pytest.mark.parametrize("by_stop", [False, True])
def test_nothing_is_solved_where_the_time_is_over_or_the_user_has_stopped_while_the_model_was_stated(
    monkeypatch: pytest.MonkeyPatch, by_stop: bool
) -> None:
    plain, known = town(60, 20, budget=300_000.0), least_products(town(60, 20, budget=300_000.0))
    told, exact = Told({}), Deciding(SitingModel(plain))
    judged, state = exact.judged(known), SitingModel.state
    assert judged is not None

    def slowly(self: SitingModel, sets: Configurations) -> tuple[Problem, Columns]:
        told.now_s += 10.0
        return state(self, sets)

    monkeypatch.setattr("planner.model.program.spending.time", told)
    monkeypatch.setattr(SitingModel, "state", slowly)
    monkeypatch.setattr(Problem, "solve", lambda *_, **__: pytest.fail("it was solved"))
    effort = Effort(0.0, 100.0 if by_stop else 8.0, stop=lambda: by_stop and told.now_s > 0)
    assert exact.best_among(configurations_of(plain), judged[1], effort, 0.0).chargers is None
