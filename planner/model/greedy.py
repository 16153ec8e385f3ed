"""Plans built site by site, each time the set of chargers that earns most at the margin."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.lagrangian import Decomposition, Prices, best_rows
from planner.model.sitesets import SiteSets


@dataclass(frozen=True)
class Taste:
    """What a builder looks for.

    Parameters
    ----------
    scarcity : float
        Weight of the demand prices: energy that others could serve counts less.
    thrift : float
        Weight of the price of money.
    by_return : bool
        Rank sites by value a dollar instead of by what is left after paying.
    """

    scarcity: float
    thrift: float
    by_return: bool = False


@dataclass
class Builder:
    """Fills open sites and open demand with chargers."""

    instance: Instance
    sets: SiteSets
    nothing: NDArray[np.int64] = field(init=False)
    _extra: Decomposition = field(init=False)
    _near: list[NDArray[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        self.nothing = self.sets.first.copy()
        base_dc, base_ac = self.sets.dc[self.nothing], self.sets.ac[self.nothing]
        free = ~self.instance.forced
        base_dc[~free], base_ac[~free] = 0.0, 0.0
        extra = replace(
            self.sets,
            dc=np.maximum(0.0, self.sets.dc - base_dc[self.sets.site]),
            ac=np.maximum(0.0, self.sets.ac - base_ac[self.sets.site]),
        )
        self._extra = Decomposition(self.instance, extra)
        both = np.vstack([self.instance.too_near, self.instance.too_near[:, ::-1]])
        self._near = [both[both[:, 0] == j, 1] for j in range(len(self.nothing))]

    def fill(
        self, row: NDArray[np.int64], left: NDArray[np.float64], prices: Prices, taste: Taste, luck: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Add sets to sites that have nothing new until nothing earns its price or fits.

        Parameters
        ----------
        row : (sites,) int
            Sets in place.
        left : (zones, classes)
            Demand still open.
        luck : (sites,)
            Factors about 1 on what each site earns, so that repeated builds differ.
        """
        sets, row, left = self.sets, row.copy(), left.copy()
        untried = sets.cost[row] <= 0
        while untried.any():
            earned = self._extra.worth(taste.scarcity * prices.demand, left)
            fits = self._fits(row, untried)
            margin = np.where(fits, earned - taste.thrift * prices.money * sets.cost, -np.inf)
            pick = best_rows(margin, sets.first)
            best = margin[pick]
            if taste.by_return:
                best = np.where(np.isfinite(best), earned[pick] / np.maximum(sets.cost[pick], 1.0), -np.inf)
            score = np.where(np.isfinite(best), best * np.where(best > 0, luck, 1.0 / luck), -np.inf)
            score[self.instance.forced & untried & np.isfinite(best)] = np.inf
            site = int(np.argmax(score))
            if score[site] == -np.inf:
                break
            untried[site] = False
            if earned[pick[site]] > DUST or self.instance.forced[site]:
                row[site] = pick[site]
                left = np.maximum(0.0, left - self._taken(row[site], site, left))
        return row

    def _taken(self, chosen: int, site: int, left: NDArray[np.float64]) -> NDArray[np.float64]:
        taken = np.zeros_like(left)
        one = self.nothing.copy()
        one[site] = chosen
        for f in self._extra.flows:
            f.serve(one, taken, only=site)
        return taken

    def _fits(self, row: NDArray[np.int64], untried: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Sets that may still be added within money, feeders, spacing and number of sites."""
        instance, sets = self.instance, self.sets
        money = instance.budget - float(sets.cost[row].sum())
        opened = (sets.cost[row] > 0) & ~instance.existing
        may = untried.copy()
        if instance.max_sites is not None and opened.sum() >= instance.max_sites:
            may &= instance.existing
        for site in np.flatnonzero(opened).tolist() if len(instance.too_near) else ():
            may[self._near[site]] = False
        room = np.full(len(may), np.inf)
        on = instance.feeder >= 0
        drawn = np.bincount(instance.feeder[on], sets.kw[row][on], minlength=len(instance.feeder_kw))
        room[on] = (instance.feeder_kw - drawn)[instance.feeder[on]]
        return may[sets.site] & (sets.cost > 0) & (sets.cost <= money + 1e-6) & (sets.kw <= room[sets.site] + 1e-9)


DUST = 1e-6
"""Less than this much worth is nobody served."""
