"""Upper bounds on what each site would gain beside what is built, from the dual solution of the allocation: no linear program a site.

The dual solution of what is built stays feasible when a site is added, but for the site's own flows. So the gain is at most what the site's
chargers could earn by themselves, each kWh less the price of the demand that it takes: the pricing problem of the decomposition
(`planner.model.bound.decomposition`), solved by sorting. Where guns stand already the reduced costs of the site's columns bound it.

In a city an earlier gain bounds a later one too: gains fall as other sites draw on the same demand. Where cabinets share power between pools
one may rise a little, so there the order is a good one and not proven to be the greedy one; with few flows, where linear programs are quick,
the dual bounds alone are used and it is.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.explain.marginal_value import Allocation
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.resource import USD
from planner.model.rules.kinds.ruling import with_budget
from planner.model.sets.configurations import given_configurations
from planner.model.sets.site_sets import site_sets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MANY_FLOWS = 3_000
"""With fewer flows linear programs are quick and reduced costs alone do."""
ANY_MONEY = 1e12


@dataclass
class GainBounds:
    """Bounds on gains beside the state that an allocation was solved for last."""

    allocation: Allocation
    _sites: Ints = field(init=False)
    _rows: Ints = field(init=False)
    _pricing: Decomposition | None = field(init=False, default=None)
    _seen: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._seen = np.full(len(self.allocation.built), np.inf)
        chargers = self.allocation.chargers
        if self.allocation.flows <= MANY_FLOWS:
            return
        instance = self.allocation.instance
        money = instance.rules.only(lambda rule: isinstance(rule, Coupling) and rule.resource(instance).name == USD)
        free = with_budget(replace(instance, rules=money, unlike=()), ANY_MONEY)
        sets = site_sets(free, given_configurations(free, chargers))
        whole = (sets.chargers == chargers[sets.site]).all(axis=1)
        self._rows = np.flatnonzero(whole & self.allocation.built[sets.site] & ~instance.sites.existing[sets.site])
        self._sites = sets.site[self._rows]
        self._pricing = Decomposition(free, sets)

    def most(self) -> Floats:
        """No site gains more; (sites,), at least 0."""
        most = np.maximum(0.0, self.allocation.gains_at_most())
        if self._pricing is not None:
            earns = self._pricing.worth(self.allocation.prices(), self.allocation.demand_kwh)
            most[self._sites] = np.minimum(most[self._sites], np.maximum(0.0, earns[self._rows]))
            most = np.minimum(most, self._seen)
        return most

    def seen(self, site: int, gain: float) -> None:
        """Take note of a gain."""
        self._seen[site] = gain
