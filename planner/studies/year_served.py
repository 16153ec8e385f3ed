"""What the guns of a plan serve on the mean day of each month: drivers are sent to them anew at the month's temperature.

In mild weather cars charge faster than on the design day, so that guns in use for the same hours serve more of them.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.offers import on_offer
from planner.config.levers import with_keys
from planner.demand.annual import YearOfDemand
from planner.demand.demand import surface_of
from planner.errors import PlannerError
from planner.model.instance.rulebook import Rules
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of
from planner.model.solve.siting import SitingModel
from planner.plan import Plan
from planner.question import Question, products_of

Floats = NDArray[np.float64]

MOST_MONTHS = 4
"""Months for which energy is allocated anew, evenly over the temperatures; between them the share that is served is a straight line."""


def served_by_month(question: Question, plan: Plan, year: YearOfDemand) -> Floats | None:
    """Return kWh of the mean day of each month by class, (12, classes of the year); None where work on guns is not on offer in every month."""
    temperatures = np.array(year.months.temperatures_c)
    order = np.unique(temperatures, return_index=True)[1]
    chosen = order[np.unique(np.linspace(0, len(order) - 1, MOST_MONTHS).round().astype(int))]
    try:
        shares = [_shares(question, plan, year, month) for month in chosen.tolist()]
    except (KeyError, PlannerError):
        return None
    at = temperatures[chosen]
    by_class = [np.interp(temperatures, at, column) for column in np.array(shares).T]
    return np.asarray(np.array(by_class).T * year.month_kwh)


def _shares(question: Question, plan: Plan, year: YearOfDemand, month: int) -> Floats:
    """Share of the demand of each class of the year that is served on the mean day of a month; (classes of the year,)."""
    keys = {"fleet.temperature_c": float(year.months.temperatures_c[month]), "plan.plug_balance": 0.0}
    scenario = with_keys(question.scenario.without_promises(), keys, where="months")
    surface = surface_of(question.estimate, scenario)
    column = {name: at for at, name in enumerate(year.classes)}
    own = [column[f"{one.family.value}_{one.need.value}"] for one in surface.classes]
    demand = replace(surface, kwh_per_day=surface.kwh_per_day * year.ratio[month, own])
    pools, offered = products_of(scenario, on_offer(scenario), demand, question.places)
    asked = replace(question, scenario=scenario, demand=demand, pools=pools, chargers=offered, earlier=())
    instance = replace(sound_instance(asked), rules=Rules())
    solution = SitingModel(instance).allocate(chargers_of(plan, asked))
    served = np.bincount(solution.flow_class, weights=solution.flow_kwh, minlength=len(own))
    whole = demand.kwh_per_day.sum(axis=0)
    out = np.zeros(len(year.classes))
    out[own] = np.divide(served, whole, out=np.zeros(len(own)), where=whole > 0)
    return out
