"""The siting model, stated and solved; docs/model.md defines the symbols."""

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.counts import by_counts
from planner.model.exact.fixed_chargers import allocate_fixed, loosened
from planner.model.exact.rule_rows import state_all
from planner.model.exact.solution import Solution, read_off, start_of
from planner.model.exact.trimming import trimmed
from planner.model.explain import conflicts
from planner.model.explain.site_conflicts import check_sites
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import LESS, exact_bytes, insist, lacking
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.energy import ENERGY
from planner.model.objectives.objective import ROUNDING, Hold, Objective
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Outcome, Problem
from planner.model.program.spending import Spending
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.search.cost_search import in_one_go
from planner.model.search.found import Found
from planner.model.search.search import Search
from planner.model.sets.configurations import Configurations, given_configurations, offered
from planner.model.sets.limits import allowed_at, least_products, most_products, must_build
from planner.model.solve import soundness, strategy
from planner.model.solve.deciding import Deciding
from planner.model.solve.progress import progress, size_of
from planner.proofs import Sense, gap_of
from planner.support.progress import Progress
from planner.support.speech import _


@dataclass(frozen=True)
class SitingModel:
    """Variables, rules and an objective over one instance.

    Parameters
    ----------
    instance : Instance
    objective : str
        One of `objectives.OBJECTIVES`.
    holds : tuple of Hold
        Objectives optimised before this one, whose values are kept.
    """

    instance: Instance
    objective: str = "energy"
    holds: tuple[Hold, ...] = ()

    @property
    def aim(self) -> Objective:
        """What the plan is good for."""
        return OBJECTIVES[self.objective]

    @property
    def sense(self) -> Sense:
        """Whether more or less of it is better."""
        return self.aim.sense

    @property
    def pinned(self) -> bool:
        """Whether chargers count in the objective or a bounded earlier one, so that binaries must be fixed in the allocation."""
        return self.sense is Sense.MIN or bool(self.holds)

    def offering(self, products: NDArray[np.bool_]) -> "SitingModel":
        """The model of the same question with these products alone on offer; (products,)."""
        return replace(self, instance=self.instance.offering(products))

    def state(self, sets: Configurations, use: str | None = None) -> tuple[Problem, Columns]:
        """State the model with these sets of chargers on offer; `use` aims at another objective by the same rules."""
        problem = Problem("siting")
        columns = lay_columns(problem, self.instance, sets)
        state_all(problem, self.instance, columns)
        for held in self.holds:
            held.state(problem, self.instance, columns)
        (OBJECTIVES[use] if use else self.aim).aim(problem, self.instance, columns)
        return problem, columns

    def allocate(self, chargers: NDArray[np.int64], use: str | None = None) -> Solution:
        """Optimise the allocation of energy to given new chargers; a linear program.

        For `energy` their binaries may be fractional. Elsewhere they are fixed, lest half of one be bought, and violations of rules
        within the solver's tolerance are accepted.

        Parameters
        ----------
        chargers : (sites, chargers) int
        use : str, optional
            Objective that the flows aim at, where chargers alone decide the value; the value is that of the model's own.

        Where some take standing guns away, all are fixed: a fraction would keep guns that the whole removes.

        Raises
        ------
        SolverError
            The chargers break a rule.
        """
        columns, outcome = self._given(self.instance, chargers, use)
        if outcome.values is None and self.pinned:
            columns, outcome = self._given(loosened(self.instance, ROUNDING), chargers, use)
        if outcome.values is None:
            raise SolverError(f"chargers that were to be kept break a rule of the model ({outcome.end})")
        terms = self.aim.terms(self.instance, columns)
        bound = None if use else self.sense.sign * outcome.objective
        return read_off(columns, outcome, chargers, self.instance, terms, bound=bound)

    def _given(self, instance: Instance, chargers: NDArray[np.int64], use: str | None) -> tuple[Columns, Outcome]:
        model = replace(self, instance=replace(instance, unlike=()))
        return allocate_fixed(chargers, model.instance, lambda sets: model.state(sets, use), pinned=self.pinned)

    def solve(self, effort: Effort, say: Progress, begin: NDArray[np.int64] | None = None) -> Solution:
        """Solve to the gap asked for or until the time is over.

        Small questions, those whose objective is minimised or comes after others, and those for CBC go to the exact model, all
        others to the heuristic search (`planner.model.search`); the tighter bound counts, and `Solution.path` names the methods.

        Parameters
        ----------
        begin : (sites, chargers) int, optional
            Chargers of a feasible plan.

        Raises
        ------
        InfeasibleError
            The question is infeasible; names the rules that conflict.
        SolverError
            The time was over, or the user stopped, before any plan was found that keeps the promises; or there is too little memory.
        ConfigError
            As `soundness.check`.
        """
        soundness.check(self.instance)
        check_sites(self.instance)
        spending = Spending(effort)
        exact = strategy.small(self.instance) or effort.solver == "cbc" or bool(self.holds or self.instance.unlike)
        choice = most_products(self.instance).any()
        later = choice and not exact and self.sense is Sense.MAX  # a search for energy checks only if it finds no plan
        (conflicts.check_outright if later else conflicts.check_promises)(self.instance, say, effort)
        if not choice:
            plan = self.used(least_products(self.instance))
            if not self.instance.differs(plan.chargers):
                raise InfeasibleError(strategy.TOO_LIKE)
            return self.proven(plan, plan.bound, plan.end, plan.solver, plan.wall_s, _("nothing to decide"))
        if exact:
            start, limit = None if begin is None else self.used(begin), self.aim.limit(self.instance)
            return self.solve_exactly(strategy.rest(spending), say, limit, start)
        if self.sense is Sense.MIN:
            return self._solve_promise(effort, say, begin)
        most = strategy.rebuilds_before_exact(self.instance)
        found, kept = self._searched(strategy.before_exact(spending, most), say, most)
        if kept is None:
            return self.solve_exactly(strategy.rest(spending), say, found.bound)
        plan = replace(kept, path=_("search by prices, {path}", path=found.path))
        if most < math.inf and found.bound - plan.value > effort.gap * abs(found.bound):
            return self.solve_exactly(strategy.rest(spending), say, found.bound, plan)
        end = strategy.ended(plan.value, found.bound, spending)
        return self.proven(plan, found.bound, end, strategy.own_solver(), spending.wall_s, plan.path)

    def _solve_promise(self, effort: Effort, say: Progress, begin: NDArray[np.int64] | None) -> Solution:
        """Solve a minimisation: heuristic search first, then the exact model from its plan while there is time.

        Without queues the exact model alone is quicker.
        """
        spending, large = Spending(effort), strategy.large(self.instance)
        if self.instance.reach.only_open:
            return self.solve_exactly(effort, say, self.aim.limit(self.instance))
        assert self.aim.finder is not None
        part = strategy.begun(spending, large=large)
        finder = self.aim.finder(self.instance, part.effort, say)
        plan = finder.run(self.evaluated, Deciding(self)) or (None if begin is None else self.evaluated(begin))
        late = part.over()
        if plan is None and (late or effort.stop()):
            plan = self.evaluated(in_one_go(self.instance, strategy.rest(spending)))
        bound = self.sense.tightest(finder.bound, self.aim.limit(self.instance))
        if plan is not None and (gap_of(plan.value, bound) <= effort.gap or (large and late)):
            end = End.GAP if gap_of(plan.value, bound) <= effort.gap else End.STOPPED if effort.stop() else End.TIME
            return self.proven(plan, bound, end, strategy.own_solver(), spending.wall_s, plan.path)
        exact = self.solve_exactly(strategy.rest(spending), say, bound, plan)
        return replace(exact, wall_s=spending.wall_s)

    def evaluated(self, chargers: NDArray[np.int64]) -> Solution | None:
        """Evaluate chargers that the search found; None where they violate a constraint that it relaxes.

        A site with nothing on offer has no sets in the model, so forced sites are checked here.
        """
        must = np.flatnonzero(must_build(self.instance))
        if not allowed_at(self.instance, must, chargers[must]).all():
            return None
        try:
            return replace(self.tidied(chargers), path="search by prices")
        except SolverError:
            return None

    def kept(self, found: Found) -> Solution | None:
        """Evaluate the plan of a search; None where it has none, or where floors are met only in its relaxation of shared cabinets."""
        try:
            return found.solution or self.tidied(found.chargers) if math.isfinite(found.value) else None
        except SolverError:
            if not self.instance.rules.every(ServedFloor):
                raise
            return None

    def _searched(self, effort: Effort, say: Progress, most: float) -> tuple[Found, Solution | None]:
        """Heuristic search; repeated with tighter floors where they are met only in its relaxation of shared cabinets."""
        doubt = partial(conflicts.check_promises, self.instance, say, effort)
        with conflicts.ways_out(self.instance, say, effort):
            found = Search(self.instance, effort, say, most=most, doubt=doubt, exact=Deciding(self)).run()
        plan = self.kept(found)
        floors = self.instance.rules.every(ServedFloor)
        if plan is None and math.isfinite(found.value) and floors:
            stricter = self.instance.ruled(*(floor.stricter(strategy.FLOOR_MARGIN) for floor in floors))
            again = Search(stricter, replace(effort, work_s=Spending(effort).whole_s / 3), say, most=most).run()
            plan = self.kept(again)
        if plan is None and math.isfinite(found.value) and not effort.stop():
            doubt()  # a search that found a plan has not checked
        return found, plan

    def solve_exactly(self, effort: Effort, say: Progress, bound: float, begin: Solution | None = None) -> Solution:
        """Solve the exact model, from a known plan as MIP start where there is one."""
        needed = exact_bytes(strategy.asked_flows(self.instance))
        if effort.stop() or (begin is not None and lacking(needed)):
            return self._as_it_stands(effort, say, bound, begin)
        insist("the exact model", needed)
        problem, columns = self.state(offered(self.instance, None if begin is None else begin.chargers))
        say(size_of(columns, problem))
        start = None if begin is None else start_of(begin, problem, columns, self.instance)
        program = by_counts(problem, self.instance, columns) or problem
        outcome = program.solve(effort, start=start, progress=progress(say, bound, self.objective))
        if outcome.end is End.INFEASIBLE and begin is None:
            if self.instance.unlike:
                raise InfeasibleError(strategy.TOO_LIKE)
            raise conflicts.explained(self.instance, say, effort)
        plan = begin
        if outcome.values is not None or begin is None:
            found = self.tidied(self._chargers(columns, outcome, effort, say))
            plan = found if begin is None or not self.sense.better(begin.value, found.value) else begin
        assert plan is not None
        bound = self.sense.tightest(self.sense.sign * outcome.bound, self.aim.limit(self.instance), bound)
        end = End.GAP if gap_of(plan.value, bound) <= effort.gap else outcome.end
        path = _("exact model") if begin is None else _("{path}, then the exact model", path=begin.path)
        return self.proven(plan, bound, end, outcome.solver, outcome.wall_s, path)

    def _as_it_stands(self, effort: Effort, say: Progress, bound: float, begin: Solution | None) -> Solution:
        """Return the known plan where the exact model is not solved: the user stops, or there is too little memory."""
        if begin is None:
            nothing = strategy.nothing_found(self.instance, End.STOPPED, effort, say, held=bool(self.holds))
            begin = replace(self.used(nothing), path=_("nothing found before the stop"))
        end, path, bound = End.STOPPED, begin.path, self.sense.tightest(bound, self.aim.limit(self.instance))
        if not effort.stop():
            short = f"the exact model {lacking(exact_bytes(strategy.asked_flows(self.instance)))}"
            say(f"{short}; the plan found by prices is kept; to go on from there, {LESS}")
            end, path = End.MEMORY, f"{path}; {short}"
        end = End.GAP if gap_of(begin.value, bound) <= effort.gap else end
        return self.proven(begin, bound, end, strategy.own_solver(), begin.wall_s, path)

    def _chargers(self, columns: Columns, outcome: Outcome, effort: Effort, say: Progress) -> NDArray[np.int64]:
        """New chargers of the incumbent; none where there is no incumbent."""
        if outcome.values is None:
            return strategy.nothing_found(self.instance, outcome.end, effort, say, held=bool(self.holds))
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        built = outcome.values[columns.chosen] > 0.5
        np.add.at(chargers, columns.sets.site[built], columns.sets.chargers[built])
        return chargers

    def tidied(self, chargers: NDArray[np.int64]) -> Solution:
        """Optimise the allocation to given new chargers, trim unused ones, and optimise again except in a large city; raises as `allocate`."""
        plan = self.allocate(chargers)
        rows = trimmed(self.instance, plan)
        settled = strategy.large(self.instance) and self.aim is ENERGY and not self.instance.products.upgrade.any()
        fewer = replace(plan, chargers=rows) if settled else self.used(rows)
        worse = self.sense.better(plan.value, fewer.value) and gap_of(fewer.value, plan.value) > 1e-9
        return fewer if self.instance.differs(fewer.chargers) and not worse else self.used(chargers)

    def used(self, chargers: NDArray[np.int64]) -> Solution:
        """Optimise the allocation for the objective; where chargers alone decide its value, for the one before it, or for the most energy."""
        if not self.aim.by_chargers(self.instance):
            return self.allocate(chargers)
        return self.allocate(
            chargers, next((h.objective.name for h in self.holds if h.objective != self.aim), ENERGY.name)
        )

    def proven(self, plan: Solution, bound: float, end: End, solver: str, wall_s: float, path: str) -> Solution:
        """Attach the bound to the plan; raises AssertionError where the value beats its bound by more than rounding."""
        bound = self.sense.bound_beside(plan.value, bound)
        return replace(plan, bound=bound, end=end, solver=solver, wall_s=wall_s, path=path)

    def value_of(self, plan: Solution) -> float:
        """Value of a plan by this objective, whichever it was made for."""
        problem = Problem("value")
        columns = lay_columns(problem, self.instance, given_configurations(self.instance, plan.chargers))
        at, weights = self.aim.terms(self.instance, columns)
        return float(weights @ start_of(plan, problem, columns, self.instance)[at])
