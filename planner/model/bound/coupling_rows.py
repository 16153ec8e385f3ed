"""Rules that bind the opening of new sites, as rows: two that are too near, and at most so many in all."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance


@dataclass(frozen=True)
class Openings:
    """Rows ``matrix @ open <= right``.

    Parameters
    ----------
    matrix : sparse (rules, sites)
    right : (rules,)
    """

    matrix: sp.csr_array
    right: NDArray[np.float64]

    @classmethod
    def of(cls, instance: Instance) -> "Openings":
        """One row a pair of sites that are too near, and a last one where the number of sites is limited."""
        pairs, sites = instance.too_near, len(instance.existing)
        row, site = np.repeat(np.arange(len(pairs)), 2), pairs.reshape(-1)
        right = np.ones(len(pairs))
        if instance.max_sites is not None:
            free = np.flatnonzero(~instance.existing)
            row, site = np.append(row, np.full(len(free), len(pairs))), np.append(site, free)
            right = np.append(right, float(instance.max_sites))
        matrix = sp.csr_array((np.ones(len(row)), (row, site)), shape=(len(right), sites))
        return cls(matrix, right)

    def rent(self, price: NDArray[np.float64]) -> NDArray[np.float64]:
        """What opening a site costs at these prices of the rows; (sites,)."""
        return np.asarray(self.matrix.T @ price)

    def left(self, opened: NDArray[np.bool_]) -> NDArray[np.float64]:
        """What rows leave over with these sites opened, negative where they are broken; (rules,)."""
        return np.asarray(self.right - self.matrix @ opened)
