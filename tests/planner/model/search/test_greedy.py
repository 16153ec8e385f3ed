"""Plans built, ruined, balanced and dived for: the compiled loops keep their books, and no plan passes a limit."""

import numpy as np
import pytest
from hypothesis import given, settings

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Prices, first_prices
from planner.model.bound.pricing_loops import scratch_for
from planner.model.instance.instance import Instance
from planner.model.search.diving import dive
from planner.model.search.greedy import Taste, build
from planner.model.search.repair import NOTHING, broken, relieve, spend
from planner.model.search.ruin_recreate import Terms, bench_for, fined, rebuild
from planner.model.search.state import Ground, Stand, copied, ground_of, stand_of
from planner.model.sets.configurations import configurations_of
from planner.model.sets.flows import flows_of
from planner.model.sets.site_sets import SiteSets, site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.flat import flat
from tests.fixtures.small_cities import enumerated, small_cities
from tests.planner.model.search.test_search import RELAXED, SEEDS, floored, searched, strict_town


def ground_with(instance: Instance, prices: Prices | None = None) -> tuple[SiteSets, Ground]:
    sets = site_sets(instance, configurations_of(instance))
    return sets, ground_of(instance, sets, flows_of(instance, sets), prices or first_prices(instance), 40)


def assert_reckoned(instance: Instance, ground: Ground, stand: Stand) -> None:
    """What a plan leaves, reckoned step by step, is what it leaves reckoned at once."""
    whole = stand_of(instance, ground, stand.row, stand.kwh)
    for name, one, other in zip(stand._fields, stand, whole, strict=True):
        assert one == pytest.approx(other, abs=1e-5), name


def within_capacity(ground: Ground, stand: Stand) -> bool:
    flows = ground.flows
    level = flows.level_of_set[stand.row].ravel()
    blocks = len(level)
    all_kwh = np.bincount(flows.block, stand.kwh, minlength=blocks)
    fast_kwh = np.bincount(flows.block, stand.kwh * flows.fast, minlength=blocks)
    dc, both = flows.level_dc[level], (flows.level_dc + flows.level_ac)[level]
    return bool((all_kwh <= both + 1e-6).all() and (fast_kwh <= dc + 1e-6).all() and (stand.kwh >= 0).all())


@given(SEEDS)
@settings(max_examples=15, **RELAXED)
def test_building_takes_no_more_than_is_left_and_than_sets_carry_and_pays_for_it(seed: int) -> None:
    instance = strict_town(seed % 1000)
    rng = np.random.default_rng(seed)
    _, ground = ground_with(instance)
    stand = stand_of(instance, ground, ground.least, np.zeros(len(ground.flows.key)))
    taste = Taste(float(rng.uniform(0, 1)), 1.0, float(rng.choice([0.0, 0.5])), 0.1, seed % 10_000)
    sites, touched = np.arange(len(flat(instance).existing)), np.empty(len(flat(instance).existing), dtype=np.int64)
    gain, count = build(ground, stand, scratch_for(ground.flows), sites, taste, touched)
    assert gain == pytest.approx(float(stand.kwh @ ground.flows.worth), rel=1e-9, abs=1e-6)
    assert count == (stand.row != ground.least).sum()
    assert stand.left.min() >= -1e-6
    assert stand.money[0] >= -1e-6
    assert stand.main_kw.min() >= -1e-6
    assert within_capacity(ground, stand)
    assert not stand.open[flat(instance).too_near].all(axis=1).any()
    assert stand.open.sum() <= 7
    assert_reckoned(instance, ground, stand)


@pytest.mark.parametrize("margin", [-1.0, 50.0])
@pytest.mark.parametrize("seed", range(4))
def test_rebuilding_keeps_the_books_and_puts_back_what_was_not_taken(seed: int, margin: float) -> None:
    instance = floored(strict_town(seed), 0.2)
    _, ground = ground_with(instance, first_prices(instance))
    stand = stand_of(instance, ground, ground.least, np.zeros(len(ground.flows.key)))
    kept, bench, rng = copied(stand), bench_for(ground), np.random.default_rng(seed)
    now, fine = 0.0, np.ones(2)
    now -= fined(ground, stand, fine)
    for _ in range(60):
        steps, value, near = rebuild(ground, stand, kept, bench, Terms(now, 10, margin, 5.0, fine), rng)
        assert 1 <= steps <= 10
        assert value == pytest.approx(float(stand.kwh @ ground.flows.worth) - fined(ground, stand, fine), abs=1e-4)
        assert within_capacity(ground, stand)
        assert stand.money[0] >= -1e-6
        assert_reckoned(instance, ground, stand)
        if near:
            assert value > now - margin
            kept = copied(stand)
        else:
            assert (stand.row == kept.row).all()
            assert stand.kwh == pytest.approx(kept.kwh, abs=1e-6)
        now = value
    assert (stand.row != ground.least).any()


@pytest.mark.parametrize("seed", range(6))
def test_a_choice_that_breaks_every_limit_gives_way_until_none_is_broken(seed: int) -> None:
    instance = strict_town(seed)
    sets, ground = ground_with(instance)
    dearest = np.array([part[-1] for part in np.split(np.arange(len(sets.site)), sets.first[1:])])
    stand = stand_of(instance, ground, dearest, np.zeros(len(ground.flows.key)))
    assert stand.money[0] < 0
    assert relieve(ground, stand, np.zeros(len(sets.site)))
    assert broken(ground, stand)[0] == NOTHING
    assert_reckoned(instance, ground, stand)
    before = float(stand.money[0])
    spend(ground, stand, np.cumsum(np.ones(len(sets.site))))
    assert broken(ground, stand)[0] == NOTHING
    assert stand.money[0] <= before
    assert_reckoned(instance, ground, stand)


@given(small_cities(rules=True), SEEDS)
@settings(max_examples=40, **RELAXED)
def test_a_dive_decides_every_site_and_its_answer_bounds_every_plan(instance: Instance, seed: int) -> None:
    best = enumerated(instance)
    if best is None:
        return
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    end = dive(problem, first_prices(instance), boldness=float(np.random.default_rng(seed).choice([0.01, 0.1, 1.0])))
    assert (problem.sets.site[end.row] == np.arange(len(flat(instance).existing))).all()
    assert end.answer.bound >= best - 1e-6 * max(1.0, best)


def test_plans_of_a_large_city_are_taken_by_their_own_reckoning_and_are_as_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.model.search.annealing.LARGE_FLOWS", 0)
    instance = strict_town(3)
    found = searched(instance, gap=0.0, time_limit_s=2.0)
    plan = SitingModel(instance).allocate(found.chargers)
    assert found.rebuilds > 0
    assert found.value <= plan.value + 1e-6 * plan.value
    assert plan.value <= found.bound
