"""The bound over chains of sets: never below what plans of all phases can reach, never above the bounds of the phases apart."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.model.bound.chain_bound import ChainedDecomposition
from planner.model.bound.chain_links import links_of
from planner.model.bound.chain_loops import near_chains
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.instance import Instance
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.model.solve.phased_search import PhasedSearch
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.instances import town
from tests.fixtures.multipliers import drawn_multipliers
from tests.fixtures.small_cities import city
from tests.fixtures.small_phases import enumerated_phases, two_phases

WEIGHTS = st.sampled_from([(1.0, 1.0), (2.0, 1.0), (0.3, 5.0)])


def chained(phases: tuple[Instance, ...], weights: tuple[float, ...]) -> ChainedDecomposition:
    sets = [site_sets(one, configurations_of(one, whole=True)) for one in phases]
    links = links_of(sets)
    assert links is not None
    return ChainedDecomposition(
        [Decomposition(one, mine) for one, mine in zip(phases, sets, strict=True)], weights, links
    )


def below(problem: ChainedDecomposition, phases: tuple[Instance, ...], weights: tuple[float, ...], seed: int) -> None:
    """No plans of all phases beat the bound at drawn multipliers, which is no more than the bounds apart at the same ones."""
    rng = np.random.default_rng(seed)
    multipliers = tuple(
        drawn_multipliers(one, rng, float(rng.choice([0.0, 0.3, 1.0, 3.0]))) for one in problem.problems
    )
    best, bound = enumerated_phases(phases, weights), problem.evaluate(multipliers).bound
    parts = zip(problem.problems, weights, multipliers, strict=True)
    apart = sum(weight * one.evaluate(prices).bound for one, weight, prices in parts)
    assert bound <= apart + 1e-6 * max(1.0, abs(apart))
    if best is not None:
        assert bound >= best - 1e-6 * max(1.0, best)


@given(two_phases(rules=True), WEIGHTS, SEEDS)
@drawn(60, HEAVY)
def test_no_prices_bring_the_bound_below_the_best_of_two_phases_nor_above_the_bounds_apart(
    phases: tuple[Instance, Instance], weights: tuple[float, float], seed: int
) -> None:
    below(chained(phases, weights), phases, weights, seed)


@given(SEEDS)
@drawn(15, HEAVY)
def test_no_prices_bring_the_bound_of_three_phases_with_joint_pools_below_the_best(seed: int) -> None:
    rng = np.random.default_rng(seed)
    last = city(rng, 3, 1, ["dc_pooled", "dc_gbt"], budget=130_000.0, rules=False)
    one = flat(last)
    phases = tuple(
        changed(last, demand=one.demand * rng.uniform(0.2, 1.0, one.demand.shape), budget=share * one.budget)
        for share in (0.3, 0.6, 1.0)
    )
    below(chained(phases, (1.0, 2.0, 1.0)), phases, (1.0, 2.0, 1.0), seed)


@given(two_phases(rules=True))
@drawn(30, HEAVY, few=4)
def test_lowering_never_passes_the_best_of_two_phases(phases: tuple[Instance, Instance]) -> None:
    best, weights = enumerated_phases(phases, (2.0, 1.0)), (2.0, 1.0)
    search = PhasedSearch.of(phases, weights, float("inf"))
    assert search is not None
    search.lower(0.0 if best is None else best, lambda: False)
    assume(best is not None)
    assert best is not None
    assert search.bound.value >= best - 1e-6 * max(1.0, best)


@given(two_phases(), SEEDS)
@drawn(30, HEAVY)
def test_near_chains_are_all_that_lose_so_little(phases: tuple[Instance, Instance], seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = chained(phases, (1.0, 1.0))
    one, two = (part.sets for part in problem.problems)
    value = rng.normal(0, 1, len(one.site) + len(two.site))
    chargers = np.concatenate([one.chargers, two.chargers])
    rows, loss = near_chains(problem.links, chargers, value, 1.0, 100_000)
    every = {
        (a, b + len(one.site)): value[a] + value[b + len(one.site)]
        for a in range(len(one.site))
        for b in range(len(two.site))
        if one.site[a] == two.site[b] and (one.chargers[a] <= two.chargers[b]).all()
    }
    best = {int(j): max(v for (a, _), v in every.items() if one.site[a] == j) for j in np.unique(one.site)}
    near = {pair: best[int(one.site[pair[0]])] - v for pair, v in every.items()}
    found = {(int(a), int(b)): lost for (a, b), lost in zip(rows, loss, strict=True)}
    assert set(found) == {pair for pair, lost in near.items() if lost <= 1.0}
    assert all(found[pair] == pytest.approx(near[pair], abs=1e-9) for pair in found)


def test_chargers_that_must_stay_lower_the_bound_far_below_those_of_the_phases_apart() -> None:
    # The first year's cars take GB/T alone, the second's CCS2: apart each year buys for its own, together the first's chargers take the second's money.
    town_ = town(60, 12, budget=300_000.0)
    demand, two_standards = flat(town_).demand, np.tile([9, 9, 0, 9, 9], (12, 1))
    gbt, ccs2 = (np.where(np.isin(np.arange(4), kinds), demand, 0.0) for kinds in ([2, 3], [0, 1]))
    last = changed(town_, demand=ccs2, limit=two_standards)
    search = PhasedSearch.of((changed(last, demand=gbt, budget=250_000.0), last), (1.0, 1.0), float("inf"))
    assert search is not None
    search.lower(0.0, lambda: False)
    apart = 0.0
    for one in search.bound.problem.problems:
        dual = DualBound(one)
        dual.lower(250, boldness=1.0, target=0.0, stop=lambda _: False)
        apart += dual.value
    assert search.bound.value < 0.9 * apart
