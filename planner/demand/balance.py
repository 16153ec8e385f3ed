"""Iterative proportional fitting: a table scaled until its rows and columns sum to given totals.

Source: Deming and Stephan 1940, *On a least squares adjustment of a sampled frequency table when the expected marginal totals are
known*, Annals of Mathematical Statistics 11(4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_ROUNDS = 500
CLOSE = 1e-10


@dataclass(frozen=True)
class Balanced:
    """A fitted table.

    Parameters
    ----------
    table : (rows, columns)
        Its rows sum to the given totals exactly (to rounding); its columns as nearly as the seed allows.
    column_error : float
        Largest miss of a column total, as a share of the grand total.
    rounds : int
    """

    table: Floats
    column_error: float
    rounds: int


def balanced(seed: Floats, rows: Floats, columns: Floats) -> Balanced:
    """Scale a seed so that its rows sum to `rows` and its columns to `columns`.

    Parameters
    ----------
    seed : (rows, columns), not negative
        A row of zeros whose total is not zero is taken as even.
    rows, columns : totals, not negative
        Column totals are scaled to the sum of the row totals, which are the law.

    Raises
    ------
    ValueError
        A figure is negative or not finite, or the column totals sum to nothing while the row totals do not.
    """
    for figures in (seed, rows, columns):
        if not np.isfinite(figures).all() or (figures < 0).any():
            raise ValueError("a seed or a total is negative or not finite")
    total = float(rows.sum())
    if total <= 0:
        return Balanced(np.zeros_like(seed), 0.0, 0)
    if columns.sum() <= 0:
        raise ValueError("the column totals sum to nothing, but the row totals do not")
    wanted = columns * (total / columns.sum())
    table = np.where((seed.sum(axis=1, keepdims=True) > 0), seed, 1.0) * (wanted > 0)
    table = np.where(table.sum(axis=1, keepdims=True) > 0, table, (wanted > 0) * 1.0)
    error, rounds = 1.0, 0
    while error > CLOSE and rounds < MOST_ROUNDS:
        rounds += 1
        table = table * _ratio(wanted, table.sum(axis=0))
        table = table * _ratio(rows, table.sum(axis=1))[:, None]
        error = float(np.abs(table.sum(axis=0) - wanted).max()) / total
    return Balanced(table, error, rounds)


def _ratio(wanted: Floats, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
