"""Two plans merged by the exact model: no worse than any mixture of them site by site, true, and within every rule."""

import itertools

import numpy as np
from hypothesis import assume, given

from benchmarks.plain.building import allowed_chargers
from benchmarks.plain.flat import changed
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.program.effort import Effort
from planner.model.search.merging import Merging
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import rows_of, site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from tests.fixtures.drawing import SEEDS, UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.small_cities import city


@given(seed=SEEDS)
@drawn(40, UNCHECKED)
def test_a_merge_is_no_worse_than_any_mixture_of_two_plans(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = rng.choice(["dc_gbt", "dc_ccs2", "dc_dual", "ac_t2"], 2, replace=False).tolist()
    instance = changed(city(rng, int(rng.integers(2, 5)), 2, names, budget=130_000.0, rules=True), floor=0.0)
    best, exact = enumerated(instance), Deciding(SitingModel(instance))
    assume(best is not None)
    parted = split_by_adapter(instance)
    sets = site_sets(parted, configurations_of(parted))
    plans = list(allowed_chargers(instance))
    one, *others = (plans[rng.integers(len(plans))] for _ in range(10))
    judged, other = exact.judged(one), max(others, key=lambda plan: int((plan != one).any(axis=1).sum()))
    assume(judged is not None)
    assume(rows_of(sets, other) is not None)
    worth, known = judged
    merging, few = Merging(parted, sets, exact, rng=rng), bool(rng.random() < 0.3)
    merging.room = 1.0 if few else merging.room
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
        added = (found.chargers > known.chargers).any(axis=1)  # what nobody uses then is given back
        assert not few or added.sum() <= 1, "it has room for one site"
    assert reached <= best + 1e-5 * max(1.0, best)
    if few:
        return
    allowed = {tuple(plan.ravel().tolist()) for plan in plans}
    for some in itertools.product([False, True], repeat=len(apart)):
        mixture = known.chargers.copy()
        mixture[apart[np.array(some)]] = other[apart[np.array(some)]]
        mixed = exact.judged(mixture) if tuple(mixture.ravel().tolist()) in allowed else None
        assert mixed is None or mixed[0] <= reached + 2e-6 * max(1.0, abs(reached)) + 1e-6
