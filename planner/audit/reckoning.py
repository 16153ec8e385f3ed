"""Sums that the audits of several rules need: what is built where, how much power it takes, and what is asked for."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType
from planner.plan import Plan
from planner.question import Question

SLACK = 1e-5
"""Relative rounding that a solver is allowed."""

Bought = Mapping[str, list[tuple[int, int]]]
"""By site: (number of the charger in `question.chargers`, how many)."""


def over(value: float, limit: float) -> bool:
    """Whether a value breaks its limit by more than rounding."""
    return value > limit + SLACK * max(1.0, abs(limit))


def kinds_of(question: Question) -> dict[str, ChargerType]:
    """Chargers and work on offer, by id."""
    return {kind.id: kind for kind in question.chargers}


def bought_at(plan: Plan, question: Question) -> Bought:
    """What a plan adds at each site."""
    number = {kind.id: at for at, kind in enumerate(question.chargers)}
    bought: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows_of(plan.chargers):
        bought[row.site_id].append((number[row.charger], int(row.count)))
    return bought


def new_sites(plan: Plan, question: Question) -> list[str]:
    """Ids of the sites that a plan opens, where no station stands, in order."""
    places, number = question.places, question.places.number()
    return sorted(site for site in set(plan.chargers["site_id"]) if not places.existing[number[site]])


def added_kw(plan: Plan, question: Question) -> dict[str, float]:
    """Power that a plan adds at each site, less that of guns taken down."""
    kinds = kinds_of(question)
    added: dict[str, float] = defaultdict(float)
    for row in rows_of(plan.chargers):
        added[row.site_id] += kinds[row.charger].power_kw * int(row.count)
    return added


def added_kw_behind(names: NDArray[np.object_], plan: Plan, question: Question) -> dict[str, float]:
    """Power that a plan adds behind each feeder or substation; `names` (sites,) says which, None where none is known."""
    number = question.places.number()
    behind: dict[str, float] = defaultdict(float)
    for site, kw in added_kw(plan, question).items():
        name = names[number[site]]
        if isinstance(name, str):
            behind[name] += kw
    return behind


def connection_usd(question: Question, cable_m: float, kw: float) -> float | None:
    """Price of connecting new power at a site where connections are stepped: the smallest step that carries it, and its cable.

    Nothing for no power and where each cabinet pays for itself; None where no step carries the power.
    """
    grid, steps = question.scenario.grid, question.costs.steps
    if grid.connection != "stepped" or steps is None or kw <= 1e-6:
        return 0.0
    enough = [usd for kva, usd in zip(grid.steps_kva, steps.usd, strict=True) if kw <= kva * grid.power_factor + 1e-6]
    return enough[0] + steps.cable_usd_per_m * cable_m if enough else None


def connections_usd(plan: Plan, question: Question) -> float:
    """Price of all stepped connections of a plan; one that no step carries is named by the audit of connections and costs nothing here."""
    cable_m, number = question.places.cable_m, question.places.number()
    return sum(
        connection_usd(question, float(cable_m[number[site]]), kw) or 0.0
        for site, kw in added_kw(plan, question).items()
    )


def asked_kwh(question: Question) -> dict[tuple[str, str, str], float]:
    """Demand, kWh per day by (zone, port family, need)."""
    demand = question.demand
    return {
        (str(zone), c.family.value, c.need.value): float(kwh)
        for zone, row in zip(demand.zone_id, demand.kwh_per_day, strict=True)
        for c, kwh in zip(demand.classes, row, strict=True)
    }
