"""Streams of drivers: assigned to queues by the plan, or starting in the zones and choosing for themselves."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.plan import Plan
from planner.question import Question
from planner.simulate.arrivals import Stream
from planner.simulate.habits import Floats
from planner.simulate.network import Network

Amounts = defaultdict[tuple[int, Current, int | None], defaultdict[tuple[int, int], float]]
"""KWh a day by demand class, current and occasion; then by zone and the place where the plan sends its drivers, -1 where it sends them nowhere."""

ANYWHERE = -1


def assigned_streams(question: Question, plan: Plan, network: Network) -> list[Stream]:
    """Drivers by their zone and the queue that the plan sends them to.

    Raises
    ------
    KeyError
        The plan delivers energy where it has no gun; the checker finds that before anybody plays it.
    """
    kinds, pool_at, site_at = _numbers(question)
    zone_at, place_at, amounts, parts = _zones(question), network.number(), _amounts(), occasions_of(question)
    come: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for row in rows_of(plan.flows):
        come[site_at[row.site_id], kinds[row.family, row.need]].append((zone_at[row.zone_id], row.kwh_per_day))
    for row in rows_of(plan.pools):
        kind, pool, site = kinds[row.family, row.need], pool_at[row.pool], site_at[row.site_id]
        current, place = question.pools.pools[pool].current, place_at[site, pool]
        whole = sum(kwh for _, kwh in come[site, kind])
        for zone, kwh in come[site, kind] if row.kwh_per_day > 0 else ():
            _add(amounts, kind, current, (zone, place), row.kwh_per_day * kwh / whole, parts[zone, kind])
    return _streams(amounts)


def choosing_streams(question: Question, plan: Plan, network: Network, *, everybody: bool) -> list[Stream]:
    """Drivers by the zone that they set out from: those whom the plan serves, or with `everybody` all demand.

    A slow driver looks for the current that the plan has him use; those whom it does not serve split as the served ones
    of their class do, where both can be reached.
    """
    kinds, _, site_at = _numbers(question)
    zone_at = _zones(question)
    share = _dc_share(question, plan)
    amounts, parts = _amounts(), occasions_of(question)
    left = question.demand.kwh_per_day.copy() if everybody else np.zeros_like(question.demand.kwh_per_day)
    for row in rows_of(plan.flows):
        kind, zone = kinds[row.family, row.need], zone_at[row.zone_id]
        dc = share[site_at[row.site_id], kind]
        _split(amounts, kind, zone, row.kwh_per_day, dc, parts[zone, kind])
        left[zone, kind] = max(0.0, left[zone, kind] - row.kwh_per_day)
    if everybody:
        reach = options_of(question, network)
        for zone, kind in np.argwhere(left > 0).tolist():
            currents = [current for current in Current if (zone, kind, current) in reach] or [Current.DC]
            dc = share[-1, kind] if len(currents) > 1 else float(currents[0] is Current.DC)
            _split(amounts, kind, zone, float(left[zone, kind]), dc, parts[zone, kind])
    return _streams(amounts)


def options_of(question: Question, network: Network) -> dict[tuple[int, int, Current], list[tuple[int, float]]]:
    """Places and minutes of drive by zone, demand class and current: within the drive limit, nearest first."""
    at_site: dict[int, list[int]] = defaultdict(list)
    for n, place in enumerate(network.places):
        at_site[place.site].append(n)
    pools, access, usable = question.pools, question.access, _usable(question)
    out: dict[tuple[int, int, Current], list[tuple[int, float]]] = defaultdict(list)
    for zone, site, drive_s in zip(access.zone.tolist(), access.site.tolist(), access.drive_s.tolist(), strict=True):
        for n in at_site.get(site, ()):
            pool = network.places[n].pool
            for kind in np.flatnonzero(usable[:, pool]).tolist():
                out[zone, kind, pools.pools[pool].current].append((n, drive_s / 60.0))
    return {key: sorted(options, key=lambda one: (one[1], one[0])) for key, options in out.items()}


def _usable(question: Question) -> NDArray[np.bool_]:
    """Pools where drivers of a class look for a gun: those with their plug, by adapter only if all of them have it; (classes, pools)."""
    demand, usable = question.demand, question.pools.serves.copy()
    for adapter in (one for one in demand.adapters if one.share >= 1.0):
        for c, kind in enumerate(demand.classes):
            usable[c] |= [adapter.joins(kind, q.families, q.current) for q in question.pools.pools]
    return usable


def occasions_of(question: Question) -> Floats:
    """Share of each occasion in a zone's class, in its own hours or those of the whole class; (zones, classes, occasions).

    With `simulation.hours` = "class" there is one column, of ones: the hours of the class whatever the occasion.
    """
    demand = question.demand
    if question.scenario.simulation.hours == "class" or not demand.by_occasion.size:
        return np.ones((*demand.kwh_per_day.shape, 1))
    total = demand.by_occasion.sum(axis=2, keepdims=True)
    return np.divide(demand.by_occasion, total, out=np.zeros_like(demand.by_occasion), where=total > 0)


def _amounts() -> Amounts:
    return defaultdict(lambda: defaultdict(float))


def _add(amounts: Amounts, kind: int, current: Current, origin: tuple[int, int], kwh: float, parts: Floats) -> None:
    for occasion, part in enumerate(parts.tolist()):
        amounts[kind, current, occasion if len(parts) > 1 else None][origin] += kwh * part


def _split(amounts: Amounts, kind: int, zone: int, kwh: float, dc: float, parts: Floats) -> None:
    _add(amounts, kind, Current.DC, (zone, ANYWHERE), kwh * dc, parts)
    _add(amounts, kind, Current.AC, (zone, ANYWHERE), kwh * (1 - dc), parts)


def _streams(amounts: Amounts) -> list[Stream]:
    streams = []
    for kind, current, occasion in sorted(amounts, key=lambda key: (key[0], key[1].value, key[2] or 0)):
        mine = {origin: kwh for origin, kwh in sorted(amounts[kind, current, occasion].items()) if kwh > 0}
        if mine:
            zone, place = np.array(list(mine), dtype=np.int64).T
            streams.append(Stream(kind, current, zone, place, np.array(list(mine.values())), occasion))
    return streams


def _zones(question: Question) -> dict[str, int]:
    return {str(zone): i for i, zone in enumerate(question.demand.zone_id)}


def _dc_share(question: Question, plan: Plan) -> Floats:
    """Share of a class's energy that DC guns deliver, by site and, in the last row, over all; (sites + 1, classes)."""
    kinds, pool_at, site_at = _numbers(question)
    sums = np.zeros((2, len(question.places) + 1, len(question.demand.classes)))
    for row in rows_of(plan.pools):
        dc = int(question.pools.pools[pool_at[row.pool]].current is Current.DC)
        sums[dc, [site_at[row.site_id], -1], kinds[row.family, row.need]] += row.kwh_per_day
    total = sums.sum(axis=0)
    return np.asarray(np.divide(sums[1], total, out=np.ones_like(total), where=total > 0))


def _numbers(question: Question) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int]]:
    """Demand classes by family and need, pools by name, sites by id."""
    kinds = {(one.family.value, one.need.value): c for c, one in enumerate(question.demand.classes)}
    pools = {pool.name: q for q, pool in enumerate(question.pools.pools)}
    return kinds, pools, question.places.number()
