"""Plans built, ruined, balanced and dived for: the compiled loops keep their books, and no plan passes a limit."""

import numpy as np
import pytest
from hypothesis import given

from benchmarks.plain.flat import flat
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.pricing_loops import scratch_for
from planner.model.instance.instance import Instance
from planner.model.search.diving import dive
from planner.model.search.greedy import Criteria, build
from planner.model.search.repair import NONE, broken, relieve, spend
from planner.model.search.ruin_recreate import Terms, penalty_of, rebuild, workspace_for
from planner.model.search.state import SearchData, State, copied, search_data_of, state_of
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import SiteSets, site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, SEEDS, asked, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.short_search import searched
from tests.fixtures.small_cities import small_cities
from tests.fixtures.strict_town import floored, strict_town


def data_with(instance: Instance) -> tuple[SiteSets, SearchData]:
    sets = site_sets(instance, configurations_of(instance))
    problem = Decomposition(instance, sets)
    return sets, search_data_of(instance, sets, problem.flows, problem.first_multipliers(), 40)


def assert_reckoned(instance: Instance, data: SearchData, sets: SiteSets, state: State) -> None:
    """What a plan leaves, reckoned step by step, is what it leaves reckoned at once."""
    whole = state_of(instance, data, sets, state.row, state.kwh)
    for name, one, other in zip(state._fields, state, whole, strict=True):
        assert one == pytest.approx(other, abs=1e-5), name


def within_capacity(data: SearchData, state: State) -> bool:
    flows = data.flows
    level = flows.level_of_set[state.row].ravel()
    blocks = len(level)
    all_kwh = np.bincount(flows.block, state.kwh, minlength=blocks)
    fast_kwh = np.bincount(flows.block, state.kwh * flows.fast, minlength=blocks)
    dc, both = flows.level_dc[level], (flows.level_dc + flows.level_ac)[level]
    return bool((all_kwh <= both + 1e-6).all() and (fast_kwh <= dc + 1e-6).all() and (state.kwh >= 0).all())


@given(SEEDS)
@drawn(15, HEAVY)
def test_building_takes_no_more_than_is_left_and_than_sets_carry_and_pays_for_it(seed: int) -> None:
    instance = strict_town(seed % 1000)
    one = flat(instance)
    rng = np.random.default_rng(seed)
    sets, data = data_with(instance)
    state = state_of(instance, data, sets, data.least, np.zeros(len(data.flows.key)))
    criteria = Criteria(float(rng.uniform(0, 1)), 1.0, float(rng.choice([0.0, 0.5])), 0.1, seed % 10_000)
    sites, touched = np.arange(len(one.existing)), np.empty(len(one.existing), dtype=np.int64)
    gain, count = build(data, state, scratch_for(data.flows), sites, criteria, touched)
    assert gain == pytest.approx(float(state.kwh @ data.flows.worth), rel=1e-9, abs=1e-6)
    assert count == (state.row != data.least).sum()
    assert state.left.min() >= -1e-6
    assert state.slack.min() >= -1e-6
    assert within_capacity(data, state)
    opened = sets.chargers[state.row].any(axis=1) & ~one.existing
    assert not opened[one.too_near].all(axis=1).any()
    assert opened.sum() <= 7
    assert_reckoned(instance, data, sets, state)


@pytest.mark.parametrize("margin", [-1.0, 50.0])
@pytest.mark.parametrize("seed", range(asked(4, few=1)))
def test_rebuilding_keeps_the_books_and_puts_back_what_was_not_taken(seed: int, margin: float) -> None:
    instance = floored(strict_town(seed), 0.2)
    sets, data = data_with(instance)
    state = state_of(instance, data, sets, data.least, np.zeros(len(data.flows.key)))
    kept, work, rng = copied(state), workspace_for(data), np.random.default_rng(seed)
    now, penalty = 0.0, np.ones(2)
    now -= penalty_of(data, state, penalty)
    for _ in range(60):
        steps, value, near = rebuild(data, state, kept, work, Terms(now, 10, margin, 5.0, penalty), rng)
        assert 1 <= steps <= 10
        assert value == pytest.approx(float(state.kwh @ data.flows.worth) - penalty_of(data, state, penalty), abs=1e-4)
        assert within_capacity(data, state)
        assert state.slack[0] >= -1e-6
        assert_reckoned(instance, data, sets, state)
        if near:
            assert value > now - margin
            kept = copied(state)
        else:
            assert (state.row == kept.row).all()
            assert state.kwh == pytest.approx(kept.kwh, abs=1e-6)
        now = value
    assert (state.row != data.least).any()


@pytest.mark.parametrize("seed", range(asked(6, few=2)))
def test_a_choice_that_breaks_every_limit_gives_way_until_none_is_broken(seed: int) -> None:
    instance = strict_town(seed)
    sets, data = data_with(instance)
    dearest = np.array([part[-1] for part in np.split(np.arange(len(sets.site)), sets.first[1:])])
    state = state_of(instance, data, sets, dearest, np.zeros(len(data.flows.key)))
    assert state.slack[0] < 0
    assert relieve(data, state, np.zeros(len(sets.site)))
    assert broken(data, state) == NONE
    assert_reckoned(instance, data, sets, state)
    before = float(state.slack[0])
    spend(data, state, np.cumsum(np.ones(len(sets.site))))
    assert broken(data, state) == NONE
    assert state.slack[0] <= before
    assert_reckoned(instance, data, sets, state)


@given(small_cities(rules=True), SEEDS)
@drawn(40, HEAVY)
def test_a_dive_decides_every_site_and_its_answer_bounds_every_plan(instance: Instance, seed: int) -> None:
    best = enumerated(instance)
    if best is None:
        return
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    end = dive(
        problem, problem.first_multipliers(), boldness=float(np.random.default_rng(seed).choice([0.01, 0.1, 1.0]))
    )
    assert (problem.sets.site[end.row] == np.arange(len(flat(instance).existing))).all()
    assert end.answer.bound >= best - 1e-6 * max(1.0, best)


def test_plans_of_a_large_city_are_taken_by_their_own_reckoning_and_are_as_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.model.search.annealing.LARGE_FLOWS", 0)
    instance = strict_town(3)
    found = searched(instance, gap=0.0, time_limit_s=1.0)
    plan = SitingModel(instance).allocate(found.chargers)
    assert found.rebuilds > 0
    assert found.value <= plan.value + 1e-6 * plan.value
    assert plan.value <= found.bound
