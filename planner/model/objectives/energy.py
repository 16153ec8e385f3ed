"""Most energy, each kWh weighted by its worth to the driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.model.objectives.objective import COUNTED_KWH, Objective
from planner.proofs import Sense
from planner.support.speech import term

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
    unit=term("weighted kWh a day"),
    meaning=term("each kWh served counts as 1 at the driver's door and as less after a longer drive"),
    bought=term("weighted kWh a day"),
    buying=lambda instance: instance,
    uncounted=lambda _: COUNTED_KWH,
    terms=terms,
    limit=limit,
)
