"""Guns that share a queue: one pool for a standard, a current and the power at which its drivers charge.

Guns of one standard at one site queue together whatever cabinet they hang on. Guns that serve the same driver at clearly
different power queue apart, which is safe: two queues never carry more than the same guns in one. A cabinet that turns
any of its guns to either standard feeds a joint pool that both kinds of drivers may use.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current, PortFamily
from geodata.tables import rows_of
from planner.catalogue import ChargerType
from planner.demand.surface import DemandSurface
from planner.locations import Locations
from planner.queueing import capacity_kwh

POWER_STEPS_KW = (3, 7, 11, 22, 30, 40, 50, 60, 75, 90, 100, 120, 150, 180, 200, 240, 300, 350)
"""Power of guns is rounded down to these, so that a 62 kW and a 60 kW gun share a queue, at 60 kW."""


@dataclass(frozen=True)
class Pool:
    """One kind of queue.

    Parameters
    ----------
    families : tuple of PortFamily
        Drivers it serves, sorted; two or more for a joint pool.
    current : Current
    power_kw : float
        At which a session runs: the least of the gun's power, rounded down to POWER_STEPS_KW, and what the vehicles take on
        the mean, rounded down to a tenth.
    session_kwh, service_min, peak_hour_share : float
        Demand-weighted means over the classes it may serve; the service time holds charging and plugging in.
    """

    families: tuple[PortFamily, ...]
    current: Current
    power_kw: float
    session_kwh: float
    service_min: float
    peak_hour_share: float

    @property
    def name(self) -> str:
        """``gbt DC 50 kW``, ``ccs2+gbt DC 50 kW``."""
        return f"{'+'.join(self.families)} {self.current.value} {self.power_kw:g} kW"


@dataclass(frozen=True)
class PoolTable:
    """All pools of a question.

    Parameters
    ----------
    pools : tuple of Pool
        Sorted by name.
    serves : (classes, pools) bool
    guns : (pools, chargers) int
        Guns that one cabinet adds to each pool.
    standing : (sites, pools) int
        Guns that stand.
    unused_standing : int
        Standing guns that no demand of this question can use.
    """

    pools: tuple[Pool, ...]
    serves: NDArray[np.bool_]
    guns: NDArray[np.int64]
    standing: NDArray[np.int64]
    unused_standing: int

    def capacities(self, pool: int, most: int, *, wait_min: float, probability: float) -> NDArray[np.float64]:
        """KWh per day that 0, 1, ..., `most` guns of the pool carry at the waiting-time promise; (most + 1,)."""
        q = self.pools[pool]
        return np.array(
            [
                capacity_kwh(
                    m,
                    service_min=q.service_min,
                    session_kwh=q.session_kwh,
                    peak_hour_share=q.peak_hour_share,
                    wait_min=wait_min,
                    probability=probability,
                )
                for m in range(most + 1)
            ]
        )


def pools_of(demand: DemandSurface, places: Locations, chargers: Sequence[ChargerType]) -> PoolTable:
    """Sort every gun, standing or for sale, into its pool."""
    found: dict[str, Pool] = {}
    bought = [
        [(pool, count) for parts, count in _gun_sets(charger) if (pool := _pool(*parts, demand)) is not None]
        for charger in chargers
    ]
    stands = [
        (row.site, _pool(tuple(row.families.split("+")), Current(row.current), row.power_kw, demand), row.guns)
        for row in rows_of(places.standing)
    ]
    for pool, _ in (pair for pairs in bought for pair in pairs):
        found[pool.name] = pool
    for _, pool, _ in stands:
        if pool is not None:
            found[pool.name] = pool
    order = {name: q for q, name in enumerate(sorted(found))}
    guns = np.zeros((len(order), len(chargers)), dtype=np.int64)
    for k, pairs in enumerate(bought):
        for pool, count in pairs:
            guns[order[pool.name], k] += count
    standing = np.zeros((len(places), len(order)), dtype=np.int64)
    for site, pool, count in stands:
        if pool is not None:
            standing[site, order[pool.name]] += count
    pools = tuple(found[name] for name in sorted(found))
    serves = np.array(
        [[c.family in q.families and c.need.takes(q.current) for q in pools] for c in demand.classes], dtype=bool
    )
    unused = sum(int(count) for _, pool, count in stands if pool is None)
    return PoolTable(pools, serves.reshape(len(demand.classes), len(pools)), guns, standing, unused)


def _gun_sets(charger: ChargerType) -> Iterable[tuple[tuple[tuple[str, ...], Current, float], int]]:
    """(families, current, gun power) and number of guns that one cabinet brings."""
    if charger.pooled:
        families = tuple(sorted({c.family.value for c in charger.connectors if c.family is not None}))
        yield (families, charger.connectors[0].current, charger.power_kw), charger.guns
        return
    for connector in dict.fromkeys(charger.connectors):
        assert connector.family is not None
        yield (
            ((connector.family.value,), connector.current, charger.gun_power_kw(connector)),
            charger.connectors.count(connector),
        )


def _pool(families: tuple[str, ...], current: Current, gun_kw: float, demand: DemandSurface) -> Pool | None:
    """Find the pool of a gun, or None where no demand of the question can use it."""
    kinds = tuple(sorted(PortFamily(f) for f in families))
    totals = demand.kwh_per_day.sum(axis=0)
    users = [
        (c, w)
        for c, w in zip(demand.classes, totals, strict=True)
        if c.family in kinds and c.need.takes(current) and w > 0
    ]
    if not users or gun_kw <= 0:
        return None
    weight = np.array([w for _, w in users])
    dc = current is Current.DC
    vehicle_kw = float(np.average([c.max_dc_kw if dc else c.max_ac_kw for c, _ in users], weights=weight))
    session = float(np.average([c.session_dc_kwh if dc else c.session_ac_kwh for c, _ in users], weights=weight))
    peak = float(np.average([c.peak_hour_share for c, _ in users], weights=weight))
    power = min(_step_down(gun_kw), math.floor(vehicle_kw * 10 + 1e-6) / 10)
    if power <= 0:
        return None
    return Pool(kinds, current, power, session, session / power * 60.0 + demand.plug_in_min, peak)


def _step_down(kw: float) -> float:
    at = bisect_right(POWER_STEPS_KW, kw + 1e-9)
    return float(POWER_STEPS_KW[at - 1]) if at else kw
