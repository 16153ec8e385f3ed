"""Objectives, the promise of coverage and objectives in order against complete enumeration on small cities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives import OBJECTIVES
from planner.model.program.effort import Effort
from planner.model.solve.lexicographic import in_order
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated, yearly
from tests.fixtures.promising_cities import promising_cities
from tests.fixtures.small_cities import city, promised

EFFORT = Effort(gap=0.0, time_limit_s=60.0)
ORDERS = [("energy", "cost"), ("energy", "distance"), ("cost", "energy"), ("distance", "cost"), ("cost", "distance")]


def silent(_: str) -> None:
    """Say nothing."""


def solved(instance: Instance, objective: str) -> Solution:
    return SitingModel(instance, objective).solve(EFFORT, silent)


def town(seed: int, coverage: float, budget: float = 130_000.0) -> Instance:
    """Three sites with room, four zones."""
    rng = np.random.default_rng(seed)
    plain = city(rng, 4, 3, ["dc_gbt", "dc_ccs2"], budget=budget, rules=False)
    wide = changed(
        plain, bays=np.full(3, 4), existing=np.zeros(3, dtype=bool), standing=np.zeros((3, 5), dtype=np.int64)
    )
    return promised(changed(wide, site_cost=np.full(3, 5_000.0), grid_kw=np.full(3, 130.0)), rng, coverage)


@pytest.mark.parametrize("objective", ["cost", "distance"])
@given(instance=promising_cities())
@drawn(80, HEAVY)
def test_a_minimised_objective_finds_what_enumeration_finds(objective: str, instance: Instance) -> None:
    best = enumerated(instance, objective)
    if best is None:
        with pytest.raises(InfeasibleError, match="no plan keeps all promises"):
            solved(instance, objective)
        return
    plan = solved(instance, objective)
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-3)
    assert plan.bound <= best + 1e-4 * max(1.0, best)
    assert plan.value >= plan.bound
    assert OBJECTIVES[objective].limit(instance) <= best + 1e-6 * max(1.0, best)


@given(instance=promising_cities())
@drawn(60, HEAVY)
def test_energy_under_a_promise_of_coverage_finds_what_enumeration_finds(instance: Instance) -> None:
    best = enumerated(instance)
    if best is None:
        with pytest.raises(InfeasibleError, match="no plan keeps all promises"):
            solved(instance, "energy")
    else:
        assert solved(instance, "energy").value == pytest.approx(best, rel=1e-5, abs=1e-3)


@pytest.mark.parametrize("order", ORDERS)
@given(instance=promising_cities(), give=st.sampled_from([0.0, 0.05, 0.3]))
@drawn(40, HEAVY, few=4)
def test_objectives_in_order_find_what_enumeration_finds(
    order: tuple[str, str], instance: Instance, give: float
) -> None:
    first = enumerated(instance, order[0])
    if first is None:
        return
    turns = in_order(instance, order, give, EFFORT, silent)
    assert turns[0].solution.value == pytest.approx(first, rel=1e-5, abs=1e-3)
    kept = first * (1.0 - give if order[0] == "energy" else 1.0 + give)
    loose, tight = (kept * (1.0 + 2e-6 * side) + 1e-3 * side for side in ((-1, 1) if order[0] == "energy" else (1, -1)))
    then, strict = (enumerated(instance, order[1], ((order[0], to),)) for to in (loose, tight))
    sign = -1.0 if order[1] == "energy" else 1.0
    assert then is not None
    got = turns[1].solution.value
    assert sign * got >= sign * then - 1e-4 * max(1.0, abs(then))
    if strict is not None:
        assert sign * got <= sign * strict + 1e-4 * max(1.0, abs(strict))


def test_the_promise_of_coverage_binds() -> None:
    poor = town(1, 0.0)
    few, many = (solved(changed(poor, coverage=share), "cost") for share in (0.1, 0.3))
    assert few.value < many.value
    assert few.flow_kwh.sum() < many.flow_kwh.sum()
    assert few.flow_kwh.sum() >= 0.1 * flat(poor).demand.sum() - 1e-3
    assert few.chargers.sum() < many.chargers.sum()


def test_energy_gives_way_where_the_promise_counts_far_energy_as_much_as_near() -> None:
    # Site 0 serves little at the door, site 1 more from afar; the money is for one of them.
    instance = town(2, 0.0, budget=32_000.0)
    reach = {"zone": np.array([0, 1]), "site": np.array([0, 1]), "worth": np.array([1.0, 0.2])}
    demand = np.zeros((4, 4))
    demand[0, 2], demand[1, 2] = 60.0, 140.0
    instance = changed(instance, **reach, demand=demand, drive_s=np.array([10.0, 500.0]))
    free = solved(instance, "energy")
    bound = solved(changed(instance, coverage=0.6), "energy")
    assert free.chargers[0].any()
    assert not free.chargers[1].any()
    assert bound.chargers[1].any()
    assert bound.value < free.value


def test_the_cheapest_plan_is_cheaper_than_the_one_that_serves_most() -> None:
    instance = town(3, 0.1)
    most, least = solved(instance, "energy"), solved(instance, "cost")
    assert least.value < yearly(instance, most.chargers)
    assert least.value == pytest.approx(yearly(instance, least.chargers))


def test_yearly_costs_decide_not_prices_to_buy() -> None:
    # The cheaper charger to buy is the dearer one to keep.
    instance = town(4, 0.1)
    instance = changed(instance, annual=np.array([9_000.0, 2_000.0]), cost=np.array([20_000.0, 30_000.0]))
    plan = solved(instance, "cost")
    assert plan.value == pytest.approx(enumerated(instance, "cost"))
    assert plan.chargers.sum(axis=0)[1] >= 1


def test_more_sites_shorten_the_drive_and_their_number_binds() -> None:
    instance = town(1, 0.15, budget=1e6)
    one, three = (solved(changed(instance, max_sites=p), "distance") for p in (1, 3))
    assert three.value < one.value
    assert (one.chargers.any(axis=1).sum(), three.chargers.any(axis=1).sum() > 1) == (1, True)


def test_a_later_objective_takes_no_more_than_its_share_and_something() -> None:
    instance = town(6, 0.05)
    (first, _), (then, alone) = (
        [turn.solution for turn in in_order(instance, ("energy", "cost"), give, EFFORT, silent)] for give in (0.0, 0.2)
    )
    cheap = yearly(instance, alone.chargers)
    assert cheap < yearly(instance, first.chargers)
    kept = SitingModel(instance).value_of(alone)
    assert 0.8 * then.value - 1e-3 <= kept < then.value


@pytest.mark.parametrize("seed", [9, 31])
def test_a_start_that_presolve_beats_is_not_handed_back_as_the_optimum(seed: int) -> None:
    # HiGHS 1.16 gave these the start's chargers with the optimum's cost of 0: what stands keeps the promise alone.
    rng = np.random.default_rng(seed)
    plain = city(rng, 3, 3, ["ac_gbt", "dc_gbt"], budget=90_000.0, rules=False)
    instance = promised(changed(plain, bays=np.maximum(flat(plain).bays, 2)), rng, 0.02)
    plan = in_order(instance, ("distance", "cost"), 0.3, EFFORT, silent)[1].solution
    assert plan.value == plan.bound == 0.0
    assert not plan.chargers.any()


def test_a_promise_that_nothing_can_keep_is_named() -> None:
    with pytest.raises(InfeasibleError, match=r"plan\.coverage"):
        solved(town(7, 1.0), "cost")
