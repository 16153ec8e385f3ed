"""What a plan is good for: each objective is one function that states its formula, and its line in OBJECTIVES."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem
from planner.plan import Sense

Terms = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Columns and their weights: the objective is ``weights @ x[columns]``."""
ROUNDING = 1e-7
"""Share of a held value that is left to the solver's rounding."""


@dataclass(frozen=True)
class Objective:
    """A formula, and whether more of it is better."""

    sense: Sense
    terms: Callable[[Instance, Columns], Terms]


def energy(instance: Instance, columns: Columns) -> Terms:
    """Most energy, weighted by worth: ``max sum v[i,j] f[i,c,j]``, less by adapter: ``v[i,j] worth_a``."""
    return columns.flow, instance.flow_worth(columns.flow_pair, columns.flow_route)


def cost(instance: Instance, columns: Columns) -> Terms:
    """Least cost a year: ``min sum annual_k n[j,k] + sum_j site_annual[j] open[j] + rate sum t[i,j] f[i,c,j]``.

    Where connections are stepped, their annuity ``connection_annual (step_usd_t + cable_usd[j]) z[j,t]`` comes on top.

    The rate, `Instance.usd_per_kwh_s`, is 0 for a city; a warehouse pays for transport.
    """
    if instance.annual is None or instance.site_annual is None:
        raise AssertionError("the objective 'cost' needs the yearly costs of the instance")
    new = np.flatnonzero(columns.open >= 0)
    at = [columns.open[new], columns.chosen]
    weights = [instance.site_annual[new], columns.sets.chargers @ instance.annual]
    wired = np.flatnonzero((columns.step >= 0).any(axis=1))
    if len(wired):
        steps = instance.step_usd[None, :] + instance.cable_usd[wired, None]
        at, weights = [*at, columns.step[wired].ravel()], [*weights, instance.connection_annual * steps.ravel()]
    if instance.usd_per_kwh_s:
        flow, drive = distance(instance, columns)
        at, weights = [*at, flow], [*weights, instance.usd_per_kwh_s * drive]
    return np.concatenate(at), np.concatenate(weights)


def distance(instance: Instance, columns: Columns) -> Terms:
    """Least drive, weighted by energy (p-median): ``min sum t[i,j] f[i,c,j]``."""
    if instance.drive_s is None:
        raise AssertionError("the objective 'distance' needs the drive times of the instance")
    return columns.flow, np.asarray(instance.drive_s[columns.flow_pair])


OBJECTIVES: dict[str, Objective] = {
    "energy": Objective(Sense.MAX, energy),
    "cost": Objective(Sense.MIN, cost),
    "distance": Objective(Sense.MIN, distance),
}


def aim(problem: Problem, instance: Instance, columns: Columns, name: str) -> None:
    """Set an objective; one that is maximised is stated as the least of its negative."""
    objective = OBJECTIVES[name]
    at, weights = objective.terms(instance, columns)
    problem.minimise(at, objective.sense.sign * weights)


@dataclass(frozen=True)
class Hold:
    """An objective optimised before, of which a share may be given up.

    Parameters
    ----------
    objective : str
    value : float
        What was reached.
    give : float
        Share of it that may be given up.
    """

    objective: str
    value: float
    give: float

    def state(self, problem: Problem, instance: Instance, columns: Columns) -> None:
        """Add the row: ``O >= (1 - give) value`` where O is maximised, ``O <= (1 + give) value`` where it is minimised."""
        objective = OBJECTIVES[self.objective]
        at, weights = objective.terms(instance, columns)
        sign = objective.sense.sign
        slack = self.give * abs(self.value) + ROUNDING * max(1.0, abs(self.value))
        problem.at_most(at, sign * weights, sign * self.value + slack)


def limit_of(instance: Instance, name: str) -> float:
    """A bound that needs no solver: all demand at each zone's best site, the promised share at each zone's nearest, no cost."""
    if name == "energy":
        best = np.zeros(len(instance.demand))
        np.maximum.at(best, instance.zone, instance.worth)
        return float((best[:, None] * instance.demand).sum())
    if name == "cost" or instance.drive_s is None:
        return 0.0
    nearest = np.full(len(instance.demand), np.inf)
    np.minimum.at(nearest, instance.zone, instance.drive_s)
    order = np.argsort(nearest, kind="stable")
    kwh = instance.demand.sum(axis=1)[order]
    open_kwh = np.clip(instance.coverage * kwh.sum() - (np.cumsum(kwh) - kwh), 0.0, kwh)
    served = open_kwh > 0
    drive = nearest[order][served]
    return float(open_kwh[served] @ drive) if np.isfinite(drive).all() else 0.0
