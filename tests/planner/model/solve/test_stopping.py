"""Stopping on every way of solving: the best plan so far, with a bound that holds and the reason why it ended."""

import numpy as np
import pytest

from benchmarks.plain.flat import changed, flat
from planner.audit.scorecard import scorecard_of
from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Problem
from planner.model.solve.lexicographic import in_order
from planner.model.solve.phasing import PhasedModel
from planner.model.solve.siting import SitingModel
from planner.model.solve.strategy import MIDDLING_FLOWS, SMALL_FLOWS, asked_flows
from planner.proofs import Status
from planner.support.stopping import StoppedError, Stopping, heeding
from tests.fixtures.hard_knapsack import hard_knapsack
from tests.fixtures.instances import DRIVE_S, town
from tests.fixtures.small_cities import promised


class After:
    """A wish to stop that comes after so many asks."""

    def __init__(self, asks: int) -> None:
        self.left = asks

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def silent(_: str) -> None:
    pass


def stopped_after(asks: int, instance: Instance, objective: str = "energy", *, gap: float = 0.0) -> Solution:
    effort = Effort(gap=gap, time_limit_s=100.0, stop=After(asks))
    return SitingModel(instance, objective).solve(effort, silent)


def is_honest(found: Solution, instance: Instance, objective: str = "energy") -> bool:
    """The chargers keep the rules, and are worth what is said, and no more than the bound."""
    model = SitingModel(instance, objective)
    again = model.allocate(found.chargers)
    sense = model.sense
    beaten = sense.better(found.value, found.bound)
    return again.value == pytest.approx(found.value, rel=1e-6, abs=1e-6) and not beaten


SMALL, MIDDLING, LARGE = (
    (120, 40, 500_000.0),
    (200, 60, 1_000_000.0),
    (250, 70, 1_200_000.0),
)
NEARLY_LARGE = 4_500
"""The search alone plans the last town where a town of so many flows is no middling one any more."""


def test_the_sizes_of_these_towns_take_three_ways() -> None:
    flows = [asked_flows(town(zones, sites, budget=budget)) for zones, sites, budget in (SMALL, MIDDLING, LARGE)]
    assert flows[0] <= SMALL_FLOWS < flows[1] <= NEARLY_LARGE < flows[2]
    assert NEARLY_LARGE < MIDDLING_FLOWS


def test_the_solver_hands_over_its_incumbent_with_the_bound_proven_so_far() -> None:
    outcome = hard_knapsack(400, rows=60).solve(Effort(time_limit_s=60.0, stop=After(40)))
    assert outcome.end is End.STOPPED
    assert outcome.wall_s < 30.0
    assert outcome.values is not None
    assert -np.inf < outcome.bound < outcome.objective


def test_a_linear_program_that_is_stopped_claims_no_bound() -> None:
    problem = hard_knapsack(1500, rows=200)
    outcome = problem.solve(Effort(relaxed=True, stop=lambda: True))
    assert outcome.end is End.STOPPED
    assert outcome.bound == -np.inf


@pytest.mark.parametrize("asks", [0, 1, 20])
def test_the_exact_model_alone_is_stopped(asks: int) -> None:
    instance = town(*SMALL[:2], budget=SMALL[2])
    found = stopped_after(asks, instance)
    assert found.end is End.STOPPED
    assert is_honest(found, instance)
    assert np.isfinite(found.bound)


