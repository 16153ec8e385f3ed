"""The search at city scale: prices and a proven bound from the decomposition, plans built and rebuilt from the prices.

Ruin and recreate (Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, J. Comput.
Phys. 159, 2000): take out a neighbourhood of sites, build it anew at slightly other tastes, keep what serves more.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.configurations import configurations_of
from planner.model.greedy import Builder, Taste
from planner.model.instance import Instance
from planner.model.lagrangian import Decomposition, descend, first_prices
from planner.model.lp import Effort
from planner.model.served import Served
from planner.model.sitesets import shared_out, site_sets

Say = Callable[[str], None]
FIRST_ROUNDS, MORE_ROUNDS = 150, 60
TASTES = tuple(Taste(s, t) for s in (0.3, 0.5, 0.8) for t in (0.8, 0.9, 1.0)) + tuple(
    Taste(s, 0.5, by_return=True) for s in (0.5, 0.8)
)


@dataclass(frozen=True)
class Found:
    """Where a search ended: new chargers (sites, chargers), what they are worth, and the bound."""

    chargers: NDArray[np.int64]
    value: float
    bound: float
    reached: bool
    rebuilds: int


@dataclass
class Search:
    """One search; deterministic but for where the time limit cuts it."""

    instance: Instance
    effort: Effort
    say: Say

    def __post_init__(self) -> None:
        self._began = time.perf_counter()
        self._rng = np.random.default_rng(0)
        self._sets = site_sets(self.instance, configurations_of(self.instance))
        self._problem = Decomposition(self.instance, self._sets)
        sure = shared_out(self.instance, self._sets)
        self._builder = Builder(self.instance, sure)
        self._served = Served(self.instance, sure, self._builder.nothing)
        self._best, self._value = (
            self._builder.nothing,
            self._served.value if not self.instance.forced.any() else -math.inf,
        )
        self._bound, self._prices = math.inf, first_prices(self.instance)
        self.say(f"{len(self.instance.zone):,} pairs of zone and site, {len(self._sets.site):,} sets of chargers")

    def bound(self) -> float:
        """Lower the bound alone, for a question whose rules the search does not know."""
        self._lower(FIRST_ROUNDS + MORE_ROUNDS)
        return self._bound

    def run(self) -> Found:
        """Search until the asked gap is proven or the time is over."""
        self._lower(FIRST_ROUNDS)
        self._build_first()
        self._lower(MORE_ROUNDS)
        rebuilds = self._rebuild()
        return Found(
            self._sets.chargers[self._best].astype(np.int64),
            self._value,
            max(self._bound, self._value),
            self._done(),
            rebuilds,
        )

    def _late(self) -> bool:
        return time.perf_counter() - self._began > self.effort.time_limit_s

    def _done(self) -> bool:
        return self._bound - self._value <= self.effort.gap * abs(self._bound)

    def _lower(self, rounds: int) -> None:
        """Lower the bound; the best plan so far is the target of its steps."""
        floor = self._value if math.isfinite(self._value) else 0.0
        for prices, answer in descend(self._problem, self._prices, value=lambda: floor, rounds=rounds):
            if answer.bound < self._bound:
                self._bound, self._prices = answer.bound, prices
            if self._late() or self._done():
                break

    def _keep(self, row: NDArray[np.int64]) -> None:
        value = self._served.put(row)
        unbuilt = self.instance.forced & ~self._sets.chargers[row].any(axis=1)
        if value > self._value and not unbuilt.any():
            self._best, self._value = row.copy(), value

    def _build_first(self) -> None:
        nothing = self._builder.nothing
        self._served.put(nothing)
        standing = self._served.energy_at(self.instance.existing & ~self.instance.forced)
        even = np.ones(len(nothing))
        for taste in TASTES:
            self._keep(self._builder.fill(nothing, self.instance.demand - standing, self._prices, taste, even))
            self._tell()
            if self._late() or self._done():
                break

    def _rebuild(self) -> int:
        """Ruin and recreate with a little annealing, lowering the bound now and then."""
        rebuilds, row, value = 0, self._best, self._value
        shared = _shared_zones(self.instance)
        while not (self._late() or self._done()):
            rebuilds += 1
            self._served.put(row)
            ruined = self._ruined(row, shared)
            if not ruined.any():
                break
            fewer = np.where(ruined, self._builder.nothing, row)
            built = self._sets.cost[fewer] > 0
            kept = self._served.energy_at(built | self.instance.existing & ~ruined)
            luck = 1.0 + self._rng.uniform(0.0, 0.25, len(row))
            taste = Taste(
                self._rng.uniform(0.2, 1.0), self._rng.uniform(0.7, 1.05), by_return=self._rng.random() < 0.15
            )
            new = self._builder.fill(fewer, np.maximum(0.0, self.instance.demand - kept), self._prices, taste, luck)
            before = self._value
            self._keep(new)
            heat = 4e-4 * value * (1.0 - min(1.0, (time.perf_counter() - self._began) / self.effort.time_limit_s))
            if self._served.value > value + heat * math.log(max(self._rng.random(), 1e-12)):
                row, value = new, self._served.value
            if self._value > before:
                self._tell()
            if rebuilds % 150 == 0:
                self._lower(MORE_ROUNDS)
            if rebuilds % 100 == 0:
                row, value = self._best, self._value
        return rebuilds

    def _ruined(self, row: NDArray[np.int64], shared: NDArray[np.float64]) -> NDArray[np.bool_]:
        """A few built sites that share zones with a place drawn by lot."""
        built = np.flatnonzero((self._sets.cost[row] > 0) & ~self.instance.forced)
        ruined = np.zeros(len(row), dtype=bool)
        if len(built):
            centre = int(self._rng.integers(len(row)))
            near = shared[centre, built] * self._rng.uniform(0.5, 1.0, len(built)) + 1e-9 * self._rng.random(len(built))
            ruined[built[np.argsort(-near)[: int(self._rng.integers(1, 7))]]] = True
        return ruined

    def _tell(self) -> None:
        if math.isfinite(self._value) and math.isfinite(self._bound):
            gap = (self._bound - self._value) / abs(self._bound) if self._bound else 0.0
            self.say(
                f"best plan {self._value:,.0f}, no plan above {self._bound:,.0f} kWh-worth a day, gap {max(0.0, gap):.2%}"
            )


def _shared_zones(instance: Instance) -> NDArray[np.float64]:
    """Demand that two sites could both serve; (sites, sites)."""
    weight = np.sqrt(instance.demand.sum(axis=1))[instance.zone]
    reach = sp.csr_array((weight, (instance.site, instance.zone)), shape=(len(instance.existing), len(instance.demand)))
    return np.asarray((reach @ reach.T).toarray())
