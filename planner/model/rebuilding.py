"""Plans built and rebuilt from the kernel: a neighbourhood of sites taken out and built anew, again and again.

G. Schrimpf et al., Record breaking optimization results using the ruin and recreate principle, J. Comput. Phys. 159 (2000).
A rebuilt plan is first judged by the energy its new sites found beside what the kept ones go on serving, which is a value it
can reach; only where that comes near the plan in hand a linear program tells what it serves at best. A district below its floor
is fined, more the longer the plan in hand stays short; only a plan that keeps every floor can be the best.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.kernel import adjoining, least_rows
from planner.model.lagrangian import Prices, above_floor, drawn_by
from planner.model.residual import Residual, open_demand
from planner.model.served import Served
from planner.model.sitesets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

SCARCITY = tuple(np.linspace(0.2, 1.0, 9).tolist())
"""Weights of the demand prices: energy that others could serve counts less."""
CYCLE = 6000
"""Rebuilds from hot to cold at first; after each cycle the search goes on from the best plan, hot again, twice as long."""
HEAT = 6e-4
"""Share of the value that a hot search gives away for a change."""
ASKED = 0.15
"""Share of rebuilds that the linear program is asked about, about."""
DUST = 1e-6
"""Less than this much worth is nobody served, and less energy no breach of a floor."""
FINE, DEARER, PATIENCE = (1.5, 1.0), 1.5, 50
"""A missing kWh costs so many times the floor's price and so much more; dearer by this factor after so many rebuilds that are short."""
MOST_FINE = 100.0
"""Dearer than this, the fines drown the worth of a kWh in the rounding of the linear program, and it takes for ever."""


@dataclass(frozen=True)
class Taste:
    """What one build looks for.

    Parameters
    ----------
    scarcity : int
        Which of SCARCITY.
    thrift : float
        Weight of the price of money.
    by_return : float
        0 ranks sets by what is left after paying, 1 by that per dollar.
    luck : float
        Spread of the factors on what each set earns, so that repeated builds differ.
    """

    scarcity: int
    thrift: float
    by_return: float
    luck: float


