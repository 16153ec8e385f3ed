"""The siting model, stated and solved; docs/model.md defines the symbols."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model import infeasible
from planner.model.columns import Columns, lay_columns
from planner.model.configurations import Configurations, configurations_of, given_configurations
from planner.model.constraints import RULES
from planner.model.instance import Instance
from planner.model.lp import Effort, End, Outcome, Problem, solver_version
from planner.model.objectives import OBJECTIVES
from planner.model.search import Found, Search
from planner.model.solution import Solution, start_of
from planner.model.trimming import trimmed

log = logging.getLogger(__name__)
Say = Callable[[str], None]


@dataclass(frozen=True)
class SitingModel:
    """Variables, rules and an objective over one instance."""

    instance: Instance
    objective: str = "energy"

    def state(self, sets: Configurations) -> tuple[Problem, Columns]:
        """State the model with these sets of chargers on offer."""
        problem = Problem("siting")
        columns = lay_columns(problem, self.instance, sets)
        for rule in RULES.values():
            rule(problem, self.instance, columns)
        OBJECTIVES[self.objective](problem, self.instance, columns)
        return problem, columns

    def allocate(self, chargers: NDArray[np.int64]) -> Solution:
        """Serve as much as given new chargers can; a linear program, since every gun in it may as well be used.

        Where some of them take standing guns away, all must be there whole: a part would keep what the whole takes.

        Raises
        ------
        SolverError
            The chargers break a rule.
        """
        problem, columns = self.state(given_configurations(self.instance, chargers))
        if (self.instance.guns < 0).any():
            problem.at_most(columns.chosen, -np.ones(len(columns.chosen)), -float(len(columns.chosen)))
        outcome = problem.solve(Effort(relaxed=True))
        if outcome.values is None:
            raise SolverError(f"chargers that were to be kept break a rule of the model ({outcome.end})")
        return self._solution(columns, outcome, chargers, bound=-outcome.objective)

    def tidied(self, chargers: NDArray[np.int64]) -> Solution:
        """Use given new chargers as well as can be, without those that no energy needs.

        Raises
        ------
        SolverError
            The chargers break a rule.
        """
        return self._tidied(chargers)

    def solve(self, effort: Effort, say: Say) -> Solution:
        """Find chargers and their use, to the asked gap or until the time is over.

        Small questions and those asked of CBC go to the exact model, all others to the search by prices; either way the
        decomposition's bound counts where it is the lower one, and `Solution.path` says which way was taken.

        Raises
        ------
        InfeasibleError
            No plan keeps all the promises; says which conflict.
        SolverError
            Time ran out before any plan was found that keeps the promises.
        """
        infeasible.check_forced(self.instance)
        infeasible.check_promises(self.instance)
        began = time.perf_counter()
        if not self.instance.most_chargers().any():
            return replace(self.allocate(self.instance.nothing_new()), path="nothing to decide")
        if effort.solver == "cbc" or self._asked_flows() <= SMALL_FLOWS:
            return self._solve_exactly(effort, say, math.inf)
        middling = self._asked_flows() <= MIDDLING_FLOWS
        short = replace(effort, time_limit_s=effort.time_limit_s * SEARCH_SHARE) if middling else effort
        found, plan = self._searched(short, say)
        if plan is None:
            return self._solve_exactly(_rest(effort, began), say, found.bound)
        if middling and found.bound - plan.value > effort.gap * abs(found.bound):
            return self._solve_exactly(_rest(effort, began), say, found.bound, plan)
        end = _end(plan.value, found.bound, effort, began)
        solver = f"decomposition and search of evplan, energy by HiGHS {solver_version()}"
        path = f"search by prices, {found.rebuilds:,} rebuilds"
        return _proven(plan, found.bound, end, solver, time.perf_counter() - began, path)

    def _searched(self, effort: Effort, say: Say) -> tuple[Found, Solution | None]:
        """Search by prices; where only the search's loose reckoning of shared cabinets keeps a floor, once more with a margin."""
        found = Search(self.instance, effort, say).run()
        plan = self._kept(found)
        if plan is None and math.isfinite(found.value) and self.instance.floor > 0:
            stricter = replace(self.instance, floor=min(1.0, self.instance.floor * FLOOR_MARGIN))
            again = Search(stricter, replace(effort, time_limit_s=effort.time_limit_s / 3), say).run()
            plan = self._kept(again)
        return found, plan

    def _kept(self, found: Found) -> Solution | None:
        """Use what a search found as well as can be; None where it found nothing, or keeps the floors only by its own loose reckoning."""
        if not math.isfinite(found.value):
            return None
        try:
            return self._tidied(found.chargers)
        except SolverError:
            return None

    def _asked_flows(self) -> int:
        return int((self.instance.demand[self.instance.zone] > 0).sum())

    def _solve_exactly(self, effort: Effort, say: Say, bound: float, begin: Solution | None = None) -> Solution:
        """Ask the exact model, from a plan that is known already where there is one."""
        problem, columns = self.state(self._offer(begin))
        say(f"model: {len(columns.flow):,} flows, {len(columns.chosen):,} charger sets, {problem.rows:,} rows")
        start = None if begin is None else start_of(begin, problem, columns, self.instance)
        outcome = problem.solve(effort, start=start, progress=_progress(say, bound))
        if outcome.end is End.INFEASIBLE:
            raise infeasible.explained(self.instance)
        plan = self._tidied(self._chargers(columns, outcome))
        if begin is not None and begin.value > plan.value:
            plan = begin
        bound = min(-outcome.bound, self._ceiling(), bound)
        end = End.GAP if bound - plan.value <= effort.gap * abs(bound) else outcome.end
        path = "exact model" if begin is None else "search by prices, then the exact model"
        return _proven(plan, bound, end, outcome.solver, outcome.wall_s, path)

    def _offer(self, begin: Solution | None) -> Configurations:
        """Every useful set of chargers, and those of a plan that is known."""
        every = configurations_of(self.instance)
        if begin is None:
            return every
        known = given_configurations(self.instance, begin.chargers)
        rows = np.column_stack(
            [
                np.append(every.site, known.site),
                np.append(every.group, known.group),
                np.vstack([every.chargers, known.chargers]),
            ]
        )
        rows = np.unique(rows, axis=0)
        return Configurations(rows[:, 0], rows[:, 1], rows[:, 2:])

    def _chargers(self, columns: Columns, outcome: Outcome) -> NDArray[np.int64]:
        """Whole new chargers of the incumbent; none at all where the time was over before one was found."""
        if outcome.values is None:
            if self.instance.forced.any() or self.instance.floor > 0:
                raise SolverError(
                    "the time was over before any plan was found that keeps the promises; raise plan.time_limit_s"
                )
            return self.instance.nothing_new()
        chargers = np.zeros((len(self.instance.existing), len(self.instance.kw)), dtype=np.int64)
        built = outcome.values[columns.chosen] > 0.5
        np.add.at(chargers, columns.sets.site[built], columns.sets.chargers[built])
        return chargers

    def _tidied(self, chargers: NDArray[np.int64]) -> Solution:
        """Use chargers as well as can be, without those that no energy needs."""
        plan = self.allocate(chargers)
        fewer = self.allocate(trimmed(self.instance, plan))
        return fewer if fewer.value >= plan.value - 1e-9 * abs(plan.value) else plan

    def _ceiling(self) -> float:
        """No plan is worth more than all demand at each zone's best site."""
        best = np.zeros(len(self.instance.demand))
        np.maximum.at(best, self.instance.zone, self.instance.worth)
        return float((best[:, None] * self.instance.demand).sum())

    def _solution(self, columns: Columns, outcome: Outcome, chargers: NDArray[np.int64], *, bound: float) -> Solution:
        assert outcome.values is not None
        flow, split = (np.maximum(0.0, outcome.values[at]) for at in (columns.flow, columns.split))
        kept, parted = flow > FLOW_DUST, split > FLOW_DUST
        value = float((self.instance.worth[columns.flow_pair] * flow)[kept].sum())
        return Solution(
            chargers,
            columns.flow_pair[kept],
            columns.flow_class[kept],
            flow[kept],
            columns.split_site[parted],
            columns.split_class[parted],
            columns.split_pool[parted],
            split[parted],
            value,
            bound,
            outcome.end,
            outcome.solver,
            outcome.wall_s,
        )