@pytest.mark.parametrize("asks", [0, 5, 300])
def test_the_search_by_prices_is_stopped_and_has_built_a_plan_however_soon(
    asks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.model.solve.strategy.MIDDLING_FLOWS", NEARLY_LARGE)
    instance = town(*LARGE[:2], budget=LARGE[2])
    found = stopped_after(asks, instance)
    assert found.path.startswith("search by prices")
    assert "exact model" not in found.path
    assert found.end is End.STOPPED
    assert found.chargers.any()
    assert is_honest(found, instance)


def test_more_asks_find_a_better_plan_under_no_higher_a_bound() -> None:
    instance = town(*MIDDLING[:2], budget=MIDDLING[2])
    soon, later = stopped_after(3, instance), stopped_after(300, instance)
    assert later.value > soon.value
    assert later.bound <= soon.bound


def test_the_exact_model_that_goes_on_from_a_search_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.model.solve.strategy.SHORT_REBUILDS", 5)
    instance, asked = town(*MIDDLING[:2], budget=MIDDLING[2]), []
    solve = Problem.solve

    def stop() -> bool:
        return len(asked) > 0

    def watched(problem: Problem, effort: Effort, **others: object) -> object:
        if effort.stop is stop and others.get("start") is not None:
            asked.append(problem)
        return solve(problem, effort, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(Problem, "solve", watched)
    found = SitingModel(instance).solve(Effort(0.0, 100.0, stop=stop), silent)
    assert len(asked) == 1
    assert found.end is End.STOPPED
    assert "then the exact model" in found.path
    assert is_honest(found, instance)


@pytest.mark.parametrize("objective", ["cost", "distance"])
@pytest.mark.parametrize("asks", [3, 300])
def test_a_minimised_objective_is_stopped_with_a_plan_that_keeps_the_promise(objective: str, asks: int) -> None:
    plain = town(*MIDDLING[:2], budget=3_000_000.0)
    instance = changed(
        promised(plain, np.random.default_rng(1), 0.3), drive_s=DRIVE_S * (1.0 - flat(plain).worth) * 2.0
    )
    found = stopped_after(asks, instance, objective)
    assert found.end is End.STOPPED
    assert is_honest(found, instance, objective)


def test_where_nothing_is_known_yet_that_keeps_the_promises_one_line_says_so() -> None:
    instance = changed(town(*SMALL[:2], budget=SMALL[2]), coverage=0.2)
    with pytest.raises(SolverError, match="stopped by the user before any plan was found"):
        stopped_after(0, instance)


@pytest.mark.parametrize("asks", [0, 60])
def test_phases_are_stopped_and_what_stands_stays(asks: int) -> None:
    last = town(*SMALL[:2], budget=SMALL[2])
    one = flat(last)
    first = changed(last, demand=0.5 * one.demand, budget=0.4 * one.budget)
    effort = Effort(0.0, 100.0, stop=After(asks))
    found = PhasedModel(("2028", "2030"), (first, last), (2.0, 1.0)).solve(effort, silent)
    assert found.end is End.STOPPED
    assert (found.phases[0].chargers <= found.phases[1].chargers).all()
    assert found.value <= found.bound
    for plan, instance in zip(found.phases, (first, last), strict=True):
        assert is_honest(plan, instance)


def test_objectives_in_order_are_stopped_and_later_ones_keep_the_plan_of_the_first() -> None:
    instance = promised(town(*SMALL[:2], budget=SMALL[2]), np.random.default_rng(2), 0.0)
    turns = in_order(instance, ("energy", "cost"), 0.01, Effort(0.0, 100.0, stop=After(30)), silent)
    assert [turn.solution.end for turn in turns] == [End.STOPPED, End.STOPPED]
    kept = SitingModel(instance).value_of(turns[1].solution)
    assert kept >= 0.99 * turns[0].solution.value - 1e-6


def test_a_wish_is_gentle_only_while_something_is_searched() -> None:
    wish = Stopping()
    assert not wish()
    with wish.gently():
        assert wish.gentle
    assert not wish.gentle
    said: list[str] = []
    say = heeding(said.append, wish)
    say("one")
    wish.asked = True
    with pytest.raises(StoppedError):
        say("two")
    assert said == ["one"]


def test_a_plan_that_was_stopped_says_so_wherever_it_is_told() -> None:
    from planner.model.solve.planning import best_plan
    from planner.output.shared.words import verdict
    from planner.question import question_of
    from tests.fixtures.tiny_city import tiny_city, tiny_scenario

    question = question_of(tiny_city(), tiny_scenario(), say=silent)
    plan = best_plan(question, say=silent, stop=lambda: True)
    assert (plan.proof.status, plan.proof.stopped) == (Status.FEASIBLE, "by the user")
    assert "when the user stopped the search" in verdict(plan.proof)
    assert scorecard_of(plan, question, {}).cost_usd <= 300_000


@pytest.mark.slow
def test_a_search_and_then_the_exact_model_find_the_same_plan_twice_on_two_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.model.solve.strategy.SHORT_REBUILDS", 5)
    monkeypatch.setattr("planner.model.search.search.BOLDNESS", ())  # a dive alone would prove it
    instance = town(230, 50, budget=1_800_000.0)
    one, two = (SitingModel(instance).solve(Effort(0.008, 300.0, 2), silent) for _ in range(2))
    assert one.end is End.GAP
    assert "then the exact model" in one.path
    assert (one.value, one.bound) == (two.value, two.bound)
    assert (one.chargers == two.chargers).all()
    assert (one.flow_kwh == two.flow_kwh).all()


def test_the_number_of_threads_may_change_from_one_solve_to_the_next() -> None:
    instance = town(40, 12, budget=400_000.0)
    found = [SitingModel(instance).solve(Effort(0.05, 60.0, threads), silent) for threads in (1, 2, 3, 1)]
    assert [plan.end for plan in found] == [End.GAP] * 4
    assert all(is_honest(plan, instance) for plan in found)
    assert (found[0].chargers == found[3].chargers).all()


def test_the_search_for_what_conflicts_is_stopped_between_two_promises() -> None:
    instance = changed(
        town(*SMALL[:2], budget=5_000.0),
        coverage=0.9,
        floor=0.5,
        district=np.zeros(120, dtype=int),
        district_names=("all",),
    )
    asked: list[str] = []
    with pytest.raises(StoppedError, match="stopped by the user before any plan was found"):
        SitingModel(instance).solve(Effort(0.0, 60.0, stop=lambda: len(asked) == 1), asked.append)
    assert "would have to give way" in asked[0]
