"""Promises that conflict are named, and the least that each must give way is what enumeration finds."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.explain import conflicts
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.sets.limits import most_products
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.refused_row import ALL_THREE, refusal_of, three_sites, way_out
from tests.fixtures.small_cities import city


def test_a_forced_site_on_no_grid_is_named_with_what_it_lacks() -> None:
    error = refusal_of(three_sites(forced=np.array([False, True, False]), grid_kw=np.array([250.0, 0.0, 250.0])))
    assert "plan.forced: site second can take none of plan.chargers" in str(error)
    assert "at least 60 kW instead of 0" in way_out(error, "grid_kw of second")


def test_a_forced_site_that_no_connection_step_carries_is_told_of_the_step() -> None:
    error = refusal_of(
        three_sites(forced=np.array([True, False, False]), step_kw=np.array([20.0]), step_usd=np.array([9_000.0]))
    )
    assert "even the smallest charger draws more than the largest connection carries, 20 kW" in str(error)
    assert "inf" not in " ".join([str(error), *error.ways]).replace("information", "")
    assert "a step of at least 60 kW" in way_out(error, "grid.steps_kva")


def test_a_forced_site_on_a_spent_feeder_is_told_how_many_kw_are_missing() -> None:
    feeder = {"feeder": np.array([0, -1, -1]), "feeder_kw": np.array([20.0]), "feeder_names": ("F7",)}
    error = refusal_of(three_sites(forced=np.array([True, False, False]), **feeder))
    assert "feeder F7" in way_out(error, "spare power of feeder")
    assert "at least 60 kW instead of 20" in way_out(error, "spare power of feeder")


def test_a_feeder_that_two_forced_sites_share_must_give_what_both_draw() -> None:
    feeder = {"feeder": np.array([0, 0, -1]), "feeder_kw": np.array([100.0]), "feeder_names": ("F7",)}
    error = refusal_of(three_sites(forced=np.array([True, True, False]), **feeder))
    assert "plan.forced" in str(error)
    assert "feeder F7 20 kW more than its 100 kW" in way_out(error, "spare power of feeders")
    assert "1 of the 2 forced sites must go" in way_out(error, "plan.forced")


def test_a_substation_that_two_forced_sites_share_must_give_what_both_draw() -> None:
    behind = {
        "substation": np.array([0, 0, -1]),
        "substation_kw": np.array([90.0]),
        "substation_names": ("S3",),
    }
    error = refusal_of(three_sites(forced=np.array([True, True, False]), **behind))
    assert "substation S3 30 kW more than its 90 kW" in way_out(error, "spare power of substations")


def test_forced_sites_nearer_than_the_spacing_are_named_with_the_largest_spacing() -> None:
    near = {"too_near": np.array([[0, 1], [1, 2]]), "too_near_m": np.array([340.0, 470.0])}
    error = refusal_of(three_sites(forced=ALL_THREE, **near))
    assert "plan.forced and plan.min_spacing_m conflict" in str(error)
    assert "first and second stand 340 m apart" in str(error)
    assert "plan.min_spacing_m: 340 m" in way_out(error, "plan.min_spacing_m")
    assert "1 of the 3 forced sites must go, for example second" in way_out(error, "plan.forced")


def test_more_forced_sites_than_are_allowed_are_counted_and_named() -> None:
    error = refusal_of(three_sites(forced=ALL_THREE, max_sites=1))
    assert "plan.forced and plan.max_sites conflict: 3 new sites are forced (first, second, third)" in str(error)
    assert "3 instead of 1" in way_out(error, "plan.max_sites")
    assert "2 of the 3 forced sites must go" in way_out(error, "plan.forced")


def test_forced_sites_that_the_budget_cannot_pay_tell_the_least_budget() -> None:
    error = refusal_of(three_sites(forced=ALL_THREE, budget=70_000.0))
    assert "87,000 USD instead of 70,000 (proven to be the least)" in way_out(error, "plan.budget_usd")
    assert "1 of the 3 forced sites must go" in way_out(error, "plan.forced")


STEPS = {"step_kw": np.array([120.0]), "step_usd": np.array([10_000.0])}
"""One connection, twice as strong as what is built."""


def test_the_least_budget_pays_whole_connections() -> None:
    """Half a connection would do for half the power, and the sets of chargers are whole all the same."""
    error = refusal_of(three_sites(forced=np.array([True, False, False]), budget=35_000.0, **STEPS))
    assert "39,000 USD instead of 35,000 (proven to be the least)" in way_out(error, "plan.budget_usd")


def test_a_least_that_differs_by_cents_is_told_by_its_cents() -> None:
    cents = {**STEPS, "step_usd": np.array([10_000.25])}
    error = refusal_of(three_sites(forced=np.array([True, False, False]), budget=39_000.0, **cents))
    assert "39,001 USD instead of 39,000 (proven" in way_out(error, "plan.budget_usd")
    error = refusal_of(three_sites(forced=np.array([True, False, False]), budget=39_000.125, **cents))
    assert "39,001 USD instead of 39,000.125 (proven" in way_out(error, "plan.budget_usd")


def test_power_that_is_lacking_is_rounded_up() -> None:
    feeder = {"feeder": np.array([0, 0, -1]), "feeder_kw": np.array([99.66]), "feeder_names": ("F7",)}
    error = refusal_of(three_sites(forced=np.array([True, True, False]), **feeder))
    assert "20.4 kW more: feeder F7 20.4 kW more than its 99.66 kW" in way_out(error, "spare power of feeders")


def test_a_floor_that_the_budget_cannot_meet_tells_the_least_budget_and_the_highest_floor() -> None:
    poor = three_sites(floor=0.5, budget=30_000.0, district_names=("north", "south"))
    error = refusal_of(poor)
    assert "plan.district_floor, plan.budget_usd conflict" in str(error)
    told = way_out(error, "plan.budget_usd")
    assert "proven to be the least" in told
    least = float(told.split("plan.budget_usd: ")[1].split(" USD")[0].replace(",", ""))
    assert enumerated(changed(poor, budget=least)) is not None
    assert enumerated(changed(poor, budget=least - 1.0)) is None
    highest = float(way_out(error, "plan.district_floor").split("plan.district_floor: ")[1].split(" instead")[0])
    assert enumerated(changed(poor, floor=highest)) is not None
    assert enumerated(changed(poor, floor=highest + 0.002)) is None


def test_a_coverage_that_the_budget_cannot_meet_tells_the_highest_coverage() -> None:
    poor = three_sites(coverage=0.9, budget=60_000.0)
    error = refusal_of(poor)
    assert "plan.coverage" in str(error)
    told = way_out(error, "plan.coverage")
    assert "proven to be the least" in told
    highest = float(told.split("plan.coverage: ")[1].split(" instead")[0])
    conflicts.check_promises(changed(poor, coverage=highest))
    assert SitingModel(changed(poor, coverage=highest)).solve(Effort(time_limit_s=30.0), lambda _: None).value > 0
    with pytest.raises(InfeasibleError):
        SitingModel(changed(poor, coverage=highest + 0.002)).solve(Effort(time_limit_s=30.0), lambda _: None)


def test_where_easing_one_promise_does_not_help_one_way_out_of_several_is_told() -> None:
    error = refusal_of(
        three_sites(forced=np.array([True, True, False]), budget=30_000.0, max_sites=0, district_names=())
    )
    assert "plan.forced" in str(error)
    tight = three_sites(floor=0.5, budget=20_000.0, max_sites=0, district_names=("north", "south"))
    error = conflicts.explained(tight)
    assert "plan.district_floor" in str(error)
    both = conflicts.explained(changed(tight, forced=np.array([True, False, False])))
    assert "easing any single one does not help" in str(both)
    assert "together" in both.ways[0]
    assert "plan.forced" in both.ways[0]


def test_a_question_whose_promises_agree_is_not_refused() -> None:
    conflicts.check_promises(three_sites(forced=ALL_THREE, max_sites=3, floor=0.3, district_names=("north", "south")))


@given(st.integers(0, 2**32 - 1))
@drawn(40, HEAVY)
def test_the_least_budget_for_forced_sites_is_the_cheapest_that_enumeration_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = city(rng, 3, 3, ["dc_gbt", "ac_t2"], budget=1e6, rules=True)
    forced = (most_products(instance) > 0).any(axis=1) & (rng.random(3) < 0.7)
    instance = changed(instance, forced=forced, floor=0.0)
    price = cheapest(instance)
    assume(price is not None and price > 1_000.0)
    error = refusal_of(changed(instance, budget=price - 500.0))
    if "can take none" in str(error):
        return
    told = way_out(error, "plan.budget_usd")
    assert f"{price:,.0f} USD instead" in told


def cheapest(instance: Instance) -> float | None:
    """Least money for one charger at each forced site within every other rule, by trying all."""
    one = flat(instance)
    sites = np.flatnonzero(one.forced)
    best = None
    for kinds in itertools.product(range(len(one.kw)), repeat=len(sites)):
        drawn = np.zeros(len(one.feeder_kw))
        for site, kind in zip(sites, kinds, strict=True):
            if one.bays_taken[kind] > one.bays[site] or one.kw[kind] > one.grid_kw[site]:
                break
            if one.feeder[site] >= 0:
                drawn[one.feeder[site]] += one.kw[kind]
        else:
            new = one.forced & ~one.existing
            apart = not any(new[a] and new[b] for a, b in one.too_near)
            few = one.max_sites is None or new.sum() <= one.max_sites
            if (drawn <= one.feeder_kw).all() and apart and few:
                price = float(one.cost[list(kinds)].sum() + one.site_cost[new].sum())
                best = price if best is None else min(best, price)
    return best


def test_a_promise_that_nobody_knows_to_help_is_not_said_to_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a large question where the relaxation sees no conflict and no whole plan is found in the time."""
    unknown = conflicts.Found(np.zeros(1), 0.0, float("inf"))
    real = conflicts._least
    calls = iter([unknown])
    monkeypatch.setattr(conflicts, "_least", lambda *parts: next(calls, None) or real(*parts))
    error = refusal_of(three_sites(forced=ALL_THREE, budget=70_000.0))
    assert "plan.budget_usd conflicts with the rest" in str(error)
    assert "whether easing plan.forced alone helps was not found in the time" in error.ways[-1]


