"""The grid's rules and work on standing guns against complete enumeration on small cities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import city, promised
from tests.fixtures.small_works import wired_cities, with_works, worked_cities


def solved(instance: Instance) -> Solution:
    return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)


@given(wired_cities())
@drawn(60, HEAVY)
def test_substations_and_steps_agree_with_enumeration(instance: Instance) -> None:
    best = enumerated(instance)
    if best is None:
        with pytest.raises(InfeasibleError):
            solved(instance)
    else:
        assert solved(instance).value == pytest.approx(best, rel=1e-5, abs=1e-3)


@given(st.one_of(wired_cities(), worked_cities()), SEEDS, st.sampled_from(["cost", "distance"]))
@drawn(60, HEAVY)
def test_least_cost_and_drive_agree_with_enumeration_where_connections_are_stepped_and_guns_worked_on(
    instance: Instance, seed: int, objective: str
) -> None:
    rng = np.random.default_rng(seed)
    asked = promised(changed(instance, floor=0.0), rng, coverage=float(rng.choice([0.02, 0.1, 0.3])))
    best = enumerated(asked, objective)
    if best is None:
        with pytest.raises(InfeasibleError):
            SitingModel(asked, objective).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)
    else:
        found = SitingModel(asked, objective).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)
        assert found.value == pytest.approx(best, rel=1e-5, abs=1e-2)


@given(worked_cities())
@drawn(60, HEAVY)
def test_work_on_standing_guns_agrees_with_enumeration(instance: Instance) -> None:
    best = enumerated(instance)
    assert best is not None
    plan = solved(instance)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-3)
    assert plan.bound >= best - 1e-4 * max(1.0, best)


@given(st.one_of(wired_cities(), worked_cities()), SEEDS)
@drawn(60, HEAVY)
def test_no_prices_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    best, rng = enumerated(instance), np.random.default_rng(seed)
    if best is not None:
        problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
        answer = problem.evaluate(drawn_multipliers(problem, rng))
        assert answer.bound >= best - 1e-6 * max(1.0, best)


def busy(name: str, **changes: object) -> Instance:
    """Two candidates and more demand than either serves."""
    plain = city(np.random.default_rng(3), 4, 2, [name], budget=1e6, rules=False)
    plain = changed(
        plain,
        existing=np.zeros(2, dtype=bool),
        standing=np.zeros_like(flat(plain).standing),
        site_cost=np.zeros(2),
        bays=np.array([4, 4]),
        grid_kw=np.full(2, 250.0),
        demand=np.full_like(flat(plain).demand, 900.0),
    )
    return changed(plain, **changes)


def test_a_substation_binds_where_no_feeder_does() -> None:
    free = busy("dc_gbt")
    bound = changed(free, substation=np.zeros(2, dtype=np.int64), substation_kw=np.array([130.0]))
    assert (solved(free).chargers @ flat(free).kw).sum() == 240.0
    assert (solved(bound).chargers @ flat(bound).kw).sum() == 120.0
    assert solved(bound).value == pytest.approx(enumerated(bound), rel=1e-6)


def test_one_site_pays_one_connection_and_two_pay_two() -> None:
    steps = {"step_kw": np.array([60.0, 144.0]), "step_usd": np.array([9_000.0, 12_000.0])}
    apart = busy("dc_gbt", **steps, cable_usd=np.array([0.0, 20_000.0]), budget=2 * 24_000.0 + 12_000.0)
    plan = solved(apart)
    assert plan.chargers.tolist() == [[2], [0]]  # two at the first share one connection; at both they would cost 38,000
    poor = changed(apart, budget=2 * 24_000.0 + 11_999.0)
    assert solved(poor).chargers.sum() == 1
    assert solved(changed(apart, budget=1e6)).chargers.tolist() == [[2], [2]]


def test_nothing_is_added_above_the_largest_step() -> None:
    small = busy("dc_gbt", step_kw=np.array([63.0]), step_usd=np.array([0.0]), cable_usd=np.zeros(2))
    assert solved(small).chargers.tolist() == [[1], [1]]


def station(works: list[str], **changes: object) -> Instance:
    """One station with two CCS2 guns, GB/T drivers at its door and no bay left."""
    plain = city(np.random.default_rng(0), 1, 1, ["dc_gbt"], budget=1e6, rules=False)
    plain = changed(
        plain,
        existing=np.array([True]),
        site_cost=np.zeros(1),
        bays=np.array([0]),
        grid_kw=np.full(1, 0.0),
        zone=np.array([0]),
        site=np.array([0]),
        worth=np.array([1.0]),
        demand=np.array([[0.0, 0.0, 500.0, 0.0]]),
    )
    instance = with_works(plain, np.random.default_rng(0), works)
    available = flat(instance).available.copy()
    available[:, 1:] = 2
    return changed(instance, standing=np.array([[0, 2, 0, 0, 0]]), available=available, **changes)


def test_a_retrofit_serves_those_whom_the_standing_plug_does_not() -> None:
    assert solved(station(["repair_gbt"], budget=0.0)).value == 0.0
    plan = solved(station(["retrofit"]))
    assert plan.chargers.tolist() == [[0, 2]]  # two joint guns carry more than twice what one does
    assert plan.value == pytest.approx(enumerated(station(["retrofit"])), rel=1e-6)
    assert plan.value > 0


def test_a_cabinet_replaces_the_guns_whose_bays_and_power_it_needs() -> None:
    instance = station(["remove_ccs2"])
    plan = solved(instance)
    assert plan.chargers.tolist() == [[1, 2]]  # two bays and 100 kW come free for one cabinet of two guns and 60 kW
    assert plan.value == pytest.approx(enumerated(instance), rel=1e-6)
    assert plan.value > 0


def test_no_more_guns_are_taken_than_stand() -> None:
    instance = station(["remove_ccs2", "retrofit"])
    plan = solved(instance)
    assert plan.chargers[0, 1:].sum() <= 2
    assert plan.value == pytest.approx(enumerated(instance), rel=1e-6)


def test_work_that_nobody_needs_is_not_done() -> None:
    idle = station(["remove_ccs2", "retrofit"], demand=np.array([[5.0, 0.0, 0.0, 0.0]]))
    assert not solved(idle).chargers.any()
