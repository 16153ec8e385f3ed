"""No charger stays in a plan whose removal loses nothing countable, against brute force on small cities."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.plain.building import allowed_chargers
from benchmarks.plain.flat import changed, flat
from planner.model.instance.instance import Instance
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.objective import COUNTED_KWH
from planner.model.program.effort import Effort
from planner.model.solve.countable import COUNTED_KWH_PER_USD, FORGONE, countable_only, room_within
from planner.model.solve.expecting import expected_plan
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.lexicographic import in_order
from planner.model.solve.phasing import PhasedModel
from planner.model.solve.siting import SitingModel
from planner.proofs import Sense
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.enumerated_cities import served_worth
from tests.fixtures.small_cities import city, promised, small_cities

OBJECTIVE = st.sampled_from(sorted(OBJECTIVES))


def silent(_: str) -> None:
    """Say nothing."""


def asked(instance: Instance, objective: str, seed: int) -> Instance:
    return instance if objective == "energy" else promised(instance, np.random.default_rng(seed), 0.2)


def removals(instance: Instance, chargers: np.ndarray) -> Iterator[np.ndarray]:
    """The plan with one charger fewer, or with none at one site."""
    for site, kind in zip(*np.nonzero(chargers), strict=True):
        fewer = chargers.copy()
        fewer[site, kind] -= 1
        yield fewer
        none = chargers.copy()
        none[site] = 0
        yield none


def crumbs(instance: Instance, chargers: np.ndarray, objective: str) -> list[np.ndarray]:
    """Smaller plans that keep every rule and lose nothing countable."""
    allowed = {one.tobytes() for one in allowed_chargers(instance)}
    whole = served_worth(instance, chargers, objective)
    limit = OBJECTIVES[objective].uncounted(instance)
    out = []
    for fewer in removals(instance, chargers):
        value = served_worth(instance, fewer, objective) if fewer.tobytes() in allowed else None
        if value is not None and abs(value - whole) < limit - 1e-3 * min(limit, 1.0):
            out.append(fewer)
    return out


@given(small_cities(rules=True), OBJECTIVE, st.integers(0, 2**31), st.data())
@drawn(60, UNCHECKED)
def test_nothing_is_left_that_may_go_and_what_goes_was_worth_little(
    instance: Instance, objective: str, seed: int, data: st.DataObject
) -> None:
    """From any plan that keeps the rules, however poor."""
    instance = asked(instance, objective, seed)
    plans = [one for one in allowed_chargers(instance) if served_worth(instance, one, objective) is not None]
    assume(plans)
    model = SitingModel(instance, objective)
    before = model.used(plans[data.draw(st.integers(0, len(plans) - 1))])
    after = countable_only(model, before, np.inf)
    assert (after.chargers <= before.chargers).all()
    assert any((after.chargers == one).all() for one in plans), "every rule and promise is kept"
    removed = int((before.chargers - after.chargers).sum())
    if objective != "cost":
        lost = model.sense.sign * (after.value - before.value)
        dear = FORGONE * abs(before.value) if objective == "energy" else 0.0
        assert lost <= removed * OBJECTIVES[objective].uncounted(instance) + dear + 1e-3
    assert after.value == pytest.approx(served_worth(instance, after.chargers, objective), rel=1e-5, abs=1e-3)
    assert not crumbs(instance, after.chargers, objective)


@given(small_cities(rules=True), st.floats(0.0, 3.0))
@drawn(30, UNCHECKED)
def test_together_they_lose_no_more_than_the_room(instance: Instance, room: float) -> None:
    plans = [one for one in allowed_chargers(instance) if served_worth(instance, one) is not None]
    assume(plans)
    model = SitingModel(instance)
    before = model.used(max(plans, key=lambda one: int(one.sum())))
    assert countable_only(model, before, room).value >= before.value - room - 1e-4


def idle_town() -> Instance:
    """Two sites by the same zone; one gun carries nearly all that is asked, and there is money for many."""
    base = city(np.random.default_rng(5), 1, 2, ["ac_gbt"], budget=500_000.0, rules=False)
    return changed(
        base,
        zone=np.array([0, 0]),
        site=np.array([0, 1]),
        worth=np.array([1.0, 0.999]),
        demand=np.array([[0.0, 0.0, 0.0, float(flat(base).capacity[2][1]) + 0.4]]),
        existing=np.zeros(2, dtype=bool),
        standing=np.zeros((2, 5), dtype=np.int64),
        bays=np.array([4, 4]),
        grid_kw=np.full(2, 250.0),
    )


@pytest.mark.parametrize(("adds", "standing", "goes"), [(0.9, 16, True), (1.4, 16, False), (0.9, 3, False)])
def test_a_charger_that_brings_too_little_for_its_price_goes_if_the_plan_hardly_feels_it(
    adds: float, standing: int, goes: bool
) -> None:
    """A gun of 1,300 USD for the second zone, beside so many standing guns for the first one, of 683 kWh with 3 and over 5,000 with 16."""
    town = changed(
        idle_town(),
        zone=np.array([0, 1]),
        worth=np.ones(2),
        demand=np.array([[0.0, 20000.0, 0.0, 0.0], [0.0, 0.0, 0.0, adds]]),
        existing=np.array([True, False]),
        standing=np.array([[0, standing, 0, 0, 0], [0, 0, 0, 0, 0]]),
    )
    model = SitingModel(town)
    plan = model.used(np.array([[0], [1]]))
    assert (plan.value * FORGONE > adds, adds < 1300.0 * COUNTED_KWH_PER_USD) == (
        standing == 16 and adds < 1.0,
        adds < 1.3,
    )
    after = countable_only(model, plan, np.inf)
    assert after.chargers.sum() == (0 if goes else 1)
    assert countable_only(model, plan, 0.5).chargers.sum() == 1, "a proven plan stays proven"


EFFORT = Effort(gap=0.2, time_limit_s=30.0)


@pytest.mark.parametrize("way", ["energy first", "phases", "hedged", "expected"])
def test_every_way_to_a_plan_leaves_the_charger_that_adds_less_than_half_a_kwh(way: str) -> None:
    town = idle_town()
    assert SitingModel(town).solve(EFFORT, silent).chargers.sum() == 2, "the model alone buys it"
    poor = changed(town, demand=flat(town).demand * 0.999)
    found: list[np.ndarray] = []
    if way == "energy first":
        found.append(in_order(town, ("energy",), 0.0, EFFORT, silent)[-1].solution.chargers)
    if way == "phases":
        found += [
            one.chargers for one in PhasedModel(["1", "2"], [poor, town], [1.0, 1.0]).solve(EFFORT, silent).phases
        ]
    if way == "hedged":
        found.append(hedged_plan([town, poor], [10.0, 10.0], EFFORT, silent).chargers)
    if way == "expected":
        found.append(expected_plan([town, poor], [0.5, 0.5], EFFORT, silent).chargers)
    for chargers in found:
        assert chargers.sum() == 1


def test_a_proven_plan_stays_proven_and_one_that_is_not_has_all_room_for_energy_and_little_for_drive() -> None:
    plan = replace(SitingModel(idle_town()).solve(EFFORT, silent), value=98.0, bound=100.0)
    assert room_within(plan, Sense.MAX, 0.05) == pytest.approx(3.0)
    assert room_within(plan, Sense.MAX, 0.01) == np.inf
    assert room_within(replace(plan, value=103.0), Sense.MIN, 0.05) == pytest.approx(2.0)
    for bound in (100.0, -np.inf):
        unproven = replace(plan, value=107.0, bound=bound)
        assert room_within(unproven, Sense.MIN, 0.05) == pytest.approx(107.0 * FORGONE)
    assert room_within(replace(plan, bound=np.inf), Sense.MAX, 0.05) == np.inf
    assert COUNTED_KWH == 0.5
