"""What guns carry a day, restated: the model has it from `planner.network.pool`, the audits from here."""

import math
from collections.abc import Callable

from geodata.connectors import Current
from planner.config.plan import PlanConfig
from planner.network.pool import Pool


def carried_kwh(pool: Pool, guns: int, missing_kw: float, ask: PlanConfig) -> float:
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
            speeds = _speeds(guns, pool.service_min / 60.0, slowed_h)[:work]
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
