"""The search for p medians: plans by greedy choice and swaps, a bound by prices, and sites decided by both, in turns.

Prices on the points give each site a reduced cost (`medians_loops.reduced`); the p least of them with the prices make a bound on every
plan. Where the bound with a site open (or shut) is as good as the best plan needs for its proof, no better plan has it so: the
site is decided, and the problem shrinks (M. L. Fisher, Management Science 27, 1981).
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from planner.model.medians.exact import radii
from planner.model.medians.loops import branch, choose, descend
from planner.model.medians.medians import Bools, Ints, Medians
from planner.model.medians.swaps import greedy, improve
from planner.model.program.lp import Effort

Say = Callable[[str], None]
Enough = Callable[[float], float]
"""From the cost of a plan, the least bound that proves it as near as asked."""

ROUNDS, PATIENCE, BOLD, TIMID = 200, 30, 2.0, 1e-3
"""Rounds of the bound in a turn; its steps halve after so many without a better one, from the first size to the last of use."""
KICKS, SHUT = 20, (0.05, 0.08, 0.15)
"""Kicks in a turn with each of these shares of the open sites shut."""
STALE, ERROR = 5, 0.4
"""Turns after which a line of plans is left, and how far the prices of the next may err."""
CALM = ((60, 2), (1_000, 30), (math.inf, 300))
"""By how many sites are undecided at most: turns without a better plan, once the bound stands still, after which the exact model ends the search."""
FEW, WORK = 100, 1e9
NODE_ROUNDS, NODE_PATIENCE, NODE_BOLD = 60, 10, 0.3
"""Sites up to which a tree of bounds is tried before the exact model, how often it may look at a pair, and the rounds, patience and boldness at each."""
ROUNDING = 1e-4
"""What floats round in a bound, of which 10,000 a share of 1e-8 more, before whole costs round it up."""


@dataclass
class MedianSearch:
    """One search; deterministic but for where the time limit cuts it.

    Parameters
    ----------
    problem : Medians
    effort : Effort
    enough : callable
    say : callable
        Told the best cost and bound at each turn.

    Attributes
    ----------
    cost : float
    opened : (sites,) bool
        The best plan.
    turns : int
    exact : (int, str) or None
        How many sites were left to the exact model, and its solver.
    """

    problem: Medians
    effort: Effort
    enough: Enough
    say: Callable[[float, float], None]
    cost: float = field(init=False, default=math.inf)
    opened: Bools = field(init=False)
    turns: int = field(init=False, default=0)
    exact: tuple[int, str] | None = field(init=False, default=None)
    _lower: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._began = time.perf_counter()
        self._rng = np.random.default_rng(0)
        self._number = np.arange(len(self.problem.forced))
        self._cut = math.inf
        self._begin()

    @property
    def left(self) -> tuple[Medians, Ints]:
        """What is undecided, and the numbers of its sites."""
        return self._left, self._number

    @property
    def bound(self) -> float:
        """No plan costs less."""
        return min(self.cost, self._cut, self.proven(self._lower))

    def proven(self, bound: float) -> float:
        """Round up what whole costs round up, clear of what floats round."""
        return math.ceil(bound - ROUNDING * (1.0 + 1e-4 * abs(bound))) if self.problem.whole else bound

    @property
    def needed(self) -> float:
        """The bound at which the best plan is proven as near as asked; where costs are whole, short of the cost by nearly one."""
        asked = self.enough(self.cost) - 5e-10 * self.cost
        return min(asked, self.cost - 1.0 + 2 * ROUNDING * (1.0 + 1e-4 * self.cost)) if self.problem.whole else asked

    @property
    def done(self) -> bool:
        """The best plan is proven as near as asked."""
        return self.bound >= self.enough(self.cost) - 1e-9 * self.cost

    @property
    def late(self) -> bool:
        """The time is over."""
        return time.perf_counter() - self._began >= self.effort.time_limit_s

    def run(self) -> None:
        """Take turns until the plan is proven or time is over; where neither plan nor bound move, ask the exact model."""
        calm = 0
        while not (self.done or self.late):
            before, self.turns = self.cost, self.turns + 1
            if self._steps[4] > TIMID:
                self._raise()
            self._decide()
            if not self.done:
                self._improve()
            self.say(self.cost, self.bound)
            calm = 0 if self.cost < before or self._steps[4] > TIMID else calm + 1
            if calm >= next(turns for sites, turns in CALM if len(self._number) <= sites):
                break
        if not (self.done or self.late) and not self._branch():
            self._finish()

    def accept(self, opened: Bools) -> float:
        """Keep a plan, by the sites of what is undecided, where it costs less; gives its cost."""
        whole = np.zeros(len(self.problem.forced), dtype=bool)
        whole[self._number[opened]] = True
        cost = self.problem.cost(whole)
        if cost < self.cost:
            self.cost, self.opened = cost, whole
        return cost

    def _branch(self) -> bool:
        """Where few sites are undecided, look for better plans site by site; tell whether that proved the best one."""
        left, outcome = self._left, 2
        nodes = WORK / (NODE_ROUNDS * (len(left.rows.site) + len(left.rows.out)))
        while outcome == 2 and len(self._number) <= FEW and not self.late:
            opened, before = left.forced.copy(), self.cost
            steps = np.array([self.cost, self.needed, NODE_ROUNDS, NODE_PATIENCE, NODE_BOLD, nodes])
            outcome = branch(left.rows, left.p, self._price, steps, opened)
            if outcome == 1:
                self._lower = max(self._lower, self.needed)
            elif outcome == 2:
                self.accept(opened)
                outcome = 2 if self.cost < before else 0
        return outcome == 1

    def _finish(self) -> None:
        """Let the exact model decide what is left; its bound counts with that of what was cut off."""
        left = self._left
        known = self.opened[self._number]
        program = radii(left)
        start = program.start(left, known) if known.sum() == left.p and known[left.forced].all() else None
        rest = max(self.cost - program.paid, 1e-9)
        share = max(0.0, (self.cost - self.needed) / rest)
        remaining = self.effort.time_limit_s - (time.perf_counter() - self._began)
        effort = replace(self.effort, gap=share, time_limit_s=max(1.0, remaining))
        outcome = program.problem.solve(effort, start=start, progress=self._progress(program.paid))
        if outcome.values is not None:
            self.accept(left.forced | (outcome.values[program.opened] > 0.5))
        self._lower = max(self._lower, outcome.bound + program.paid)
        self.exact = (len(self._number), outcome.solver)

    def _progress(self, paid: float) -> Callable[[float, float], None]:
        """Tell of the exact model's way."""
        return lambda cost, bound: self.say(min(self.cost, cost + paid), max(self.bound, bound + paid))

    def _begin(self) -> None:
        self._left = self.problem
        opened = self.problem.forced.copy()
        greedy(self.problem.rows, self.problem.p, opened)
        self.accept(opened)
        self._worth = np.zeros(len(opened))
        nearest, second = (
            self.problem.price(pair) for pair in (self.problem.cheapest(opened), self.problem.second(opened))
        )
        self._price = (nearest + second) / 2
        self._steps = np.array([0.0, 0.0, ROUNDS, PATIENCE, BOLD])
        self._kick(opened, 0)
        self._stale, self._line = STALE, (math.inf, self.opened)

    def _raise(self) -> None:
        """Raise the bound for a turn."""
        self._steps[0], self._steps[1] = self.cost, self.needed
        left = self._left
        self._lower = descend(left.rows, left.fate, left.p, self._price, self._worth, self._steps)

    def _decide(self) -> None:
        """Decide sites that the bound leaves no choice about."""
        left, worth = self._left, self._worth
        chosen = np.zeros(len(worth), dtype=bool)
        choose(worth, left.fate, left.p, chosen)
        slack = self.needed - self._lower
        if slack <= 0 or chosen.all():
            return
        free = chosen & ~left.forced
        dearest, next_best = worth[free].max(initial=-math.inf), worth[~chosen].min()
        kept = chosen | (worth - dearest < slack)
        forced = left.forced | (free & (next_best - worth >= slack))
        if kept.all() and forced.sum() == left.forced.sum():
            return
        self._cut = min(self._cut, self.proven(self.needed))
        self._left, self._number, self._worth = left.among(kept, forced), self._number[kept], worth[kept]
        if kept.sum() == left.p:
            self.accept(np.ones(left.p, dtype=bool))
            self._lower = self.cost

    def _improve(self) -> None:
        """Look for a better plan: the cheapest sites by the prices, with swaps; by turns the best plan and another line, with kicks.

        A line that no longer gets better is left for one from prices with random errors.
        """
        left, chosen = self._left, np.zeros(len(self._worth), dtype=bool)
        choose(self._worth, left.fate, left.p, chosen)
        self._kick(chosen, 0)
        if self.turns % 2:
            self._kick(self._nearest(self.opened), KICKS)
            return
        if self._stale >= STALE:
            self._stale, self._line = 0, (math.inf, self.opened)
            choose(self._worth * self._rng.uniform(1 - ERROR, 1.0, len(chosen)), left.fate, left.p, chosen)
        else:
            chosen = self._nearest(self._line[1])
        cost = self._kick(chosen, KICKS)
        self._stale = 0 if cost < self._line[0] else self._stale + 1
        self._line = (cost, np.isin(np.arange(len(self.opened)), self._number[chosen]))

    def _nearest(self, plan: Bools) -> Bools:
        """The plan by the sites of what is undecided, filled up with the cheapest by the prices."""
        chosen = np.zeros(len(self._worth), dtype=bool)
        known = plan[self._number] | self._left.forced
        choose(self._worth, known.astype(np.int8), self._left.p, chosen)
        return chosen

    def _kick(self, opened: Bools, kicks: int) -> float:
        """Swap, and kick, from a plan by the sites of what is undecided; gives its cost."""
        p = self._left.p
        if len(opened) > p:
            for share in SHUT if kicks else SHUT[:1]:
                shut = min(p, max(2, round(share * p)))
                improve(self._left.state, opened, kicks, shut, int(self._rng.integers(1 << 30)))
        return self.accept(opened)
