"""A lower bound on what is minimised, turned round: an upper bound on the same figure with its sign changed.

Least cost and least drive are bounded by a question of most energy: a plan of the objective z has ``z >= offset - scale L``, with L the bound of the decomposition
(`cost_search`, `distance_search`). A plan with a set of chargers has it with L less the reduced cost of the set.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.reduced_costs import most_with
from planner.model.sets.site_sets import SiteSets


@dataclass
class TurnedBound:
    """As `DualBound` for `settling`.

    Parameters
    ----------
    problem : Decomposition
        The question of most energy.
    multipliers : Multipliers
    offset, scale : float
        ``z >= offset - scale L``.
    value : float
        No plan has more than this of -z.
    """

    problem: Decomposition
    multipliers: Multipliers
    offset: float
    scale: float
    value: float

    @property
    def sets(self) -> SiteSets:
        """Sets that plans are made of."""
        return self.problem.sets

    def most_with(self, least: float) -> NDArray[np.float64]:  # noqa: ARG002  # all are known as exactly
        """Most of -z that a plan with each set can have; (sets,)."""
        return np.asarray(self.scale * most_with(self.problem, self.multipliers) - self.offset)
