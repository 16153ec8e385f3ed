"""The spacing by cliques: it forbids what its pairs forbid, binds halves of sites harder, and gives way by pairs."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed
from planner.model.bound.subgradient import descend
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.kinds.cliques import cliques_covering
from planner.model.rules.spacing import Spacing
from planner.model.solve.siting import SitingModel
from tests.fixtures.decomposed import decomposition
from tests.fixtures.drawing import HEAVY, SEEDS, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.refused_row import ALL_THREE, refusal_of, three_sites, way_out
from tests.fixtures.small_cities import city


def drawn_pairs(rng: np.random.Generator, sites: int, share: float) -> np.ndarray:
    """Pairs of sites drawn alike, which need not be those of any map."""
    pairs = np.array(list(itertools.combinations(range(sites), 2)), dtype=np.int64).reshape(-1, 2)
    return pairs[rng.random(len(pairs)) < share]


@given(st.integers(0, 9), st.sampled_from([0.2, 0.5, 0.8, 1.0]), SEEDS)
@drawn(150, HEAVY)
def test_cliques_forbid_what_pairs_forbid(sites: int, share: float, seed: int) -> None:
    pairs = drawn_pairs(np.random.default_rng(seed), sites, share)
    cliques, near = cliques_covering(pairs), {tuple(pair) for pair in pairs.tolist()}
    inside = [pair for clique in cliques for pair in itertools.combinations(clique, 2)]
    assert set(inside) == near, "all of a clique are near each other, and every pair lies in one"
    for clique in cliques:
        for more in set(range(sites)) - set(clique):
            assert not all((min(more, one), max(more, one)) in near for one in clique), "none can be made larger"
    for opened in itertools.product([False, True], repeat=sites):
        by_pairs = not any(opened[one] and opened[other] for one, other in near)
        assert by_pairs == all(sum(opened[site] for site in clique) <= 1 for clique in cliques)


@given(st.sampled_from([0.2, 0.5, 0.9]), SEEDS)
@drawn(25, HEAVY)
def test_what_a_plan_leaves_of_the_spacing_is_what_its_pairs_leave(share: float, seed: int) -> None:
    """What binds a site is read off this."""
    rng = np.random.default_rng(seed)
    instance = town(10, 6, budget=400_000.0)
    by_clique = Spacing(drawn_pairs(rng, 6, share), np.empty(0), 200.0)
    by_pair = by_clique.yielding()
    assert by_pair.groups == tuple(map(tuple, by_clique.pairs.tolist()))
    assert not instance.sites.existing.any()
    for built in itertools.product([0, 1], repeat=6):
        chargers = np.zeros((6, len(instance.products.kw)), dtype=np.int64)
        chargers[:, 0] = built
        spare, of_pairs = (rule.spare(instance, chargers) for rule in (by_clique, by_pair))
        assert (spare >= 0).all() == (of_pairs >= 0).all()
        if (spare >= 0).all():
            assert np.array_equal(by_clique.tightest(instance, spare), by_pair.tightest(instance, of_pairs))


@given(SEEDS)
@drawn(60, HEAVY)
def test_the_bound_by_cliques_is_never_below_and_the_exact_model_is_at_the_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kind = str(rng.choice(["dc_gbt", "dc_ccs2", "ac_t2"]))
    base = city(rng, 3, 4, [kind], budget=float(rng.choice([60_000.0, 130_000.0])), rules=False)
    new = np.flatnonzero(~base.sites.existing)
    pairs = drawn_pairs(rng, len(new), float(rng.choice([0.5, 1.0])))
    instance = changed(base, too_near=new[pairs].reshape(-1, 2))
    best, problem = enumerated(instance), decomposition(instance)
    assert best is not None
    bounds = [one.bound for _, one in descend(problem, problem.first_multipliers(), value=lambda: best, rounds=60)]
    assert min(bounds) >= best - 1e-6 * max(1.0, best)
    solved = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=20.0), lambda _: None)
    assert solved.value == pytest.approx(best, abs=1e-4)


def test_where_all_sites_are_near_each_other_the_bound_is_that_of_one_site() -> None:
    free = town(60, 12, budget=900_000.0)
    alone = changed(free, max_sites=1)
    near = changed(free, too_near=drawn_pairs(np.random.default_rng(0), 12, 1.0))
    by_pairs = near.ruled(replace(near.rules.of(Spacing), by_pairs=True))

    def least(instance: Instance) -> float:
        problem = decomposition(instance)
        steps = descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=300)
        return min(answer.bound for _, answer in steps)

    assert least(near) == pytest.approx(least(alone), rel=0.02)
    assert least(by_pairs) > 1.5 * least(near), "halves of all sites keep every pair"


def test_the_largest_spacing_is_that_of_the_nearest_two_of_a_clique() -> None:
    """With one site too many twice over in one row, two pairs would seem enough to let all three stand."""
    near = {"too_near": np.array([[0, 1], [0, 2], [1, 2]]), "too_near_m": np.array([340.0, 470.0, 600.0])}
    error = refusal_of(three_sites(forced=ALL_THREE, **near))
    assert "plan.min_spacing_m: 340 m" in way_out(error, "plan.min_spacing_m")
    assert "2 of the 3 forced sites must go" in way_out(error, "plan.forced")
