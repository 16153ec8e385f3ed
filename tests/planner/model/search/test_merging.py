"""Two plans merged by the exact model: no worse than any mixture of them site by site, true, and within every rule."""

import itertools

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.merging import Merging
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from tests.fixtures.small_cities import enumerated, small_cities
from tests.planner.model.search.test_windows import SLOW


@given(small_cities(rules=True), st.integers(0, 2**32 - 1))
@settings(max_examples=60, **SLOW)
def test_a_merge_is_no_worse_than_any_mixture_of_two_plans(instance: Instance, seed: int) -> None:
    best, exact, rng = enumerated(instance), Deciding(SitingModel(instance)), np.random.default_rng(seed)
    assume(best is not None)
    parted = split_by_adapter(instance)
    sets = site_sets(parted, configurations_of(parted))
    judged = exact.judged(least_products(instance))
    assume(judged is not None)
    worth, known = judged
    drawn = [rng.choice(np.flatnonzero(sets.site == site)) for site in range(len(sets.first))]
    other = sets.chargers[drawn].astype(np.int64)
    merging = Merging(parted, sets, exact, rng)
    found = merging.better(known, worth, other, Effort(0.0, 40.0))
    apart = np.flatnonzero((other != known.chargers).any(axis=1))
    if found is None:
        assert not len(apart)
        return
    reached = worth
    if found.chargers is not None:
        again = exact.judged(found.chargers)
        assert again is not None, "it keeps every rule"
        assert abs(again[0] - found.value) <= 1e-5 * max(1.0, abs(found.value))
        reached = max(worth, found.value)
    assert reached <= best + 1e-5 * max(1.0, best)
    for some in itertools.product([False, True], repeat=len(apart)):
        mixture = known.chargers.copy()
        mixture[apart[np.array(some)]] = other[apart[np.array(some)]]
        one = exact.judged(mixture)
        assert one is None or one[0] <= reached + 2e-6 * max(1.0, abs(reached)) + 1e-6


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
@settings(max_examples=30, **SLOW)
def test_a_merge_chooses_at_no_more_sites_than_it_has_room_for(many: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    merging = Merging.__new__(Merging)
    merging.rng, merging._room = rng, float(rng.integers(1, 30))
    merging._nearness = type("Even", (), {"to": staticmethod(lambda _: np.arange(100.0))})()
    apart = np.sort(rng.choice(100, many, replace=False))
    chosen = merging._chosen(apart)
    assert len(set(chosen.tolist())) == len(chosen) == min(many, round(merging._room))
    assert set(chosen.tolist()) <= set(apart.tolist())
