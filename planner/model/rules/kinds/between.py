"""Rules that hold the chargers of each site between a least and a most of each product."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local, Offered, SiteRow

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Between(Local):
    """``low[j,k] <= sum_s n_k(s) w[j,s] <= high[j,k]``.

    Parameters
    ----------
    low, high : (sites, products) int or None
        The least and the most of each product at each site.
    """

    low: Ints | None = None
    high: Ints | None = None

    def must(self, instance: Instance) -> Mask:
        """Where there is a least."""
        return np.zeros(len(instance.sites), dtype=bool) if self.low is None else np.asarray(self.low.any(axis=1))

    def least(self, instance: Instance) -> Ints | None:
        """As it is held."""
        return self.low

    def most(self, instance: Instance) -> Ints | None:
        """As it is held."""
        return self.high

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """Between the two."""
        kept = np.ones(len(chargers), dtype=bool)
        if self.low is not None:
            kept &= (chargers >= self.low[site]).all(axis=1)
        if self.high is not None:
            kept &= (chargers <= self.high[site]).all(axis=1)
        return kept

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """One by site and product that is bound."""
        at, none = dict(offered.at), np.empty(0, dtype=np.int64)
        if self.low is not None:
            for site, kind in zip(*(one.tolist() for one in np.nonzero(self.low)), strict=True):
                sets = at.get(site, none)
                mine = sets[offered.chargers[sets, kind] > 0]
                yield SiteRow(
                    site, mine, -offered.chargers[mine, kind].astype(float), right=-float(self.low[site, kind])
                )
        if self.high is not None:
            for site, sets in offered.at:
                for kind in np.flatnonzero((offered.chargers[sets] > self.high[site]).any(axis=0)).tolist():
                    mine = sets[offered.chargers[sets, kind] > 0]
                    yield SiteRow(
                        site, mine, offered.chargers[mine, kind].astype(float), right=float(self.high[site, kind])
                    )

    def signature(self, instance: Instance, site: int) -> Hashable:
        """Both limits."""
        held = [limits[site].tobytes() for limits in (self.low, self.high) if limits is not None]
        return tuple(held)
