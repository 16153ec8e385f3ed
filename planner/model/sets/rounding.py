"""Covers rounded up: what whole sets of chargers must come to, where their parts would do with less.

Of ``sum a x >= b`` over whole x of at least 0, a at least 0, follows for any unit u, with f the fraction of b / u,

    sum (floor(a / u) + min(1, fraction(a / u) / f)) x >= ceil(b / u).

A promise of 35.1 full sites takes 36, or 35 and something else. Source: mixed-integer rounding, G. Nemhauser, L. Wolsey, A recursive procedure to generate
all cuts for 0-1 mixed integer programs, Mathematical Programming 46 (1990).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_FRACTION = 1e-3
"""A fraction of less than this, or of less than this short of a whole, is left as it is: nothing is gained, or rounding errors would decide."""
ROUNDING = 1e-9
"""By so much, relative, amounts are taken for more and what they cover for less, for sums are rounded."""


def rounded_cover(amount: Floats, right: float, unit: float) -> tuple[Floats, float] | None:
    """Weights and right-hand side of the rounded cover; None where nothing is gained.

    Parameters
    ----------
    amount : (columns,)
        At least 0.
    right : float
    unit : float
        Above 0.
    """
    whole = right * (1.0 - ROUNDING) / unit
    part = whole - np.floor(whole)
    if right <= 0 or part < LEAST_FRACTION or part > 1.0 - LEAST_FRACTION:
        return None
    parts = amount * (1.0 + ROUNDING) / unit
    floor = np.floor(parts)
    return np.asarray(floor + np.minimum(1.0, (parts - floor) / part)), float(np.floor(whole) + 1.0)
