"""The search with what the grid asks and with work on standing guns: it keeps the rules, and what it need not do is given back."""

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.subgradient import descend
from planner.model.exact.trimming import trimmed
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.annealing import Annealing
from planner.model.search.found import Found
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import asked
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.small_cities import city
from tests.fixtures.small_works import WORKS, with_grid, with_works


def worked_town(seed: int) -> Instance:
    """A town of which every third site is a station whose guns can be worked on, behind two substations, connected in steps."""
    rng = np.random.default_rng(seed)
    plain = town(60, 24, budget=400_000.0, seed=seed)
    existing = np.arange(24) % 3 == 0
    plain = changed(plain, existing=existing, site_cost=np.where(existing, 0.0, flat(plain).site_cost))
    instance = with_works(with_grid(plain, rng), rng, sorted(WORKS))
    return changed(
        instance,
        substation_kw=np.array([300.0, 500.0]),
        step_kw=np.array([57.0, 144.0, 225.0]),
        forced=np.arange(24) == 3,
    )


def searched(instance: Instance, time_limit_s: float = 1.5) -> Found:
    return Search(instance, Effort(gap=0.0, time_limit_s=time_limit_s), lambda _: None).run()


@pytest.mark.parametrize("seed", range(asked(4, few=1)))
def test_the_search_keeps_the_rules_of_grid_and_works(seed: int) -> None:
    instance = worked_town(seed)
    one = flat(instance)
    found = searched(instance)
    chargers, drawn = found.chargers, found.chargers @ one.kw
    opened = chargers.any(axis=1) & ~one.existing
    at = np.searchsorted(one.step_kw, drawn - 1e-6)
    wired = np.where(drawn > 0, np.append(one.step_usd, np.inf)[at] + one.cable_usd, 0.0)
    assert chargers.any()
    assert (chargers @ one.cost).sum() + one.site_cost[opened].sum() + wired.sum() <= one.budget + 1e-6

    assert (chargers @ one.bays_taken <= one.bays).all()
    assert (drawn <= one.grid_kw + 1e-9).all()
    assert all(drawn[one.substation == u].sum() <= kw + 1e-9 for u, kw in enumerate(one.substation_kw))
    assert (chargers <= one.available).all()
    assert (chargers @ np.maximum(0, -one.guns).T <= one.standing).all()
    assert chargers[3, one.bays_taken >= 0].any()
    plan = SitingModel(instance).allocate(chargers)
    assert plan.value <= found.bound * (1 + 1e-9)
    fewer = trimmed(instance, plan)
    assert SitingModel(instance).allocate(fewer).value >= plan.value * (1 - 1e-6), "a gun that stays may serve more"
    assert fewer.sum() <= chargers.sum()


def test_the_price_of_a_full_substation_rises_from_nothing() -> None:
    instance = changed(
        town(40, 8, budget=300_000.0), substation=np.zeros(8, dtype=np.int64), substation_kw=np.array([100.0])
    )
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    rounds = list(descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=60))
    multipliers, _ = min(rounds, key=lambda one: one[1].bound)
    loose = changed(instance, substation=np.full(8, -1), substation_kw=np.empty(0))
    free = Decomposition(loose, site_sets(loose, configurations_of(loose)))
    assert problem.first_multipliers().coupling[1] == 0
    assert multipliers.coupling[1] > 0
    assert min(answer.bound for _, answer in rounds) < 0.9 * min(
        answer.bound for _, answer in descend(free, free.first_multipliers(), value=lambda: 0.0, rounds=60)
    )


def test_a_gun_that_was_taken_down_for_nothing_stays_where_its_bay_and_power_are_free() -> None:
    instance = worked_town(0)
    one = flat(instance)
    removes = np.flatnonzero(one.bays_taken < 0)
    site, kind = next(
        (int(j), int(k)) for j in np.flatnonzero(one.existing) for k in removes if one.available[j, k] > 0
    )
    idle = changed(instance, demand=one.demand * 1e-6, forced=np.zeros(24, dtype=bool))
    chargers = np.zeros((24, len(one.kw)), dtype=np.int64)
    chargers[site, kind] = 1
    plan = SitingModel(idle).allocate(chargers)
    assert not trimmed(idle, plan).any()
    full = changed(idle, bays=np.where(np.arange(24) == site, -1, flat(idle).bays))  # its bay is needed after all
    assert trimmed(full, plan)[site, kind] == 1


def test_a_full_town_with_works_closes_its_gap() -> None:
    instance = changed(worked_town(1), forced=np.zeros(24, dtype=bool))
    plan = SitingModel(instance).solve(Effort(gap=0.02, time_limit_s=60.0), lambda _: None)
    assert plan.bound - plan.value <= 0.02 * plan.bound + 1e-6


def on_one_feeder() -> Instance:
    """Two stations on a feeder that gives nothing: at the first guns can be taken down, which frees what the second needs."""
    plain = city(np.random.default_rng(1), 2, 2, ["ac_t2"], budget=50_000.0, rules=False)
    demand = np.zeros((2, 4))
    demand[0, 1], demand[1, 1] = 0.01, 300.0  # of slow CCS2: next to none at the first
    plain = changed(
        plain,
        demand=demand,
        zone=np.arange(2),
        site=np.arange(2),
        worth=np.ones(2),
        existing=np.ones(2, dtype=bool),
        site_cost=np.zeros(2),
        bays=np.full(2, 2),
        grid_kw=np.full(2, 250.0),
        feeder=np.zeros(2, dtype=np.int64),
        feeder_kw=np.zeros(1),
    )
    instance = with_works(plain, np.random.default_rng(0), ["remove_gbt"])
    one = flat(instance)
    standing = np.zeros((2, 5), dtype=np.int64)
    standing[0, 3] = 2
    available = np.where(one.upgrade, np.array([[2], [0]]), one.available)
    return changed(instance, standing=standing, available=available)


def test_power_freed_at_one_station_serves_at_another_on_the_same_feeder() -> None:
    instance = on_one_feeder()
    best = enumerated(instance)
    assert best is not None
    assert best > 10.0
    plan = SitingModel(instance).solve(Effort(0.0, 20.0), lambda _: None)
    assert plan.value == pytest.approx(best, rel=1e-6)
    behind = changed(instance, feeder=np.full(2, -1), substation=np.zeros(2, dtype=np.int64), substation_kw=np.zeros(1))
    for one in (instance, behind):
        assert searched(one).bound >= best - 1e-6


def test_a_rebuild_does_not_take_away_the_power_that_a_kept_site_draws() -> None:
    instance = on_one_feeder()
    sets = site_sets(instance, configurations_of(instance))
    annealing = Annealing(instance, sets, Multipliers(np.zeros((2, 4)), np.zeros(2)), np.random.default_rng(0))
    frees = (sets.site == 0) & (sets.chargers == [1, 1]).all(axis=1)
    draws = (sets.site == 1) & (sets.chargers == [1, 0]).all(axis=1)
    row = np.array([int(np.flatnonzero(frees)[0]), int(np.flatnonzero(draws)[0])])
    annealing.start_from(row)
    assert (annealing.best == row).all()
    for _ in range(200):
        annealing.step()
        assert (sets.chargers[annealing._current.row] @ flat(instance).kw).sum() <= 1e-9
    assert annealing.value > 1.0
