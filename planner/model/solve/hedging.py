"""Minimax regret over several worlds: first-stage chargers are shared, energy is allocated in each world.

The relative regret of a plan in a world is its shortfall from the best plan known there. The *hedged* plan minimises the largest regret:
``max min_w value_w / best_w`` in the stack of all worlds (`stacking`). Small instances are solved by the exact model, large ones by the
heuristic search with the worlds' weights as further multipliers, medium ones by the search and then the exact model. Known plans, such as
those for single worlds, are candidates too.

Sources: L. J. Savage, The theory of statistical decision, JASA 46 (1951) for minimax regret; P. Kouvelis and G. Yu, Robust Discrete Optimization and
Its Applications (1997) for relative regret in discrete problems.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.bound.world_pairs import bound_of_pairs
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import exact_bytes, lacking
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.search.search import Search
from planner.model.search.start import Start
from planner.model.search.warming import warmed
from planner.model.sets.limits import least_products, most_products
from planner.model.solve import strategy
from planner.model.solve.countable import countable_within
from planner.model.solve.hedged import ROUNDING, Hedged, InWorlds, better_of
from planner.model.solve.max_min import LOSS, DecidingWorst, WorstWorld
from planner.model.solve.siting import SitingModel
from planner.model.solve.some_worlds import FORGIVEN, SomeWorlds, with_worst
from planner.model.solve.stacking import stacked
from planner.proofs import Sense
from planner.support.progress import Progress, measured
from planner.support.speech import _
from planner.support.stopping import StoppedError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def hedged_plan(
    instances: Sequence[Instance], best: Sequence[float], effort: Effort, say: Progress, begin: Sequence[Ints] = ()
) -> Hedged:
    """Minimise the largest relative regret over the worlds.

    Parameters
    ----------
    instances : sequence of Instance
        One a world, which differ in demand, pools and pairs alone (`stacking.difference`).
    best : (worlds,)
        Value of the best plan known in each world.
    effort : Effort
    say : callable
    begin : sequence of (sites, chargers) int
        Known plans; those that are feasible in all worlds are candidates.

    Raises
    ------
    InfeasibleError
        No plan keeps the promises in all worlds at once.
    SolverError
        None was found in time.
    """
    spending, against = Spending(effort), np.asarray(best, dtype=float)
    asked = np.flatnonzero(against > 0).tolist()
    if not len(asked):
        nothing = least_products(instances[0])
        return Hedged(nothing, np.zeros(len(against)), against, 1.0, 1.0, End.GAP, strategy.own_solver(), 0.0, NOTHING)
    unit = float(against[asked].mean())
    hedge = _Hedge([instances[at] for at in asked], unit, unit / against[asked], spending, say)
    found = hedge.run(begin)
    values = np.zeros(len(against))
    values[asked] = found.values / hedge.weights
    for at in np.flatnonzero(against <= 0).tolist():
        values[at] = SitingModel(instances[at]).allocate(found.chargers).value
    value, bound = (figure / (unit * len(asked)) for figure in (found.value, found.bound))
    return Hedged(found.chargers, values, against, value, bound, found.end, found.solver, spending.wall_s, found.path)


NOTHING = "nothing can be served in any world"
PAIRS_SHARE = 0.1
"""Most of the work for bounds of the worlds two by two."""
SECOND_STAGE = 0.3
"""Share of the remaining work for the second lexicographic stage: the other worlds, once the gap of the worst is closed."""


@dataclass
class _Hedge:
    """Search for a hedged plan; values are scaled so that the best value is the same in all worlds.

    Parameters
    ----------
    unit : float
        Scaled best value of every world.
    weights : (worlds,)
        Scale of each world's worth.
    """

    instances: list[Instance]
    unit: float
    weights: Floats
    spending: Spending
    say: Progress
    stack: Instance = field(init=False)

    def __post_init__(self) -> None:
        self.stack = stacked(self.instances, self.weights.tolist())

    @property
    def _every(self) -> tuple[int, ...]:
        return tuple(range(len(self.instances)))

    def run(self, begin: Sequence[Ints]) -> InWorlds:
        """Search, starting from known plans."""
        known = [
            plan for chargers in begin if (plan := self._evaluated(chargers, "a plan made for one world")) is not None
        ]
        best = max(known, key=lambda plan: plan.value, default=None)
        flows, bound = strategy.asked_flows(self.stack), self._limit()
        if flows > strategy.SMALL_FLOWS and self.spending.effort.solver != "cbc" and most_products(self.stack).any():
            pair, of_pairs = self._limit_of_pairs()
            bound, large = min(bound, of_pairs), flows > strategy.MIDDLING_FLOWS
            if large:
                best, bound = self._in_turn(pair, best, bound)
            else:
                found, lowest, _more = self._searched(self._every, bound, short=True)
                best, bound = better_of(found, best), min(bound, lowest)
            if best is not None and (large or self._proven(best.value, bound)):
                return self._ended(best, bound)
        return self._exactly(best, bound)

    def _in_turn(self, some: tuple[int, ...], best: InWorlds | None, bound: float) -> tuple[InWorlds | None, float]:
        """Search over some worlds, and over more where what is found is worse in another; the best plan and the least bound."""
        begin: Ints | None = None
        while True:
            found, lowest, more = self._searched(some, bound, begin)
            best, bound = better_of(found, best), min(bound, lowest)
            if not more or (best is not None and self._proven(best.value, bound)) or self.spending.over():
                return best, bound
            some, begin = more, None if best is None else best.chargers

    def _limit(self) -> float:
        """Upper bound on the max-min value, from the total demand of each world."""
        demand, reach = self.stack.demand, self.stack.reach
        best = np.zeros(len(demand.kwh))
        np.maximum.at(best, reach.zone, reach.worth)
        most = np.bincount(demand.world, best * demand.kwh.sum(axis=1), minlength=self.stack.worlds)
        return float(self.stack.worlds * most.min())

    def _limit_of_pairs(self) -> tuple[tuple[int, ...], float]:
        """The two worlds of the least bound, and that, within a share of the work; all worlds and inf with fewer than three."""
        pairs = Spending(self.spending.rest(PAIRS_SHARE * self.spending.left_s))
        pair, least = bound_of_pairs(self.instances, self._together, pairs.over)
        return pair, self.stack.worlds * least

    def _together(self, some: Sequence[int]) -> Instance:
        """Some of the worlds as one instance."""
        if tuple(some) == self._every:
            return self.stack
        return stacked([self.instances[at] for at in some], self.weights[list(some)].tolist())

    def _evaluated(self, chargers: Ints, path: str = "") -> InWorlds | None:
        """Allocate energy optimally in every world and trim unused chargers; None where they are infeasible."""
        try:
            solution = SitingModel(self.stack).tidied(chargers)
        except SolverError:
            return None
        worth = self.stack.flow_worth(solution.flow_pair, solution.flow_route) * solution.flow_kwh
        world = self.stack.demand.world[self.stack.reach.zone[solution.flow_pair]]
        values = np.bincount(world, worth, minlength=self.stack.worlds)
        value, solver = self.stack.worlds * float(values.min()), strategy.own_solver()
        return InWorlds(solution.chargers, values, value, math.inf, End.OTHER, solver, path, solution)

    def _searched(
        self, some: tuple[int, ...], bound: float = math.inf, begin: Ints | None = None, *, short: bool = False
    ) -> tuple[InWorlds | None, float, tuple[int, ...]]:
        """Heuristic search over some worlds, from a plan where there is one.

        Returns the plan, None where none is feasible in all worlds, its bound, and the worlds to search over next: none where more of them gain nothing.
        """
        stack, scale = self._together(some), self.stack.worlds / len(some)
        judging = SomeWorlds(stack, some, self._evaluated, FORGIVEN * self.spending.effort.gap)
        worst, exact = replace(stack, by_worst=True), DecidingWorst(stack, judging.judged)
        most = strategy.SHORT_REBUILDS if short else math.inf

        def left() -> Effort:
            rest = strategy.rest(self.spending, strategy.SEARCH_SHARE * self.spending.left_s if short else None)
            return replace(rest, stop=lambda: rest.stop() or bool(judging.taken_up))

        begun = None if begin is None else warmed(worst, Start(begin), left(), self.say, bound / scale)
        search = Search(worst, left(), self.say, most=most, known=bound / scale, prepared=begun, exact=exact)
        found, plan = search.run(), None
        if math.isfinite(found.value):
            plan = self._evaluated(found.chargers, _("search by prices, {path}", path=found.path))
        more = judging.taken_up or (self._every if plan is None else with_worst(some, plan.values, 0.0))
        return plan, scale * found.bound, more if some != self._every else ()

    def _exactly(self, known: InWorlds | None, bound: float) -> InWorlds:
        """Solve the exact model ``max W t`` with ``t <= sum of worth f`` in every world, from a known plan as MIP start where there is one."""
        short = lacking(exact_bytes(strategy.asked_flows(self.stack)))
        if known is not None and (self.spending.effort.stop() or short):
            return self._ended(known, bound)
        model = WorstWorld(self.stack, None if known is None else known.solution)
        self.say(_("model of all worlds: {size}", size=model.size))
        chargers, outcome = model.solve(self._rest(), self._progress(bound))
        if outcome.end is End.INFEASIBLE and known is None:
            raise InfeasibleError(
                _(
                    "no plan keeps the promises in all worlds at once, though each alone may; raise plan.budget_usd, or lower plan.district_floor or plan.coverage"
                )
            )
        bound, best = min(bound, -outcome.bound), known
        if chargers is not None:
            path = (
                _("exact model of all worlds")
                if known is None
                else _("{path}, then the exact model of all worlds", path=known.path)
            )
            found = self._evaluated(chargers, path)
            if found is not None and (known is None or found.value > known.value):
                best = replace(found, solver=outcome.solver)
        if best is not None and self._proven(best.value, bound) and not self.spending.effort.stop():
            best = self._improved_elsewhere(model, best)
        if best is None:
            if self.spending.effort.stop():
                raise StoppedError
            raise SolverError(strategy.TOO_LATE)
        return self._ended(best, bound)

    def _improved_elsewhere(self, model: WorstWorld, plan: InWorlds) -> InWorlds:
        """Second lexicographic stage: improve the other worlds without loss in the worst, within a share of the work."""
        rest = strategy.rest(self.spending, SECOND_STAGE * self.spending.left_s)
        chargers = model.improved_elsewhere(plan.solution, rest)
        better = None if chargers is None else self._evaluated(chargers, plan.path)
        if better is None or better.values.sum() <= plan.values.sum() or better.value < plan.value * (1.0 - LOSS):
            return plan
        return replace(better, solver=plan.solver)

    def _progress(self, known: float) -> Callable[[float, float], None]:
        def tell(incumbent: float, bound: float) -> None:
            best, above = (one / (self.unit * self.stack.worlds) for one in (-incumbent, min(-bound, known)))
            if math.isfinite(best) and math.isfinite(above):
                regret, least = 1 - best, max(0.0, 1 - above)
                said = _(
                    "largest regret {best:percent2}, none below {least:percent2_least} is possible",
                    best=regret,
                    least=least,
                )
                self.say(measured(said, regret, least, math.inf, "share of the best plan of a world"))

        return tell

    def _proven(self, value: float, bound: float) -> bool:
        return bound - value <= self.spending.effort.gap * abs(bound)

    def _ended(self, plan: InWorlds, bound: float) -> InWorlds:
        model, worlds = SitingModel(self.stack), self.stack.worlds
        fewer = countable_within(model, plan.solution, (plan.value, bound), self.spending.effort.gap, worlds).chargers
        if (fewer != plan.chargers).any():
            plan = replace(self._evaluated(fewer, plan.path) or plan, solver=plan.solver)
        bound = Sense.MAX.bound_beside(plan.value, bound, slack=ROUNDING)
        end = End.GAP if self._proven(plan.value, bound) else strategy.ended(plan.value, bound, self.spending)
        return replace(plan, bound=bound, end=end)

    def _rest(self) -> Effort:
        return strategy.rest(self.spending)
