"""The plain programs that the benchmark of certificates believes, against complete enumeration."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.plain.building import allowed_chargers, connection_usd, kept_together
from benchmarks.plain.flat import changed, flat
from benchmarks.plain.truth import best_hedge, best_held, best_phases, best_plan, fewest, least_kw, possible
from planner.model.instance.instance import Instance
from tests.fixtures.drawing import HEAVY, asked, drawn
from tests.fixtures.enumerated_cities import enumerated, served_worth
from tests.fixtures.relaxations import fewest as enumerated_fewest
from tests.fixtures.relaxations import least_kw as enumerated_kw
from tests.fixtures.relaxations import tight_city
from tests.fixtures.small_cities import small_cities
from tests.fixtures.small_phases import enumerated_phases, two_phases
from tests.fixtures.small_promises import forced_cities, kept_by_some_plan
from tests.fixtures.small_works import worked_cities


@given(st.one_of(small_cities(rules=True), worked_cities(), forced_cities()))
@drawn(40, HEAVY)
def test_a_plain_program_finds_what_enumeration_finds(instance: Instance) -> None:
    best, answer = enumerated(instance), best_plan(instance)
    assert possible(instance) == (best is not None)
    if best is None:
        assert (answer.value, answer.bound, answer.chargers) == (-math.inf, -math.inf, ())
    else:
        assert answer.known
        assert answer.value == pytest.approx(best, rel=1e-5, abs=1e-3)
        assert kept_together(instance, answer.chargers[0])


@given(two_phases(rules=True))
@drawn(15, HEAVY)
def test_so_do_phases_and_two_worlds(phases: tuple[Instance, Instance]) -> None:
    best = enumerated_phases(phases, (1.5, 1.0))
    assert best_phases(phases, (1.5, 1.0)).value == pytest.approx(-math.inf if best is None else best, rel=1e-5)
    later, most = changed(phases[0], budget=flat(phases[1]).budget, forced=flat(phases[1]).forced), []
    for chargers in allowed_chargers(later):
        worth = [served_worth(one, chargers) for one in (later, phases[1])]
        most += [] if None in worth else [min(value / 100.0 for value in worth)]
    assert best_hedge((later, phases[1]), (100.0, 100.0)).value == pytest.approx(max(most, default=-math.inf), rel=1e-5)


@pytest.mark.parametrize("seed", range(asked(12, few=4)))
def test_the_least_that_must_give_way_is_that_of_enumeration(seed: int) -> None:
    instance = changed(tight_city(seed), feeder_kw=np.array([15.0, 40.0]))
    assert -fewest(instance, "forced").value == pytest.approx(enumerated_fewest(instance, "forced"))
    lacking = enumerated_kw(instance, "feeder")
    assert -least_kw(instance, "feeder").value == pytest.approx(lacking, abs=1e-6)
    assert kept_by_some_plan(instance) == (lacking <= 1e-9)


@given(small_cities(rules=True), st.randoms(use_true_random=False))
@drawn(20, HEAVY)
def test_settled_chargers_leave_the_plans_that_have_them(instance: Instance, dice: Random) -> None:
    shape = flat(instance).available.shape
    least = np.array([[dice.choice([0, 0, 0, 1]) for _kind in range(shape[1])] for _site in range(shape[0])])
    most = least + np.array([[dice.choice([0, 1, 100]) for _kind in range(shape[1])] for _site in range(shape[0])])
    kept = [one for one in allowed_chargers(instance) if (one >= least).all() and (one <= most).all()]
    settled = changed(instance, settled_least=least, settled_most=most)
    assert [one.tolist() for one in allowed_chargers(settled)] == [one.tolist() for one in kept]
    worth = [value for one in kept if (value := served_worth(instance, one)) is not None]
    assert best_plan(settled).value == pytest.approx(max(worth, default=-math.inf), rel=1e-5, abs=1e-3)


@given(small_cities(rules=True), st.sampled_from([60.0, 130.0]))
@drawn(20, HEAVY)
def test_neighbours_draw_no_more_than_one_connection_has(instance: Instance, kw: float) -> None:
    sites = len(flat(instance).existing)
    pairs = np.array([(0, 1), (2, 0)][: sites - 1], dtype=np.int64).reshape(-1, 2)
    grounds = [[0, 1], [0, 2]][: sites - 1]
    kept = [
        one
        for one in allowed_chargers(instance)
        if all((one @ flat(instance).kw)[sites].sum() <= kw + 1e-9 for sites in grounds)
    ]
    beside = changed(instance, neighbours=pairs, neighbours_kw=kw)
    assert [one.tolist() for one in allowed_chargers(beside)] == [one.tolist() for one in kept]
    worth = [value for one in kept if (value := served_worth(instance, one)) is not None]
    assert best_plan(beside).value == pytest.approx(max(worth, default=-math.inf), rel=1e-5, abs=1e-3)


@given(small_cities(rules=True), st.floats(0.1, 1.0))
@drawn(20, HEAVY)
def test_the_cheapest_plan_that_serves_so_much_is_that_of_enumeration(instance: Instance, share: float) -> None:
    one = flat(instance)
    instance = changed(instance, annual=one.cost * 0.1 + 7.0, site_annual=one.site_cost * 0.2, connection_annual=0.05)
    plans = [(value, row) for row in allowed_chargers(instance) if (value := served_worth(instance, row)) is not None]
    if not plans:
        assert best_held(instance, "cost", {}).value == -math.inf
        return
    asked = share * max(value for value, _row in plans)
    yearly = [_yearly_usd(instance, row) for value, row in plans if value >= asked * (1.0 + 1e-6)]
    near = [_yearly_usd(instance, row) for value, row in plans if value >= asked * (1.0 - 1e-6)]
    found = -best_held(instance, "cost", {"energy": asked}).value
    assert min(near) - 1e-4 <= found <= min(yearly, default=math.inf) + 1e-4


def _yearly_usd(instance: Instance, chargers: NDArray[np.int64]) -> float:
    one = flat(instance)
    usd = float((chargers @ one.annual).sum())
    for site, row in enumerate(chargers):
        usd += one.site_annual[site] if row.any() and not one.existing[site] else 0.0
        usd += one.connection_annual * connection_usd(instance, site, float(row @ one.kw))
    return usd
