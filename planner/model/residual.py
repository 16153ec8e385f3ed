"""What sets of chargers would serve of the demand that others leave, at fixed prices: the builder's yardstick."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.sitesets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Residual:
    """Flows of every site, sorted once by profit, in rectangles that a few sites at a time are cut from.

    `lagrangian` solves all sites at new prices; here the prices stay and the demand shrinks, a few sites at a time.

    Parameters
    ----------
    site : (sets,) int
    families : tuple of _Family
    """

    site: Ints
    families: "tuple[_Family, ...]"

    @classmethod
    def of(cls, instance: Instance, sets: SiteSets, base: Ints, price: Floats) -> "Residual":
        """Sort the flows at a price (zones, classes); sets count for what they carry beyond the `base` set of their site."""
        dc = np.maximum(0.0, sets.dc - sets.dc[base][sets.site])
        ac = np.maximum(0.0, sets.ac - sets.ac[base][sets.site])
        useful = np.flatnonzero((dc + ac).max(axis=0, initial=0.0) > 0).tolist()
        return cls(sets.site, tuple(_Family.of(instance, sets, f, price, (dc[:, f], ac[:, f])) for f in useful))

    def profit(self, rows: Ints, left: Floats) -> Floats:
        """Profit at the prices of every given set, alone on the demand left; rows ascending, (rows,)."""
        total = np.zeros(len(rows))
        for family in self.families:
            total += (family.taken(rows, self.site[rows], left) * family.profit[self.site[rows]]).sum(axis=1)
        return total

    def build(self, row: int, left: Floats) -> float:
        """Take a set's energy out of the demand left, in place; returns its worth."""
        site, worth = int(self.site[row]), 0.0
        for family in self.families:
            kwh = family.taken(np.array([row]), self.site[[row]], left)[0]
            left[family.key[site]] -= kwh
            worth += float((kwh * family.worth[site]).sum())
        return worth


def open_demand(demand: Floats) -> Floats:
    """Demand as `Residual` wants it: flat, with a last entry of nothing that fills the rectangles up."""
    return np.append(np.maximum(0.0, demand).ravel(), 0.0)


@dataclass(frozen=True)
class _Family:
    """Rectangles (sites, most flows), profitable flows first; `key` points into the open demand."""

    key: Ints
    profit: Floats
    worth: Floats
    fast: NDArray[np.bool_]
    dc: Floats
    ac: Floats

    @classmethod
    def of(
        cls, instance: Instance, sets: SiteSets, family: int, price: Floats, room: tuple[Floats, Floats]
    ) -> "_Family":
        classes = np.array(sets.families[family], dtype=np.int64)
        pair, at = np.nonzero(instance.demand[instance.zone][:, classes] > 0)
        group = classes[at]
        key = instance.zone[pair] * instance.demand.shape[1] + group
        profit = instance.worth[pair] - price.ravel()[key]
        good = np.flatnonzero(profit > 0)
        good = good[np.lexsort((-profit[good], instance.site[pair[good]]))]
        site = instance.site[pair[good]]
        start = np.searchsorted(site, np.arange(len(instance.existing) + 1))
        shape = (len(instance.existing), int(np.diff(start).max(initial=1)))
        at = np.arange(len(good)) - start[site]

        def rectangle(values: Floats, empty: float) -> Floats:
            cells = np.full(shape, empty)
            cells[site, at] = values
            return cells

        keys = rectangle(key[good].astype(float), float(instance.demand.size)).astype(np.int64)
        fast = rectangle(sets.fast[group[good]].astype(float), 0.0) > 0
        return cls(keys, rectangle(profit[good], 0.0), rectangle(instance.worth[pair[good]], 0.0), fast, *room)

    def taken(self, rows: Ints, sites: Ints, left: Floats) -> Floats:
        """KWh by set and flow, the most profitable first within ``fast <= A`` and ``fast + slow <= A + B``; (rows, flows)."""
        new = np.concatenate([[True], sites[1:] != sites[:-1]])
        of, place = sites[new], np.cumsum(new) - 1
        kwh, fast = left[self.key[of]], self.fast[of]
        before = np.cumsum(kwh, axis=1) - kwh
        dc, ac = self.dc[rows][:, None], self.ac[rows][:, None]
        taken = np.minimum(np.maximum(dc + ac - before[place], 0.0), kwh[place])
        apart = np.flatnonzero((taken * fast[place]).sum(axis=1) > dc[:, 0] + 1e-9)
        if len(apart):
            quick = np.where(fast, kwh, 0.0)
            quick_before = np.cumsum(quick, axis=1) - quick
            there = place[apart]
            room = np.where(fast[there], dc[apart] - quick_before[there], ac[apart] - (before - quick_before)[there])
            taken[apart] = np.minimum(np.maximum(room, 0.0), kwh[there])
        return np.asarray(taken)
