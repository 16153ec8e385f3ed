"""Feeders kept in the subproblem: the best sets within each, what other sets lose, and a bound that no plan passes."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from benchmarks.plain.flat import changed
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.bound.kept_rows import KeptRows, Rows, kept_rows
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from tests.fixtures.drawing import SEEDS, UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import city, small_cities


def drawn_rows(rng: np.random.Generator) -> KeptRows:
    """Sites of one to four sets on two rows or none."""
    counts = rng.integers(1, 5, int(rng.integers(1, 5)))
    first = np.append(0, np.cumsum(counts)).astype(np.int64)
    row_of = rng.integers(-1, 2, len(counts))
    units = np.where(np.repeat(row_of, counts) < 0, 0, rng.integers(-1, 9, first[-1]))
    site = np.argsort(row_of, kind="stable")
    start = np.searchsorted(row_of[site], [0, 1, 2])
    order = np.lexsort((units, np.repeat(np.arange(len(counts)), counts)))
    return KeptRows(slice(1, 3), Rows(units, order, first, start, site, rng.integers(0, 16, 2)))


@given(SEEDS)
@drawn(200)
def test_the_best_sets_within_each_row_are_found_and_what_any_other_loses(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kept = drawn_rows(rng)
    rows = kept.rows
    value, units = rng.normal(size=rows.first[-1]), rows.units
    behind = [rows.site[a:b] for a, b in itertools.pairwise(rows.start.tolist())]
    every = np.array(list(itertools.product(*(range(a, b) for a, b in itertools.pairwise(rows.first.tolist())))))
    fits = (units[every] >= 0).all(axis=1)
    for sites, limit in zip(behind, rows.limit, strict=True):
        fits &= units[every[:, sites]].sum(axis=1) <= limit
    if not fits.any():
        return
    worth, among = value[every[fits]].sum(axis=1), every[fits]
    best = kept.best(value)
    assert value[best].sum() == pytest.approx(worth.max())
    assert (among == best).all(axis=1).any(), "what is chosen fits"
    lost = [worth.max() - worth[(among == one).any(axis=1)].max(initial=-np.inf) for one in range(len(value))]
    assert kept.loss(value) == pytest.approx(lost)


@given(small_cities(rules=True), SEEDS)
@drawn(150, UNCHECKED)
def test_no_prices_bring_the_bound_below_the_optimum(instance: Instance, seed: int) -> None:
    rng, best = np.random.default_rng(seed), enumerated(instance)
    instance = split_by_adapter(instance)
    sets = site_sets(instance, configurations_of(instance))
    multipliers = drawn_multipliers(Decomposition(instance, sets), rng, 1.0)
    kept = kept_rows(sets, multipliers.coupling)
    if best is None or kept is None:
        return
    problem = Decomposition(instance, sets, kept)
    answer = problem.evaluate(multipliers)
    assert answer.bound >= best - 1e-6 * max(1.0, best)
    used = sets.coupling.used(sets.amount[:, answer.best])[kept.part]
    assert (used <= sets.coupling.limit[kept.part] * (1 + 1e-9)).all()
    assert problem.losses(multipliers).min() >= -1e-9 * max(1.0, abs(answer.bound))


def on_full_feeders(zones: int, least_kw: int, most_kw: int) -> Instance:
    """A town of thirty sites with money enough, three sites on each feeder, and power there for few cabinets."""
    kw = np.random.default_rng(1).integers(least_kw // 50, most_kw // 50 + 1, 10) * 50.0
    return changed(town(zones, 30, budget=5_000_000.0), feeder=np.arange(30) // 3, feeder_kw=kw)


def test_full_feeders_are_bounded_well_below_their_relaxation() -> None:
    instance = on_full_feeders(400, 50, 200)
    dual = DualBound(Decomposition(instance, site_sets(instance, configurations_of(instance))))
    dual.lower(250, boldness=1.0, target=0.0, stop=lambda _: False)
    relaxed = dual.value
    assert dual.keep_rows()
    assert dual.value < 0.96 * relaxed
    assert not dual.keep_rows(), "they are kept already"


def test_a_plan_of_a_city_with_full_feeders_is_proven_to_one_per_cent() -> None:
    instance = on_full_feeders(800, 100, 200)
    found = Search(instance, Effort(gap=0.01, time_limit_s=60.0), lambda _: None, most=500).run()
    assert found.reached


def test_nothing_is_kept_where_feeders_have_power_to_spare() -> None:
    instance = changed(
        town(60, 20, budget=300_000.0), feeder=np.zeros(20, dtype=np.int64), feeder_kw=np.array([50_000.0])
    )
    dual = DualBound(Decomposition(instance, site_sets(instance, configurations_of(instance))))
    dual.lower(250, boldness=1.0, target=0.0, stop=lambda _: False)
    assert not dual.keep_rows()


@given(SEEDS)
@drawn(40)
def test_joint_pools_on_a_full_feeder_are_valued_as_if_every_set_were_exact(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plain = city(rng, 30, 8, ["dc_pooled", "dc_gbt"], budget=1_000_000.0, rules=False)
    instance = changed(plain, feeder=np.arange(8) // 4, feeder_kw=np.array([120.0, 60.0]))
    sets = site_sets(instance, configurations_of(instance))
    multipliers = drawn_multipliers(Decomposition(instance, sets), rng, 1.0)
    kept = kept_rows(sets, multipliers.coupling)
    assume(kept is not None and sets.joins.size)  # a draw may leave the feeders without a price
    assert kept is not None
    problem = Decomposition(instance, sets, kept)
    answer = problem.evaluate(multipliers)
    unpriced = replace(multipliers, coupling=kept.unpriced(multipliers.coupling))
    value = problem.values(unpriced)
    assert answer.value[answer.best] == pytest.approx(value[answer.best])
    assert answer.margin.sum() == pytest.approx(value[kept.best(value)].sum())
