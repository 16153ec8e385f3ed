"""Phases against complete enumeration on small cities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.solve.phasing import PhasedModel, PhasedSolution
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.small_cities import city
from tests.fixtures.small_phases import enumerated_phases, every_plan, two_phases

Two = tuple[Instance, Instance]


def phased(phases: tuple[Instance, ...], weights: tuple[float, ...]) -> PhasedSolution:
    names = [str(2027 + t) for t in range(len(phases))]
    return PhasedModel(names, phases, weights).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)


def spent(instance: Instance, chargers: np.ndarray) -> float:
    one = flat(instance)
    opened = chargers.any(axis=1) & ~one.existing
    return float((chargers @ one.cost).sum() + one.site_cost[opened].sum())


@given(two_phases(), st.sampled_from([(1.0, 1.0), (2.0, 1.0), (1.0, 3.0)]))
@drawn(60, HEAVY)
def test_two_phases_are_worth_what_enumeration_finds(phases: Two, weights: tuple[float, float]) -> None:
    best, plan = enumerated_phases(phases, weights), phased(phases, weights)
    assert best is not None
    assert plan.value == pytest.approx(best, rel=1e-5, abs=1e-3)
    assert plan.bound >= best - 1e-4 * max(1.0, best)


@given(two_phases(rules=True))
@drawn(60, HEAVY)
def test_two_phases_under_every_rule_agree_with_enumeration(phases: Two) -> None:
    best = enumerated_phases(phases, (1.5, 1.0))
    if best is None:
        with pytest.raises(InfeasibleError):
            phased(phases, (1.5, 1.0))
    else:
        assert phased(phases, (1.5, 1.0)).value == pytest.approx(best, rel=1e-5, abs=1e-3)


@given(two_phases(rules=True))
@drawn(30, HEAVY)
def test_nothing_is_torn_down_and_no_phase_spends_more_than_the_money_so_far(phases: Two) -> None:
    try:
        first, last = phased(phases, (1.0, 1.0)).phases
    except InfeasibleError:
        return
    assert (first.chargers <= last.chargers).all()
    assert spent(phases[0], first.chargers) <= flat(phases[0]).budget + 1e-6
    assert spent(phases[1], last.chargers) <= flat(phases[1]).budget + 1e-6


@given(st.integers(0, 2**32 - 1))
@drawn(10, HEAVY)
def test_three_phases_are_worth_what_enumeration_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    last = city(rng, 3, 2, ["dc_gbt", "dc_ccs2"], budget=130_000.0, rules=False)
    one = flat(last)
    phases = tuple(
        changed(
            last,
            demand=one.demand * rng.uniform(0.2, 1.0, one.demand.shape) * share,
            budget=share * one.budget,
        )
        for share in (0.3, 0.6, 1.0)
    )
    assert phased(phases, (1.0, 2.0, 1.0)).value == pytest.approx(
        enumerated_phases(phases, (1.0, 2.0, 1.0)), rel=1e-5, abs=1e-3
    )


def changing_town() -> Two:
    """One site, money for two chargers: in the first year only GB/T cars come, in the second only CCS2, too many for one charger."""
    rng = np.random.default_rng(0)
    plain = city(rng, 1, 1, ["dc_ccs2", "dc_gbt"], budget=60_000.0, rules=False)
    one = changed(
        plain,
        zone=np.array([0]),
        site=np.array([0]),
        worth=np.array([1.0]),
        existing=np.array([False]),
        standing=np.zeros((1, 5), dtype=np.int64),
        bays=np.array([4]),
        grid_kw=np.array([250.0]),
        site_cost=np.array([5_000.0]),
        feeder=np.array([-1]),
    )
    gbt, ccs2 = np.array([[0.0, 0.0, 900.0, 0.0]]), np.array([[3_000.0, 0.0, 0.0, 0.0]])
    return changed(one, demand=gbt, budget=30_000.0), changed(one, demand=ccs2)


def test_what_stands_binds_the_next_phase() -> None:
    # Each year by itself would buy for its own cars alone; together the first year's charger takes the second's bays and money.
    phases = changing_town()
    alone = [max(value for _, value in every_plan(one)) for one in phases]
    plan = phased(phases, (1.0, 1.0))
    assert plan.value < sum(alone) - 1.0
    assert plan.value == pytest.approx(enumerated_phases(phases, (1.0, 1.0)), rel=1e-6)


def test_weights_decide_whose_year_is_served() -> None:
    phases = changing_town()
    early, late = phased(phases, (10.0, 1.0)).phases, phased(phases, (1.0, 10.0)).phases
    assert early[0].value > late[0].value
    assert early[1].value < late[1].value


def test_money_that_one_phase_leaves_is_there_in_the_next() -> None:
    first, last = changing_town()
    one = flat(first)
    phases = changed(first, demand=np.zeros_like(one.demand)), last
    plan = phased(phases, (1.0, 1.0))
    assert not plan.phases[0].chargers.any()
    assert spent(last, plan.phases[1].chargers) > flat(last).budget - one.budget
