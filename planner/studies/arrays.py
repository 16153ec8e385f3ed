"""A plan, its loads, and the demand of a sample as arrays of the model, shared by the studies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.demand.occasions import NEEDS
from planner.demand.spans import Draw
from planner.model.instance.instance import Instance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of
from planner.plan import Plan
from planner.question import Question

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlanArrays:
    """A plan as an array over the sites and charger types of its instance.

    Parameters
    ----------
    instance : Instance
    chargers : (sites, chargers) int
    """

    instance: Instance
    chargers: NDArray[np.int64]

    @property
    def built(self) -> NDArray[np.bool_]:
        """Where something is built; (sites,)."""
        return np.asarray(self.chargers.any(axis=1))

    @property
    def cost(self) -> Floats:
        """USD by site, with ground works of new sites and the connection where it is stepped; (sites,)."""
        return self.instance.cost_usd(self.chargers)


def plan_arrays(question: Question, plan: Plan) -> PlanArrays:
    """Build the instance of a question and the charger counts of its plan."""
    return PlanArrays(sound_instance(question), chargers_of(plan, question))


def pool_load_kwh(question: Question, plan: Plan) -> Floats:
    """KWh a day by site and pool."""
    number, pool = question.places.number(), {q.name: at for at, q in enumerate(question.pools.pools)}
    load = np.zeros((len(question.places), len(pool)))
    for row in rows_of(plan.pools):
        load[number[row.site_id], pool[row.pool]] += row.kwh_per_day
    return load


def unserved_kwh(question: Question, plan: Plan) -> Floats:
    """Demand that the plan does not serve, kWh a day; (zones, classes)."""
    demand = question.demand
    zone = {str(name): i for i, name in enumerate(demand.zone_id)}
    kind = {(c.family.value, c.need.value): at for at, c in enumerate(demand.classes)}
    left = demand.kwh_per_day.copy()
    for row in rows_of(plan.flows):
        left[zone[row.zone_id], kind[row.family, row.need]] -= row.kwh_per_day
    return np.maximum(0.0, left)


def drawn_demand(question: Question, draw: Draw) -> Floats:
    """Demand of a draw in the classes of the plan, kWh a day; (zones, classes)."""
    kwh = question.estimate.zone_kwh(draw).sum(axis=3)
    families = question.estimate.fleet.families
    columns = [(families.index(c.family), NEEDS.index(c.need)) for c in question.demand.classes]
    return np.stack([kwh[:, family, need] for family, need in columns], axis=1)


def label_of(question: Question, site: int) -> dict[str, Any]:
    """What a site is called: its id, its name or else what kind of place it is, and its district."""
    places = question.places
    name, district = places.name[site], places.district[site]
    return {
        "site_id": str(places.site_id[site]),
        "name": name if isinstance(name, str) and name else str(places.kind[site]),
        "district": district if isinstance(district, str) else None,
    }
