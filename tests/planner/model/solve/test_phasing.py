"""Phases at city scale, and the least and most chargers that one phase leaves to another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.explain import conflicts
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import most_products
from planner.model.solve.phase_instances import useful_throughout
from planner.model.solve.phased_search import PhasedSearch
from planner.model.solve.phasing import PhasedModel
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, asked, drawn
from tests.fixtures.instances import town
from tests.fixtures.small_cities import small_cities
from tests.fixtures.small_phases import every_plan
from tests.fixtures.strict_town import floored, strict_town


def silent(_: str) -> None:
    """Say nothing."""


def spent(instance: Instance, chargers: np.ndarray) -> float:
    one = flat(instance)
    opened = chargers.any(axis=1) & ~one.existing
    return float((chargers @ one.cost).sum() + one.site_cost[opened].sum())


@given(small_cities(rules=True), st.integers(0, 2**32 - 1))
@drawn(60, HEAVY)
def test_between_what_stands_and_what_is_to_come_the_model_finds_the_best(instance: Instance, seed: int) -> None:
    rng = np.random.default_rng(seed)
    plans = every_plan(instance)
    if not plans:
        return
    some = plans[int(rng.integers(len(plans)))][0]
    least = np.minimum(some, rng.integers(0, 3, some.shape))
    limit = np.maximum(least, some) + rng.integers(0, 2, some.shape)
    best = max(value for chargers, value in plans if (least <= chargers).all() and (chargers <= limit).all())
    held = changed(instance, least=least, limit=limit)
    plan = SitingModel(held).solve(Effort(time_limit_s=60.0), silent)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-3)
    assert (least <= plan.chargers).all()
    assert (plan.chargers <= limit).all()


def test_what_stands_from_before_is_offered_in_every_set_and_never_given_back() -> None:
    instance = town(20, 4, budget=400_000.0)
    least = np.zeros((4, 5), dtype=np.int64)
    least[1] = [1, 0, 0, 2, 0]
    held = changed(instance, least=least, demand=np.zeros_like(flat(instance).demand))
    sets = configurations_of(held)
    mine = sets.chargers[(sets.site == 1) & (sets.chargers[:, :3].any(axis=1))]
    assert len(mine)
    assert (mine[:, 0] >= 1).all()
    assert (SitingModel(held).solve(Effort(time_limit_s=30.0), silent).chargers == least).all()


def test_sets_that_another_beats_are_offered_where_a_later_phase_may_add_to_them() -> None:
    instance = town(20, 4, budget=400_000.0)
    assert len(configurations_of(instance, whole=True).site) > len(configurations_of(instance).site)


@pytest.mark.parametrize("seed", range(asked(3, few=1)))
def test_the_search_builds_upon_what_stands_and_within_what_is_to_come(seed: int) -> None:
    instance = strict_town(seed)
    some = Search(instance, Effort(gap=0.02, time_limit_s=1.0), silent).run().chargers
    poor = changed(instance, budget=0.5 * flat(instance).budget, limit=some, forced=np.zeros(24, dtype=bool))
    less = Search(poor, Effort(gap=0.02, time_limit_s=1.0), silent).run()
    assert less.chargers.any()
    assert (less.chargers <= some).all()
    assert spent(poor, less.chargers) <= flat(poor).budget + 1e-6
    more = Search(changed(instance, least=less.chargers), Effort(gap=0.02, time_limit_s=1.0), silent).run()
    assert (more.chargers >= less.chargers).all()
    assert more.value > less.value
    assert SitingModel(changed(instance, least=less.chargers)).allocate(more.chargers).value <= more.bound


def test_a_large_town_is_planned_phase_by_phase_with_a_joint_proof() -> None:
    last = floored(town(450, 60, budget=1_200_000.0), 0.2)
    one = flat(last)
    first = changed(last, demand=0.5 * one.demand, budget=500_000.0, floor=0.0)
    found = PhasedModel(("2026", "2028"), (first, last), (2.0, 1.0)).solve(Effort(gap=0.06, time_limit_s=600.0), silent)
    early, late = found.phases
    assert found.path.startswith("phase by phase, the ")
    assert (early.chargers <= late.chargers).all()
    assert spent(first, early.chargers) <= flat(first).budget + 1e-6
    assert spent(last, late.chargers) <= one.budget + 1e-6
    assert found.value == pytest.approx(2 * early.value + late.value)
    assert found.bound == pytest.approx(2 * early.bound + late.bound)
    assert found.end is End.GAP
    assert found.bound - found.value <= 0.06 * found.bound


def test_a_charger_that_nobody_can_use_in_some_phase_is_offered_in_none() -> None:
    last = town(20, 4, budget=400_000.0)
    guns = flat(last).guns.copy()
    guns[:, 0] = 0
    first, second = useful_throughout([changed(last, guns=guns), last])
    assert not most_products(second)[:, 0].any()
    assert most_products(second)[:, 1].any()
    assert not most_products(first)[:, 0].any()
    assert useful_throughout([last, last])[0] is last


def test_what_nobody_can_use_stays_on_offer_where_the_last_phase_alone_must_build() -> None:
    plain = town(20, 4, budget=400_000.0)
    guns = flat(plain).guns.copy()
    guns[:, 0] = 0
    first = changed(plain, guns=guns, forced=np.zeros(4, dtype=bool))
    offered = useful_throughout([first, changed(first, forced=np.arange(4) == 2)])
    for one in offered:
        assert np.flatnonzero(most_products(one)[:, 0]).tolist() == [2]


def test_no_money_at_all_leaves_nothing_to_decide() -> None:
    poor = town(20, 4, budget=0.0)
    found = PhasedModel(("2026", "2028"), (poor, poor), (1.0, 1.0)).solve(Effort(time_limit_s=30.0), silent)
    assert found.path == "nothing to decide"
    assert found.value == found.bound


def test_phases_that_cannot_all_be_kept_are_refused_though_each_alone_can() -> None:
    # Room for one charger: the first year promises a share to GB/T cars alone, the last one to CCS2 cars alone.
    plain = town(4, 2, budget=100_000.0)
    one = changed(
        plain,
        zone=np.array([0]),
        site=np.array([0]),
        worth=np.array([1.0]),
        bays=np.array([2, 0]),
        district=np.array([0, -1, -1, -1]),
        district_names=("all",),
        floor=0.1,
    )
    ccs2, gbt = np.zeros((4, 4)), np.zeros((4, 4))
    ccs2[0, 0], gbt[0, 2] = 100.0, 100.0
    only = [changed(one, demand=demand, limit=np.array([[2, 2, 0, 0, 0], [0] * 5])) for demand in (gbt, ccs2)]
    with pytest.raises(InfeasibleError, match="together, though each phase alone may"):
        PhasedModel(("2026", "2028"), only, (1.0, 1.0)).solve(Effort(time_limit_s=30.0), silent)


def test_what_an_earlier_phase_builds_is_no_contradiction_beside_forced_sites():
    first = town(60, 20, budget=300_000.0)
    forced = np.arange(20) == 3
    early = changed(first, forced=forced)
    built = SitingModel(early).solve(Effort(gap=0.05, time_limit_s=600.0), lambda _: None).chargers
    later = changed(early, budget=900_000.0, least=built)
    conflicts.check_promises(later)
    assert (SitingModel(later).solve(Effort(gap=0.05, time_limit_s=600.0), lambda _: None).chargers >= built).all()


def test_phases_searched_together_stay_nested_within_each_budget_and_floor_and_under_their_bound() -> None:
    last = floored(town(50, 12, budget=450_000.0), 0.1)
    first = changed(last, demand=0.5 * flat(last).demand, budget=200_000.0, floor=0.05)
    phases, weights = (first, last), (2.0, 1.0)
    search = PhasedSearch.of(phases, weights, np.inf)
    assert search is not None
    search.lower(0.0, lambda: False)
    chargers, _ = search.run(Effort(gap=0.03, time_limit_s=600.0), silent, ())
    assert chargers is not None
    assert (chargers[0] <= chargers[1]).all()
    for one, built in zip(phases, chargers, strict=True):
        assert spent(one, built) <= flat(one).budget + 1e-6
    worth = [SitingModel(one).allocate(built).value for one, built in zip(phases, chargers, strict=True)]
    assert 0.97 * search.bound.value <= 2 * worth[0] + worth[1] <= search.bound.value
