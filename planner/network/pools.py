"""Queues of guns: one pool for a standard, a current and the power at which its drivers charge.

Drivers of one standard at one site wait in one queue, whatever cabinet its guns belong to. Guns that serve the same driver at clearly
different power queue apart, which is safe: two queues never carry more than the same guns in one. A cabinet that turns
any of its guns to either standard feeds a joint pool that both kinds of drivers may use.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current, PortFamily
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType
from planner.demand.surface import DemandClass, DemandSurface
from planner.network.locations import Locations
from planner.network.parking import parking_of
from planner.network.pool import POWER_SLACK_KW, Pool
from planner.network.service_level import ServiceLevel

POWER_STEPS_KW = (3, 7, 11, 22, 30, 40, 50, 60, 75, 90, 100, 120, 150, 180, 200, 240, 300, 350)
"""Power of guns is rounded down to these, so that a 62 kW and a 60 kW gun share a queue, at 60 kW."""


@dataclass(frozen=True)
class PoolTable:
    """All pools of a question.

    Parameters
    ----------
    pools : tuple of Pool
        Sorted by name.
    serves : (classes, pools) bool
    guns : (pools, chargers) int
        Guns that one cabinet, or piece of work, adds to each pool; below 0 where it takes standing ones away.
    standing : (sites, pools) int
        Guns that stand.
    unused_standing : int
        Standing guns that no demand of this question can use.
    missing_kw : (pools, chargers)
        What the guns that one cabinet brings to a pool lack when all guns of the cabinet are busy; empty where none lacks any.
    available : (sites, chargers) int
        Most of each piece of work at a site: as many as stand there to be worked on; without rows where there is no such work.
    standing_kw : (pools,)
        Power of the weakest standing gun, of all sites, rounded down to POWER_STEPS_KW; empty where nothing stands.
    """

    pools: tuple[Pool, ...]
    serves: NDArray[np.bool_]
    guns: NDArray[np.int64]
    standing: NDArray[np.int64]
    unused_standing: int
    missing_kw: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    available: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    standing_kw: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def only(self, chargers: Sequence[int]) -> "PoolTable":
        """The same pools with these products alone on offer."""
        kept = list(chargers)
        return replace(
            self,
            guns=self.guns[:, kept],
            missing_kw=self.missing_kw[:, kept] if self.missing_kw.size else self.missing_kw,
            available=self.available[:, kept] if self.available.size else self.available,
        )

    def capacity(self, pool: int, guns: int, missing_kw: float, level: ServiceLevel) -> float:
        """KWh per day that guns of a pool carry at a service level, which lack so much power when all are busy."""
        return self.pools[pool].carries(guns, missing_kw, level)

    def capacities(self, pool: int, most: int, level: ServiceLevel) -> NDArray[np.float64]:
        """KWh per day that 0, 1, ..., `most` guns with power of their own carry at a service level; (most + 1,)."""
        return np.array([self.capacity(pool, m, 0.0, level) for m in range(most + 1)])

    def deliverable(self, pool: int, most: int) -> NDArray[np.float64]:
        """KWh per day that 0, 1, ..., `most` guns deliver if drivers wait however long; (most + 1,)."""
        return np.array([self.pools[pool].delivers(m) for m in range(most + 1)])


@dataclass(frozen=True)
class SharedQueues:
    """What guns on cabinets that share power carry at a service level; with `PoolTable.missing_kw`, see there.

    Parameters
    ----------
    pools : PoolTable
    level : ServiceLevel
    """

    pools: PoolTable
    level: ServiceLevel

    def carry(
        self, pool: int, guns: NDArray[np.int64], chargers: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows of sets of chargers (sets, chargers) whose guns of a pool (sets,) lack power, and what those carry."""
        if not self.pools.missing_kw.size or not (each := self.pools.missing_kw[pool]).any():
            return np.empty(0, dtype=np.int64), np.empty(0)
        missing = np.round(chargers @ each, 6)
        rows = np.flatnonzero((missing > 0) & (guns > 0))
        cases, of_row = np.unique(np.column_stack([guns[rows], missing[rows]]), axis=0, return_inverse=True)
        kwh = [self.pools.capacity(pool, int(m), float(kw), self.level) for m, kw in cases]
        return rows, np.array(kwh, dtype=float)[of_row.reshape(-1)]


def pools_of(
    demand: DemandSurface, places: Locations, chargers: Sequence[ChargerType], availability: float = 1.0
) -> PoolTable:
    """Sort every gun, standing or for sale, into its pool; `availability` is that of guns that stand."""
    bought = [
        [
            (pool, count)
            for parts, count in _gun_sets(charger)
            if (pool := pool_of(*parts, demand, charger.availability)) is not None
        ]
        for charger in chargers
    ]
    stands = [
        (
            row.site,
            pool_of(tuple(row.families.split("+")), Current(row.current), row.power_kw, demand, availability),
            row.guns,
            step_down(row.power_kw),
        )
        for row in rows_of(places.standing)
    ]
    found = by_name(
        [*(pool for pairs in bought for pool, _ in pairs), *(pool for _, pool, _, _ in stands if pool is not None)]
    )
    order = {name: q for q, name in enumerate(sorted(found))}
    guns = np.zeros((len(order), len(chargers)), dtype=np.int64)
    for k, pairs in enumerate(bought):
        for pool, count in pairs:
            guns[order[pool.name], k] += count
    standing = np.zeros((len(places), len(order)), dtype=np.int64)
    standing_kw = np.full(len(order), math.inf)
    for site, pool, count, kw in stands:
        if pool is not None:
            standing[site, order[pool.name]] += count
            standing_kw[order[pool.name]] = min(kw, standing_kw[order[pool.name]])
    pools = tuple(found[name] for name in sorted(found))
    unused = sum(int(count) for _, pool, count, _ in stands if pool is None)
    missing = _missing_kw(pools, guns, chargers)
    return PoolTable(pools, serves_of(demand, pools), guns, standing, unused, missing, standing_kw=standing_kw)


