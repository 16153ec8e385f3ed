"""Lists of small plots for a sum of money: one cabinet of 60 kW with two guns at each of many places, by greed or at random."""

import heapq
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from planner.model.instance.instance import Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CABINETS = ("dc_gbt_60", "dc_ccs2_60", "dc_dual_60")
"""What may stand on a plot."""
DUST = 1e-6


@dataclass(frozen=True)
class PlotProgramme:
    """Lists of small plots for one budget.

    Parameters
    ----------
    instance : Instance
        Of the plan's own question.
    left_kwh : (zones, classes)
        Demand that standing stations leave, by the exact allocation.
    budget_usd : float
    """

    instance: "Instance"
    left_kwh: Floats
    budget_usd: float

    @cached_property
    def cabinets(self) -> list[int]:
        """Numbers of the products that may stand on a plot."""
        return [self.instance.products.names.index(name) for name in CABINETS]

    @cached_property
    def may_stand(self) -> NDArray[np.bool_]:
        """Whether each cabinet may stand at each site alone; never where a station stands; (sites, cabinets)."""
        from planner.model.sets.limits import most_products  # noqa: PLC0415  # the list of options needs none of it

        most = most_products(self.instance)[:, self.cabinets]
        return np.asarray((most > 0) & ~self.instance.sites.existing[:, None])

    @cached_property
    def cost_usd(self) -> Floats:
        """Money for a plot at each site with each cabinet; (sites, cabinets)."""
        return np.column_stack([self.instance.cost_usd(self._one_everywhere(k)) for k in self.cabinets])

    @cached_property
    def carried_kwh(self) -> Floats:
        """KWh a day that the pools of each cabinet carry alone; (cabinets, pools)."""
        ones = np.eye(len(self.instance.products.kw), dtype=np.int64)[self.cabinets]
        return self.instance.carries(np.zeros(len(self.instance.pools.dc), dtype=np.int64), ones)

    def _one_everywhere(self, product: int) -> Ints:
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        chargers[:, product] = 1
        return chargers

    def greedy(self) -> Ints:
        """Take the plot with the most worth a dollar on the demand that is left, one after another; (sites, products).

        What a plot is worth falls as others serve demand, so only the top of the queue is valued again (Minoux 1978).
        """
        left, spent = self.left_kwh.copy(), 0.0
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        queue = [(-math.inf, int(site), int(n)) for site, n in np.argwhere(self.may_stand)]
        heapq.heapify(queue)
        while queue:
            _, site, n = heapq.heappop(queue)
            if chargers[site].any() or spent + self.cost_usd[site, n] > self.budget_usd:
                continue
            if not self._keeps_rules(self._with_plot(chargers, site, n)):
                continue
            worth, taken = self._served(site, n, left)
            rate = worth / self.cost_usd[site, n]
            if worth <= DUST:
                continue
            if queue and -rate > queue[0][0]:
                heapq.heappush(queue, (-rate, site, n))
                continue
            for zones, classes, kwh in taken:
                np.subtract.at(left, (zones, classes), kwh)
            chargers, spent = self._with_plot(chargers, site, n), spent + self.cost_usd[site, n]
        return chargers

    def _with_plot(self, chargers: Ints, site: int, cabinet: int) -> Ints:
        """These chargers and one more plot."""
        more = chargers.copy()
        more[site, self.cabinets[cabinet]] = 1
        return more

    def _keeps_rules(self, chargers: Ints) -> bool:
        """Whether every amount that several sites share, power of feeders among them, is enough for these chargers."""
        from planner.model.rules.kinds.coupling import Coupling  # noqa: PLC0415

        rules = self.instance.rules.every(Coupling)
        return all((rule.spare(self.instance, chargers) >= -DUST).all() for rule in rules)

    def _served(self, site: int, cabinet: int, left: Floats) -> tuple[float, list[tuple[Ints, Ints, Floats]]]:
        """Worth of what a plot serves of the demand that is left, those nearest first, and by pool the zones, classes and kWh."""
        reach, serves = self.instance.reach, self.instance.pools.serves
        pairs = self._pairs[site]
        worth, zone, out, total = reach.worth[pairs], reach.zone[pairs], [], 0.0
        order = np.argsort(-worth, kind="stable")
        served = np.zeros((len(pairs), left.shape[1]))
        for pool in np.flatnonzero(self.carried_kwh[cabinet] > 0):
            classes = np.flatnonzero(serves[:, pool])
            wanted = np.maximum(0.0, left[zone[order]][:, classes] - served[order][:, classes])
            so_far = np.cumsum(wanted.ravel())
            kwh = np.diff(np.minimum(so_far, self.carried_kwh[cabinet, pool]), prepend=0.0).reshape(wanted.shape)
            served[np.ix_(order, classes)] += kwh
            total += float((kwh * worth[order][:, None]).sum())
            out.append((np.repeat(zone[order], len(classes)), np.tile(classes, len(order)), kwh.ravel()))
        return total, out

    @cached_property
    def _pairs(self) -> list[Ints]:
        """Pairs of each site."""
        order = np.argsort(self.instance.reach.site, kind="stable")
        ends = np.cumsum(np.bincount(self.instance.reach.site, minlength=len(self.instance.sites)))[:-1]
        return np.split(order, ends)

    def at_random(self, rng: np.random.Generator) -> Ints:
        """Plots at places drawn evenly, each with a cabinet of one standard drawn by its share of the demand; (sites, products)."""
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        spent = 0.0
        single, shares = self._shares
        for site in rng.permutation(len(self.instance.sites)):
            n = int(rng.choice(single, p=shares))
            if self.may_stand[site, n] and spent + self.cost_usd[site, n] <= self.budget_usd:
                more = self._with_plot(chargers, site, n)
                if self._keeps_rules(more):
                    chargers, spent = more, spent + self.cost_usd[site, n]
        return chargers

    @property
    def _shares(self) -> tuple[list[int], Floats]:
        """Cabinets of one standard, and of the demand that either could serve the share of each."""
        serves, by_class = self.instance.pools.serves, self.instance.demand.kwh.sum(axis=0)
        single = [n for n in range(len(CABINETS)) if (self.carried_kwh[n] > 0).sum() == 1]
        kwh = np.array([by_class[serves[:, self.carried_kwh[n] > 0].any(axis=1)].sum() for n in single])
        return single, kwh / kwh.sum()
