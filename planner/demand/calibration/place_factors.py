"""Empirical Bayes: how much more or less a place gives than the model expects, drawn towards 1 as far as its sessions are few.

Sources: Buehlmann and Straub 1970 (credibility), Clayton and Kaldor 1987, *Empirical Bayes estimates of age-standardized relative risks*,
Biometrics 43(3): counts are Poisson around an expectation times a factor, factors are gamma with mean 1.
"""

import math

import numpy as np

from planner.demand.spans import Floats

SPREAD_LOG = 0.75
"""Standard deviation of the logarithm of like places: p90/p10 is 6.4 to 7.0 in Shenzhen, Dundee and Perth & Kinross, which a lognormal of 0.75 gives."""
LEAST_FOR_SPREAD = 20
"""Places from which the spread itself is estimated."""
SPREAD_BOUNDS = (0.25, 1.5)


def shrunk_factors(kwh: Floats, expected_kwh: Floats, quantum_kwh: Floats, spread_log: float = SPREAD_LOG) -> Floats:
    """Posterior mean of each place's factor.

    With ``a = 1 / (exp(spread^2) - 1)``, so that the gamma has the variance of a lognormal with mean 1: ``(a + kwh / q) / (a + expected / q)``.
    A place with much energy keeps its own ratio, one with none goes to ``a / (a + expected / q)``.

    Parameters
    ----------
    kwh, expected_kwh : (places,)
        Metered, and expected over the same days at the same level.
    quantum_kwh : (places,)
        Variance of the metered energy over its mean.
    spread_log : float

    Returns
    -------
    (places,)
    """
    a = 1.0 / math.expm1(spread_log**2)
    return np.asarray((a + kwh / quantum_kwh) / (a + expected_kwh / quantum_kwh))


def spread_of(kwh: Floats, expected_kwh: Floats, quantum_kwh: Floats) -> float:
    """Spread between places: by the moments of their ratios, less what chance alone gives; assumed from few places."""
    if len(kwh) < LEAST_FOR_SPREAD:
        return SPREAD_LOG
    variance = float(np.mean((kwh / expected_kwh - 1.0) ** 2 - quantum_kwh / expected_kwh))
    return float(np.clip(math.sqrt(math.log1p(max(variance, 0.0))), *SPREAD_BOUNDS))


def misplaced(predicted: Floats, measured: Floats) -> float:
    """Share of the energy that the prediction lays at a wrong place: half the sum of the differences of the shares."""
    return float(np.abs(predicted / predicted.sum() - measured / measured.sum()).sum() / 2)