def by_name(pools: Iterable[Pool]) -> dict[str, Pool]:
    """Pools by name; guns of one pool that work for unlike shares of the time are all taken for the least reliable."""
    found: dict[str, Pool] = {}
    for pool in pools:
        known = found.setdefault(pool.name, pool)
        if pool.availability < known.availability:
            found[pool.name] = pool
    return found


def _missing_kw(
    pools: tuple[Pool, ...], guns: NDArray[np.int64], chargers: Sequence[ChargerType]
) -> NDArray[np.float64]:
    """Power that the guns of a full cabinet lack, by pool: each gets an even share, what one cannot use goes to the others."""
    missing = np.zeros(guns.shape)
    for k, charger in enumerate(chargers):
        mine = [(pools[q].power_kw, q) for q in range(len(pools)) for _ in range(int(guns[q, k]))]
        left = charger.power_kw
        for number, (kw, q) in enumerate(sorted(mine)):
            got = min(kw, left / (len(mine) - number))
            missing[q, k] += kw - got
            left -= got
    return np.where(missing > POWER_SLACK_KW, missing, 0.0)


def serves_of(demand: DemandSurface, pools: Sequence[Pool]) -> NDArray[np.bool_]:
    """Which class each pool may serve; (classes, pools)."""
    serves = [[c.family in q.families and c.need.takes(q.current) for q in pools] for c in demand.classes]
    return np.array(serves, dtype=bool).reshape(len(demand.classes), len(pools))


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


def pool_of(
    families: Sequence[str], current: Current, gun_kw: float, demand: DemandSurface, availability: float = 1.0
) -> Pool | None:
    """Find the pool of a gun, or None where no demand of the question can use it, by adapter neither."""
    kinds = tuple(sorted(PortFamily(f) for f in families))
    users = _users(kinds, current, demand)
    if not users or gun_kw <= 0:
        return None
    weight = np.array([w for _, w in users])
    dc = current is Current.DC

    def mean(values: Sequence[float]) -> float:
        return float(np.average(values, weights=weight))

    vehicle_kw = mean([min(c.max_dc_kw, c.session_dc_kw) if dc else c.max_ac_kw for c, _ in users])
    session = mean([c.session_dc_kwh if dc else c.session_ac_kwh for c, _ in users])
    power = min(step_down(gun_kw), math.floor(vehicle_kw * 10 + 1e-6) / 10)
    if power <= 0:
        return None
    peak = mean([c.peak_hour_share for c, _ in users])
    pool = Pool(
        kinds, current, power, session, service_min=0.0, peak_hour_share=peak, peak_cars=0.0, availability=availability
    )
    return held_at(pool, demand)


def held_at(pool: Pool, demand: DemandSurface) -> Pool:
    """Guns as the cars of a demand hold them, by its hours and, at slow posts, its stays."""
    parking = parking_of(*visits_of(pool, demand))
    return replace(pool, service_min=parking.hold_h * 60.0, peak_cars=parking.peak_cars)


def visits_of(pool: Pool, demand: DemandSurface) -> tuple[list[list[float]], tuple[float, ...], float]:
    """How cars come to a pool and stay: shares of a day's sessions by occasion and hour, mean stay by occasion and least stay, in hours."""
    users = _users(pool.families, pool.current, demand)
    arrivals = np.average([c.arrivals for c, _ in users], axis=0, weights=[w for _, w in users])
    least_h = pool.session_kwh / pool.power_kw + demand.plug_in_min / 60.0
    return arrivals.tolist(), demand.stay_h if pool.parks else (0.0,) * len(arrivals), least_h


def _users(families: Sequence[PortFamily], current: Current, demand: DemandSurface) -> list[tuple[DemandClass, float]]:
    """Classes with demand that can use such guns, by plug or adapter, and kWh a day of each."""
    return [
        (c, float(w) * share)
        for c, w in zip(demand.classes, demand.kwh_per_day.sum(axis=0), strict=True)
        if w > 0 and (share := _share_of(c, families, current, demand)) > 0
    ]


def _share_of(kind: DemandClass, families: Sequence[PortFamily], current: Current, demand: DemandSurface) -> float:
    """Share of a class that can use such guns: all where they have its plug, by adapter those who have one, 0 otherwise."""
    if kind.family in families:
        return float(kind.need.takes(current))
    return max((one.share for one in demand.adapters if one.joins(kind, families, current)), default=0.0)


def step_down(kw: float) -> float:
    """Power of a gun as its queue counts it: rounded down to POWER_STEPS_KW."""
    at = bisect_right(POWER_STEPS_KW, kw + 1e-9)
    return float(POWER_STEPS_KW[at - 1]) if at else kw
