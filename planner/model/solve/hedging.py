"""The plan that no world regrets much, and the plan for a weighed mean of worlds: chargers shared, energy allocated in each world.

A plan's regret in a world is the share by which it falls short of the best plan known there. The *hedged* plan makes the largest regret
over the worlds as small as can be: ``max min_w value_w / best_w`` in one model, the stack of all worlds (`stacking`). The *expected* plan makes
``sum_w p_w value_w`` as large as can be. Small questions go to the exact model, large ones to the search by prices, whose weights of the worlds
are multipliers too; middling ones to one after the other. Whatever is found is held against plans that are known already, such as those made for one world each.

Sources: L. J. Savage, The theory of statistical decision, JASA 46 (1951) for minimax regret; P. Kouvelis and G. Yu, Robust Discrete Optimization and
Its Applications (1997) for the relative kind in whole-number problems.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import exact_bytes, lacking
from planner.model.program.lp import Effort, End
from planner.model.search.search import Search
from planner.model.sets.limits import least_products, most_products
from planner.model.solve import strategy
from planner.model.solve.max_min import LOSS, WorstWorld
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import stacked
from planner.support.stopping import StoppedError

Say = Callable[[str], None]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hedged:
    """One plan for several worlds.

    Parameters
    ----------
    chargers : (sites, chargers) int
    values : (worlds,)
        Worth-weighted kWh a day in each world, energy allocated as well as can be.
    best : (worlds,)
        What regrets are reckoned against.
    value : float
        Least ``values / best`` of a hedged plan; ``sum p values`` of an expected one.
    bound : float
        No plan of the model has more; proven.
    end : End
    solver : str
    wall_s : float
    path : str
    """

    chargers: Ints
    values: Floats
    best: Floats
    value: float
    bound: float
    end: End
    solver: str
    wall_s: float
    path: str

    @property
    def gap(self) -> float:
        """Share of the bound by which a better plan might still exceed this one."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    @property
    def regret(self) -> Floats:
        """By world, at least 0; 0 where nothing can be served; (worlds,)."""
        return np.maximum(0.0, 1.0 - shares(self.values, self.best))


def shares(values: Floats, best: Floats) -> Floats:
    """Share of the best in each world; 1 where the best is nothing; (worlds,)."""
    return np.divide(values, best, out=np.ones(len(best)), where=best > 0)


def hedged_plan(
    instances: Sequence[Instance], best: Sequence[float], effort: Effort, say: Say, begin: Sequence[Ints] = ()
) -> Hedged:
    """Make the largest relative regret over the worlds as small as can be.

    Parameters
    ----------
    instances : sequence of Instance
        One a world, which differ in demand, pools and pairs alone (`stacking.difference`).
    best : (worlds,)
        Value of the best plan known in each world.
    effort : Effort
    say : callable
    begin : sequence of (sites, chargers) int
        Plans that are known; those that keep the promises in all worlds are held against what is found.

    Raises
    ------
    InfeasibleError
        No plan keeps the promises in all worlds at once.
    SolverError
        None was found in time.
    """
    began, against = time.perf_counter(), np.asarray(best, dtype=float)
    asked = np.flatnonzero(against > 0).tolist()
    if not len(asked):
        nothing = least_products(instances[0])
        return Hedged(nothing, np.zeros(len(against)), against, 1.0, 1.0, End.GAP, strategy.own_solver(), 0.0, NOTHING)
    unit = float(against[asked].mean())
    hedge = _Hedge([instances[at] for at in asked], unit, unit / against[asked], effort, say, began)
    found = hedge.run(begin)
    values = np.zeros(len(against))
    values[asked] = found.values / hedge.weights
    for at in np.flatnonzero(against <= 0).tolist():
        values[at] = SitingModel(instances[at]).allocate(found.chargers).value
    value, bound = (figure / (unit * len(asked)) for figure in (found.value, found.bound))
    return Hedged(
        found.chargers, values, against, value, bound, found.end, found.solver, time.perf_counter() - began, found.path
    )


