"""Queues of each pool of guns, audited."""

import math
from collections import defaultdict
from collections.abc import Callable

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.audit.plugs import may_charge
from planner.audit.reckoning import bought_at, over
from planner.config.plan import PlanConfig
from planner.network.pool import Pool
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """A pool serves only drivers who can charge there, and no more than its guns carry in the hours of `plan.max_fast_h` and `plan.max_slow_h` and at the promises of `plan.wait_probability` and `plan.full_probability`."""
    pools, found = question.pools, []
    by_name = {pool.name: (q, pool) for q, pool in enumerate(pools.pools)}
    load: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_of(plan.pools):
        pool = by_name[row.pool][1]
        load[row.site_id, row.pool] += row.kwh_per_day
        if not may_charge(question, row, pool) or (row.need == "fast" and pool.current is not Current.DC):
            found.append(
                _(
                    "{family} {need} is served by the pool {pool} at {site_id}",
                    family=row.family,
                    need=row.need,
                    pool=row.pool,
                    site_id=row.site_id,
                )
            )
    bought, number = bought_at(plan, question), question.places.number()
    for (site, name), kwh in load.items():
        q = by_name[name][0]
        mine = bought.get(site, [])
        guns = int(pools.standing[number[site], q]) + sum(int(pools.guns[q, k]) * n for k, n in mine)
        missing_kw = sum(_missing_kw(question, k, q) * n for k, n in mine)
        carried = _carried(pools.pools[q], max(0, guns), missing_kw, question.scenario.plan)
        if over(kwh, carried):
            found.append(
                _(
                    "the pool {name} at {site} serves {kwh:.6g} kWh, its {guns} guns carry {carried:.6g}",
                    name=name,
                    site=site,
                    kwh=kwh,
                    guns=guns,
                    carried=carried,
                )
            )
    return found


def _carried(pool: Pool, guns: int, missing_kw: float, ask: PlanConfig) -> float:
    """KWh a day that guns carry, restated: in each hour of the day that a gun may be in use one session after another, by chance of how many work."""
    parks = pool.current is Current.AC
    gun_h = ask.max_slow_h if parks else ask.max_fast_h
    slow_kw = max(1e-6, pool.power_kw - (missing_kw / guns if guns else 0.0))
    slower_h = pool.session_kwh / slow_kw - pool.session_kwh / pool.power_kw
    session_h = pool.service_min / 60.0 + slower_h * min(1.0, gun_h * pool.peak_hour_share)
    whole_day = 24.0 / session_h  # one after another without a pause
    cars_h = pool.peak_cars * session_h / pool.service_min * 60.0 if parks else pool.peak_hour_share * session_h
    most = min(whole_day * gun_h / 24.0, 1.0 / cars_h)
    kwh = 0.0
    for work in range(1, guns + 1):
        chance = math.comb(guns, work) * pool.availability**work * (1 - pool.availability) ** (guns - work)
        sessions = work * most
        if parks and ask.full_probability is not None:
            sessions = min(sessions, _most_parked(work, ask.full_probability) / pool.peak_cars)
        elif not parks and ask.wait_probability is not None:
            slowed_h = pool.service_min / 60.0 + slower_h
            speeds = _speeds(work, pool.service_min / 60.0, slowed_h)
            sessions = min(sessions, _most_waiting(speeds, ask) / pool.peak_hour_share)
        kwh += chance * sessions * pool.session_kwh
    return kwh


def _speeds(guns: int, alone_h: float, slowed_h: float) -> list[float]:
    """Sessions an hour that end while 1, 2, ... guns are busy: from the speed of one alone in a straight line to that of all."""
    alone, slowed = 1.0 / alone_h, 1.0 / slowed_h
    return [n * (slowed if guns == 1 else alone + (slowed - alone) * (n - 1) / (guns - 1)) for n in range(1, guns + 1)]


def _most_parked(posts: int, probability: float) -> float:
    """Most cars that stay, in the mean at the busiest time, while at most this share finds all posts taken (Erlang B, as a sum)."""

    def taken(load: float) -> float:
        terms = [load**n / math.factorial(n) for n in range(posts + 1)]
        return terms[-1] / sum(terms)

    load = _root(taken, probability, posts / (1.0 - probability))
    return load * (1.0 - probability)


def _most_waiting(ends: list[float], ask: PlanConfig) -> float:
    """Most drivers an hour of whom at most `plan.wait_probability` wait longer than `plan.max_wait_min` (a birth and death process, as a sum)."""
    assert ask.wait_probability is not None

    def late(rate: float) -> float:
        if rate >= ends[-1]:
            return 1.0
        weights = [1.0]
        for end in ends:
            weights.append(weights[-1] * rate / end)
        waiting = weights[-1] / (1.0 - rate / ends[-1])
        return waiting / (sum(weights[:-1]) + waiting) * math.exp(-(ends[-1] - rate) * ask.max_wait_min / 60.0)

    return _root(late, ask.wait_probability, ends[-1])


def _root(rising: Callable[[float], float], level: float, most: float) -> float:
    """Where a rising function reaches a level, by halving."""
    low, high = 0.0, most
    for _lap in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) <= level else (low, middle)
    return low


def _missing_kw(question: Question, charger: int, pool: int) -> float:
    """Power that the guns of a pool on one cabinet lack when all its guns are busy.

    The cabinet fills every gun to the same level, those that need less to what they need; the level is found by halving.
    """
    pools = question.pools.pools
    needs = [(pools[q].power_kw, int(n)) for q, n in enumerate(question.pools.guns[:, charger]) if n > 0]
    most = question.chargers[charger].power_kw
    if question.chargers[charger].work is not None or sum(kw * n for kw, n in needs) <= most:
        return 0.0
    low, high = 0.0, most
    for _lap in range(60):
        level = (low + high) / 2
        low, high = (level, high) if sum(min(kw, level) * n for kw, n in needs) <= most else (low, level)
    return max(0.0, pools[pool].power_kw - low) * int(max(0, question.pools.guns[pool, charger]))
