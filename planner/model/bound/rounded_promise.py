"""A promise as so many whole sets of chargers: further rows of the relaxation, at multipliers of their own.

What is promised is served by whole sets, each no more than it could if it had its site's zones to itself. Those amounts cover the promise, and the cover is rounded up
(`planner.model.sets.rounding`): the relaxation, which pays for parts of sets, cannot.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers
from planner.model.rules.kinds.resource import Resource
from planner.model.sets.rounding import rounded_cover
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNITS = 3
"""Most units that a promise is rounded to: the amounts that most of what the relaxation chooses comes to."""
STRIDE = 0.3
"""As that of a limit on openings, which counts sites too."""


@dataclass(frozen=True)
class RoundedPromise:
    """Rows ``sum weight w >= least`` over the sets of all sites.

    Parameters
    ----------
    weight : (rows, sets)
    least : (rows,)
    """

    weight: Floats
    least: Floats

    def added_to(self, sets: SiteSets) -> SiteSets:
        """The sets with these rows behind the others."""
        coupling, count = sets.coupling, len(self.least)
        nothing = np.zeros(sets.chargers.shape[1]), np.zeros(coupling.sites)
        resources = tuple(
            Resource(f"rounded promise {number}", "sets", *nothing, stride=STRIDE, by_site=True)
            for number in range(count)
        )
        rows, first = coupling.rows + np.arange(count), len(coupling.resources)
        wider = replace(
            coupling,
            resources=(*coupling.resources, *resources),
            limit=np.append(coupling.limit, -self.least),
            resource=np.append(coupling.resource, first + np.arange(count)),
            parts=(*coupling.parts, *(slice(row, row + 1) for row in rows.tolist())),
            members=(*coupling.members, *[None] * count),
        )
        return replace(sets, amount=np.vstack([sets.amount, -self.weight]), coupling=wider)

    def priced(self, multipliers: Multipliers) -> Multipliers:
        """Multipliers with those of these rows, 0 at first."""
        return replace(multipliers, coupling=np.append(multipliers.coupling, np.zeros(len(self.least))))


def rounded_promise(problem: Decomposition, multipliers: Multipliers, promised: float) -> RoundedPromise | None:
    """What the sets of a problem in which every kWh is worth 1 must come to; None where rounding gains nothing.

    Parameters
    ----------
    problem : Decomposition
    multipliers : Multipliers
        Good ones: the units are amounts that are chosen at them.
    promised : float
        KWh a day, of all zones together.
    """
    sets, kwh = problem.sets, problem.instance.demand.kwh
    alone = problem.worth(np.zeros_like(kwh), kwh)
    least = np.minimum.reduceat(alone, sets.first)
    amount, right = alone - least[sets.site], promised - float(least.sum())
    chosen = np.round(amount[problem.evaluate(multipliers).best], 3)
    unit, count = np.unique(chosen[chosen > 0], return_counts=True)
    units = unit[np.argsort(-count * unit, kind="stable")[:UNITS]]
    found = [cover for one in units.tolist() if (cover := rounded_cover(amount, right, one)) is not None]
    if not found:
        return None
    return RoundedPromise(np.stack([weight for weight, _ in found]), np.array([limit for _, limit in found]))
