"""Shares of the occasions behind a measured day: the mixture of their hourly profiles that fits it, drawn towards the model's.

Source: Lawson and Hanson 1974, *Solving least squares problems* (non-negative least squares); the pull is a Gaussian prior on the shares.
"""

import numpy as np

from planner.demand.spans import Floats

PRIOR_BAND = 0.4
"""Relative standard deviation of a share of the model: the band of configs/facts/charging_occasions.csv."""
SUM_WEIGHT = 1e4
"""Weight of the row that makes the shares sum to one."""


def fitted_shares(day: Floats, profiles: Floats, prior: Floats, sessions: float) -> Floats:
    """Find the shares x that minimise ``|day - x P|^2 / v + |(x - prior) / (band prior)|^2`` with x >= 0 and sum 1.

    The variance v of an hour is that of so many sessions, and of what the best free mixture of the profiles leaves unexplained: profiles are
    assumed, and many sessions do not make them true.

    Parameters
    ----------
    day : (24,)
        Share of the energy by hour.
    profiles : (profiles, 24)
        Each sums to 1.
    prior : (profiles,)
        Shares of the model, sum 1; a profile of share 0 stays at 0.
    sessions : float
        Effective number.

    Returns
    -------
    (profiles,)
    """
    used = prior > 0
    if used.sum() < 2:
        return prior
    columns = profiles[used].T
    free = _solved([columns, SUM_WEIGHT * np.ones((1, columns.shape[1]))], [day, [SUM_WEIGHT]])
    chance = day * (1.0 - day) / sessions
    misfit = max(float(np.mean((day - columns @ free) ** 2 - chance)), 0.0)
    scale = 1.0 / np.sqrt(np.maximum(chance + misfit, 1e-8))
    pull = 1.0 / (PRIOR_BAND * prior[used])
    found = _solved(
        [columns * scale[:, None], np.diag(pull), SUM_WEIGHT * np.ones((1, columns.shape[1]))],
        [day * scale, pull * prior[used], [SUM_WEIGHT]],
    )
    out = np.zeros_like(prior)
    out[used] = found / found.sum() if found.sum() > 0 else prior[used]
    return out


def _solved(rows: list[Floats], right: list[object]) -> Floats:
    from scipy.optimize import nnls  # noqa: PLC0415  (for cities with metered sessions)

    found, _ = nnls(np.vstack(rows), np.concatenate([np.asarray(one, dtype=float) for one in right]))
    return np.asarray(found)
