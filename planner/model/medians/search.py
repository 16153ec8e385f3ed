"""Lagrangian heuristic for median problems: a bound by subgradients, plans by local search, sites fixed by both, in turns.

As J. E. Beasley has it (Lagrangean heuristics for location problems, European Journal of Operational Research 65, 1993): each turn raises the
Lagrangian bound (`lagrangian`), takes the p sites of least reduced cost as the beginning of a plan, and improves it by interchange and
iterated local search (`swaps`). Where the bound with a site open (or closed) is as good as the best plan needs for its proof, no better plan
has it so: the site is fixed, and the problem shrinks (reduced-cost fixing: Beasley 1993; N. Christofides and J. E. Beasley, European Journal of
Operational Research 10, 1982). What stays free at the end goes to branch and bound on the same bound where it is little, else, or where that
proves nothing, to HiGHS as a radius formulation (`radius_formulation`).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from planner.model.medians.lagrangian import STEP_FACTOR, branch_and_bound, choose_sites, raise_bound
from planner.model.medians.problem import Bools, Floats, MedianProblem
from planner.model.medians.radius_formulation import radius_formulation
from planner.model.medians.swaps import greedy, iterated_local_search
from planner.model.program.effort import Effort

RequiredBound = Callable[[float], float]
"""From the cost of a plan, the least bound that proves it as near as asked."""

ROUNDS, PATIENCE, FIRST_FACTOR, LAST_FACTOR = 200, 30, 2.0, 1e-3
"""Subgradient rounds of a turn; rounds without a better bound after which the step is halved; factor of the first step and of the last that helps."""
PERTURBATIONS, CLOSED_SHARES = 20, (0.05, 0.08, 0.15)
"""Perturbations of a turn with each of these shares of the open sites closed."""
STALE_TURNS, NOISE = 5, 0.4
"""Turns without gain after which the second plan is given up, and the noise on the reduced costs that the next begins from."""
STALLED_TURNS = ((60, 2), (1_000, 30), (math.inf, 300))
"""By the most free sites: turns without a better plan, once the bound stands still, after which the search ends."""
TREE_SITES, TREE_WORK = 100, 1e9
NODE_ROUNDS, NODE_PATIENCE, NODE_FACTOR = 60, 10, 0.3
"""Free sites up to which branch and bound is tried first, how often it may look at a pair, and the subgradient at each node."""
ROUNDING = 1e-4
"""What floats round in a bound, of which 10,000 a share of 1e-8 more, before integral costs round it up."""


@dataclass
class MedianSearch:
    """One search; deterministic but for where the time limit cuts it.

    Parameters
    ----------
    problem : MedianProblem
    effort : Effort
    required_bound : callable
    report : callable
        Told the best cost and bound at each turn.

    Attributes
    ----------
    cost : float
    opened : (sites,) bool
        The best plan.
    turns : int
    exact : (int, str) or None
        How many sites were left to the radius formulation, and its solver.
    """

    problem: MedianProblem
    effort: Effort
    required_bound: RequiredBound
    report: Callable[[float, float], None]
    cost: float = field(init=False, default=math.inf)
    opened: Bools = field(init=False)
    turns: int = field(init=False, default=0)
    exact: tuple[int, str] | None = field(init=False, default=None)
    _lower: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._began = time.perf_counter()
        self._rng = np.random.default_rng(0)
        self._number = np.arange(len(self.problem.forced))
        self._fixed_bound = math.inf
        self._begin()

    @property
    def bound(self) -> float:
        """No plan costs less: neither one of the remaining problem nor one that fixing cut off."""
        return min(self.cost, self._fixed_bound, self.rounded_up(self._lower))

    def rounded_up(self, bound: float) -> float:
        """Round a bound up where costs are integral, clear of what floats round."""
        return math.ceil(bound - ROUNDING * (1.0 + 1e-4 * abs(bound))) if self.problem.integral else bound

    @property
    def needed(self) -> float:
        """The bound at which the best plan is proven as near as asked; where costs are integral, short of the cost by nearly one."""
        asked = self.required_bound(self.cost) - 5e-10 * self.cost
        return min(asked, self.cost - 1.0 + 2 * ROUNDING * (1.0 + 1e-4 * self.cost)) if self.problem.integral else asked

    @property
    def proven(self) -> bool:
        """The best plan is proven as near as asked."""
        return self.bound >= self.required_bound(self.cost) - 1e-9 * self.cost

    @property
    def out_of_time(self) -> bool:
        """The time limit is reached."""
        return time.perf_counter() - self._began >= self.effort.time_limit_s

    def run(self) -> None:
        """Take turns until the plan is proven or time is over; where neither plan nor bound move, solve what remains exactly."""
        stalled = 0
        while not (self.proven or self.out_of_time):
            before, self.turns = self.cost, self.turns + 1
            if self._control[STEP_FACTOR] > LAST_FACTOR:
                self._raise_bound()
            self._fix_sites()
            if not self.proven:
                self._improve_plans()
            self.report(self.cost, self.bound)
            stalled = 0 if self.cost < before or self._control[STEP_FACTOR] > LAST_FACTOR else stalled + 1
            if stalled >= next(turns for sites, turns in STALLED_TURNS if len(self._number) <= sites):
                break
        if not (self.proven or self.out_of_time) and not self._branch_and_bound():
            self._solve_radius_formulation()

    def accept(self, opened: Bools) -> float:
        """Keep a plan, by the sites of the remaining problem, where it costs less; gives its cost."""
        whole = np.zeros(len(self.problem.forced), dtype=bool)
        whole[self._number[opened]] = True
        cost = self.problem.cost(whole)
        if cost < self.cost:
            self.cost, self.opened = cost, whole
        return cost

    def _branch_and_bound(self) -> bool:
        """Where few sites are free, look for better plans by branch and bound; tell whether that proved the best one."""
        remaining, outcome = self._reduced, 2
        nodes = TREE_WORK / (NODE_ROUNDS * (len(remaining.rows.site) + len(remaining.rows.unserved)))
        while outcome == 2 and len(self._number) <= TREE_SITES and not self.out_of_time:
            opened, before = remaining.forced.copy(), self.cost
            control = np.array([self.cost, self.needed, NODE_ROUNDS, NODE_PATIENCE, NODE_FACTOR, nodes])
            outcome = branch_and_bound(remaining.rows, remaining.p, self._multiplier, control, opened)
            if outcome == 1:
                self._lower = max(self._lower, self.needed)
            elif outcome == 2:
                self.accept(opened)
                outcome = 2 if self.cost < before else 0
        return outcome == 1

    def _solve_radius_formulation(self) -> None:
        """Let HiGHS decide what is left; its bound counts with that of what fixing cut off."""
        remaining = self._reduced
        known = self.opened[self._number]
        program = radius_formulation(remaining)
        fits = known.sum() == remaining.p and known[remaining.forced].all()
        start = program.start(remaining, known) if fits else None
        rest = max(self.cost - program.constant, 1e-9)
        share = max(0.0, (self.cost - self.needed) / rest)
        left_s = self.effort.time_limit_s - (time.perf_counter() - self._began)
        effort = replace(self.effort, gap=share, time_limit_s=max(1.0, left_s), stop=self._enough)
        outcome = program.problem.solve(effort, start=start, progress=self._progress(program.constant))
        if outcome.values is not None:
            self.accept(remaining.forced | (outcome.values[program.opened] > 0.5))
        self._lower = max(self._lower, outcome.bound + program.constant)
        self.exact = (len(self._number), outcome.solver)

    def _enough(self) -> bool:
        """Whether HiGHS need not go on: its bound proves the best plan known, which it may not have found itself."""
        return self.proven or self.effort.stop()

    def _progress(self, constant: float) -> Callable[[float, float], None]:
        """Report the progress of HiGHS, and keep the bound that it has proven."""

        def told(cost: float, bound: float) -> None:
            self._lower = max(self._lower, bound + constant)
            self.report(min(self.cost, cost + constant), self.bound)

        return told

    def _begin(self) -> None:
        """Begin with a greedy plan, improved by interchange, and multipliers half way between each point's nearest and second cost in it."""
        self._reduced = self.problem
        opened = self.problem.forced.copy()
        greedy(self.problem.rows, self.problem.p, opened)
        self.accept(opened)
        self._reduced_cost = np.zeros(len(opened))
        nearest, second = (
            self.problem.pair_cost(pair)
            for pair in (self.problem.cheapest_pair(opened), self.problem.second_pair(opened))
        )
        self._multiplier = (nearest + second) / 2
        self._control = np.array([0.0, 0.0, ROUNDS, PATIENCE, FIRST_FACTOR])
        self._local_search(opened, 0)
        self._stale, self._second_plan = STALE_TURNS, (math.inf, self.opened)

    def _raise_bound(self) -> None:
        """Raise the Lagrangian bound for a turn."""
        self._control[0], self._control[1] = self.cost, self.needed
        remaining = self._reduced
        self._lower = raise_bound(
            remaining.rows, remaining.fixing, remaining.p, self._multiplier, self._reduced_cost, self._control
        )

    def _fix_sites(self) -> None:
        """Fix sites by their reduced costs, and restrict the problem to what remains."""
        remaining, reduced = self._reduced, self._reduced_cost
        chosen = self._chosen(reduced, remaining.forced)
        slack = self.needed - self._lower
        if slack <= 0 or chosen.all():
            return
        free = chosen & ~remaining.forced
        dearest, next_best = reduced[free].max(initial=-math.inf), reduced[~chosen].min()
        kept = chosen | (reduced - dearest < slack)
        forced = remaining.forced | (free & (next_best - reduced >= slack))
        if kept.all() and forced.sum() == remaining.forced.sum():
            return
        self._fixed_bound = min(self._fixed_bound, self.rounded_up(self.needed))
        self._reduced, self._number = remaining.restricted(kept, forced), self._number[kept]
        self._reduced_cost = reduced[kept]
        if kept.sum() == remaining.p:
            self.accept(np.ones(remaining.p, dtype=bool))
            self._lower = self.cost

    def _improve_plans(self) -> None:
        """Local search from the sites of least reduced cost; then perturbations, by turns of the best plan and of a second one.

        A second plan that no longer gets better is left for one from reduced costs with random noise.
        """
        reduced, forced = self._reduced_cost, self._reduced.forced
        self._local_search(self._chosen(reduced, forced), 0)
        if self.turns % 2:
            self._local_search(self._completed(self.opened), PERTURBATIONS)
            return
        if self._stale >= STALE_TURNS:
            self._stale, self._second_plan = 0, (math.inf, self.opened)
            chosen = self._chosen(reduced * self._rng.uniform(1 - NOISE, 1.0, len(reduced)), forced)
        else:
            chosen = self._completed(self._second_plan[1])
        cost = self._local_search(chosen, PERTURBATIONS)
        self._stale = 0 if cost < self._second_plan[0] else self._stale + 1
        self._second_plan = (cost, np.isin(np.arange(len(self.opened)), self._number[chosen]))

    def _chosen(self, reduced: Floats, fixed_open: Bools) -> Bools:
        """The p sites of least reduced cost, those fixed open first; (sites of the remaining problem,) bool."""
        chosen = np.zeros(len(reduced), dtype=bool)
        choose_sites(reduced, fixed_open.astype(np.int8), self._reduced.p, chosen)
        return chosen

    def _completed(self, plan: Bools) -> Bools:
        """What the remaining problem has of a plan, completed to p sites by least reduced cost."""
        return self._chosen(self._reduced_cost, plan[self._number] | self._reduced.forced)

    def _local_search(self, opened: Bools, perturbations: int) -> float:
        """Interchange, and perturb, from a plan of the remaining problem; gives its cost."""
        p = self._reduced.p
        if len(opened) > p:
            for share in CLOSED_SHARES if perturbations else CLOSED_SHARES[:1]:
                closed = min(p, max(2, round(share * p)))
                seed = int(self._rng.integers(1 << 30))
                iterated_local_search(self._reduced.swap_state, opened, perturbations, closed, seed)
        return self.accept(opened)
