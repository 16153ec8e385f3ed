"""Lagrangian multipliers of demand, coupling rows, served floors and worlds."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import FloorRows
from planner.model.sets.coupling_rows import CouplingRows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Multipliers:
    """Lagrangian multipliers, all at least 0.

    Parameters
    ----------
    demand : (zones, classes)
    coupling : (rows,)
        Of `CouplingRows`; the first is the price of money.
    floor : (rows,)
        Of `FloorRows`, for each weighted kWh served.
    world : (worlds,)
        Weight of each world with a max-min objective, see `world_weights`; empty elsewhere.
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
        """Price of a kWh by zone and class, net of the floors' multipliers; (zones, classes)."""
        return np.asarray(self.demand - floors.by_key(self.floor)) if len(floors) else self.demand


def first_multipliers(instance: Instance, coupling: CouplingRows, floors: FloorRows) -> Multipliers:
    """Initial multipliers: a third of the best worth for energy, a quarter of the average worth per dollar for money."""
    scale, kwh = float(instance.reach.worth.max(initial=1.0)), instance.demand.kwh
    prices = np.zeros(coupling.rows)
    prices[0] = 0.25 * scale * float(kwh.sum()) / max(float(coupling.limit[0]), 1.0)
    return Multipliers(
        np.where(kwh > 0, 0.3 * scale, 0.0),
        prices,
        floor=np.zeros(len(floors)),
        world=np.ones(instance.worlds if instance.by_worst else 0),
    )
