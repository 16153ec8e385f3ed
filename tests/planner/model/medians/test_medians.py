"""The median problems by their own bounds: against enumeration, and never a false certificate."""

import itertools
import math

import numpy as np
import pytest

from planner.model.medians.duplicates import equal_groups, set_keys
from planner.model.medians.lagrangian import FREE, branch_and_bound, choose_sites, fix_sites, raise_bound, reduced_costs
from planner.model.medians.problem import MedianProblem, median_problem
from planner.model.medians.radius_formulation import radius_formulation
from planner.model.medians.search import MedianSearch
from planner.model.medians.swaps import greedy, iterated_local_search
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Outcome, Problem


def drawn(seed: int, *, points: int = 14, sites: int = 9, p: int = 3) -> MedianProblem:
    """Points with whole or broken costs, many of them alike, some pairs missing, some points cheap to leave out."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 12, (points, sites)).astype(float) + (rng.random() if seed % 2 else 0.0)
    zone, site = np.nonzero(rng.random((points, sites)) < 0.7)
    out = rng.integers(5, 40, points).astype(float)
    return median_problem(zone, site, cost[zone, site], out, sites=sites, p=p)


def best_of(problem: MedianProblem) -> float:
    """Least cost of all plans, one by one."""
    costs = []
    for chosen in itertools.combinations(range(len(problem.forced)), problem.p):
        opened = np.zeros(len(problem.forced), dtype=bool)
        opened[list(chosen)] = True
        costs.append(problem.cost(opened))
    return min(costs)


def searched(problem: MedianProblem, gap: float = 0.0) -> MedianSearch:
    search = MedianSearch(problem, Effort(gap=gap), lambda cost: cost / (1 + gap), lambda *_: None)
    search.run()
    return search


def dense(problem: MedianProblem) -> np.ndarray:
    """Costs as a table, leaving out where there is no pair; (points, sites)."""
    table = np.repeat(problem.rows.unserved[:, None], len(problem.forced), axis=1)
    zone = np.repeat(np.arange(len(problem.rows.unserved)), np.diff(problem.rows.start))
    table[zone, problem.rows.site] = problem.rows.cost
    return table


@pytest.mark.parametrize("seed", range(60))
def test_plans_are_the_best_of_all_and_bounds_never_above_them(seed):
    problem = drawn(seed, p=1 + seed % 4)
    best = best_of(problem)
    exact = searched(problem)
    assert exact.cost == pytest.approx(best)
    assert exact.bound == pytest.approx(best, rel=1e-9)
    assert exact.proven
    loose = searched(problem, gap=0.1)
    assert loose.bound <= best * (1 + 1e-12)
    assert best <= loose.cost * (1 + 1e-12)
    assert loose.cost - loose.bound <= 0.1 * loose.bound + 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_any_multipliers_bound_every_plan_and_are_those_of_plain_numpy(seed):
    problem = drawn(seed)
    table, rng = dense(problem), np.random.default_rng(seed)
    multiplier = rng.random(len(table)) * problem.rows.unserved
    reduced, chosen = np.zeros(len(problem.forced)), np.zeros(len(problem.forced), dtype=bool)
    bound = reduced_costs(problem.rows, multiplier, reduced)
    assert reduced == pytest.approx(np.minimum(table - multiplier[:, None], 0.0).sum(axis=0))
    bound += choose_sites(reduced, problem.fixing, problem.p, chosen)
    assert bound == pytest.approx(multiplier.sum() + np.sort(reduced)[: problem.p].sum())
    assert chosen.sum() == problem.p
    assert bound <= best_of(problem) + 1e-9
    upper = best_of(problem)
    raised = raise_bound(
        problem.rows, problem.fixing, problem.p, multiplier, reduced, np.array([upper, math.inf, 100.0, 20.0, 2.0])
    )
    assert bound - 1e-9 <= raised <= upper + 1e-9
    assert reduced_costs(problem.rows, multiplier, reduced) + choose_sites(
        reduced, problem.fixing, problem.p, chosen
    ) == pytest.approx(raised)


def test_sites_are_fixed_and_only_where_no_plan_below_the_required_bound_has_them_otherwise():
    count = 0
    for seed in range(30):
        problem = drawn(seed, p=2 + seed % 3)
        best = best_of(problem)
        multiplier, reduced = problem.rows.unserved / 2, np.zeros(9)
        control = np.array([best, math.inf, 100.0, 20.0, 2.0])
        bound = raise_bound(problem.rows, problem.fixing, problem.p, multiplier, reduced, control)
        required, fixing = best + 1e-6, problem.fixing
        fix_sites(reduced, fixing, problem.p, required - bound)
        plans = [np.isin(np.arange(9), chosen) for chosen in itertools.combinations(range(9), problem.p)]
        fixed = fixing != FREE
        for plan in plans:
            if problem.cost(plan) < required:
                assert (plan[fixed] == (fixing[fixed] > 0)).all(), seed
        count += int(fixed.sum())
    assert count > 30


@pytest.mark.parametrize("seed", range(20))
def test_local_search_ends_where_no_single_swap_saves_and_tell_the_true_cost(seed):
    problem = drawn(seed, points=30, sites=12, p=4)
    opened = np.zeros(12, dtype=bool)
    greedy(problem.rows, 4, opened)
    began = problem.cost(opened)
    cost = iterated_local_search(problem.swap_state, opened, 10, 2, seed)
    assert opened.sum() == 4
    assert cost == pytest.approx(problem.cost(opened))
    assert cost <= began + 1e-9
    for away, into in itertools.product(np.flatnonzero(opened), np.flatnonzero(~opened)):
        other = opened.copy()
        other[[away, into]] = False, True
        assert problem.cost(other) >= cost - 1e-6


@pytest.mark.parametrize("seed", range(30))
def test_the_radius_formulation_has_the_best_plan_also_where_sites_are_fixed(seed):
    problem = drawn(seed)
    rng = np.random.default_rng(seed)
    kept, forced = np.ones(9, dtype=bool), np.zeros(9, dtype=bool)
    if seed % 3:
        forced[rng.choice(9, seed % 3, replace=False)] = True
        kept[rng.choice(np.flatnonzero(~forced), 2, replace=False)] = False
    left = problem.restricted(kept, forced)
    program = radius_formulation(left)
    outcome = program.problem.solve(Effort())
    assert outcome.values is not None
    opened = left.forced | (outcome.values[program.opened] > 0.5)
    plans = [np.isin(np.arange(9), chosen) for chosen in itertools.combinations(range(9), problem.p)]
    allowed = [problem.cost(plan) for plan in plans if plan[forced].all() and not plan[~kept].any()]
    assert outcome.objective + program.constant == pytest.approx(min(allowed), abs=1e-5)
    assert left.cost(opened) == pytest.approx(min(allowed))
    start = program.start(left, opened)
    again = program.problem.solve(Effort(), start=start)
    assert again.objective == pytest.approx(outcome.objective, abs=1e-5)


@pytest.mark.parametrize("seed", range(30))
def test_branch_and_bound_finds_a_plan_that_undercuts_exactly_where_there_is_one(seed):
    problem = drawn(seed, p=1 + seed % 4)
    best = best_of(problem)
    multiplier = problem.rows.unserved / 2

    def asked(enough: float) -> tuple[int, np.ndarray]:
        opened = np.zeros(9, dtype=bool)
        steps = np.array([best + 5.0, enough, 30.0, 10.0, 0.5, 1e5])
        return branch_and_bound(problem.rows, problem.p, multiplier.copy(), steps, opened), opened

    assert asked(best - 1e-6)[0] == 1
    found, opened = asked(best + 1e-6)
    assert found == 2
    assert problem.cost(opened) == pytest.approx(best)
    assert opened.sum() <= problem.p
    few = np.array([best + 5.0, best - 1e-6, 1.0, 10.0, 0.5, 0.0])
    assert branch_and_bound(problem.rows, problem.p, multiplier.copy(), few, np.zeros(9, dtype=bool)) == 0


def test_a_bound_is_rounded_up_only_where_all_costs_are_whole():
    zone, site = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    whole = searched(median_problem(zone, site, np.array([1.0, 4.0, 4.0, 1.0]), np.full(2, 9.0), sites=2, p=1))
    broken = searched(median_problem(zone, site, np.array([1.5, 4.0, 4.0, 1.0]), np.full(2, 9.0), sites=2, p=1))
    assert whole.rounded_up(4.2) == 5.0
    assert broken.rounded_up(4.2) == 4.2
    assert (whole.bound, broken.bound) == pytest.approx((5.0, 5.0))


def test_points_without_a_site_and_sites_without_a_point_do_no_harm():
    problem = median_problem(np.array([0]), np.array([2]), np.array([1.0]), np.array([5.0, 7.0]), sites=4, p=2)
    found = searched(problem)
    assert (found.cost, found.bound) == (8.0, 8.0)
    everything = searched(median_problem(np.array([0, 1]), np.array([0, 1]), np.zeros(2), np.ones(2), sites=2, p=9))
    assert (everything.cost, everything.bound) == (0.0, 0.0)


def test_rows_with_the_same_set_of_sites_share_their_keys_in_any_order():
    start, site = np.array([0, 2, 4, 5, 5]), np.array([3, 1, 1, 3, 1])
    keys = set_keys(start, site, 4)
    assert (keys[1] == keys[3]).all()
    assert (keys[0] != keys[1]).all()
    first, number = equal_groups(keys)
    assert first.tolist() == [0, 1, 2]
    assert number.tolist() == [0, 1, 2, 1, 2]
    assert equal_groups(keys[:0])[1].tolist() == []


def test_the_exact_model_is_ended_once_its_bound_proves_a_plan_that_it_has_not_found_itself(monkeypatch):
    problem = drawn(3)
    search = MedianSearch(problem, Effort(gap=0.1), lambda cost: cost / 1.1, lambda *_: None)
    best, constant = best_of(problem), radius_formulation(problem).constant
    search.cost, stops = best, []

    def solve(_program, effort, *, start, progress):
        for bound in (0.5 * best, 0.95 * best):
            progress(2.0 * best - constant, bound - constant)
            stops.append((effort.stop(), search.bound))
        return Outcome(End.STOPPED, None, math.inf, -math.inf, "HiGHS", 0.0)

    monkeypatch.setattr(Problem, "solve", solve)
    search._solve_radius_formulation()
    assert stops == [(False, pytest.approx(0.5 * best)), (True, pytest.approx(0.95 * best))]
    assert search.proven
