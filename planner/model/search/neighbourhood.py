"""The exact model about a known plan: it chooses among some sets and those of the plan, as many as can be decided with the work that there is.

Large neighbourhood search (P. Shaw, *Using constraint programming and local search methods to solve vehicle routing problems*, 1998). Which sets
are on offer, those of sites near each other (`windows`) or of another plan (`merging`), is the neighbourhood.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.exact import Exact, Settled
from planner.model.sets.among import configurations_among
from planner.model.sets.site_sets import SiteSets
from planner.support.work import worked_s

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MORE = 1.2
"""Factor on the room for the next time: more where this time was quick, less where it came to no end and no better plan."""
GAIN = 1e-6
"""What a better plan must gain to count, relative."""


@dataclass
class Neighbourhood:
    """Questions about a known plan, one after another.

    Parameters
    ----------
    instance : Instance
    sets : SiteSets
        Sets that plans are made of.
    exact : Exact
    room, least : float
        How much may be chosen among, at first and at least; in what unit is for the caller to say.
    quick : float
        Share of its work within which a question is quick.
    rng : Generator
        By which what is offered is drawn.
    """

    instance: Instance
    sets: SiteSets
    exact: Exact
    room: float
    least: float
    quick: float
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0), kw_only=True)

    def best_of(self, free: Mask, known: Solution, worth: float, effort: Effort, *, tight: bool = False) -> Settled:
        """The best plan of these sets and those of a known plan.

        Parameters
        ----------
        free : (sets,) bool
        known : Solution
        worth : float
            Its worth.
        effort : Effort
            Its work is that of this question.
        tight : bool
            As of `planner.model.search.exact.Exact.best_among`.
        """
        begin, enough = worked_s(), worth + GAIN * abs(worth)
        sets = configurations_among(self.instance, self.sets, free, known.chargers)
        found = self.exact.best_among(sets, known, replace(effort, gap=GAIN), enough, tight=tight)
        ended = found.bound <= max(enough, found.value + GAIN * abs(found.value))
        quick = ended and worked_s() - begin <= self.quick * effort.work_s
        idle = not ended and found.value <= enough
        self.room = self.room * MORE if quick else max(self.least, self.room / MORE) if idle else self.room
        return found

    def near(self, site: int) -> Floats:
        """Demand that is in reach of each site and of this one, kWh a day; (sites,), inf for the site itself."""
        mine = self._reach[[site]].toarray()[0] * self.instance.demand.kwh.sum(axis=1)
        near = np.asarray(self._reach @ mine)
        near[site] = np.inf
        return near

    @cached_property
    def _reach(self) -> csr_array:
        """Whether a zone is in reach; (sites, zones)."""
        reach = self.instance.reach
        shape = (len(self.sets.first), len(self.instance.demand.kwh))
        return csr_array((np.ones(len(reach.zone)), (reach.site, reach.zone)), shape=shape)
