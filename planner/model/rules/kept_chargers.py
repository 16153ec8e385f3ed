"""Chargers of other phases: what an earlier phase builds stays, and a phase builds no more than a later one has."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local, Offered, SiteRow
from planner.model.rules.kinds.ruling import Line, Use
from planner.question import Question

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class KeptChargers(Local):
    """``least[j,k] <= sum_s n_k(s) w[j,s] <= limit[j,k]``.

    Parameters
    ----------
    low, high : (sites, products) int or None
        Cabinets that stand and are paid here; the most that there may be.
    """

    key = "plan.phases"
    place = 140
    title = "Chargers of other phases"
    called = "the least or the most of a charger that may be built"
    low: Ints | None = None
    high: Ints | None = None

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """None: the phases find it out as they are planned."""
        return None

    def must(self, instance: Instance) -> Mask:
        """Where something stands already."""
        return np.zeros(len(instance.sites), dtype=bool) if self.low is None else np.asarray(self.low.any(axis=1))

    def least(self, instance: Instance) -> Ints | None:
        """What stands."""
        return self.low

    def most(self, instance: Instance) -> Ints | None:
        """What there may be."""
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

    def line(self, instance: Instance, use: Use) -> Line:
        """What stands from an earlier phase."""
        low = 0 if self.low is None else int(self.low.sum())
        return Line(
            self.key, f"{low} cabinets of earlier phases stay", f"{int(use.chargers.sum())} cabinets", binds=low > 0
        )
