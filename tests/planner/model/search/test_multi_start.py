"""Turns of annealing over several worlds: plans constructed anew are merged with the incumbent, and the best of all is kept."""

from dataclasses import replace

import numpy as np
import pytest

from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.annealing import WORLDS_CYCLE
from planner.model.search.merging import Merging
from planner.model.search.multi_start import LOCAL, NEW
from planner.model.search.search import Search
from planner.model.solve import hedging
from planner.model.solve.max_min import DecidingWorst
from planner.model.solve.siting import SitingModel
from tests.fixtures.hedged_worlds import CCS2_HEAVY, GBT_HEAVY, judged_in_all, quiet, worlds_of
from tests.fixtures.instances import town


def worst_of(worlds: list[Instance], chargers: np.ndarray) -> float:
    return len(worlds) * min(SitingModel(one).allocate(chargers).value for one in worlds)


def test_plans_constructed_anew_are_merged_with_the_incumbent_and_the_best_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worlds = worlds_of(town(30, 10, budget=125_000.0), GBT_HEAVY, CCS2_HEAVY)
    spending = Spending(Effort(gap=0.0, time_limit_s=600.0))
    hedge = hedging._Hedge(worlds, 1.0, np.ones(2), spending, quiet)
    merges, better = [], Merging.better

    def noted(self: Merging, known, worth, other, effort):
        found = better(self, known, worth, other, effort)
        merges.append((worth, known.chargers, other, found))
        return found

    monkeypatch.setattr(Merging, "better", noted)
    exact = DecidingWorst(hedge.stack, judged_in_all(hedge))
    monkeypatch.setattr("planner.model.search.settling.Settling.attempt", lambda *_: (-np.inf, None))
    most = WORLDS_CYCLE + 3 * (NEW + LOCAL)
    found = Search(replace(hedge.stack, by_worst=True), spending.effort, quiet, most=most, exact=exact).run()
    assert 2 <= len(merges) <= 4
    assert any((known != other).any() for _, known, other, _ in merges)
    for worth, known, _other, merged in merges:
        assert worst_of(worlds, known) == pytest.approx(worth, rel=1e-6)
        assert found.value >= worth - 1e-6
        if merged is not None and merged.chargers is not None:
            assert found.value >= merged.value - 1e-6
            assert worst_of(worlds, merged.chargers) >= merged.value * (1 - 1e-6)
    assert worst_of(worlds, found.chargers) == pytest.approx(found.value, rel=1e-6)
