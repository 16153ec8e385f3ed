"""What a search begins from: the chargers of an earlier plan, and the prices that proved it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.multipliers import Multipliers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RowName = tuple[str, tuple[str, ...] | None]
"""What a coupling row limits, and its sites by name; None where it holds all."""


@dataclass(frozen=True)
class Prices:
    """Lagrangian multipliers that find their rows again in another question of the same city.

    Any prices give a valid bound; these give a good one at once where little has changed.

    Parameters
    ----------
    demand : (zones, classes)
    rows : mapping
        Of the coupling rows, by what they are of.
    floor : (rows,)
    """

    demand: Floats
    rows: Mapping[RowName, float]
    floor: Floats

    @classmethod
    def of(cls, multipliers: Multipliers, problem: Decomposition) -> "Prices":
        """The multipliers of a problem, by name."""
        named = dict(zip(_names(problem), multipliers.coupling.tolist(), strict=True))
        return cls(multipliers.demand, {name: price for name, price in named.items() if price > 0}, multipliers.floor)

    def at(self, problem: Decomposition) -> Multipliers:
        """The multipliers of another problem; those that have no price here begin as they do without any."""
        first = problem.first_multipliers()
        if self.demand.shape == first.demand.shape:
            coupling = np.array([self.rows.get(name, 0.0) for name in _names(problem)])
            first = replace(first, demand=np.where(first.demand > 0, self.demand, 0.0), coupling=coupling)
        return replace(first, floor=self.floor) if self.floor.shape == first.floor.shape else first


def _names(problem: Decomposition) -> list[RowName]:
    """Name of each coupling row; (rows,)."""
    coupling, sites = problem.sets.coupling, problem.instance.sites.names
    names: list[RowName] = []
    for part, members in zip(coupling.parts, coupling.members, strict=True):
        what = coupling.resources[coupling.resource[part.start]].name
        if members is None:
            names.append((what, None))
            continue
        starts, at = members.indptr, members.indices
        names += [
            (what, tuple(sites[j] for j in sorted(at[starts[r] : starts[r + 1]].tolist())))
            for r in range(members.shape[0])
        ]
    return names


@dataclass(frozen=True)
class Start:
    """An earlier plan, perhaps of a somewhat different question, and its prices.

    Parameters
    ----------
    chargers : (sites, products) int
        Whether it keeps the rules or not.
    prices : Prices or None
        None where they are not known.
    """

    chargers: Ints
    prices: Prices | None = None
