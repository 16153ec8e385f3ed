"""The exact model of several worlds with a max-min objective."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns, flows_among
from planner.model.exact.solution import Solution, start_of
from planner.model.exact.tightening import tighten
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import exact_bytes, lacking
from planner.model.program.effort import Effort
from planner.model.program.lp import Outcome, Problem
from planner.model.program.spending import Spending
from planner.model.search.exact import Settled
from planner.model.sets.configurations import Configurations, offered
from planner.model.solve.deciding import decided
from planner.model.solve.siting import SitingModel
from planner.support.speech import _

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOSS = 1e-6
"""Tolerance on the worst world's value in the second stage, as a share."""


@dataclass
class WorstWorld:
    """``max W t`` with ``t <= sum v f`` over the flows of each of the W worlds.

    Parameters
    ----------
    stack : Instance
        Of all worlds, see `stacking`.
    known : Solution or None
        MIP start.
    among : Configurations or None
        Sets to choose from; None for all that are of use.
    """

    stack: Instance
    known: Solution | None
    among: Configurations | None = None
    _problem: Problem = field(init=False)
    _columns: Columns = field(init=False)
    _worst: int = field(init=False)
    _worth: Floats = field(init=False)

    def __post_init__(self) -> None:
        stack = self.stack
        sets = self.among or offered(stack, None if self.known is None else self.known.chargers)
        self._problem, self._columns = problem, columns = SitingModel(stack).state(sets)
        (self._worst,) = problem.add(1).tolist()
        self._worth = stack.flow_worth(columns.flow_pair, columns.flow_route)
        world = stack.demand.world[stack.reach.zone[columns.flow_pair]]
        for number in range(stack.worlds):
            rows = np.flatnonzero(world == number)
            problem.at_most([self._worst, *columns.flow[rows]], [1.0, *-self._worth[rows]], 0.0)

    @property
    def size(self) -> str:
        """Size of the model in words."""
        return _(
            "{count:,} flows, {count_2:,} charger sets",
            count=len(self._columns.flow),
            count_2=len(self._columns.chosen),
        )

    def solve(self, effort: Effort, progress: Callable[[float, float], None]) -> tuple[Ints | None, Outcome]:
        """Chargers, (sites, chargers), None where none were found, and the outcome of the minimisation of ``-W t``."""
        self._problem.minimise(np.array([self._worst]), np.array([-float(self.stack.worlds)]))
        outcome = self._problem.solve(effort, start=self._start(self.known), progress=progress)
        return self._chargers(outcome), outcome

    def decided(self, spending: Spending, enough: float, *, tight: bool) -> Settled:
        """As `deciding.decided`; with `tight` after the relaxation was tightened."""
        self._problem.minimise(np.array([self._worst]), np.array([-float(self.stack.worlds)]))
        if tight:
            tighten(self._problem, self.stack, self._columns, Spending(spending.rest()))
        return decided(self._problem, self._columns, spending, enough, self._start(self.known), plain=True)

    def improved_elsewhere(self, plan: Solution, effort: Effort) -> Ints | None:
        """Chargers of the best total value whose worst world is no worse than with this plan; None where none were found.

        The second stage of a lexicographic optimisation: many plans have the same max-min value, and money that the worst world cannot use
        may help another.
        """
        worst = self._worst_of(plan)
        self._problem.at_most([self._worst], [-1.0], -worst * (1.0 - LOSS))
        self._problem.minimise(self._columns.flow, -self._worth)
        start = self._start(plan)
        known = start is not None and self._problem.keeps(start)  # a trimmed plan may use sets that are not on offer
        return self._chargers(self._problem.solve(effort, start=start if known else None))

    def _start(self, plan: Solution | None) -> Floats | None:
        if plan is None:
            return None
        start = start_of(plan, self._problem, self._columns, self.stack)
        start[self._worst] = self._worst_of(plan)
        return start

    def _worst_of(self, plan: Solution) -> float:
        worth = self.stack.flow_worth(plan.flow_pair, plan.flow_route) * plan.flow_kwh
        world = self.stack.demand.world[self.stack.reach.zone[plan.flow_pair]]
        return float(np.bincount(world, worth, minlength=self.stack.worlds).min())

    def _chargers(self, outcome: Outcome) -> Ints | None:
        if outcome.values is None:
            return None
        chargers = np.zeros((len(self.stack.sites), len(self.stack.products.kw)), dtype=np.int64)
        built, sets = outcome.values[self._columns.chosen] > 0.5, self._columns.sets
        np.add.at(chargers, sets.site[built], sets.chargers[built])
        return chargers


@dataclass(frozen=True)
class DecidingWorst:
    """The exact model of all worlds among a few sets, as `planner.model.search.exact.Exact`.

    Parameters
    ----------
    stack : Instance
    judged : callable
        Worth of a plan in the worst world times their number, and its allocation; None where it is infeasible in a world.
    """

    stack: Instance
    judged: Callable[[Ints], tuple[float, Solution] | None]

    def offering(self, _products: NDArray[np.bool_]) -> None:
        """None: what is judged takes up worlds (`planner.model.solve.some_worlds`), which is for the search over all products alone."""

    def best_among(
        self, sets: Configurations, known: Solution, effort: Effort, enough: float, *, tight: bool = False
    ) -> Settled:
        """Best plan of these sets in the worst world, as `planner.model.search.exact.Exact.best_among`."""
        spending = Spending(effort)
        if lacking(exact_bytes(flows_among(self.stack, sets))):
            return Settled(math.inf, stated=False)
        model = WorstWorld(self.stack, known, sets)
        return model.decided(spending, enough, tight=tight)
