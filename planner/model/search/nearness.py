"""How near sites are to each other by the demand that both could serve."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.model.instance.instance import Instance

Floats = NDArray[np.float64]


class Nearness:
    """Shared demand of the sites of an instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def to(self, site: int) -> Floats:
        """Demand that is in reach of each site and of this one, kWh a day; (sites,), inf for the site itself."""
        mine = self._reach[[site]].toarray()[0] * self._instance.demand.kwh.sum(axis=1)
        near = np.asarray(self._reach @ mine)
        near[site] = np.inf
        return near

    @cached_property
    def _reach(self) -> csr_array:
        """Whether a zone is in reach; (sites, zones)."""
        reach = self._instance.reach
        shape = (len(self._instance.sites), len(self._instance.demand.kwh))
        return csr_array((np.ones(len(reach.zone)), (reach.site, reach.zone)), shape=shape)
