"""That no plan keeps all promises, that no other one exists and what is needed at least are said only where it is so."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.errors import ConfigError, InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.program.effort import Effort
from planner.model.solve.phasing import PhasedModel
from planner.model.solve.siting import SitingModel
from tests.fixtures.refused_row import refusal_of, three_sites, way_out
from tests.fixtures.small_promises import kept_by_some_plan, with_idle
from tests.fixtures.small_works import with_works

HERE = np.array([False, True, False])


def street(*works: str, stand: int = 2, **changes: Any) -> Instance:
    """A station with two guns of each kind that is worked on, then two candidates; GB/T cabinets of 60 kW, 24,000 USD."""
    base = three_sites(existing=np.array([True, False, False]), site_cost=np.array([0.0, 5_000.0, 5_000.0]))
    base = with_works(base, np.random.default_rng(0), list(works))
    standing = np.zeros((3, 5), dtype=np.int64)
    standing[0] = np.where((flat(base).guns < 0).any(axis=1), stand, 0)
    available = np.full((3, 1 + len(works)), UNLIMITED)
    available[:, 1:] = np.array([stand, 0, 0])[:, None]
    return changed(base, **{"standing": standing, "available": available, **changes})


def solved(instance: Instance) -> Solution:
    return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), lambda _: None)


@pytest.mark.parametrize("mains", ["feeder", "substation"])
def test_a_forced_site_may_take_the_power_that_a_removal_elsewhere_frees(mains: str) -> None:
    spent = {mains: np.zeros(3, dtype=np.int64), f"{mains}_kw": np.array([10.0])}
    plan = solved(street("remove_ccs2", forced=HERE, **spent))
    assert plan.chargers.tolist() == [[0, 1], [1, 0], [0, 0]]
    error = refusal_of(street("remove_ccs2", forced=HERE, **{**spent, f"{mains}_kw": np.array([9.0])}, stand=1))
    assert f"spare power of {mains} number 1" in way_out(error, f"spare power of {mains}")
    assert "at least 10 kW instead of 9" in way_out(error, f"spare power of {mains}")


def test_power_that_is_freed_where_nobody_drives_is_of_use_elsewhere() -> None:
    """A station in nobody's reach had no sets of chargers, and so none of work that frees the power of its feeder."""
    spent = {"feeder": np.zeros(3, dtype=np.int64), "feeder_kw": np.array([10.0])}
    far = {"zone": np.array([1, 2]), "site": np.array([1, 2]), "worth": np.ones(2)}
    assert solved(street("remove_ccs2", **far, **spent)).value > 0.0
    plan = solved(street("remove_ccs2", forced=HERE, **far, **spent))
    assert plan.chargers.tolist() == [[0, 1], [1, 0], [0, 0]]


def test_a_plan_that_differs_where_nobody_drives_is_no_other_plan() -> None:
    far = three_sites(zone=np.array([0, 1]), site=np.array([0, 1]), worth=np.ones(2), budget=60_000.0)
    built = solved(far).chargers.any(axis=1)
    assert built.tolist() == [True, True, False]
    with pytest.raises(InfeasibleError, match="differs so much"):
        solved(replace(far, unlike=((built, 3),)))


def test_a_forced_site_may_take_the_power_that_a_replacement_elsewhere_leaves() -> None:
    """At the station, which is full, two guns of 50 kW make way for one cabinet of 60 kW; what is left of the power is the other site's."""
    spent = {"feeder": np.zeros(3, dtype=np.int64), "feeder_kw": np.array([20.0])}
    full = street("remove_ccs2", forced=np.array([True, False, True]), bays=np.array([0, 4, 4]), **spent)
    assert solved(full).chargers.tolist() == [[1, 2], [0, 0], [1, 0]]
    weaker = changed(full, feeder_kw=np.array([19.0]))
    assert not kept_by_some_plan(weaker)
    assert "feeder number 1 1 kW more than its 19 kW" in way_out(refusal_of(weaker), "spare power of feeders")


def test_a_forced_site_where_only_a_cabinet_fits_that_nobody_can_use_is_built() -> None:
    weak = with_idle(three_sites(forced=HERE, grid_kw=np.array([250.0, 10.0, 250.0])))
    plan = solved(weak)
    assert plan.chargers[1].tolist() == [0, 1]
    assert plan.chargers[[0, 2], 1].sum() == 0
    poor = changed(weak, budget=6_000.0)
    assert "6,100 USD instead of 6,000" in way_out(refusal_of(poor), "plan.budget_usd")
    assert solved(changed(poor, budget=6_100.0)).chargers[1].tolist() == [0, 1]


