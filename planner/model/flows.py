"""Energy of one port family at every site, and what a site's capacity is worth at given prices."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.sitesets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

APART = 4.0
"""Sites lie at least this far apart on the one number they are sorted by, and always farther than any profit."""


@dataclass
class FamilyFlows:
    """Flows of a family, sorted by profit at the prices of the day.

    Fast need takes DC capacity A only, slow need A or the AC capacity B: taking the most profitable first is optimal, since
    ``fast <= A`` and ``fast + slow <= A + B`` are nested. So a site is worth ``V_all(A + B)`` where the best A + B kWh hold no
    more than A of fast need, else ``V_fast(A) + V_slow(B)``, with V the running sums over the sorted energy.

    Parameters
    ----------
    site, key, fast, worth : (flows,)
        `key` is zone * classes + class.
    level_site, level_dc, level_ac : (levels,)
        The distinct (site, A, B); `level_of_set`, (sets,), says which is whose.
    """

    site: Ints
    key: Ints
    fast: NDArray[np.bool_]
    worth: Floats
    sites: int
    level_site: Ints
    level_dc: Floats
    level_ac: Floats
    level_of_set: Ints
    _today: "_Sorted | None" = field(default=None)
    _fast_binds: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))

    @classmethod
    def of(cls, instance: Instance, sets: SiteSets, family: int) -> "FamilyFlows":
        """Gather the flows of a family and the levels of its capacity."""
        classes = np.array(sets.families[family], dtype=np.int64)
        pair, at = np.nonzero(instance.demand[instance.zone][:, classes] > 0)
        order = np.argsort(instance.site[pair], kind="stable")
        pair, group = pair[order], classes[at[order]]
        levels = np.column_stack([sets.site, np.round(sets.dc[:, family], 9), np.round(sets.ac[:, family], 9)])
        levels, of_set = np.unique(levels, axis=0, return_inverse=True)
        return cls(
            site=instance.site[pair],
            key=instance.zone[pair] * instance.demand.shape[1] + group,
            fast=sets.fast[group],
            worth=instance.worth[pair],
            sites=len(instance.existing),
            level_site=levels[:, 0].astype(np.int64),
            level_dc=levels[:, 1],
            level_ac=levels[:, 2],
            level_of_set=of_set.reshape(-1),
        )

    def worth_of(self, price: Floats, demand: Floats) -> Floats:
        """Worth of every level at these prices for this demand, both (zones, classes); (levels,)."""
        today = self._today = _Sorted.of(self, price, demand)
        begin, end = today.start[self.level_site], today.start[self.level_site + 1]
        both = self.level_dc + self.level_ac
        value = _upto(today.kwh, today.profit, begin, end, both)
        self._fast_binds = _upto(today.kwh, today.fast_kwh, begin, end, both) > self.level_dc + 1e-9
        apart = np.flatnonzero(self._fast_binds)
        begin, end = begin[apart], end[apart]
        value[apart] = _upto(today.fast_kwh, today.fast_profit, begin, end, self.level_dc[apart])
        value[apart] += _upto(
            today.kwh - today.fast_kwh, today.profit - today.fast_profit, begin, end, self.level_ac[apart]
        )
        return value

    def serve(self, best: Ints, served: Floats, only: int | None = None) -> None:
        """Add what the chosen sets serve, (sites,) rows of the sets, at every site or at one only."""
        today = self._today
        assert today is not None
        part = slice(None) if only is None else slice(today.start[only], today.start[only + 1])
        flow = today.flow[part]
        site, fast = self.site[flow], self.fast[flow]
        level = self.level_of_set[best]
        dc, ac, apart = self.level_dc[level][site], self.level_ac[level][site], self._fast_binds[level][site]
        before = (today.kwh[:-1][part] - today.kwh[today.start[site]]).copy()
        fast_before = today.fast_kwh[:-1][part] - today.fast_kwh[today.start[site]]
        before = np.where(apart, np.where(fast, fast_before, before - fast_before), before)
        room = np.where(apart, np.where(fast, dc, ac), dc + ac)
        taken = np.clip(room - before, 0.0, np.diff(today.kwh)[part])
        served += np.bincount(self.key[flow], taken, minlength=served.size).reshape(served.shape)


@dataclass(frozen=True)
class _Sorted:
    """Profitable flows, site after site, the best first, with running sums that begin at 0."""

    flow: Ints
    start: Ints
    kwh: Floats
    profit: Floats
    fast_kwh: Floats
    fast_profit: Floats

    @classmethod
    def of(cls, flows: FamilyFlows, price: Floats, demand: Floats) -> "_Sorted":
        profit = flows.worth - price.ravel()[flows.key]
        flow = np.flatnonzero(profit > 0)
        apart = max(APART, 2.0 * float(profit.max(initial=0.0)))
        flow = flow[np.argsort(apart * flows.site[flow] - profit[flow])]
        kwh = demand.ravel()[flows.key[flow]]
        gain = kwh * profit[flow]
        fast = flows.fast[flow]
        start = np.searchsorted(flows.site[flow], np.arange(flows.sites + 1))
        return cls(
            flow,
            start,
            _running(kwh),
            _running(gain),
            _running(np.where(fast, kwh, 0.0)),
            _running(np.where(fast, gain, 0.0)),
        )


def _running(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _upto(kwh: Floats, sums: Floats, begin: Ints, end: Ints, room: Floats) -> Floats:
    """Sum over the best `room` kWh of each stretch."""
    target = np.minimum(kwh[begin] + room, kwh[end])
    return np.asarray(np.interp(target, kwh, sums) - sums[begin])
