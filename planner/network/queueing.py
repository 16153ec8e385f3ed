"""Erlang B and Erlang C: who finds all guns taken, and what a group carries where waits are promised, with guns out of order among them.

Source: A. K. Erlang (1917); both formulas as in L. Kleinrock, Queueing Systems I (1975), sections 3.4 (M/M/m) and 3.6 (M/M/m/m).
Where drivers wait for a gun (M/M/m), service times of charging sessions are less random than exponential ones, so the promise errs
on the safe side. Where parked cars hold a gun, nobody waits for hours (M/G/m/m): Erlang B holds for stays of any distribution with
the same mean (B. A. Sevastyanov 1957).

Guns are out of order independently, and for much longer than a session lasts. So each number of working guns is a queue of its own
in equilibrium, and figures are means over them, by their binomial probabilities (P. J. Courtois, Decomposability 1977).
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.support.ahead import one_at_a_time

Floats = NDArray[np.float64]
Loads = TypeVar("Loads", float, Floats)
"""One figure, or an array of such."""

OVERFLOW = 600.0
"""Logarithm of a number that a float just holds."""


def erlang_b(servers: int, load: Loads) -> Loads:
    """Probability that an arrival finds all guns taken and goes away, in an M/G/m/m loss system; 1 where there is no gun.

    Parameters
    ----------
    servers : int
        Guns, at least 0.
    load : float or array
        Offered load in erlang: the mean number of cars that would be there if nobody were turned away.
    """
    if servers < 0 or np.any(load < 0):
        raise ValueError(f"Erlang B needs no fewer than 0 servers and a load of at least 0, not {servers} and {load}")
    blocking = load * 0.0 + 1.0
    for count in range(1, servers + 1):  # the stable recursion
        blocking = load * blocking / (count + load * blocking)
    return blocking


def all_taken(servers: int, load: Floats, in_line: Floats, longest: int) -> Floats:
    """Probability that an arrival finds all guns taken where some drivers stand in line for one; Erlang B where nobody does.

    A birth-death queue (Kleinrock 1975, section 3.2): while guns are free `load` comes, while all are taken `in_line` alone.

    Parameters
    ----------
    servers : int
        Guns, at least 1.
    load, in_line : array
        Offered loads in erlang, of one shape.
    longest : int
        Most drivers in line.

    Returns
    -------
    array of that shape
    """
    lost, ratio = erlang_b(servers, load), in_line / servers
    endless = (ratio > 1) & (longest * np.log(np.maximum(ratio, 1.0)) > OVERFLOW)
    below = np.where(endless | (ratio == 1), 0.0, ratio)
    line = np.where(ratio == 1, longest, below * (1.0 - below**longest) / (1.0 - below))  # ratio + ratio² + ...
    return np.where(endless, 1.0, lost * (1.0 + line) / (1.0 + lost * line))


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
    blocking = erlang_b(servers, load)
    return blocking / (1.0 - load / servers * (1.0 - blocking))


def wait_exceeds(servers: int, load: float, service_min: float, wait_min: float) -> float:
    """Probability that an arrival waits longer than `wait_min` minutes, first come first served."""
    if load >= servers:
        return 1.0
    return erlang_c(servers, load) * math.exp(-(servers - load) * wait_min / service_min)


@cache
def working(guns: int, availability: float) -> tuple[float, ...]:
    """Probability that 0, 1, ..., `guns` of the guns work."""
    chance = np.ones(1)
    for _gun in range(guns):
        chance = np.convolve(chance, (1.0 - availability, availability))
    return tuple(chance.tolist())


def mean_over_working(guns: int, availability: float, figure: Callable[[int], Loads], *, none: Loads) -> Loads:
    """Mean of a figure over the numbers of guns that may work; `figure` gives that of each number above 0, `none` is that of no gun."""
    chance = working(guns, availability)
    return chance[0] * none + sum(p * figure(count) for count, p in enumerate(chance[1:], start=1) if p > 0)


@cache
def highest_load(servers: int, service_min: float, wait_min: float, probability: float) -> float:
    """Highest load in erlang at which P(wait > `wait_min`) is at most `probability`.

    With 30 minutes of service, 10 minutes and 10 %: 0.64 for 2 guns, 2.07 for 4, 5.42 for 8 and 16.5 for 20. The load per gun grows
    with the guns (pooling), so such a promise makes capacity convex in their number.
    """
    return _highest(
        servers, probability, lambda load: wait_exceeds(servers, load, service_min, wait_min), servers * (1 - 1e-12)
    )


@cache
def highest_parked(servers: int, probability: float) -> float:
    """Highest load in erlang at which a car that comes to park finds all guns taken with at most this probability.

    With 20 %: 0.25 for 1 gun, 1 for 2, 2.95 for 4 and 7.37 for 8.
    """
    if probability >= 1:
        raise ValueError("a promise that all guns may be taken with probability 1 has no highest load")
    most = servers / (
        1 - probability
    )  # as many cars as there are guns are charged, and the share `probability` of all is not
    return _highest(servers, probability, lambda load: erlang_b(servers, load), most)


def _highest(guns: int, probability: float, missed: Callable[[float], float], most: float) -> float:
    """Highest load up to `most` at which a promise is missed with at most this probability."""
    if guns == 0 or missed(0.0) >= probability:
        return 0.0
    with one_at_a_time:
        from scipy.optimize import brentq  # noqa: PLC0415  (a tenth of a second that a kept question does without)

    if missed(most) <= probability:
        return most
    return float(brentq(lambda load: missed(load) - probability, 0.0, most, xtol=1e-14))


def daily_kwh(load: float, *, service_min: float, session_kwh: float, peak_hour_share: float) -> float:
    """Energy of the day, in kWh, whose peak hour offers so many erlang (arrivals times hours of service)."""
    return load / (service_min / 60.0) * session_kwh / peak_hour_share


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
def highest_rate(
    guns: int, installed: int, service_min: float, slowed_min: float, wait_min: float, probability: float
) -> float:
    """Most arrivals a minute at which P(wait > `wait_min`) is at most `probability`, on cabinets that share power.

    Of the guns `installed` so many work. Charging speed falls in a straight line from that of a driver who is alone to that of one
    among `installed` busy ones: the mean for pairs of guns that drivers take at random, where the neighbour is busy with
    probability (n - 1) / (installed - 1). Drivers who
    look for the idle cabinet do a little better: of what pairs carry by the exact chain of cabinets with one and with two cars,
    this gives 98 to 100 %. A single gun is always slowed: who shares its cabinet stands in another queue.
    """
    least, slow = 1.0 / service_min, 1.0 / slowed_min
    steps = [1.0] if installed == 1 else [n / (installed - 1) for n in range(guns)]
    ends = tuple((n + 1) * (least + (slow - least) * step) for n, step in enumerate(steps))
    return _highest(
        guns,
        probability,
        lambda rate: slowed_wait_exceeds(rate, ends, wait_min),
        ends[-1] * (1 - 1e-12) if guns else 0.0,
    )
