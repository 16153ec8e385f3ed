"""What the search believes things to be worth at the margin: energy, money, power, floors and the opening of sites."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.coupling_rows import Openings
from planner.model.instance.instance import Instance

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prices:
    """What demand, money, feeder power and the floors of districts are worth at the margin, all at least 0.

    Parameters
    ----------
    demand : (zones, classes)
    money : float
    feeder : (feeders,)
    substation : (substations,)
        None at all stands for zeros.
    floor : (districts,)
        Empty where no floor is promised.
    opening : (rules,)
        On the rows of `Openings`; empty stands for zeros.
    world : (worlds,)
        How much each world weighs where a plan is judged by the worst, see `weighing`; empty elsewhere.
    dual : float
        On a cabinet of two standards beyond the share that they may have.
    """

    demand: Floats
    money: float
    feeder: Floats
    substation: Floats = field(default_factory=lambda: np.empty(0))
    floor: Floats = field(default_factory=lambda: np.empty(0))
    opening: Floats = field(default_factory=lambda: np.empty(0))
    world: Floats = field(default_factory=lambda: np.empty(0))
    dual: float = 0.0

    def of_energy(self, instance: Instance) -> Floats:
        """Price of a kWh by zone and class, less what its district pays for it; (zones, classes)."""
        return np.asarray(self.demand - instance.by_zone(self.floor)[:, None]) if len(self.floor) else self.demand

    def per_kw(self, instance: Instance) -> Floats:
        """What a kW costs at each site, on its feeder and behind its substation; (sites,)."""
        price = np.append(self.feeder, 0.0)[instance.feeder]
        return np.asarray(
            price + np.append(self.substation, 0.0)[instance.substation] if len(self.substation) else price
        )


def first_prices(instance: Instance) -> Prices:
    """Prices to begin from: a third of the best worth for energy, and what a dollar serves on average."""
    scale = float(instance.worth.max(initial=1.0))
    money = 0.25 * scale * float(instance.demand.sum()) / max(instance.budget, 1.0)
    return Prices(
        np.where(instance.demand > 0, 0.3 * scale, 0.0),
        money,
        np.zeros(len(instance.feeder_kw)),
        substation=np.zeros(len(instance.substation_kw)),
        floor=np.zeros(len(instance.promised_kwh())),
        opening=np.zeros(len(Openings.of(instance).right)),
        world=np.ones(instance.worlds if instance.by_worst else 0),
    )
