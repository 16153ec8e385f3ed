"""The multipliers of the decomposition: what demand, coupling rules and served floors are worth at the margin."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.sets.coupling_rows import CouplingRows
from planner.model.sets.floor_rows import FloorRows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Multipliers:
    """All at least 0.

    Parameters
    ----------
    demand : (zones, classes)
    coupling : (rows,)
        Of `CouplingRows`; the first is the price of money.
    floor : (rows,)
        Of `FloorRows`: what a kWh served there earns beside its worth.
    world : (worlds,)
        How much each world weighs where a plan is judged by the worst, see `world_weights`; empty elsewhere.
    """

    demand: Floats
    coupling: Floats
    floor: Floats = field(default_factory=lambda: np.empty(0))
    world: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def money(self) -> float:
        """Price of a dollar."""
        return float(self.coupling[0])

    def of_energy(self, floors: FloorRows) -> Floats:
        """Price of a kWh by zone and class, less what the floors pay for it; (zones, classes)."""
        return np.asarray(self.demand - floors.by_zone(self.floor)[:, None]) if len(floors) else self.demand


def first_multipliers(instance: Instance, coupling: CouplingRows, floors: FloorRows) -> Multipliers:
    """Multipliers to begin from: a third of the best worth for energy, and what a dollar serves on average."""
    scale, kwh = float(instance.reach.worth.max(initial=1.0)), instance.demand.kwh
    prices = np.zeros(coupling.rows)
    prices[0] = 0.25 * scale * float(kwh.sum()) / max(float(coupling.limit[0]), 1.0)
    return Multipliers(
        np.where(kwh > 0, 0.3 * scale, 0.0),
        prices,
        floor=np.zeros(len(floors)),
        world=np.ones(instance.worlds if instance.by_worst else 0),
    )
