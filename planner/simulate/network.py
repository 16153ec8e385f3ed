"""Chargers of the simulation, existing and planned, cabinet by cabinet, with their queues."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import simpy

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType
from planner.network.pool import Pool
from planner.plan import Plan
from planner.question import Question
from planner.simulate.cabinets import Cabinet, Gun
from planner.simulate.queues import Queue


@dataclass(frozen=True)
class Place:
    """One pool at one site.

    Parameters
    ----------
    site : int
        Number in `Locations`.
    pool : int
        Number in `PoolTable`.
    guns : int
    """

    site: int
    pool: int
    guns: int


@dataclass(frozen=True)
class Network:
    """All places with their queues, in the same order, sorted by site and pool."""

    places: tuple[Place, ...]
    queues: tuple[Queue, ...]

    def number(self) -> dict[tuple[int, int], int]:
        """Return number of a place by site and pool."""
        return {(one.site, one.pool): n for n, one in enumerate(self.places)}


def network_of(question: Question, plan: Plan, env: simpy.Environment) -> Network:
    """Set up the network as it is once the plan is built, without drivers.

    A standing gun has its own power: what stands is known gun by gun, not cabinet by cabinet.
    """
    pools = question.pools
    guns: dict[tuple[int, int], list[Gun]] = defaultdict(list)
    for site, powers in _standing(question).items():
        for pool, kw in powers:
            guns[site, pool].append(Gun(Cabinet(env, kw), kw))
    number, kinds = question.places.number(), {one.id: k for k, one in enumerate(question.chargers)}
    for row in rows_of(plan.chargers):
        k, site = kinds[row.charger], number[row.site_id]
        for _ in range(int(row.count)):
            _install(question.chargers[k], site, pools.guns[:, k].tolist(), guns, question, env)
    keys = sorted(key for key, hung in guns.items() if hung)
    places = tuple(Place(site, pool, len(guns[site, pool])) for site, pool in keys)
    queues = tuple(
        Queue(env, guns[one.site, one.pool], pool.service_min, parks=pool.parks)
        for one, pool in ((one, pools.pools[one.pool]) for one in places)
    )
    return Network(places, queues)


def _install(
    charger: ChargerType,
    site: int,
    counts: list[int],
    guns: dict[tuple[int, int], list[Gun]],
    question: Question,
    env: simpy.Environment,
) -> None:
    """Install one charger: its guns share its cabinet; guns that it takes away are removed from the existing ones.

    A gun without power of its own (a retrofit) gets a cabinet with the pool's power.
    """
    cabinet = Cabinet(env, charger.power_kw)
    for pool, count in enumerate(counts):
        kind = question.pools.pools[pool]
        for _ in range(count):
            own = charger.power_kw > 0
            gun = Gun(cabinet, gun_kw(charger, kind)) if own else Gun(Cabinet(env, kind.power_kw), kind.power_kw)
            guns[site, pool].append(gun)
        for _ in range(min(-count, len(guns[site, pool]))):
            guns[site, pool].pop(0)


def gun_kw(charger: ChargerType, pool: Pool) -> float:
    """Most that a gun of this charger gives to a driver of the pool."""
    cables = [
        charger.gun_power_kw(one)
        for one in charger.connectors
        if one.family in pool.families and one.current is pool.current
    ]
    return charger.power_kw if charger.pooled else max(cables, default=charger.power_kw)


def _standing(question: Question) -> dict[int, list[tuple[int, float]]]:
    """Pool and power of each existing gun, by site: among guns of the same families and current, stronger ones go to stronger pools."""
    pools = question.pools
    out: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = sorted(rows_of(question.places.standing), key=lambda row: -row.power_kw)
    for (site, families, current), powers in _powers_by_kind(rows).items():
        kinds = [
            q
            for q, pool in enumerate(pools.pools)
            if "+".join(pool.families) == families and pool.current is Current(current)
        ]
        room = [
            q for q in sorted(kinds, key=lambda q: -pools.pools[q].power_kw) for _ in range(pools.standing[site, q])
        ]
        out[site] += list(zip(room, powers, strict=False))
    return dict(sorted(out.items()))


def _powers_by_kind(rows: list[Any]) -> dict[tuple[int, str, str], list[float]]:
    """Power of each gun by site, families and current."""
    out: dict[tuple[int, str, str], list[float]] = defaultdict(list)
    for row in rows:
        out[int(row.site), row.families, row.current] += [float(row.power_kw)] * int(row.guns)
    return out


def other_plugs(question: Question, network: Network) -> dict[tuple[int, int], int]:
    """For a DC place and a demand class: an AC place of the same site that serves the class."""
    pools, ac = question.pools, defaultdict(list)
    for n, one in enumerate(network.places):
        if pools.pools[one.pool].current is Current.AC:
            ac[one.site].append(n)
    return {
        (n, kind): first
        for n, one in enumerate(network.places)
        if pools.pools[one.pool].current is Current.DC
        for kind in range(len(question.demand.classes))
        for first in [m for m in ac[one.site] if pools.serves[kind, network.places[m].pool]][:1]
    }
