"""Cars at guns: how many of them there would be at the busiest time of the day.

A car at a slow post holds it for the longer of charging and parking: a night near home, a working day, a round of shopping. Stays last
as long as the hours in which cars come, so the load of the posts is not the arrivals of one hour times a mean stay; nor is that of fast
guns in the cold, where a session takes two hours. It is the mean
number of cars that would be there at a moment if no post were ever taken,

    m(t) = integral over u of arrivals(t - u) P(hold > u),

the load of an M_t/G/infinity queue; its peak, put into Erlang B, gives the share that finds all posts taken (the modified offered load
of D. L. Jagerman, Bell System Technical Journal 54, 1975; W. A. Massey and W. Whitt, Annals of Applied Probability 4, 1994). Over a
day of constant arrivals it is arrivals times mean stay, as usual.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc

STAY_SPREAD = 0.85
"""Standard deviation of a stay over its mean, on one occasion.

Source: private charging points of the Netherlands, 0.85 about a mean of 11.8 h (ElaadNL open data; public points of all occasions 1.16).
"""

STEPS_AN_HOUR = 6
LONGEST_DAYS = 14

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parking:
    """How cars hold the guns of a pool.

    Parameters
    ----------
    hold_h : float
        Mean hours that a session holds its gun.
    peak_cars : float
        Cars that stand there at the busiest time of the day, for each session a day and were no gun ever taken.
    """

    hold_h: float
    peak_cars: float


def parking_of(arrivals: Sequence[Sequence[float]], stay_h: Sequence[float], least_h: float) -> Parking:
    """Work out how long sessions hold their guns, and how many cars stand there at the busiest time.

    Parameters
    ----------
    arrivals : (occasions, 24)
        Shares of the day's sessions by occasion and hour; they sum to 1.
    stay_h : (occasions,)
        Mean hours that a car stays parked; stays are gamma-distributed with a spread of `STAY_SPREAD`. 0 where it leaves when charged.
    least_h : float
        Hours of charging and plugging in, which a session takes in any case.
    """
    shares = np.asarray(arrivals, dtype=float).sum(axis=1)
    held_h = [sum(_kernel(float(one), least_h)) / STEPS_AN_HOUR for one in stay_h]
    return Parking(float(shares @ held_h), float(present(arrivals, stay_h, least_h).sum(axis=0).max()))


def present(arrivals: Sequence[Sequence[float]], stay_h: Sequence[float], least_h: float) -> Floats:
    """Cars of each occasion that stand there for each session a day, were no gun ever taken, from midnight in steps.

    Returns
    -------
    (occasions, 24 * STEPS_AN_HOUR)
    """
    rates = np.repeat(np.asarray(arrivals, dtype=float), STEPS_AN_HOUR, axis=1) / STEPS_AN_HOUR
    kernels = np.array([_kernel(float(one), least_h) for one in stay_h])
    return np.asarray(np.fft.irfft(np.fft.rfft(rates, axis=1) * np.fft.rfft(kernels, axis=1), rates.shape[1], axis=1))


def present_by_hour(arrivals: Sequence[Sequence[float]], stay_h: Sequence[float], least_h: float) -> Floats:
    """Cars that are there in each hour, by the hour in which they came, for each session a day and were no gun ever taken.

    Returns
    -------
    (24, 24)
        Means over the hour (rows) of those who came in an hour (columns); over the columns they sum to the means of `present`.
    """
    shares = np.asarray(arrivals, dtype=float)
    alone = (shares[:, None, :] * np.eye(24)).reshape(-1, 24)  # (occasions * 24, 24)
    cars = present(alone, np.repeat(np.asarray(stay_h, dtype=float), 24), least_h)  # type: ignore[arg-type]
    return np.asarray(cars.reshape(len(shares), 24, 24, STEPS_AN_HOUR).mean(axis=3).sum(axis=0).T)


@cache
def _kernel(stay_h: float, least_h: float) -> tuple[float, ...]:
    """Mean of P(hold > u) over each step of a day, exactly, the days after each other folded onto it; their sum over `STEPS_AN_HOUR` is the mean hold."""
    steps = 24 * STEPS_AN_HOUR
    ends_h = np.arange(LONGEST_DAYS * steps + 1) / STEPS_AN_HOUR
    # A hold is the longer of charging and stay: certain up to `least_h`, a stay's chance from there on.
    held_h = (
        np.minimum(ends_h, least_h)
        + _stay_within(np.maximum(ends_h, least_h), stay_h)
        - _stay_within(np.array([least_h]), stay_h)
    )
    return tuple((np.diff(held_h) * STEPS_AN_HOUR).reshape(LONGEST_DAYS, steps).sum(axis=0).tolist())


def _stay_within(until_h: Floats, stay_h: float) -> Floats:
    """Mean of the shorter of a stay and `until_h`: the integral of P(stay > u) up to there."""
    if stay_h <= 0:
        return np.zeros(len(until_h))
    shape = STAY_SPREAD**-2
    at = until_h * (shape / stay_h)
    return np.asarray(stay_h * gammainc(shape + 1, at) + until_h * gammaincc(shape, at))
