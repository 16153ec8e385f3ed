"""The solvers' answers, each trap of theirs shut: nothing is called proven, or a plan, that is not."""

import math

import numpy as np
import pytest

from planner.errors import SolverError
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Outcome, Problem
from planner.model.program.resolve import Resolvable
from planner.model.program.solvers import cbc_name
from tests.fixtures.hard_knapsack import hard_knapsack


def true_and_honest(outcome: Outcome) -> bool:
    """Incumbent and bound agree with each other."""
    return outcome.values is None or outcome.bound <= outcome.objective + 1e-6


def test_a_solve_to_the_end_closes_the_gap() -> None:
    outcome = hard_knapsack(15).solve(Effort())
    assert outcome.end is End.GAP
    assert outcome.objective == pytest.approx(outcome.bound)


def test_a_solve_cut_short_is_not_called_optimal() -> None:
    outcome = hard_knapsack(400, rows=60).solve(Effort(time_limit_s=0.6))
    assert outcome.end is End.TIME
    assert outcome.values is not None
    assert outcome.bound < outcome.objective
    assert true_and_honest(outcome)


def test_a_solve_with_no_time_has_no_plan_and_says_so() -> None:
    outcome = hard_knapsack(400, rows=60).solve(Effort(time_limit_s=1e-9))
    assert outcome.end is End.TIME
    assert outcome.values is None
    assert outcome.objective == math.inf


def test_a_gap_that_was_allowed_is_reported_not_hidden() -> None:
    outcome = hard_knapsack(60).solve(Effort(gap=0.2))
    assert outcome.end is End.GAP
    assert 0 <= (outcome.objective - outcome.bound) / abs(outcome.bound) <= 0.2 + 1e-9


@pytest.mark.parametrize("relaxed", [False, True])
def test_an_impossible_problem_has_no_values(relaxed: bool) -> None:
    problem = Problem("impossible")
    columns = problem.add(2, upper=1, whole=True)
    problem.at_most(columns, [-1.0, -1.0], -3.0)
    problem.minimise(columns, np.ones(2))
    outcome = problem.solve(Effort(relaxed=relaxed))
    assert outcome.end is End.INFEASIBLE
    assert outcome.values is None


def test_an_unbounded_problem_is_not_called_solved() -> None:
    problem = Problem("unbounded")
    columns = problem.add(1)
    problem.minimise(columns, np.array([-1.0]))
    problem.at_most(columns, [-1.0], 0.0)
    outcome = problem.solve(Effort())
    assert outcome.end is not End.GAP
    assert outcome.bound == -math.inf


def test_a_start_point_is_never_made_worse() -> None:
    problem = hard_knapsack(150)
    start = np.zeros(150)
    assert problem.solve(Effort(time_limit_s=0.3), start=start).objective <= 0.0


def test_nothing_reaches_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    hard_knapsack(10).solve(Effort())
    Resolvable(np.ones(1), _one(), np.ones(1)).solve()
    assert capfd.readouterr().out == ""


def _one():
    import scipy.sparse as sp

    return sp.csc_array(np.ones((1, 1)))


def test_the_same_problem_twice_has_the_same_answer() -> None:
    first, second = (hard_knapsack(40).solve(Effort(gap=0.05)) for _ in range(2))
    assert first.values is not None
    assert second.values is not None
    assert (first.values == second.values).all()


def test_cbc_agrees_with_highs_and_takes_its_bound_from_highs() -> None:
    try:
        cbc_name()
    except SolverError as missing:
        pytest.skip(str(missing))
    cbc, highs = hard_knapsack(15).solve(Effort(solver="cbc")), hard_knapsack(15).solve(Effort())
    assert cbc.objective == pytest.approx(highs.objective)
    assert cbc.bound <= highs.objective + 1e-6
    assert "bound by HiGHS" in cbc.solver


def test_cbc_on_an_impossible_problem_has_no_values() -> None:
    try:
        cbc_name()
    except SolverError as missing:
        pytest.skip(str(missing))
    problem = Problem("impossible")
    columns = problem.add(2, upper=1, whole=True)
    problem.at_most(columns, [-1.0, -1.0], -3.0)
    problem.minimise(columns, np.ones(2))
    outcome = problem.solve(Effort(solver="cbc"))
    assert outcome.end is End.INFEASIBLE
    assert outcome.values is None


def test_a_missing_solver_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulp.listSolvers", lambda **_: [])
    with pytest.raises(SolverError, match="CBC is not there"):
        hard_knapsack(5).solve(Effort(solver="cbc"))


def test_a_resolved_program_equals_one_solved_anew() -> None:
    import scipy.sparse as sp

    rng = np.random.default_rng(5)
    matrix = sp.csc_array(rng.uniform(0, 1, (6, 9)) * (rng.random((6, 9)) < 0.6))
    matrix = sp.csc_array(sp.vstack([matrix, sp.eye(9)]))
    gain = rng.uniform(0, 1, 9)
    right = rng.uniform(1, 2, 15)
    again = Resolvable(gain, matrix, right)
    again.solve()
    right[2] = 0.3
    again.change(np.array([2]), right[2:3])
    assert again.solve() == pytest.approx(Resolvable(gain, matrix, right).solve())
    assert gain @ again.values() == pytest.approx(again.prices() @ right)
