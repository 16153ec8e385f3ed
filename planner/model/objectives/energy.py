"""Most energy, each kWh weighted by its worth to the driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.model.objectives.objective import COUNTED_KWH, Objective
from planner.plan import Sense

if TYPE_CHECKING:
    from planner.model.exact.columns import Columns
    from planner.model.instance.instance import Instance
    from planner.model.objectives.objective import Terms


def terms(instance: Instance, columns: Columns) -> Terms:
    """``max sum v[i,j] f[i,c,j]``, less by adapter: ``v[i,j] worth_a``."""
    return columns.flow, instance.flow_worth(columns.flow_pair, columns.flow_route)


def limit(instance: Instance) -> float:
    """All demand at each zone's best site."""
    best = np.zeros(len(instance.demand.kwh))
    np.maximum.at(best, instance.reach.zone, instance.reach.worth)
    return float((best[:, None] * instance.demand.kwh).sum())


ENERGY = Objective(
    name="energy",
    sense=Sense.MAX,
    unit="kWh-worth a day",
    meaning="each kWh served counts by its worth to the driver, 1 at the door and less after a longer drive",
    better="serves more",
    proven="The plan scores {}; no plan of the same model can score above {} (kWh per day, each weighted by its worth to the driver).",
    limited="",
    bought="kWh-worth a day",
    buying=lambda instance: instance,
    uncounted=lambda _: COUNTED_KWH,
    terms=terms,
    limit=limit,
)
