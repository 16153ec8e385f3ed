"""Windows of the exact model about a plan: what they find keeps every rule, is better and is true."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.search import Search
from planner.model.search.settling import Settling
from planner.model.search.windows import Windows
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import site_sets
from planner.model.solve.deciding import Deciding
from planner.model.solve.siting import SitingModel
from planner.support.work import count
from tests.fixtures.drawing import UNCHECKED, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.instances import town
from tests.fixtures.small_cities import small_cities


@given(small_cities(rules=True), st.integers(0, 2**32 - 1))
@drawn(60, UNCHECKED)
def test_what_a_window_finds_keeps_every_rule_and_lies_between_the_known_plan_and_the_optimum(
    instance: Instance, seed: int
) -> None:
    best, exact = enumerated(instance), Deciding(SitingModel(instance))
    assume(best is not None)
    parted, rng = split_by_adapter(instance), np.random.default_rng(seed)
    dual = DualBound(Decomposition(parted, site_sets(parted, configurations_of(parted))))
    dual.lower(60, boldness=1.0, target=0.0, stop=lambda _: False)
    judged = exact.judged(least_products(instance))
    assume(judged is not None)
    worth, known = judged
    windows = Windows(parted, dual.sets, exact, rng=rng)
    windows.room = float(rng.integers(1, 10))
    for _ in range(3):
        found = windows.better(known, worth, dual.most_with(worth), Effort(0.0, 40.0))
        if found is None or found.chargers is None:
            continue
        judged = exact.judged(found.chargers)
        assert judged is not None, "it keeps every rule"
        assert worth - 1e-6 <= judged[0] <= best + 1e-5 * max(1.0, best)
        worth, known = max((worth, known), judged, key=lambda one: one[0])


@pytest.mark.slow
def test_windows_make_a_hasty_plan_better() -> None:
    plain = town(300, 60, budget=300_000.0, seed=1)
    search, exact = Search(plain, Effort(0.0, 600.0), lambda _: None, most=20), Deciding(SitingModel(plain))
    hasty = search.run()
    settling = Settling(search.instance, search._dual, exact, Spending(Effort(0.0, 1e6)), room=60, share=np.inf)
    settling.judge(hasty.chargers)
    begin, settling._slow_s, settling._next_s = settling.worth, 0.0, 1e6
    count(100.0)  # as if the search had taken so long: a window may take ten seconds
    for _ in range(3):
        settling.attempt(hasty.chargers)
    assert settling.worth > begin * 1.001
    assert settling.worth == pytest.approx(exact.judged(settling.plan)[0], rel=1e-9)
    assert settling.worth <= settling.dual.value