@dataclass
class Rebuilding:
    """A plan in hand, the best one so far, and the means to change it; deterministic for a seed.

    Parameters
    ----------
    sets : SiteSets
        The kernel.
    prices : Prices
        Of the lowest bound.
    best : (sites,) int
        Rows of the best plan in the kernel that keeps the floors; `value` is its worth, -inf before there is one.
    """

    instance: Instance
    sets: SiteSets
    prices: Prices
    rng: np.random.Generator
    best: Ints = field(init=False)
    value: float = field(init=False)
    rebuilds: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        instance, sets = self.instance, self.sets
        self._least = least_rows(sets)
        floor = self.prices.floor if len(self.prices.floor) else np.zeros(len(instance.promised_kwh()))
        self._served = Served(instance, sets, self._least, FINE[0] * floor + FINE[1])
        self._row, self._now = self._least, self._served.value
        self.best, self.value = self._row, self._now if self._keeps_floors() else -np.inf
        self._worth = instance.worth[self._served.flow_pair]
        self._site = instance.site[self._served.flow_pair]
        self._flows = self._standing = self._served.flows()
        self._missing = self._served.short() > DUST
        self._count = np.diff(np.append(sets.first, len(sets.site)))
        self._extra_cost = sets.cost - sets.cost[self._least][sets.site]
        self._extra_kw = sets.kw - sets.kw[self._least][sets.site]
        self._flow_key = self._served.flow_key
        dear = self.prices.money * self._extra_cost
        self._price_paid = dear + self.prices.per_kw(instance)[sets.site] * self._extra_kw
        self._near = adjoining(instance)
        self._shared = shared_demand(instance)
        energy = [replace(self.prices, demand=s * self.prices.demand).of_energy(instance) for s in SCARCITY]
        self._yards = [Residual.of(instance, sets, self._least, price) for price in energy]
        self._margin, self._asked, self._age, self._cycle = 0.002 * self._size, 0, 0, CYCLE

    @property
    def _size(self) -> float:
        """What shares of the value are taken of, at least 1."""
        return max(1.0, self.value if np.isfinite(self.value) else abs(self._now))

    def _keeps_floors(self) -> bool:
        return bool((self._served.short() <= DUST).all())

    def can_build(self) -> bool:
        """Tell whether there is any choice at all."""
        return bool((self._count > 1).any())

    def keeps_promises(self) -> bool:
        """Tell whether the forced sites' cheapest sets can stand together; where not, the search has nothing to begin from."""
        instance, sets, least = self.instance, self.sets, self._least
        opened = sets.chargers[least].any(axis=1) & ~instance.existing
        crowded = instance.max_sites is not None and int(opened.sum()) > instance.max_sites
        apart = not self._near[np.ix_(opened, opened)].any()
        affordable = float(sets.cost[least].sum()) <= instance.budget + 1e-6
        return bool(affordable and apart and not crowded and self._powered(least))

    def begin(self) -> bool:
        """Build one plan from nothing; says whether it is the best so far."""
        taste = Taste(
            int(self.rng.integers(len(SCARCITY))),
            float(self.rng.uniform(0.75, 1.1)),
            float(self.rng.choice([0.0, 0.5])),
            float(self.rng.choice([0.0, 0.1])),
        )
        row, _ = self._filled(self._least, self._standing, self._count > 1, taste)
        return self._accept(row, self._served.put(row), heat=0.0)

    def step(self) -> bool:
        """Ruin and recreate once; says whether the plan is the best so far."""
        self.rebuilds += 1
        ruined = self._ruined()
        row = np.where(ruined, self._least, self._row)
        kept = np.where(ruined[self._site], 0.0, self._flows)
        may = (row == self._least) & (self._count > 1)
        if self.rng.random() < 0.7 and ruined.any():
            may &= (self._shared[ruined] > 0).any(axis=0)
        may &= ~(ruined & (self.rng.random(len(row)) < self.rng.choice([0.0, 0.3, 0.7])))
        taste = Taste(
            int(self.rng.integers(len(SCARCITY))),
            float(self.rng.uniform(0.6, 1.1)),
            float(self.rng.choice([0.0, 0.0, 0.5])),
            float(self.rng.choice([0.0, 0.1, 0.25])),
        )
        row, gain = self._filled(row, kept, may, taste)
        better = False
        near = (row != self._row).any() and self._promising(float((kept * self._worth).sum()) + gain)
        if near and self._powered(row):  # a ruined site may have freed the power that a kept one draws
            heat = HEAT * self._size * (1.0 - self._age / self._cycle)
            better = self._accept(row, self._served.put(row), heat=heat)
        self._age += 1
        if self._age % PATIENCE == 0 and self._missing.any():
            self._served.put(self._row)
            dearer = np.where(self._missing, DEARER, 1.0) * self._served.fine
            self._now = self._served.refine(np.minimum(dearer, np.maximum(MOST_FINE, self._served.fine)))
        if self._age >= self._cycle:
            self._age, self._cycle = 0, 2 * self._cycle
            again = self.best if np.isfinite(self.value) else self._row
            self._take(again, self._served.put(again))
        return better

    def _promising(self, reached: float) -> bool:
        """Near enough to the plan in hand to be worth a linear program; how near follows from how often that was so."""
        near = reached > self._now - self._margin
        self._asked += near
        often = self._asked > ASKED * self.rebuilds
        self._margin = min(self._margin * (0.97 if often else 1.02), 0.01 * self._size)
        return near

    def _accept(self, row: Ints, value: float, *, heat: float) -> bool:
        better = value > self.value + 1e-9 * max(1.0, self.value) and self._keeps_floors()
        nearer = not np.isfinite(self.value) and value > self._now
        if better:
            self.best, self.value = row, value
        if better or nearer or (heat > 0 and value > self._now - heat * self.rng.exponential()):
            self._take(row, value)
        return better

    def _take(self, row: Ints, value: float) -> None:
        self._row, self._now, self._flows = row, value, self._served.flows()
        self._missing = self._served.short() > DUST

    def _ruined(self) -> Mask:
        """A few built sites about one place or two, drawn by lot; two let money move across the city."""
        built = np.flatnonzero(self._row != self._least)
        ruined = np.zeros(len(self._row), dtype=bool)
        for _ in range(int(self.rng.integers(1, 3))):
            count = min(len(built), int(self.rng.integers(1, 6)))
            near = self._shared[int(self.rng.integers(len(self._row))), built] * self.rng.uniform(0.4, 1.0, len(built))
            ruined[built[np.argsort(-(near + 1e-9 * self.rng.random(len(built))), kind="stable")[:count]]] = True
        return ruined

    def _filled(self, row: Ints, kept: Floats, may: Mask, taste: Taste) -> tuple[Ints, float]:
        """Add sets where `may` until nothing fits or serves anybody; returns the rows and the worth they add, less the fines."""
        sets, yard, row, may = self.sets, self._yards[taste.scarcity], row.copy(), may.copy()
        left = open_demand(self.instance.demand - self._by_class(kept))
        profit = np.full(len(sets.site), -np.inf)
        self._price(profit, yard, may, left)
        luck = np.exp(taste.luck * self.rng.standard_normal(len(profit))) if taste.luck else np.ones(len(profit))
        scale = np.maximum(self._extra_cost, 1.0) ** taste.by_return
        gain = 0.0
        while True:
            margin = (profit - taste.thrift * self._price_paid) / scale
            score = np.where(self._fits(row, may), np.where(margin > 0, margin * luck, margin / luck), -np.inf)
            pick = int(np.argmax(score))
            if score[pick] == -np.inf:
                return row, gain - self._fines(left)
            site = int(sets.site[pick])
            may[site] = False
            if profit[pick] > DUST:
                row[site] = pick
                gain += yard.build(pick, left)
                self._price(profit, yard, may & (self._shared[site] > 0), left)

    def _fines(self, left: Floats) -> float:
        """Fines for the floors that are missed where so much demand is left."""
        if not len(self._served.fine):
            return 0.0
        above = above_floor(self.instance, self.instance.demand - left[:-1].reshape(self.instance.demand.shape))
        return float(self._served.fine @ np.maximum(0.0, -above))

    def _price(self, profit: Floats, yard: Residual, sites: Mask, left: Floats) -> None:
        at = np.flatnonzero(sites)
        count = self._count[at]
        rows = np.repeat(self.sets.first[at] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
        if len(rows):
            profit[rows] = yard.profit(rows, left)

    def _by_class(self, flows: Floats) -> Floats:
        demand = self.instance.demand
        return np.asarray(np.bincount(self._flow_key, flows, minlength=demand.size), dtype=float).reshape(demand.shape)

    def _fits(self, row: Ints, may: Mask) -> Mask:
        """Sets that may still be built within money, feeders, spacing and number of sites."""
        instance, sets = self.instance, self.sets
        opened = sets.chargers[row].any(axis=1) & ~instance.existing
        may = may & ~self._near[opened].any(axis=0)
        if instance.max_sites is not None and int(opened.sum()) >= instance.max_sites:
            may &= instance.existing | opened
        room = self._power_left(row)
        money = instance.budget - float(sets.cost[row].sum())
        fits = may[sets.site] & (self._extra_cost > 0) & (self._extra_cost <= money + 1e-6)
        return np.asarray(fits & (self._extra_kw <= room[sets.site] + 1e-9))

    def _powered(self, row: Ints) -> bool:
        """Tell whether feeders and substations carry these sets."""
        return bool((self._power_left(row) >= -1e-9).all())

    def _power_left(self, row: Ints) -> Floats:
        """KW that the feeder and the substation of each site still give beside these sets; (sites,)."""
        instance, room = self.instance, np.full(len(row), np.inf)
        for number, limit in (
            (instance.feeder, instance.feeder_kw),
            (instance.substation, instance.substation_kw),
        ):
            if len(limit):
                left = limit - drawn_by(number, self.sets.kw[row], len(limit))
                room = np.minimum(room, np.append(left, np.inf)[number])
        return np.asarray(room)


def shared_demand(instance: Instance) -> Floats:
    """Demand that two sites could both serve; (sites, sites)."""
    weight = np.sqrt(instance.demand.sum(axis=1))[instance.zone]
    reach = sp.csr_array((weight, (instance.site, instance.zone)), shape=(len(instance.existing), len(instance.demand)))
    return np.asarray((reach @ reach.T).toarray())