def expected_plan(
    instances: Sequence[Instance], probabilities: Sequence[float], effort: Effort, say: Say, begin: Sequence[Ints] = ()
) -> Hedged:
    """Make the mean value over the worlds, weighed by their probabilities, as large as can be; otherwise as `hedged_plan`."""
    began, weights = time.perf_counter(), np.asarray(probabilities, dtype=float)
    likely = np.flatnonzero(weights > 0).tolist()
    stack = stacked([instances[at] for at in likely], weights[likely].tolist())
    solution = SitingModel(stack).solve(effort, say)
    known = [plan for chargers in begin if (plan := _used(stack, chargers)) is not None]
    best = max([solution, *known], key=lambda plan: plan.value)
    values = np.array([SitingModel(one).allocate(best.chargers).value for one in instances])
    bound = max(solution.bound, best.value)
    end = End.GAP if bound - best.value <= effort.gap * abs(bound) else solution.end
    wall_s = time.perf_counter() - began
    return Hedged(best.chargers, values, values, best.value, bound, end, solution.solver, wall_s, solution.path)


NOTHING = "nothing can be served in any world"
ROUNDING_OUT = 0.3
"""Share of what is left of the time for serving the other worlds better, once the worst is served as well as asked."""


def _used(stack: Instance, chargers: Ints) -> Solution | None:
    """Use chargers in all worlds; None where they break a promise in one."""
    try:
        return SitingModel(stack).allocate(chargers)
    except SolverError:
        return None


@dataclass(frozen=True)
class _Plan:
    """A plan judged in every world; `value` and `bound` are so many times the worst world's worth as there are worlds."""

    chargers: Ints
    values: Floats
    value: float
    bound: float
    end: End
    solver: str
    path: str
    solution: Solution


