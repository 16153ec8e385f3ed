"""A promise near what the money can serve: a plan is found where there is one, and what a refusal tells to suffice does."""

import functools
import re
from dataclasses import replace
from unittest import mock

import pytest

from benchmarks.plain.flat import changed
from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.explain import conflicts
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search import prepared
from planner.model.search.promised_energy import most_energy, promised_kwh
from planner.model.search.search import Search
from planner.model.solve import strategy
from planner.model.solve.siting import SitingModel
from planner.support.stopping import StoppedError
from tests.fixtures.instances import town

BUDGET = 250_000.0


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a city is asked that the exact model cannot decide."""
    for name in ("SMALL_FLOWS", "MIDDLING_FLOWS"):
        monkeypatch.setattr(strategy, name, 0)
    monkeypatch.setattr(conflicts, "WHOLE_FLOWS", 0)
    monkeypatch.setattr(conflicts, "WHOLE_S", 0.2)


def quiet(_: str) -> None:
    """Say nothing."""


def asked(coverage: float, budget: float = BUDGET) -> Instance:
    return changed(town(80, 25, budget=budget), coverage=coverage)


@functools.cache
def most_share() -> float:
    """The largest share of the city that any plan was found to serve."""
    instance = asked(1.0)
    return Search(most_energy(instance), Effort(0.0, 20.0, work_s=1.0), quiet).run().value / promised_kwh(instance)


def solved(instance: Instance, limit_s: float = 20.0) -> Solution:
    return SitingModel(instance).solve(Effort(0.05, limit_s, work_s=1.0, advice_s=2.0), quiet)


@pytest.mark.slow
def test_a_share_just_below_what_can_be_served_is_kept() -> None:
    instance = asked(0.999 * most_share())
    plan = solved(instance)
    assert plan.flow_kwh.sum() >= promised_kwh(instance) * (1 - 1e-6)
    with mock.patch("planner.model.search.search.serving_most", return_value=None), pytest.raises(SolverError):
        solved(instance, 3.0)


@pytest.mark.slow
def test_what_a_refusal_tells_to_suffice_does() -> None:
    share = 1.06 * most_share()
    with pytest.raises(InfeasibleError) as refused:
        solved(asked(share))
    told = " ".join(refused.value.ways)
    (lower,) = re.findall(r"plan\.coverage: ([0-9.]+) instead of [0-9.]+ suffices", told)
    (more,) = re.findall(r"plan\.budget_usd: ([0-9,]+) USD instead of [0-9,]+ suffices", told)
    for eased in (asked(float(lower)), asked(share, float(more.replace(",", "")))):
        assert solved(eased).flow_kwh.sum() >= promised_kwh(eased) * (1 - 1e-6)
    assert most_share() * 0.9 <= float(lower) < share
    assert BUDGET < float(more.replace(",", "")) < 1.5 * BUDGET


@pytest.mark.slow
def test_a_search_without_a_plan_tells_what_would_do() -> None:
    share = 1.003 * most_share()
    with pytest.raises(SolverError) as late:
        solved(asked(share), 3.0)
    (lower,) = re.findall(r"plan\.coverage: ([0-9.]+) instead of [0-9.]+ suffices", " ".join(late.value.ways))
    assert solved(asked(float(lower))).flow_kwh.sum() > 0


def test_without_work_for_advice_nothing_is_looked_for_and_a_stop_is_heeded() -> None:
    share = 1.003 * most_share()
    model, effort = SitingModel(asked(share)), Effort(0.05, 1.0, work_s=0.4)
    with pytest.raises(SolverError) as late:
        model.solve(effort, quiet)
    assert not late.value.ways
    said = list[str]()
    stopped = replace(effort, advice_s=2.0, stop=lambda: any("would have to give way" in one for one in said))
    with pytest.raises(StoppedError):
        model.solve(stopped, said.append)
    assert sum("would have to give way" in one for one in said) == 1


def test_a_search_that_lacks_the_memory_for_another_one_ends_as_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, real = list[str](), prepared.insist

    def insist(what: str, needed: float) -> None:
        begun.append(what)
        if len(begun) > 1:
            raise SolverError("no memory for two")
        real(what, needed)

    monkeypatch.setattr(prepared, "insist", insist)
    found = Search(asked(1.003 * most_share()), Effort(0.05, 20.0, work_s=0.4), quiet).run()
    assert len(begun) == 2
    assert found.bound > 0
