"""A site where pools serve several families is worth what a linear program says, and more on offer is never bounded below less."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.pricing_loops import price_sites, scratch_for
from planner.model.bound.subgradient import descend
from planner.model.program.effort import Effort
from planner.model.sets.configurations import configurations_of
from planner.model.sets.flows import Flows, joint_of
from planner.model.sets.site_sets import SiteSets, shared_out, site_sets
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import SEEDS, drawn
from tests.fixtures.small_cities import city

OVERLAPPING = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0]], dtype=bool)
"""Three joint pools over three of four families."""
APART = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]], dtype=bool)
"""Joint pools in two parts, as in two worlds."""


def one_site(rng: np.random.Generator, touches: np.ndarray) -> tuple[SiteSets, Flows, np.ndarray]:
    """A site with a few sets of chargers and the energy of each flow."""
    sets, per_family = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    own, ac = (rng.choice([0.0, 10.0, 40.0], (sets, 4)) * rng.random((sets, 4)) for _ in range(2))
    joint = rng.choice([0.0, 20.0, 60.0], (sets, len(touches))) * rng.random((sets, len(touches)))
    level = np.ascontiguousarray(np.arange(sets * 4).reshape(4, sets).T)
    told = SiteSets(  # type: ignore[call-arg]  # what a bound reads of it
        **dict.fromkeys(("chargers", "amount", "coupling", "families", "fast")),
        site=np.zeros(sets, dtype=np.int64),
        first=np.zeros(1, dtype=np.int64),
        dc=own + joint @ touches,
        ac=ac,
        joint=joint,
        joins=touches,
    )
    count = 4 * per_family
    flows = Flows(
        start=np.arange(0, count + 1, per_family),
        pair=np.arange(count),
        key=rng.permutation(count),
        worth=rng.random(count),
        fast=rng.random(count) < 0.5,
        level_start=np.arange(0, 4 * sets + 1, sets),
        level_dc=told.dc.T.ravel(),
        level_ac=ac.T.ravel(),
        level_of_set=level,
        joint=joint_of(told),
    )
    return told, flows, rng.choice([0.0, 5.0, 20.0], count) * rng.random(count)


def by_linear_program(sets: SiteSets, flows: Flows, profit: np.ndarray, energy: np.ndarray, one: int) -> float:
    """Most profit with a set: every flow split over the pools that fit its plug and need."""
    family = np.repeat(np.arange(4), np.diff(flows.start))
    own = sets.dc - sets.joint @ sets.joins
    pools = [(np.eye(4, dtype=bool)[f], True, own[one, f]) for f in range(4)]
    pools += [(np.eye(4, dtype=bool)[f], False, sets.ac[one, f]) for f in range(4)]
    pools += [(touched, True, kwh) for touched, kwh in zip(sets.joins, sets.joint[one], strict=True)]
    ways = [
        (flow, q)
        for flow in range(len(profit))
        for q, (serves, dc, _) in enumerate(pools)
        if serves[family[flow]] and (dc or not flows.fast[flow])
    ]
    rows = np.zeros((len(profit) + len(pools), len(ways)))
    for at, (flow, q) in enumerate(ways):
        rows[flow, at] = rows[len(profit) + q, at] = 1.0
    room = np.concatenate([energy[flows.key], [kwh for *_, kwh in pools]])
    return float(-linprog([-profit[flow] for flow, _ in ways], A_ub=rows, b_ub=room).fun)


@given(SEEDS, st.sampled_from([OVERLAPPING, APART]))
@drawn(80)
def test_the_best_set_of_a_site_is_worth_what_a_linear_program_says(seed: int, touches: np.ndarray) -> None:
    rng = np.random.default_rng(seed)
    sets, flows, energy = one_site(rng, touches)
    price, cost = rng.random(len(energy)) * 0.5, rng.random(len(sets.site)) * 5
    profit = flows.worth - price[flows.key]
    exact = [by_linear_program(sets, flows, profit, energy, one) - cost[one] for one in range(len(sets.site))]
    ends, scratch = np.array([0, len(sets.site)]), scratch_for(flows)
    for _ in range(2):  # the second time it begins at the best of the first
        value, best, served, worth = price_sites(flows, scratch, ends, cost, price, energy)
        assert value[best[0]] == pytest.approx(max(exact), abs=1e-6)
        assert (value >= np.array(exact) - 1e-6).all(), "never below the truth"
        assert (worth - price * served).sum() - cost[best[0]] == pytest.approx(max(exact), abs=1e-6)
        assert (served <= energy + 1e-9).all()


@given(SEEDS)
@drawn(30)
def test_a_divided_set_carries_no_more_than_the_set(seed: int) -> None:
    sets, _, _ = one_site(np.random.default_rng(seed), OVERLAPPING)
    sets = numbered(sets)
    divided = shared_out(sets)
    assert not divided.joint.size
    origin = divided.amount[0].astype(int)
    assert set(origin) == set(range(len(sets.site)))
    own = (sets.dc - sets.joint @ sets.joins)[origin]
    assert (divided.dc >= own - 1e-9).all()
    assert divided.dc.sum(axis=1) == pytest.approx(own.sum(axis=1) + sets.joint[origin].sum(axis=1))
    for families in ([0, 1], [0, 2], [1, 2], [0, 1, 2]):
        touching = OVERLAPPING[:, families].any(axis=1)
        most = own[:, families].sum(axis=1) + sets.joint[origin][:, touching].sum(axis=1)
        assert (divided.dc[:, families].sum(axis=1) <= most + 1e-6).all()


def numbered(sets: SiteSets) -> SiteSets:
    """With what `kept` copies; the amount says which set it is."""
    count = len(sets.site)
    return replace(sets, chargers=np.zeros((count, 1), dtype=np.int32), amount=np.arange(count, dtype=float)[None, :])


def test_cabinets_of_any_plug_are_bounded_near_what_they_serve() -> None:
    # Counted once for each family, as before, the bound of this question stays a quarter above the best plan.
    instance = city(np.random.default_rng(3), 30, 8, ["dc_pooled"], budget=250_000.0, rules=False)
    problem = Decomposition(instance, site_sets(instance, configurations_of(instance)))
    bounds = [a.bound for _, a in descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=300)]
    plan = SitingModel(instance).solve(Effort(gap=0.01, time_limit_s=60.0), lambda _: None)
    assert plan.value <= min(bounds) + 1e-6
    assert min(bounds) < 1.08 * plan.value


def test_arrays_that_loops_read_lie_row_by_row_so_that_they_are_compiled_once() -> None:
    told, *_ = one_site(np.random.default_rng(1), OVERLAPPING)
    turned = {name: np.asfortranarray(getattr(told, name)) for name in ("dc", "joint", "joins")}
    assert not turned["joint"].flags.c_contiguous
    assert all(array.flags.c_contiguous for array in joint_of(replace(told, **turned)))