PLAIN = {"gbt": ((0, 0, 0, 1, 0), 1, 60.0), "ccs2": ((0, 1, 0, 0, 0), 1, 60.0), "dual": ((0, 1, 0, 1, 0), 2, 110.0)}
"""Guns by pool, bays and kW of cabinets with one gun a standard."""


def pair(usd: dict[str, float], budget: float, share: float) -> Instance:
    """Two sites without ground works, each with a zone that takes one gun of either DC standard."""
    cabinets, dual = list(usd), np.array([usd[one] * (one == "dual") for one in usd])
    base = three_sites(
        len(cabinets),
        guns=np.array([PLAIN[one][0] for one in cabinets], dtype=np.int64).T,
        bays_taken=np.array([PLAIN[one][1] for one in cabinets]),
        kw=np.array([PLAIN[one][2] for one in cabinets]),
        cost=np.array(list(usd.values())),
        site_cost=np.zeros(3),
        demand=np.array([[15.0] * 4, [15.0] * 4, [0.0] * 4]),
        budget=budget,
        coverage=0.99,
    )
    return changed(base, dual_share=share, dual_usd=dual)


@pytest.mark.parametrize(
    ("usd", "budget", "share", "key", "said", "eased"),
    [
        # 50,000 of 115,000 USD is a share of 0.4348.
        (
            {"gbt": 30e3, "ccs2": 30e3, "dual": 50e3},
            115e3,
            0.1,
            "plan.max_dual_share",
            "0.435 instead of 0.1",
            {"dual_share": 0.435},
        ),
        # Of more money the share pays for a dual cabinet: 60,000 and 2 times 50,000 USD.
        (
            {"gbt": 50e3, "ccs2": 50e3, "dual": 60e3},
            100e3,
            0.5,
            "plan.budget_usd",
            "160,000 USD instead of 100,000",
            {"budget": 160e3},
        ),
        ({"dual": 60e3}, 200e3, 0.5, "plan.budget_usd", "240,000 USD instead of 200,000", {"budget": 240e3}),
    ],
)
def test_a_share_of_the_budget_grows_with_the_budget_that_is_told(
    usd: dict[str, float], budget: float, share: float, key: str, said: str, eased: dict[str, float]
) -> None:
    instance = pair(usd, budget, share)
    assert said in way_out(refusal_of(instance), key)
    plan = SitingModel(changed(instance, **eased)).solve(Effort(gap=0.0, time_limit_s=30.0), lambda _: None)
    assert plan.value == pytest.approx(120.0)
    ((name, value),) = eased.items()
    assert refusal_of(changed(instance, **{name: 0.99 * value}))