def test_in_phases_too_a_forced_site_may_have_a_cabinet_that_nobody_can_use() -> None:
    weak = with_idle(three_sites(forced=HERE, grid_kw=np.array([250.0, 10.0, 250.0]), budget=40_000.0))
    later = changed(weak, budget=100_000.0, demand=flat(weak).demand * 1.5)
    found = PhasedModel(["2026", "2030"], [weak, later], [1.0, 1.0]).solve(
        Effort(gap=0.0, time_limit_s=30.0), lambda _: None
    )
    assert [plan.chargers[1].tolist() for plan in found.phases] == [[0, 1], [0, 1]]
    assert found.bound == pytest.approx(found.value)


def test_with_forced_sites_another_plan_is_found_where_one_is() -> None:
    forced = three_sites(forced=HERE)
    plan = solved(changed(forced, budget=29_000.0))
    other = changed(forced, unlike=((plan.chargers.any(axis=1), 1),))
    assert kept_by_some_plan(other)
    assert (solved(other).chargers.any(axis=1) != plan.chargers.any(axis=1)).any()
    poor = changed(other, budget=29_000.0)
    assert not kept_by_some_plan(poor)
    with pytest.raises(InfeasibleError, match="differs so much"):
        solved(poor)


def test_a_plan_that_differs_in_a_cabinet_that_nobody_can_use_is_no_other_plan() -> None:
    weak = with_idle(three_sites(forced=HERE, grid_kw=np.array([10.0, 10.0, 10.0]), budget=36_000.0))
    built = solved(weak).chargers.any(axis=1)
    assert built.tolist() == [False, True, False]
    with pytest.raises(InfeasibleError, match="differs so much"):
        solved(replace(weak, unlike=((built, 1),)))


def test_what_a_forced_station_costs_at_least_is_the_repair_of_its_gun() -> None:
    broken = street("repair_gbt", forced=np.array([True, False, False]), bays=np.array([0, 4, 4]), budget=1_000.0)
    error = refusal_of(broken)
    assert "its cheapest charger would cost 3,000 USD" in str(error)
    assert "at least 3,000 USD instead of 1,000" in way_out(error, "plan.budget_usd")
    assert not [line for line in error.ways if "bays" in line]
    assert solved(changed(broken, budget=3_000.0)).chargers[0].tolist() == [0, 1]


def test_what_a_forced_station_lacks_is_told_beyond_the_guns_that_can_be_taken_down() -> None:
    full = street("remove_ccs2", stand=1, forced=np.array([True, False, False]), bays=np.zeros(3, dtype=np.int64))
    error = refusal_of(changed(full, grid_kw=np.array([0.0, 250.0, 250.0])))
    assert "bays of first: at least 1 instead of 0" in way_out(error, "bays of")
    assert "at least 10 kW instead of 0" in way_out(error, "grid_kw of")
    assert solved(changed(full, bays=np.array([1, 0, 0]), grid_kw=np.array([10.0, 0.0, 0.0]))).chargers[0].tolist() == [
        1,
        1,
    ]


def test_a_share_for_two_standards_is_told_only_where_nothing_else_is_on_offer() -> None:
    both = three_sites(2, cost=np.array([40_000.0, 24_000.0]), forced=HERE, budget=25_000.0, dual_share=0.1)
    error = refusal_of(changed(both, dual_usd=np.array([20_000.0, 0.0])))
    assert not [line for line in error.ways if "plan.max_dual_share" in line]
    assert "at least 29,000 USD" in way_out(error, "plan.budget_usd")


@pytest.mark.parametrize("kwh", [1e-9, 1e-6, 1e-5, 9e-4])
def test_less_demand_than_solvers_can_tell_from_nothing_is_refused(kwh: float) -> None:
    demand = np.zeros((3, 4))
    demand[1, 2] = kwh
    with pytest.raises(ConfigError, match=r"all zones together ask for .* kWh a day, less than the 0\.001"):
        solved(three_sites(demand=demand))
    assert solved(three_sites(demand=demand * 0.0)).value == 0.0
    assert solved(three_sites(demand=demand / kwh * 1e-3)).value == pytest.approx(1e-3, rel=1e-4)