@dataclass
class _Hedge:
    """One search for a hedged plan; values are weighed so that all worlds' best are alike.

    Parameters
    ----------
    unit : float
        What the best of every world is worth when weighed.
    weights : (worlds,)
        Of each world's worth.
    """

    instances: list[Instance]
    unit: float
    weights: Floats
    effort: Effort
    say: Say
    began: float
    stack: Instance = field(init=False)

    def __post_init__(self) -> None:
        self.stack = stacked(self.instances, self.weights.tolist())

    def run(self, begin: Sequence[Ints]) -> _Plan:
        """Find a plan from those that are known."""
        known = [
            plan for chargers in begin if (plan := self._judged(chargers, "a plan made for one world")) is not None
        ]
        best = max(known, key=lambda plan: plan.value, default=None)
        flows, bound = strategy.asked_flows(self.stack), self._limit()
        if flows > strategy.SMALL_FLOWS and self.effort.solver != "cbc" and most_products(self.stack).any():
            share = strategy.SEARCH_SHARE if flows <= strategy.MIDDLING_FLOWS else 1.0
            found, lowest = self._searched(share, math.inf if share == 1.0 else strategy.SHORT_REBUILDS)
            bound = min(bound, lowest)
            best = max((one for one in (found, best) if one is not None), key=lambda plan: plan.value, default=None)
            if best is not None and (share == 1.0 or self._proven(best.value, bound)):
                return self._ended(best, bound)
        return self._exactly(best, bound)

    def _limit(self) -> float:
        """What the worst world at most gets, from the bounds of all demand."""
        demand, reach = self.stack.demand, self.stack.reach
        best = np.zeros(len(demand.kwh))
        np.maximum.at(best, reach.zone, reach.worth)
        most = np.bincount(demand.world, best * demand.kwh.sum(axis=1), minlength=self.stack.worlds)
        return float(self.stack.worlds * most.min())

    def _judged(self, chargers: Ints, path: str) -> _Plan | None:
        """Use chargers as well as can be in every world, without those that none needs; None where they break a promise."""
        try:
            solution = SitingModel(self.stack).tidied(chargers)
        except SolverError:
            return None
        worth = self.stack.flow_worth(solution.flow_pair, solution.flow_route) * solution.flow_kwh
        world = self.stack.demand.world[self.stack.reach.zone[solution.flow_pair]]
        values = np.bincount(world, worth, minlength=self.stack.worlds)
        value, solver = self.stack.worlds * float(values.min()), strategy.own_solver()
        return _Plan(solution.chargers, values, value, math.inf, End.OTHER, solver, path, solution)

    def _searched(self, share: float, most: float) -> tuple[_Plan | None, float]:
        """Search by prices; the plan is None where it found none that keeps the promises."""
        effort = replace(self._rest(), time_limit_s=self._rest().time_limit_s * share)
        found = Search(replace(self.stack, by_worst=True), effort, self.say, most=most).run()
        if not math.isfinite(found.value):
            return None, found.bound
        return self._judged(found.chargers, f"search by prices, {found.path}"), found.bound

    def _exactly(self, known: _Plan | None, bound: float) -> _Plan:
        """Ask the exact model: ``max W t`` with ``t <= sum of worth f`` in every world; from a plan that is known where there is one."""
        short = lacking(exact_bytes(strategy.asked_flows(self.stack)))
        if known is not None and (self.effort.stop() or short):
            return self._ended(known, bound)
        model = WorstWorld(self.stack, None if known is None else known.solution)
        self.say(f"model of all worlds: {model.size}")
        chargers, outcome = model.solve(self._rest(), self._progress(bound))
        if outcome.end is End.INFEASIBLE and known is None:
            raise InfeasibleError(
                "no plan keeps the promises in all worlds at once, though each alone may; raise plan.budget_usd, or lower plan.district_floor or plan.coverage"
            )
        bound, best = min(bound, -outcome.bound), known
        if chargers is not None:
            path = "exact model of all worlds" if known is None else f"{known.path}, then the exact model of all worlds"
            found = self._judged(chargers, path)
            if found is not None and (known is None or found.value > known.value):
                best = replace(found, solver=outcome.solver)
        if best is not None and self._proven(best.value, bound) and not self.effort.stop():
            best = self._rounded_out(model, best)
        if best is None:
            if self.effort.stop():
                raise StoppedError
            raise SolverError(strategy.TOO_LATE)
        return self._ended(best, bound)

    def _rounded_out(self, model: WorstWorld, plan: _Plan) -> _Plan:
        """The plan that serves the other worlds best among those that serve the worst as well as this one, as far as it is found in time."""
        rest = self._rest()
        chargers = model.rounded_out(plan.solution, replace(rest, time_limit_s=ROUNDING_OUT * rest.time_limit_s))
        better = None if chargers is None else self._judged(chargers, plan.path)
        if better is None or better.values.sum() <= plan.values.sum() or better.value < plan.value * (1.0 - LOSS):
            return plan
        return replace(better, solver=plan.solver)

    def _progress(self, known: float) -> Callable[[float, float], None]:
        scale = self.unit * self.stack.worlds

        def tell(incumbent: float, bound: float) -> None:
            best, above = -incumbent / scale, min(-bound, known) / scale
            if math.isfinite(best) and math.isfinite(above):
                self.say(f"largest regret {1 - best:.2%}, none below {max(0.0, 1 - above):.2%} is possible")

        return tell

    def _proven(self, value: float, bound: float) -> bool:
        return bound - value <= self.effort.gap * abs(bound)

    def _ended(self, plan: _Plan, bound: float) -> _Plan:
        if plan.value > bound + 1e-5 * max(1.0, abs(bound)):
            raise AssertionError(f"the hedged plan is worth {plan.value}, better than its bound {bound}")
        end = End.GAP if self._proven(plan.value, bound) else strategy.ended(plan.value, bound, self.effort, self.began)
        return replace(plan, bound=max(bound, plan.value), end=end)

    def _rest(self) -> Effort:
        return strategy.rest(self.effort, self.began)
