"""Statistics of sessions and places that both sides of the table are held to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

HOURS = 24
SPREAD_DRAWS = 400


def best_to_worst(values: ArrayLike) -> float:
    """p90 over p10 of values above 0, by linear interpolation between order statistics.

    Raises
    ------
    ValueError
        There are fewer than two values, or one is not above 0.
    """
    array = np.asarray(values, dtype=float)
    if array.size < 2 or not (array > 0).all():
        raise ValueError("p90/p10 needs two values at least, all above 0")
    low, high = np.quantile(array, [0.1, 0.9])
    return float(high / low)


def peak_share(hour: ArrayLike, kwh: ArrayLike) -> float:
    """Share of all energy in the hour of the day that has most of it.

    Parameters
    ----------
    hour : (n,) int
        Hour of the day in which a session begins, 0 to 23.
    kwh : (n,)
    """
    by_hour = np.bincount(np.asarray(hour, dtype=int), weights=np.asarray(kwh, dtype=float), minlength=HOURS)
    return float(by_hour.max() / by_hour.sum())


def drawn_best_to_worst(values: Sequence[float], sigma: float, *, seed: int, draws: int = SPREAD_DRAWS) -> float:
    """Median p90/p10 over draws in which each value is multiplied by a lognormal factor of mean 1 and this sigma.

    Parameters
    ----------
    values : (n,)
        Above 0.
    sigma : float
        Of the factor's logarithm.
    seed : int
    draws : int
    """
    rng = np.random.default_rng(seed)
    factors = rng.lognormal(-(sigma**2) / 2, sigma, size=(draws, len(values)))
    return float(np.median([best_to_worst(row) for row in np.asarray(values) * factors]))


def mean_of_quantiles(values: ArrayLike) -> float:
    """Mean of a distribution told by its values at equally spaced shares from 0 to 1, straight in between."""
    array: NDArray[np.float64] = np.asarray(values, dtype=float)
    return float(((array[1:] + array[:-1]) / 2).mean())
