"""The search at city scale: a proven bound from the decomposition, plans by diving, kernel search and simulated annealing.

Subgradient steps on the bound and dives for a plan alternate: the incumbent is the target of Polyak's step. The reduced costs at the
best multipliers select the kernel (`kernel`), and `annealing` improves the best plan of the dives over it until the gap is closed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import LEAST_ROUNDS, DualBound
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search import restricted_start
from planner.model.search.annealing import LARGE_FLOWS, Annealing
from planner.model.search.exact import Exact
from planner.model.search.found import Found
from planner.model.search.kernel import NONE, kernel_of, with_slack_budget
from planner.model.search.multi_start import step_of
from planner.model.search.prepared import Bound, Prepared, prepared_for
from planner.model.search.promised_energy import serving_most
from planner.model.search.repairing import Repaired, dived, within_budget
from planner.model.search.restricted_start import RestrictedStart
from planner.model.search.settling import Settling
from planner.model.search.stalling import Stalling
from planner.model.search.telling import Telling
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import plain_products, rows_of
from planner.proofs import Sense
from planner.support.progress import Progress
from planner.support.speech import _

Ints = NDArray[np.int64]

FIRST_ROUNDS, MORE_ROUNDS = 250, 60
"""Most subgradient steps before the first dive, and between dives or rebuilds."""
BOLDNESS = (0.03, 0.1, 0.01, 0.2, 0.03, 0.05)
"""Step factors of the dives, one after another."""
FAR = 2.0
"""In a large city dives end where the gap is more than so many times the gap asked for."""
REBUILDS, WORST_REBUILDS, LARGE_REBUILDS = 1_000, 5_000, 20_000
"""Rebuilds between rounds of the bound, for a max-min objective, and in a large city."""
BEGINNINGS = 12
"""Plans constructed from scratch beside those of the dives."""


@dataclass
class Search:
    """Search for one instance; deterministic except for the time limit.

    Parameters
    ----------
    instance : Instance
    effort : Effort
    say : callable
    goal : float
        Stop at a plan of this value, or where it is proven that there is none.
    most : float
        Limit on the number of rebuilds.
    known : float
        A bound on any plan that is known already.
    doubt : callable
        Called where no dive is feasible; raises InfeasibleError where no plan can be.
    prepared : Prepared or None
        The problem, where it is more than the instance, or begins from an earlier plan: its bound has been lowered already.
    seed : int
        Of the random numbers.
    exact : Exact or None
        The exact model, to settle what the search leaves open.
    """

    instance: Instance
    effort: Effort
    say: Progress
    goal: float = math.inf
    most: float = math.inf
    known: float = math.inf
    doubt: Callable[[], None] = lambda: None
    prepared: Prepared | None = None
    seed: int = 0
    exact: Exact | None = None
    _problem: Prepared = field(init=False)
    _dual: Bound = field(init=False)
    _value: float = field(init=False, default=-math.inf)
    _row: Ints = field(init=False, default_factory=lambda: NONE)
    _dives: int = field(init=False, default=0)
    _rebuilds: int = field(init=False, default=0)
    _start: RestrictedStart | None = field(init=False, default=None)
    _settling: Settling | None = field(init=False, default=None)
    _keeping: Decomposition | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._spending, self._telling = Spending(self.effort), Telling(self.say)
        self._problem = self.prepared or prepared_for(self.instance, self.known, self.say)
        self.instance, self._dual, self._value = self._problem.instance, self._problem.bound, self._problem.value
        self._row = self._problem.plans[0] if math.isfinite(self._value) else NONE
        if self.exact and isinstance(self._dual, DualBound):
            self._settling = Settling.suited(self.instance, self._dual, self.exact, self._spending)

    @property
    def _restricted(self) -> Decomposition:
        """The problem over the sets that plans are made of, with the rows kept that the bound keeps."""
        return self._keeping or self._problem.restricted

    def run(self) -> Found:
        """Search until the gap is proven or the time is over."""
        if self.prepared is None:
            self._search_restricted()
            self._lower(FIRST_ROUNDS, boldness=restricted_start.FIRST_STEP if self._start and self._start.near else 1.0)
        plans = list(self._problem.plans)
        for way in self._ways():
            plans += way()
            self._judge_dived()
        if not math.isfinite(self._value):
            self.doubt()
        if self._done() or (self._spending.over() and math.isfinite(self._value)):
            return self._found(self._chargers(), 0)
        problem, most = self._restricted, self._problem.kernel * len(self.instance.sites)
        loss = problem.losses(self._dual.multipliers)
        plans = (self._start.rows(problem.sets) if self._start else []) + plans
        also = [*plans, with_slack_budget(problem, self._dual, loss, most)]
        kernel, rows = kernel_of(problem.sets, loss, most, np.unique(np.concatenate(also)))
        annealing = Annealing(self.instance, kernel, self._dual.priced, np.random.default_rng(self.seed))
        if not (plans or annealing.keeps_promises()):
            return self._found(least_products(self.instance), 0)
        self._begin(annealing, [np.searchsorted(rows, plan) for plan in plans])
        self._rebuild(annealing)
        return self._found(self._chargers(annealing), annealing.rebuilds)

    def _ways(self) -> list[Callable[[], list[Ints]]]:
        """Ways to plans and proof before annealing, one after another; after a search with less on offer first what paid there."""
        dives, kept, most = self._dive_for_plans, self._dive_with_rows_kept, self._serve_most
        if not (self._start and self._start.near):
            return [dives, kept, most]
        first = [kept, self._settle_at_once] if self._start.keeps_rows else [self._settle_at_once]
        return [*first, dives, kept, most]

    def _settle_at_once(self) -> list[Ints]:
        """Let the exact model decide whether more on offer gains anything; what it finds it keeps itself."""
        if self._settling and not self._done():
            self._settling.attempt(self._best(self._chargers()), self._value)
        return []

    def _judge_dived(self) -> None:
        """Let the exact model say what the best plan of the dives is truly worth, if that would prove the gap."""
        if self._settling is not None and math.isfinite(self._value):
            self._settling.weigh(self._best(self._chargers()), self._value)

    def _chargers(self, annealing: Annealing | None = None) -> NDArray[np.integer]:
        """Chargers of the best plan of dives and annealing; the least where there is none."""
        if annealing and not (self._value > annealing.value and len(self._row)):
            return annealing.sets.chargers[annealing.best]  # a dive is evaluated at its own multipliers
        return self._restricted.sets.chargers[self._row] if len(self._row) else least_products(self.instance)

    def _search_restricted(self) -> None:
        """Search first without new guns in pools of several plugs, where there are such."""
        if not isinstance(self._dual, DualBound) or (plain := plain_products(self.instance, self._dual.sets)) is None:
            return
        self.say(_("first a plan without cabinets whose guns serve several plugs, which the one with them has to beat"))
        fewer, exact = self.instance.offering(plain), self.exact and self.exact.offering(plain)
        try:
            effort = restricted_start.effort_of(self._spending)
            search = Search(fewer, effort, lambda _: None, self.goal, self.most, exact=exact)
        except InfeasibleError:
            return  # only such cabinets fit where something must be built
        found = search.run()
        if math.isfinite(found.value) and isinstance(search._dual, DualBound):
            near = self._dual.warm_start_from(search._dual)
            self._start = RestrictedStart(found, near, search._keeping is not None)
            self._value, self._dives, self._rebuilds = found.value, found.dives, found.rebuilds
            self._problem = replace(self._problem, dives=restricted_start.DIVES if near else self._problem.dives)
            if self._settling and search._settling:
                self._settling.take_over(search._settling)

    def _begin(self, annealing: Annealing, plans: list[Ints]) -> None:
        """Start from the best plan of the dives or of greedy constructions; one is made however short the time."""
        for plan in plans:
            self._report(better=annealing.start_from(plan), value=annealing.value)
        for number in range(BEGINNINGS if annealing.keeps_promises() and not (plans and annealing.large) else 0):
            if (number or len(self._row)) and (self._spending.over() or self._done()):
                break
            self._report(better=annealing.begin(), value=annealing.value)

    def _dive_for_plans(self) -> list[Ints]:
        """Alternate dives and subgradient steps; returns the feasible plans, as rows of the sets. One dive is made however short the time."""
        if math.isfinite(self._value) and (self._done() or self._spending.over()):
            return []
        plans = self._taken(within_budget(self.instance, self._restricted, self._dual))
        return plans + self._dive(least=1, rounds=MORE_ROUNDS)

    def _dive_with_rows_kept(self) -> list[Ints]:
        """Dives with the rows of a rule kept in the subproblem, where that lowers the bound."""
        if self._done() or self._spending.over() or not self._dual.keep_rows():
            return []
        self._keeping = self._problem.with_rows_kept()
        self._lower(FIRST_ROUNDS, boldness=0.5)
        return self._dive(least=0, rounds=0)

    def _serve_most(self) -> list[Ints]:
        """Where no plan keeps the promise to the whole city: one that serves the most energy, whatever that is worth; looked for however short the time."""
        if math.isfinite(self._value) or self.effort.stop():
            return []
        asked = self.instance, self._restricted, self._dual.multipliers, self._spending
        return self._taken(serving_most(*asked, Search, self.say))

    def _dive(self, *, least: int, rounds: int) -> list[Ints]:
        """Dives, at least so many, with so many steps at most after each; until annealing gains more, for in a large city each takes long."""
        plans, large = list[Ints](), len(self._restricted.flows.key) > LARGE_FLOWS
        for number, boldness in enumerate(BOLDNESS[: self._problem.dives]):
            if self._done() or (number >= least and self._spending.over()):
                break
            plans += self._dived(boldness)
            if rounds and not self._done():
                self._lower(rounds, boldness=0.5)
            far = self._dual.value - self._value > FAR * self.effort.gap * abs(self._dual.value)
            if self.instance.by_worst or (large and far):
                break
        return plans

    def _dived(self, boldness: float) -> list[Ints]:
        """The plan of one dive; empty where it cannot be repaired."""
        self._dives += 1
        return self._taken(dived(self.instance, self._restricted, self._dual.multipliers, boldness))

    def _taken(self, found: Repaired | None) -> list[Ints]:
        """A plan in a list, after it was held against the best one."""
        if found is None:
            return []
        if better := found.value > self._value and found.kept:
            self._row = found.row
        self._report(better=better, value=found.value)
        return [found.row]

    def _rebuild(self, annealing: Annealing) -> None:
        """Anneal until the gap is proven or the time is over, with subgradient steps in between."""
        every = WORST_REBUILDS if self.instance.by_worst else LARGE_REBUILDS if annealing.large else REBUILDS
        lowered, stalling, step = 0, Stalling(self._value), step_of(annealing, self._settling)
        while annealing.can_build() and annealing.rebuilds < self.most and not (self._spending.over() or self._done()):
            self._report(better=step(), value=annealing.value)
            stale, settles = stalling.over(self._value, annealing.rebuilds), self._settling and self._settling.of_use
            if self.instance.by_worst and stale and not settles:
                break
            if annealing.rebuilds // every > lowered:
                lowered = annealing.rebuilds // every
                self._lower(MORE_ROUNDS, boldness=0.3)
                self._settle(annealing)

    def _settle(self, annealing: Annealing) -> None:
        """Let the exact model decide among the sets in question, where they are few."""
        if self._settling is None or not math.isfinite(self._value) or self._done():
            return
        plan = self._settling.attempt(self._best(self._chargers(annealing)), self._value)[1]
        row = None if plan is None else rows_of(annealing.sets, plan)
        self._report(better=row is not None and annealing.start_from(row), value=annealing.value)

    def _worth(self) -> float:
        """True worth of the best plan, once any has been judged; else by the relaxation."""
        return self._value if self._settling is None or self._settling.plan is None else self._settling.worth

    def _best(self, chargers: NDArray[np.integer]) -> Ints:
        """The best plan by the relaxation, where this is that of dives and annealing."""
        leads = self._start is not None and self._start.found.value >= self._value
        return (self._start.found.chargers if self._start and leads else chargers).astype(np.int64)

    def _found(self, chargers: NDArray[np.integer], rebuilds: int) -> Found:
        best = self._settling.best(self._best(chargers), self._value) if self._settling else self._best(chargers)
        worth, judged = self._worth(), self._settling.allocation(best) if self._settling else None
        bound, count = Sense.MAX.bound_beside(worth, self._dual.value), rebuilds + self._rebuilds
        return Found(best, worth, bound, self._done(), self._dives, count, self._dual.priced, judged)

    def _done(self) -> bool:
        worth, bound = self._worth(), self._dual.value
        none_reaches = math.isfinite(self.goal) and bound < self.goal
        return bool(worth >= self.goal or bound - worth <= self.effort.gap * abs(bound) or none_reaches)

    def _lower(self, rounds: int, *, boldness: float) -> None:
        """Lower the bound, with the incumbent as target of the steps."""
        target = self._value if math.isfinite(self._value) else 0.0  # by the relaxation, as the bound of a step is
        self._dual.lower(rounds, boldness=boldness, target=target, stop=self._lowered)

    def _lowered(self, number: int) -> bool:
        """Report the bound after a step; whether to take no more."""
        self._report_now()
        return self._done() or (self._spending.over() and (number >= LEAST_ROUNDS or math.isfinite(self._value)))

    def _report(self, *, better: bool, value: float) -> None:
        """Record a better value and report it."""
        if better:
            self._value = max(self._value, value)
            self._report_now()

    def _report_now(self) -> None:
        """Report incumbent, bound and gap, at most once a second."""
        self._telling.tell(self._spending.wall_s, self._worth(), self._dual.value)
