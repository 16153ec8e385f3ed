"""Least cost at city scale, by a parametric search over budgets of the maximum-energy problem.

Any multipliers of the decomposition say that a plan of yearly cost K serves at most ``L0 + mu K``, with mu the multiplier of the budget and
L0 the rest of the bound (`planner.model.bound.decomposition`). A plan that meets the coverage constraint C therefore costs at least
``(C - L0) / mu``, and the maximum of that over all multipliers is a lower bound. It is tightest near the budget K for which the
multipliers were optimised, so bound and budget are iterated together, as in Newton's method for a root. Plans come from the
maximum-energy search at a yearly budget, which is bisected between budgets that failed and the incumbent's cost; a budget at which the bound on
the energy lies below the promise is itself a lower bound.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.kept_rows import KeptRows, kept_rows
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.rounded_promise import RoundedPromise, rounded_promise
from planner.model.bound.subgradient import descend
from planner.model.exact.solution import Solution
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.rules.budget import Budget
from planner.model.rules.coverage import Coverage
from planner.model.search.annealing import LARGE_FLOWS
from planner.model.search.exact import Exact
from planner.model.search.prepared import prepared_for
from planner.model.search.promised_energy import at_par, most_energy, promised_kwh
from planner.model.search.search import FIRST_ROUNDS, Search
from planner.model.search.settling import Settling
from planner.model.search.thrifty import Thrifty
from planner.model.search.turned import TurnedBound
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import SiteSets, rows_of, site_sets
from planner.proofs import gap_of
from planner.support.progress import Progress, measured
from planner.support.speech import _

Evaluate = Callable[[NDArray[np.int64]], Solution | None]
"""Evaluates chargers by the exact model; None where they are infeasible."""
ROUNDS, WHOLE_ROUNDS, LAPS = 120, 400, 8
"""Rounds of the bound at one budget, the same with the promise rounded up, whose multipliers take longer to settle, and budgets."""
FIRST, GROWTH = 0.01, 2.0
"""Share above the bound of the first budget that is searched, and its growth factor until a plan is feasible."""
MOST_ABOVE = 1e9
"""More above the bound than any plan costs."""
SLICE = 0.2
"""Share of the work left that each search within a budget takes at most."""
SURE = 1e-7
"""A bound on the energy at a budget must lie below the promise by this share for the budget to be too small, for sums are rounded."""
BEGIN, MOST_BEGIN, AMPLE = 0.01, 2.0, 1.5
"""Share above the bound of the budget whose dives the priced search begins from, whether or not they keep the promise, the largest share where smaller ones buy no plan
at all, and the factor on that budget that no step of the priced search may exceed."""
PROOF_SHARE, BEGIN_SHARE, PRICED_SHARE, LEAST_PRICED = 0.3, 0.5, 0.35, 0.1
"""Shares of the work until the proof ends, until the priced search has a plan to begin from, until it ends, and that it takes at least."""
WINDOWS = 0.75
"""Share of the work for windows of the exact model about the best plan, once it settles no more: further searches, each from nothing, find less."""
ONCE_S = 1.0
"""Work for a plan with the whole budget where the time is over."""
FINEST, FINER = 1e-3, 3e-4
"""Relative width of the interval of budgets at which the bisection ends, and gain of a lap of the bound; and gain with the promise rounded up."""


@dataclass
class CostSearch:
    """Search for the cheapest plan that meets the coverage constraint; deterministic but for where the time limit cuts it.

    Parameters
    ----------
    instance : Instance
        With its yearly costs and a coverage constraint.
    effort : Effort
    say : callable
    bound : float
        Proven lower bound, USD a year.
    """

    instance: Instance
    effort: Effort
    say: Progress
    bound: float = 0.0
    _turned: TurnedBound | None = field(init=False, default=None)
    _rounded: RoundedPromise | None = field(init=False, default=None)
    _spending: Spending = field(init=False)
    _promised: float = field(init=False)

    def __post_init__(self) -> None:
        self._spending = Spending(self.effort)
        self._promised = promised_kwh(self.instance)

    def run(self, evaluate: Evaluate, exact: Exact | None = None) -> Solution | None:
        """Prove a bound, then look for plans, and let the exact model decide among few sets, until one is as near it as asked or the time is over."""
        self.prove()
        self._say_bound(_("no plan below {bound:,.0f_least} USD a year", bound=self.bound))
        best = evaluate(np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64))
        if not (self._spending.over() or self._near(best)):
            best = self._bettered(best, self._priced(evaluate))
        failed, above, settling = self.bound, FIRST, None
        if exact is not None and self._turned is not None:
            settling = Settling(self.instance, self._turned, exact, self._spending, share=WINDOWS)
        while not (self._spending.over() or self._near(best := self._settled(settling, best, evaluate))):
            if best is not None and best.value - failed <= FINEST * best.value:
                failed = self.bound  # a search that found nothing in its slice proved nothing
            budget = max(self.bound, 1.0) * (1.0 + above) if best is None else (failed + best.value) / 2
            plan = self._plan(budget, evaluate)
            failed = max(failed, self.bound)
            better = self._bettered(best, plan)
            if better is best:
                failed, above = budget, min(above * GROWTH, MOST_ABOVE)
            best = better
        return best

    def _settled(self, settling: Settling | None, best: Solution | None, evaluate: Evaluate) -> Solution | None:
        """The best plan after the exact model has decided among few sets, if it is time to; raises the bound."""
        if settling is None or best is None:
            return best
        settling.dual.value = min(settling.dual.value, -self.bound)
        found = settling.pursue(best.chargers)
        self.bound = max(self.bound, -settling.dual.value)
        return best if found is None else self._bettered(best, evaluate(found))

    def _near(self, plan: Solution | None) -> bool:
        """Whether a plan is as near the bound as asked."""
        return plan is not None and gap_of(plan.value, self.bound) <= self.effort.gap

    def _bettered(self, best: Solution | None, plan: Solution | None) -> Solution | None:
        """The cheaper of two plans; says so where it is the new one."""
        if plan is None or (best is not None and plan.value >= best.value):
            return best
        gap = gap_of(plan.value, self.bound)
        said = _(
            "best plan {value:,.0f}, no plan below {bound:,.0f_least} USD a year, gap {gap_of:.2%_most}",
            value=plan.value,
            bound=self.bound,
            gap_of=gap,
        )
        self.say(measured(said, plan.value, self.bound, gap, "USD a year"))
        return plan

    def _priced(self, evaluate: Evaluate) -> Solution | None:
        """Look for a plan by annealing with money at its multiplier, from one near the promise; None where it reaches none."""
        above, thrifty = BEGIN, None
        while self.bound > 0 and above <= MOST_BEGIN:
            thrifty = self._begun(self.bound * (1.0 + above))
            if thrifty is not None or self._spending.over(BEGIN_SHARE):
                break
            above *= GROWTH
        if thrifty is None:
            return None
        until = max(PRICED_SHARE, self._spending.work_s / max(1e-9, self._spending.whole_s) + LEAST_PRICED)
        thrifty.run(lambda: self._spending.over(until) or gap_of(thrifty.cost, self.bound) <= self.effort.gap)
        if not math.isfinite(thrifty.cost):
            return None
        return evaluate(thrifty.sets.chargers[thrifty.best].astype(np.int64))

    def _begun(self, budget: float) -> Thrifty | None:
        """The priced search from a plan of this yearly cost, whether or not that keeps the promise; None where there is none, or where a step would take too long."""
        near, target = self.within(budget), self._promised
        try:
            prepared = prepared_for(near, math.inf, lambda _: None)
        except InfeasibleError:  # so little money does not pay for the forced sites
            return None
        if len(prepared.restricted.flows.key) > LARGE_FLOWS:
            return None
        prepared.bound.lower(FIRST_ROUNDS, boldness=1.0, target=target, stop=lambda _: self._spending.over(BEGIN_SHARE))
        left_s = BEGIN_SHARE * self._spending.whole_s - self._spending.work_s
        effort = replace(self._spending.rest(max(0.1, left_s / 2)), gap=0.0)
        found = Search(near, effort, lambda _: None, goal=target, most=0, prepared=prepared).run()
        row = rows_of(prepared.restricted.sets, found.chargers)
        if row is None or not math.isfinite(found.value) or prepared.bound.multipliers.money <= 0:
            return None
        return Thrifty(prepared, row, split_by_adapter(self.within(AMPLE * budget)), target, np.random.default_rng(0))

    def prove(self) -> float:
        """Raise the bound; returns it."""
        sets = self._sets()
        multipliers, budget = None, max(1.0, 5.0 * float(sets.cost.max(initial=0.0)))
        for _lap in range(LAPS):
            before = self.bound
            multipliers = self._lap(sets, max(budget, 1.0), multipliers)
            if (
                self._spending.over(PROOF_SHARE)
                or 0 < self.bound - before <= FINEST * self.bound
                or (before and before == self.bound)
            ):
                break
            budget = self.bound if self.bound > 0 else budget / 4  # far too much money says nothing about little
        if multipliers is not None and (kept := kept_rows(sets, multipliers.coupling)):
            multipliers = self._raised(sets, multipliers, kept)
        if self._turned is not None and not self._spending.over(PROOF_SHARE):
            self._rounded = rounded_promise(self._turned.problem, self._turned.multipliers, self._promised)
            if self._rounded is not None:
                self._raised(sets, self._rounded.priced(self._turned.multipliers), self._turned.problem.kept)
        return self.bound

    def _say_bound(self, said: str) -> None:
        self.say(measured(said, math.inf, self.bound, math.inf, "USD a year"))

    def _raised(self, sets: SiteSets, multipliers: Multipliers | None, kept: KeptRows | None) -> Multipliers | None:
        """Raise the bound with the rows of a rule kept in the subproblem, if any, or with the promise rounded up, while that gains."""
        finest = FINEST if self._rounded is None else FINER
        for _lap in range(LAPS):
            before = self.bound
            multipliers = self._lap(sets, self.bound, multipliers, kept)
            if self._spending.over(PROOF_SHARE) or self.bound - before <= finest * self.bound:
                break
        return multipliers

    def _lap(
        self, sets: SiteSets, budget: float, known: Multipliers | None, kept: KeptRows | None = None
    ) -> Multipliers | None:
        """Lower the energy bound at one budget; every round gives a lower bound on the cost."""
        yearly, best = self.within(budget), known
        priced = sets.costing(sets.cost, yearly)
        problem = Decomposition(yearly, self._rounded.added_to(priced) if self._rounded else priced, kept)
        begin = problem.first_multipliers() if known is None else known
        rounds = ROUNDS if self._rounded is None else WHOLE_ROUNDS
        for multipliers, answer in descend(problem, begin, value=lambda: 0.0, rounds=rounds):
            if multipliers.money > 0:
                least = (self._promised - answer.bound) / multipliers.money + budget
                if least > self.bound:
                    self.bound, best, scale = float(least), multipliers, 1.0 / multipliers.money
                    offset = scale * self._promised + budget
                    self._turned = TurnedBound(problem, multipliers, offset, scale, -self.bound)
            if self._spending.over(PROOF_SHARE):
                break
        said = _(
            "no plan below {bound:,.0f_least} USD a year; raising that bound before the first plan", bound=self.bound
        )
        self._say_bound(said)
        return best

    def _plan(self, budget: float, evaluate: Evaluate) -> Solution | None:
        """Look for a plan of at most this yearly cost."""
        effort = replace(self._spending.rest(max(1.0, SLICE * self._spending.left_s)), gap=0.0)
        try:
            found = Search(self.within(budget), effort, lambda _: None, goal=self._promised).run()
        except InfeasibleError:  # so little money does not pay for the forced sites
            return None
        if found.bound < self._promised * (1.0 - SURE):
            self.bound = max(self.bound, budget)
            return None
        return evaluate(found.chargers) if math.isfinite(found.value) else None

    def _sets(self) -> SiteSets:
        """Every set that the money to build allows, at its yearly cost."""
        instance, sets = self.instance, site_sets(self.instance, configurations_of(self.instance))
        products, sites = instance.products, instance.sites
        assert products.annual_usd is not None
        assert sites.annual_usd is not None
        new = sets.chargers.any(axis=1) & ~sites.existing[sets.site]
        ground = np.where(new, sites.annual_usd[sets.site], 0.0)
        wired = instance.grid.annual * instance.connection_usd(sets.site, sets.chargers @ products.kw)
        return sets.costing(ground + wired + sets.chargers @ products.annual_usd, instance)

    def within(self, budget: float) -> Instance:
        """The question of most energy at a yearly budget."""
        instance = at_par(self.instance)
        products, sites, grid = instance.products, instance.sites, instance.grid
        assert products.annual_usd is not None
        assert sites.annual_usd is not None
        return replace(
            instance,
            products=replace(products, usd=products.annual_usd),
            sites=replace(sites, ground_usd=sites.annual_usd, cable_usd=sites.cable_usd * grid.annual),
            grid=replace(grid, step_usd=grid.step_usd * grid.annual),
            rules=instance.rules.without(Coverage).having(Budget(budget)),
        )


def in_one_go(instance: Instance, effort: Effort) -> NDArray[np.int64]:
    """Chargers of a maximum-energy plan with the whole budget, where time or user stop the search before any plan is feasible.

    Parameters
    ----------
    instance : Instance
        With a coverage constraint.
    effort : Effort
    """
    short = replace(effort, work_s=min(effort.work_s, ONCE_S))
    return Search(most_energy(instance), short, lambda _: None, goal=promised_kwh(instance)).run().chargers
