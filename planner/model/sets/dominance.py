"""Which sets of chargers are of use: those that no other beats in everything that counts."""

import numpy as np
from numpy.typing import NDArray


def undominated(good: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Undominated rows of figures of which more is better (Pareto filter); of equal rows the first stays; (rows,)."""
    keep = np.ones(len(good), dtype=bool)
    for row in np.lexsort((np.arange(len(good)), -good.sum(axis=1))):
        if keep[row]:
            beaten = (good <= good[row] + 1e-9).all(axis=1)
            beaten[row] = False
            keep &= ~beaten
    return keep
