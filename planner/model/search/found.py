"""What a search found: chargers, their value, the bound, and how often each method was tried."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.multipliers import Multipliers
from planner.model.exact.solution import Solution
from planner.support.speech import joined, plural


@dataclass(frozen=True)
class Found:
    """Result of a search.

    Parameters
    ----------
    chargers : (sites, chargers) int
    value : float
        True worth where the exact model was asked, else by the allocation LP, which relaxes cabinets that share power; -inf without a plan.
    bound : float
    reached : bool
        The gap asked for is proven, for that value.
    dives, rebuilds : int
    multipliers : Multipliers or None
        Of the least bound.
    solution : Solution or None
        The exact allocation to the chargers, where the exact model was asked for it.
    """

    chargers: NDArray[np.int64]
    value: float
    bound: float
    reached: bool
    dives: int
    rebuilds: int
    multipliers: Multipliers | None = None
    solution: Solution | None = None

    @property
    def path(self) -> str:
        """How often each method was tried, in words: ``1 dive for a plan, 0 rebuilds of parts of it``."""
        dives = plural("{n:,} dive for a plan", "{n:,} dives for a plan", self.dives)
        rebuilds = plural("{n:,} rebuild of parts of it", "{n:,} rebuilds of parts of it", self.rebuilds)
        return joined(", ", [dives, rebuilds])
