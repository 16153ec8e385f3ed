"""The search at city scale: a proven bound and prices from the decomposition, plans built and rebuilt from the kernel.

The prices of the lowest bound say which few sets of chargers a good plan is made of (`kernel`), and `rebuilding` puts plans
together from those until one is as near the bound as asked.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.configurations import configurations_of
from planner.model.instance import Instance
from planner.model.kernel import NONE, kernel_of
from planner.model.lagrangian import Decomposition, Prices, descend, first_prices
from planner.model.lp import Effort
from planner.model.needs import insist, search_bytes
from planner.model.rebuilding import Rebuilding
from planner.model.sitesets import SiteSets, shared_out, site_sets

Say = Callable[[str], None]

FIRST_ROUNDS, MORE_ROUNDS = 400, 40
"""Rounds of the bound before the first plan, and now and then between rebuilds."""
LEAST_ROUNDS = 60
"""Of the first rounds, however short the time: prices without them mean nothing, nor does the bound."""
FIRST_SHARE = 0.3
"""Share of the time that the first rounds may take."""
REBUILDS = 1000
"""Rebuilds between rounds of the bound."""
BEGINNINGS = 12
"""Plans built from nothing, of which the best is rebuilt."""
CHEAPER = (0.95, 0.8, 0.6, 0.3)
"""Shares of the prices of energy at which sets are added to a kernel that the losses leave undecided."""
KERNEL = 2
"""Sets in the kernel by site, on average. More hold better plans that take longer to find; measured on cities of 264 sites."""


@dataclass(frozen=True)
class Found:
    """Where a search ended.

    Parameters
    ----------
    chargers : (sites, chargers) int
    value : float
        Worth by the search's own reckoning, which does not know cabinets that share power; -inf where it has no plan.
    bound : float
    reached : bool
        The asked gap is proven, by that reckoning.
    rebuilds : int
    """

    chargers: NDArray[np.int64]
    value: float
    bound: float
    reached: bool
    rebuilds: int


@dataclass
class Search:
    """One search; deterministic but for where the time limit cuts it.

    Parameters
    ----------
    instance : Instance
    effort : Effort
    say : callable
    goal : float
        A plan worth as much is enough.
    most : float
        Rebuilds after which it hands over what it has.
    """

    instance: Instance
    effort: Effort
    say: Say
    goal: float = math.inf
    most: float = math.inf
    _bound: float = field(init=False, default=math.inf)
    _value: float = field(init=False, default=-math.inf)
    _told: float = field(init=False, default=0.0)
    _prices: Prices = field(init=False)
    _loss: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self._began = time.perf_counter()
        self._sets = site_sets(self.instance, configurations_of(self.instance))
        insist("the search for a plan", search_bytes(self.instance, len(self._sets.site)))
        self._problem = Decomposition(self.instance, self._sets)
        self._prices, self._loss = first_prices(self.instance), np.zeros(len(self._sets.site))
        self.say(f"{len(self.instance.zone):,} pairs of zone and site, {len(self._sets.site):,} sets of chargers")

    def bound(self) -> float:
        """Lower the bound alone."""
        self._lower(FIRST_ROUNDS, self.effort.time_limit_s * FIRST_SHARE, boldness=1.0)
        return self._bound

    def run(self) -> Found:
        """Search until the asked gap is proven or the time is over."""
        self.bound()
        most = KERNEL * len(self.instance.existing)
        kernel = kernel_of(shared_out(self.instance, self._sets), self._loss, most, self._where_money_is_slack(most))
        rebuilding = Rebuilding(self.instance, kernel, self._prices, np.random.default_rng(0))
        if not rebuilding.keeps_promises():
            return Found(self.instance.nothing_new(), -math.inf, self._bound, False, 0)
        self._value = rebuilding.value
        for number in range(BEGINNINGS):
            if number and (self._late() or self._done()):
                break  # one is built however short the time
            self._tell(rebuilding, better=rebuilding.begin())
        while rebuilding.can_build() and rebuilding.rebuilds < self.most and not (self._late() or self._done()):
            self._tell(rebuilding, better=rebuilding.step())
            if rebuilding.rebuilds % REBUILDS == 0:
                self._lower(MORE_ROUNDS, self.effort.time_limit_s, boldness=0.3)
        return self._found(kernel, rebuilding)

    def _where_money_is_slack(self, most: int) -> NDArray[np.int64]:
        """Sets of every size worth trying where more lose nothing than the kernel holds; (rows,), none elsewhere.

        Where money or power for all demand is there, energy is worth nothing at the margin and every set loses as little as none, so
        that the losses say nothing. The best sets of every site at lower prices of energy and a usual price of money are then added.
        """
        if not len(self.instance.worth):
            return NONE  # nobody reaches a site
        if int((self._loss <= 1e-6 * abs(self._bound) / len(self.instance.existing)).sum()) <= most:
            return NONE
        carried = (self._sets.dc + self._sets.ac).sum(axis=1)
        sold = (self._sets.cost > 0) & (carried > 0)
        dollars = float(np.median(self._sets.cost[sold] / carried[sold])) if sold.any() else 1.0
        margin = float(self.instance.worth.mean()) / max(dollars, 1e-9)
        rows = []
        for share in CHEAPER:
            money = max(self._prices.money, 0.5 * (1.0 - share) * margin)
            asked = replace(self._prices, demand=share * self._prices.demand, money=money)
            rows.append(self._problem.ask(asked).best)
        return np.unique(np.concatenate(rows))

    def _found(self, kernel: SiteSets, rebuilding: Rebuilding) -> Found:
        chargers = kernel.chargers[rebuilding.best].astype(np.int64)
        return Found(chargers, self._value, max(self._bound, self._value), self._done(), rebuilding.rebuilds)

    def _elapsed(self) -> float:
        return time.perf_counter() - self._began

    def _late(self) -> bool:
        return self.effort.stop() or self._elapsed() > self.effort.time_limit_s

    def _done(self) -> bool:
        return self._value >= self.goal or self._bound - self._value <= self.effort.gap * abs(self._bound)

    def _lower(self, rounds: int, until_s: float, *, boldness: float) -> None:
        """Lower the bound; the best plan so far is the target of its steps."""
        floor = self._value if math.isfinite(self._value) else 0.0
        way = descend(self._problem, self._prices, value=lambda: floor, rounds=rounds, boldness=boldness)
        for number, (prices, answer) in enumerate(way, start=1):
            if answer.bound < self._bound:
                self._bound, self._prices, self._loss = answer.bound, prices, answer.loss
            self._tell_now()
            over = self._elapsed() > until_s or self._late()
            if self._done() or (over and (number >= LEAST_ROUNDS or math.isfinite(self._value))):
                break

    def _tell(self, rebuilding: Rebuilding, *, better: bool) -> None:
        """Take over a better plan and say so."""
        if better:
            self._value = rebuilding.value
            self._tell_now()

    def _tell_now(self) -> None:
        """Say how far plan and bound are, but not more than once a second."""
        if self._elapsed() - self._told < 1.0 or not self._bound or not math.isfinite(self._bound):
            return
        self._told, above = self._elapsed(), f"no plan above {self._bound:,.0f} kWh-worth a day"
        if math.isfinite(self._value):
            gap = max(0.0, self._bound - self._value) / abs(self._bound)
            self.say(f"best plan {self._value:,.0f}, {above}, gap {gap:.2%}")
        else:
            self.say(f"{above}; lowering that bound before the first plan")
