"""Erlang C: what a pool of guns can carry at a waiting-time promise.

Source: A. K. Erlang (1917); the delay formula as in L. Kleinrock, Queueing Systems I (1975), section 3.4 (M/M/m).
Service times of charging sessions are less random than exponential ones, so the promise errs on the safe side.
"""

import math
from collections.abc import Sequence
from functools import cache

from scipy.optimize import brentq


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival must wait in an M/M/m queue.

    Parameters
    ----------
    servers : int
        Guns, at least 1.
    load : float
        Offered load in erlang (arrivals per hour times hours of service), at least 0.

    Returns
    -------
    float
        In [0, 1]; 1 where the load reaches the servers and the queue never ends.
    """
    if servers < 1 or load < 0:
        raise ValueError(f"Erlang C needs at least one server and a load of at least 0, not {servers} and {load}")
    if load >= servers:
        return 1.0
    blocking = 1.0  # Erlang B by its stable recursion, then C from B
    for count in range(1, servers + 1):
        blocking = load * blocking / (count + load * blocking)
    return blocking / (1.0 - load / servers * (1.0 - blocking))


def wait_exceeds(servers: int, load: float, service_min: float, wait_min: float) -> float:
    """Probability that an arrival waits longer than `wait_min` minutes, first come first served."""
    if load >= servers:
        return 1.0
    return erlang_c(servers, load) * math.exp(-(servers - load) * wait_min / service_min)


def offered_load(kwh_per_day: float, *, service_min: float, session_kwh: float, peak_hour_share: float) -> float:
    """Load in erlang of the peak hour that a day's energy offers: its sessions in that hour, times hours of service."""
    return kwh_per_day * peak_hour_share / session_kwh * service_min / 60.0


@cache
def highest_load(servers: int, service_min: float, wait_min: float, probability: float) -> float:
    """Highest load in erlang at which P(wait > `wait_min`) is at most `probability`.

    With 30 minutes of service, 10 minutes and 10 %: 0.64 for 2 guns, 2.07 for 4, 5.42 for 8 and 16.5 for 20. The load
    per gun grows with the guns (pooling), so capacity is convex in their number.
    """
    if servers == 0:
        return 0.0

    def excess(load: float) -> float:
        return wait_exceeds(servers, load, service_min, wait_min) - probability

    return float(brentq(excess, 0.0, servers * (1 - 1e-12), xtol=1e-12))


def capacity_kwh(
    guns: int,
    *,
    service_min: float,
    session_kwh: float,
    peak_hour_share: float,
    wait_min: float,
    probability: float,
) -> float:
    """KWh per day that `guns` pooled guns carry while the promise holds in the peak hour.

    ``load(guns) / service_h * session_kwh / peak_hour_share``: sessions per peak hour, times their energy, scaled from
    the peak hour to the day.
    """
    return highest_load(guns, service_min, wait_min, probability) / (service_min / 60.0) * session_kwh / peak_hour_share


def slowed_wait_exceeds(rate: float, ends: Sequence[float], wait_min: float) -> float:
    """Probability that an arrival waits longer than `wait_min` where sessions slow each other down.

    A birth-death queue (Kleinrock 1975, section 3.2) with Poisson arrivals at `rate` a minute, in which `ends[n - 1]` sessions a
    minute end while n guns are busy. In line people leave at the rate of all guns, so the wait is exponential as in M/M/m:
    ``P(wait > w) = P(all busy) * exp(-(ends[-1] - rate) * w)``; with ends that grow by 1/service it is Erlang C.
    """
    if rate >= ends[-1]:
        return 1.0
    weight, idle = 1.0, 0.0
    for end in ends:
        idle += weight
        weight *= rate / end
    queued = weight / (1.0 - rate / ends[-1])
    return queued / (idle + queued) * math.exp(-(ends[-1] - rate) * wait_min)


@cache
def highest_rate(guns: int, service_min: float, slowed_min: float, wait_min: float, probability: float) -> float:
    """Most arrivals a minute at which P(wait > `wait_min`) is at most `probability`, on cabinets that share power.

    Charging speed falls in a straight line from that of a driver who is alone to that of one among `guns` busy ones: the mean
    for pairs of guns that drivers take at random, where the neighbour is busy with probability (n - 1) / (guns - 1). Drivers who
    look for the idle cabinet do a little better: of what pairs carry by the exact chain of cabinets with one and with two cars,
    this gives 98 to 100 %. A single gun is always slowed: who shares its cabinet stands in another queue.
    """
    least, slow = 1.0 / service_min, 1.0 / slowed_min
    steps = [1.0] if guns == 1 else [n / (guns - 1) for n in range(guns)]
    ends = tuple((n + 1) * (least + (slow - least) * step) for n, step in enumerate(steps))

    def excess(rate: float) -> float:
        return slowed_wait_exceeds(rate, ends, wait_min) - probability

    return float(brentq(excess, 0.0, ends[-1] * (1 - 1e-12), xtol=1e-14))
