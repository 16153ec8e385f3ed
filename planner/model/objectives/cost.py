"""Least cost a year: annuity of chargers, ground works and connections, operation and maintenance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.model.objectives import distance
from planner.model.objectives.objective import Objective, with_worth
from planner.proofs import Sense
from planner.support.progress import Progress
from planner.support.speech import term

if TYPE_CHECKING:
    from planner.model.exact.columns import Columns
    from planner.model.instance.instance import Instance
    from planner.model.objectives.objective import Finder, Terms
    from planner.model.program.effort import Effort


def terms(instance: Instance, columns: Columns) -> Terms:
    """``min sum annual_k n[j,k] + sum_j site_annual[j] open[j] + rate sum t[i,j] f[i,c,j]``.

    Where connections are stepped, their annuity ``annual (step_usd[t] + cable_usd[j]) z[j,t]`` comes on top.
    The rate, `Reach.usd_per_kwh_s`, is 0 for a city; a warehouse pays for transport.
    """
    products, sites, grid = instance.products, instance.sites, instance.grid
    if products.annual_usd is None or sites.annual_usd is None:
        raise AssertionError("the objective 'cost' needs the yearly costs of the instance")
    new = np.flatnonzero(columns.open >= 0)
    at = [columns.open[new], columns.chosen]
    weights = [sites.annual_usd[new], columns.sets.chargers @ products.annual_usd]
    wired = np.flatnonzero((columns.step >= 0).any(axis=1))
    if len(wired):
        steps = grid.step_usd[None, :] + sites.cable_usd[wired, None]
        at, weights = [*at, columns.step[wired].ravel()], [*weights, grid.annual * steps.ravel()]
    if instance.reach.usd_per_kwh_s:
        flow, drive = distance.terms(instance, columns)
        at, weights = [*at, flow], [*weights, instance.reach.usd_per_kwh_s * drive]
    return np.concatenate(at), np.concatenate(weights)


def buying(instance: Instance) -> Instance:
    """``max sum f[i,c,j]``: what promises are made of, each kWh alike."""
    return with_worth(instance, np.ones(len(instance.reach.zone)))


def finder(instance: Instance, effort: Effort, say: Progress) -> Finder:
    """The search for the cheapest plan."""
    from planner.model.search.cost_search import CostSearch  # noqa: PLC0415  the words of an objective load no search

    return CostSearch(instance, effort, say)


COST = Objective(
    name="cost",
    sense=Sense.MIN,
    unit=term("USD a year"),
    meaning=term("what building and running it costs"),
    bought=term("kWh a day"),
    buying=buying,
    uncounted=lambda _: math.inf,
    terms=terms,
    limit=lambda _: 0.0,
    finder=finder,
    by_chargers=lambda instance: not instance.reach.usd_per_kwh_s,
)
