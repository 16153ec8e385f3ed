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
from planner.model.bound.dual_bound import LEAST_ROUNDS, DualBound
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.program.spending import Spending
from planner.model.search.annealing import LARGE_FLOWS, Annealing
from planner.model.search.diving import dive
from planner.model.search.exact import Exact
from planner.model.search.found import Found
from planner.model.search.kernel import NONE, kernel_of, with_slack_budget
from planner.model.search.prepared import Bound, Prepared, prepared_for
from planner.model.search.repairing import repaired
from planner.model.search.settling import Settling
from planner.model.search.telling import Telling
from planner.model.sets.limits import least_products
from planner.model.sets.site_sets import rows_of, without_joint
from planner.support.progress import Progress
from planner.support.speech import _

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FIRST_ROUNDS, MORE_ROUNDS = 250, 60
"""Most subgradient steps before the first dive, and between dives or rebuilds."""
BOUND_ROUNDS = 400
"""Subgradient steps where only the bound is wanted."""
BOLDNESS = (0.03, 0.1, 0.01, 0.2, 0.03, 0.05)
"""Step factors of the dives, one after another."""
FAR = 2.0
"""In a large city dives end where the gap is more than so many times the gap asked for."""
REBUILDS, WORST_REBUILDS, LARGE_REBUILDS = 1_000, 5_000, 20_000
"""Rebuilds between rounds of the bound, for a max-min objective, and in a large city."""
STALE, GAIN = 15_000, 5e-4
"""With a max-min objective and no exact model that can settle it the search ends after so many rebuilds that gain less than this share: fractions of sets keep the bound away."""
BEGINNINGS = 12
"""Plans constructed from scratch beside those of the dives."""
PLAINER = 1 / 3
"""Most of the work for a plan without pools of several plugs, where they are on offer: more on offer must not make the plan worse."""


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
    _plainer: Found | None = field(init=False, default=None)
    _settling: Settling | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._spending, self._telling = Spending(self.effort), Telling(self.say)
        self._problem = self.prepared or prepared_for(self.instance, self.known, self.say)
        self.instance, self._dual, self._value = self._problem.instance, self._problem.bound, self._problem.value
        self._divided, self._restricted = self._problem.restricted.sets, self._problem.restricted
        self._row = self._problem.plans[0] if math.isfinite(self._value) else NONE
        if self.exact and isinstance(self._dual, DualBound):
            self._settling = Settling.suited(self.instance, self._dual, self.exact, self._spending)

    def bound(self) -> float:
        """Lower the bound alone."""
        self._lower(BOUND_ROUNDS, boldness=1.0)
        return self._dual.value

    def run(self) -> Found:
        """Search until the gap is proven or the time is over."""
        plans = ([] if self.prepared else self._plan_without_joint()) + self._dive_for_plans()
        self._judge_dived()
        plans += self._dive_with_rows_kept()
        self._judge_dived()
        if not math.isfinite(self._value):
            self.doubt()
        if self._done() or (self._late() and math.isfinite(self._value)):
            return self._found(self._chargers(), 0)
        most, loss = self._problem.kernel * len(self.instance.sites), self._restricted.losses(self._dual.multipliers)
        also = [*plans, with_slack_budget(self._restricted, self._dual, loss, most)]
        kernel, rows = kernel_of(self._divided, loss, most, np.unique(np.concatenate(also)))
        annealing = Annealing(self.instance, kernel, self._priced(), np.random.default_rng(self.seed))
        if not (plans or annealing.keeps_promises()):
            return self._found(least_products(self.instance), 0)
        self._begin(annealing, [np.searchsorted(rows, plan) for plan in plans])
        self._rebuild(annealing)
        return self._found(self._chargers(annealing), annealing.rebuilds)

    def _judge_dived(self) -> None:
        """Let the exact model say what the best plan of the dives is truly worth, if that would prove the gap."""
        if self._settling is not None and math.isfinite(self._value):
            self._settling.weigh(self._best(self._chargers()), self._value)

    def _chargers(self, annealing: Annealing | None = None) -> NDArray[np.integer]:
        """Chargers of the best plan of dives and annealing; the least where there is none."""
        if annealing and not (self._value > annealing.value and len(self._row)):
            return annealing.sets.chargers[annealing.best]  # a dive is evaluated at its own multipliers
        return self._divided.chargers[self._row] if len(self._row) else least_products(self.instance)

    def _plan_without_joint(self) -> list[Ints]:
        """Search first without new guns in pools of several plugs, where there are such; the plan as rows of the sets, empty where it has others."""
        if (plainer := without_joint(self.instance, self._divided)) is None:
            return []
        self.say(_("first a plan without cabinets whose guns serve several plugs, which the one with them has to beat"))
        effort = self._spending.rest(PLAINER * self._spending.whole_s)
        try:
            found = Search(plainer, effort, lambda _: None, goal=self.goal, most=self.most).run()
        except InfeasibleError:
            return []  # only such cabinets fit where something must be built
        if not math.isfinite(found.value):
            return []
        self._plainer, self._value, self._dives, self._rebuilds = found, found.value, found.dives, found.rebuilds
        row = rows_of(self._divided, found.chargers)
        return [] if row is None else [row]

    def _begin(self, annealing: Annealing, plans: list[Ints]) -> None:
        """Start from the best plan of the dives or of greedy constructions; one is made however short the time."""
        for plan in plans:
            self._report(better=annealing.start_from(plan), value=annealing.value)
        for number in range(BEGINNINGS if annealing.keeps_promises() and not (plans and annealing.large) else 0):
            if (number or len(self._row)) and (self._late() or self._done()):
                break
            self._report(better=annealing.begin(), value=annealing.value)

    def _dive_for_plans(self) -> list[Ints]:
        """Alternate subgradient steps and dives; returns the feasible plans, as rows of the sets."""
        plans = list(self._problem.plans)
        if self.prepared is None:
            self._lower(FIRST_ROUNDS, boldness=1.0)
        if self.prepared is None or not self._done():
            plans += self._within_budget()
        for number, boldness in enumerate(BOLDNESS[: self._problem.dives]):
            if self._done() or (number and self._late()):
                break  # one dive is made however short the time
            plans += self._dived(boldness)
            if not self._done():
                self._lower(MORE_ROUNDS, boldness=0.5)
            if self._dives_end_far_off():
                break
        return plans

    def _dives_end_far_off(self) -> bool:
        """Whether annealing gains more than further dives, of which each takes long."""
        large = len(self._restricted.flows.key) > LARGE_FLOWS
        far = self._dual.value - self._value > FAR * self.effort.gap * abs(self._dual.value)
        return self.instance.by_worst or (large and far)

    def _dive_with_rows_kept(self) -> list[Ints]:
        """The same with the rows of a rule kept in the subproblem, where that lowers the bound."""
        if self._done() or self._late() or not self._dual.keep_rows():
            return []
        self._restricted, plans = self._problem.with_rows_kept(), list[Ints]()
        self._lower(FIRST_ROUNDS, boldness=0.5)
        for boldness in BOLDNESS[: self._problem.dives]:
            if self._done() or self._late():
                break
            plans += self._dived(boldness)
            if self._dives_end_far_off():
                break
        return plans

    def _priced(self) -> Multipliers:
        """The multipliers of the least bound; of rows that it keeps in the subproblem those from before."""
        kept = self._restricted.kept
        return self._dual.multipliers if kept is None else kept.repriced(self._dual.multipliers, self._dual.prices)

    def _dived(self, boldness: float) -> list[Ints]:
        """One dive, repaired and evaluated; empty where it cannot be repaired."""
        end = dive(self._restricted, self._dual.multipliers, boldness=boldness)
        self._dives += 1
        return self._repaired(end.row, end.multipliers, end.answer.value)

    def _within_budget(self) -> list[Ints]:
        """The sets that the subproblem with the budget chooses, repaired and evaluated; empty where that bound was not lowered."""
        if (within := self._dual.within) is None:
            return []
        answer = self._restricted.within_budget(within)
        prices = np.append(self._dual.multipliers.money, within.coupling[1:])
        multipliers = replace(within, coupling=prices)
        return self._repaired(answer.best, multipliers, answer.value - self._divided.money_paid(prices))

    def _repaired(self, row: Ints, multipliers: Multipliers, value: Floats) -> list[Ints]:
        """Sets made to keep every rule, and evaluated; `value` is the reduced value of each set, (sets,)."""
        if (found := repaired(self.instance, self._restricted, row, multipliers, value)) is None:
            return []
        if better := found.value > self._value and found.kept:
            self._row = found.row
        self._report(better=better, value=found.value)
        return [found.row]

    def _rebuild(self, annealing: Annealing) -> None:
        """Anneal until the gap is proven or the time is over, with subgradient steps in between."""
        every = WORST_REBUILDS if self.instance.by_worst else LARGE_REBUILDS if annealing.large else REBUILDS
        lowered, mark, since = 0, self._value, 0
        while annealing.can_build() and annealing.rebuilds < self.most and not (self._late() or self._done()):
            self._report(better=annealing.step(), value=annealing.value)
            if self._value - mark > GAIN * abs(mark):
                mark, since = self._value, annealing.rebuilds
            stale = self.instance.by_worst and annealing.rebuilds - since > STALE
            if stale and not (self._settling and self._settling.of_use):
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
        plainer = self._plainer and self._plainer.value >= self._value
        return (self._plainer.chargers if self._plainer and plainer else chargers).astype(np.int64)

    def _found(self, chargers: NDArray[np.integer], rebuilds: int) -> Found:
        best = self._settling.best(self._best(chargers), self._value) if self._settling else self._best(chargers)
        worth, judged = self._worth(), self._settling.allocation(best) if self._settling else None
        bound, count = max(self._dual.value, worth), rebuilds + self._rebuilds  # sums are rounded
        return Found(best, worth, bound, self._done(), self._dives, count, self._priced(), judged)

    def _late(self) -> bool:
        return self._spending.over()

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
        return self._done() or (self._late() and (number >= LEAST_ROUNDS or math.isfinite(self._value)))

    def _report(self, *, better: bool, value: float) -> None:
        """Record a better value and report it."""
        if better:
            self._value = max(self._value, value)
            self._report_now()

    def _report_now(self) -> None:
        """Report incumbent, bound and gap, at most once a second."""
        self._telling.tell(self._spending.wall_s, self._worth(), self._dual.value)
