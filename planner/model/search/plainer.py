"""What a search found of the same question with less on offer: without new guns in pools of several plugs.

More on offer must not make the plan worse, and where such cabinets are bought nowhere they should not make it late either: the search with them begins from
this plan and from the prices that proved it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.dual_bound import DualBound
from planner.model.bound.multipliers import Multipliers
from planner.model.search.found import Found
from planner.model.search.settling import Settling
from planner.model.search.start import Prices
from planner.model.sets.site_sets import SiteSets, rows_of

PART = 1 / 3
"""Most of the work for it."""
BOLDNESS, DIVES = 0.3, 2
"""Factor on the length of the first step and dives of the search after it: prices and plan are good already."""


@dataclass(frozen=True)
class Plainer:
    """That plan, and what proved it.

    Parameters
    ----------
    found : Found
    bound : DualBound
    multipliers : Multipliers
        Of the least bound, and of the rows that it keeps those from before.
    settling : Settling or None
    """

    found: Found
    bound: DualBound
    multipliers: Multipliers
    settling: Settling | None

    @property
    def keeps_rows(self) -> bool:
        """Whether rows of a rule, kept in the subproblem, lowered the bound."""
        return self.bound.prices is not None

    def lead(self, bound: DualBound, settling: Settling | None) -> None:
        """Let the bound of the whole question begin here, and take over what the exact model said."""

        def here(one: Multipliers) -> Multipliers:
            return Prices.of(one, self.bound.unkept).at(bound.problem)

        within = self.bound.within if self.bound.gains_within_budget else None
        bound.follow(here(self.multipliers), None if within is None else here(within))
        if settling is not None and self.settling is not None:
            settling.know(self.settling)

    def rows(self, sets: SiteSets) -> list[NDArray[np.int64]]:
        """The plan as rows of the sets of the whole question; empty where it has others."""
        row = rows_of(sets, self.found.chargers)
        return [] if row is None else [row]