FLOW_DUST = 1e-7
"""Less than this many kWh a day is the solver's dust."""


SMALL_FLOWS = 3_000
"""Up to so many flows the exact model decides: there a search by prices stays 1 to 3 % off."""


MIDDLING_FLOWS = 15_000
"""Up to so many flows the exact model goes on from a short search by prices, and often closes the gap."""
SEARCH_SHARE = 0.15
"""Share of the time for that short search."""
FLOOR_MARGIN = 1.01
"""A search whose plan misses a floor by its own loose reckoning of shared cabinets is asked for so much more."""


def _end(value: float, bound: float, effort: Effort, began: float) -> End:
    if bound - value <= effort.gap * abs(bound):
        return End.GAP
    return End.TIME if time.perf_counter() - began >= effort.time_limit_s else End.OTHER


def _rest(effort: Effort, began: float) -> Effort:
    """What is left of the time, at least a second."""
    return replace(effort, time_limit_s=max(1.0, effort.time_limit_s - (time.perf_counter() - began)))


def _proven(plan: Solution, bound: float, end: End, solver: str, wall_s: float, path: str) -> Solution:
    """Put the search's proof beside the plan; a value above the bound by more than rounding is a bug, not a proof."""
    if plan.value > bound + 1e-6 * max(1.0, abs(bound)):
        raise AssertionError(f"the plan is worth {plan.value}, more than its bound {bound}")
    return replace(plan, bound=max(bound, plan.value), end=end, solver=solver, wall_s=wall_s, path=path)


def _progress(say: Say, ceiling: float) -> Callable[[float, float], None]:
    def tell(incumbent: float, bound: float) -> None:
        best, above = -incumbent, min(-bound, ceiling)
        if math.isfinite(best) and math.isfinite(above) and above:
            say(
                f"best plan {best:,.0f}, no plan above {above:,.0f} kWh-worth a day, gap {max(0.0, above - best) / abs(above):.2%}"
            )

    return tell
