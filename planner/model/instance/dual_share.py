"""How many of the new DC cabinets may serve two standards or more, where a plan is to keep them few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class DualShare:
    """The rule ``sum_{k of two standards} n[j,k] <= most * sum_{k DC} n[j,k]``, over the whole city.

    Parameters
    ----------
    most : float
        Largest share, from 0 to 1.
    two : tuple of bool
        By charger type: a new DC cabinet for two port families or more.
    direct : tuple of bool
        By charger type: a new DC cabinet. Work on standing guns is none.
    """

    most: float
    two: tuple[bool, ...]
    direct: tuple[bool, ...]

    @property
    def weight(self) -> NDArray[np.float64]:
        """What one more cabinet takes of the rule, below 0 where it makes room for others; (chargers,)."""
        return np.array(self.two, dtype=float) - self.most * np.array(self.direct, dtype=float)

    @property
    def barred(self) -> NDArray[np.bool_]:
        """Types that no plan can have at all; (chargers,)."""
        return np.array(self.two, dtype=bool) & (self.most <= 0.0)


def excess(rule: DualShare | None, chargers: NDArray[np.integer]) -> NDArray[np.float64]:
    """What sets of chargers (sets, chargers) take of the rule, in cabinets; zeros where there is none; (sets,).

    A plan keeps the rule where its sites' sets together take no more than 0.
    """
    if rule is None:
        return np.zeros(len(chargers))
    return np.asarray(chargers @ rule.weight)
