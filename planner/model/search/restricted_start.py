"""What a search found of the same question with less on offer: without new guns in pools of several plugs.

More on offer must not make the plan worse, and where such cabinets are bought nowhere they should not make it late either: the search with them begins from
this plan and from the multipliers that proved it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.found import Found
from planner.model.sets.site_sets import SiteSets, rows_of

PART, TIME = 1 / 3, 1 / 2
"""Most of the work for it, and of the time by the clock."""
FIRST_STEP, DIVES = 0.3, 2
"""Factor on the length of the first step, and dives, of the search after it: multipliers and plan are good already."""


@dataclass(frozen=True)
class RestrictedStart:
    """That plan, and how it was proven.

    Parameters
    ----------
    found : Found
    near : bool
        Whether its multipliers give nearly the same bound of the whole question, which then goes on from them.
    keeps_rows : bool
        Whether rows of a rule, kept in the subproblem, lowered the bound.
    """

    found: Found
    near: bool
    keeps_rows: bool

    def rows(self, sets: SiteSets) -> list[NDArray[np.int64]]:
        """The plan as rows of the sets of the whole question; empty where it has others."""
        row = rows_of(sets, self.found.chargers)
        return [] if row is None else [row]


def effort_of(spending: Spending) -> Effort:
    """What the search with less on offer may take of a whole search."""
    rest = spending.rest(PART * spending.whole_s)
    return replace(rest, time_limit_s=TIME * rest.time_limit_s)
