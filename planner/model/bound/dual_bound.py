"""The best bound so far and its multipliers: subgradient steps with every rule relaxed, and with the budget kept where it pays for few sets."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.kept_rows import kept_rows
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.reduced_costs import most_with, most_with_in_budget, some_everywhere
from planner.model.bound.subgradient import descend
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]

SETTLED, LOOK_BACK = 5e-4, 25
"""The bound has converged where so many steps lowered it by less than this share."""
LEAST_ROUNDS = 60
"""Least number of first steps, however short the time limit: bound and multipliers mean little without them."""
MOST_WITHIN, TRIAL = 60, 4
"""Most steps at a time with the budget in the subproblem, and after how many the first ones end unless they have gained."""
NEAR = 0.1
"""How far, as a share, a bound may lie above that of the same question with less on offer, for its multipliers to be a good beginning."""
FEW = 50
"""A budget that pays for more sets than this is relaxed alone: what is paid of a fraction of a set is too little."""


@dataclass
class DualBound:
    """A proven upper bound on any plan, lowered whenever it is asked to be.

    Parameters
    ----------
    problem : Decomposition
    value : float
        The bound; at first one that is known already.

    Attributes
    ----------
    multipliers : Multipliers
        Of the least bound with every rule relaxed.
    within : Multipliers or None
        Of the least bound with the budget in the subproblem; None before any.
    unkept : Decomposition
        The problem before rows of a rule were kept in the subproblem.
    """

    problem: Decomposition
    value: float = math.inf
    multipliers: Multipliers = field(init=False)
    within: Multipliers | None = field(init=False, default=None)
    unkept: Decomposition = field(init=False)
    _prices: Floats = field(init=False, default_factory=lambda: np.empty(0))
    _relaxed: float = field(init=False, default=math.inf)
    _kept: float = field(init=False, default=math.inf)
    _bought: int = field(init=False, default=0)
    _keeps_budget: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        self.multipliers, self.unkept = self.problem.first_multipliers(), self.problem

    @property
    def sets(self) -> SiteSets:
        """Sets that plans are made of."""
        return self.problem.sets

    @property
    def priced(self) -> Multipliers:
        """The multipliers of the least bound; of rows that it keeps in the subproblem those from before."""
        kept = self.problem.kept
        return self.multipliers if kept is None else kept.repriced(self.multipliers, self._prices)

    def lower(self, rounds: int, *, boldness: float, target: float, stop: Callable[[int], bool]) -> None:
        """Take at most so many steps, fewer where the bound settles.

        Parameters
        ----------
        boldness : float
            Initial factor on the length of the steps.
        target : float
            Value of the best plan known.
        stop : callable
            Asked after every step with its number, whether to take no more.
        """
        steps = descend(self.problem, self.multipliers, value=lambda: target, rounds=rounds, boldness=boldness)
        bounds, number = list[float](), 0
        for number, (multipliers, answer) in enumerate(steps, start=1):
            if answer.bound < self._relaxed:
                self._relaxed, self.multipliers = answer.bound, multipliers
                self._bought = int((self.problem.sets.cost[answer.best] > 0).sum())
            self.value = min(self.value, self._relaxed)
            bounds.append(self._relaxed)
            if number >= LEAST_ROUNDS and bounds[-LOOK_BACK] - self._relaxed < SETTLED * abs(self._relaxed):
                break
            if stop(number):
                return
        if self._keeps_budget and self._bought <= FEW and not stop(max(number, LEAST_ROUNDS)):
            self._lower_within_budget(min(rounds, MOST_WITHIN), target, stop)

    def keep_rows(self) -> bool:
        """Keep the rows of a rule in the subproblem from now on, where a few steps show that this lowers the bound; returns whether it does."""
        old, begin = self.problem, self.value
        if old.kept is not None or (self.within is not None and self._keeps_budget):
            return False
        if (kept := kept_rows(old.sets, self.multipliers.coupling)) is None:
            return False
        problem = Decomposition(old.instance, old.sets, kept)
        start = replace(self.multipliers, coupling=kept.unpriced(self.multipliers.coupling))
        steps = descend(problem, start, value=lambda: begin, rounds=TRIAL, boldness=0.5)
        tried = [(answer.bound, multipliers) for multipliers, answer in steps]
        least, multipliers = min(tried, key=lambda one: one[0])
        if begin - least <= SETTLED * abs(begin):
            return False
        self.problem, self._prices = problem, self.multipliers.coupling
        self.value, self._relaxed, self.multipliers = min(begin, least), least, multipliers
        return True

    @property
    def gains_within_budget(self) -> bool:
        """Whether the budget in the subproblem lowered the bound."""
        return self._relaxed - self._kept > SETTLED * abs(self._kept)

    def warm_start_from(self, other: "DualBound") -> bool:
        """Begin from the multipliers of the bound of the same question with less on offer, and with the budget in the subproblem where that gained there; returns whether they are of use: this bound is near that one there."""
        priced = other.priced
        if priced.coupling.shape != self.multipliers.coupling.shape:
            return False  # a rule has other rows here
        if self.problem.evaluate(priced).bound - other.value > NEAR * abs(other.value):
            return False
        self.multipliers = priced
        keeps = other.gains_within_budget and self.problem.knapsack is not None
        self.within = other.within if keeps else None
        self._keeps_budget = self.within is not None
        return True

    def most_with(self, least: float) -> Floats:
        """Most that a plan with each set can be worth, as exactly as is known where that is more than `least`; (sets,)."""
        most = most_with(self.problem, self.multipliers)
        keep = most >= least
        if self.within is not None and some_everywhere(self.sets, keep):
            rows = np.flatnonzero(keep)
            few = Decomposition(self.problem.instance, self.problem.sets.kept(rows))
            most[rows] = np.minimum(most[rows], most_with_in_budget(few, self.within))
        return most

    def _lower_within_budget(self, rounds: int, target: float, stop: Callable[[int], bool]) -> None:
        """The same with the budget in the subproblem, for the last time where that gains next to nothing."""
        if self.problem.knapsack is None:
            self._keeps_budget = False
            return
        begin, first = self.value, self.within is None
        start = self.multipliers if self.within is None else self.within
        steps = descend(self.problem, start, value=lambda: target, rounds=rounds, boldness=0.5, within_budget=True)
        for number, (multipliers, answer) in enumerate(steps, start=1):
            if answer.bound < self._kept:
                self._kept, self.within = answer.bound, multipliers
            self.value = min(self.value, self._kept)
            if stop(LEAST_ROUNDS):
                return
            if first and number == TRIAL and begin - self.value <= SETTLED * abs(begin):
                break
        self._keeps_budget = begin - self.value > SETTLED * abs(begin)
