"""Least drive, weighted by energy: the p-median problem with capacities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.model.objectives.objective import COUNTED_KWH, Objective, with_worth
from planner.proofs import Sense
from planner.support.progress import Progress
from planner.support.speech import term

if TYPE_CHECKING:
    from planner.model.exact.columns import Columns
    from planner.model.instance.instance import Instance
    from planner.model.objectives.objective import Finder, Terms
    from planner.model.program.effort import Effort


def terms(instance: Instance, columns: Columns) -> Terms:
    """``min sum t[i,j] f[i,c,j]``."""
    if instance.reach.drive_s is None:
        raise AssertionError("the objective 'distance' needs the drive times of the instance")
    return columns.flow, np.asarray(instance.reach.drive_s[columns.flow_pair])


def buying(instance: Instance) -> Instance:
    """``max sum (T - t[i,j]) f[i,c,j]``, T the longest drive of the model: who is not served counts as one who drives that far."""
    if instance.reach.drive_s is None:
        raise AssertionError("the objective 'distance' needs the drive times of the instance")
    return with_worth(instance, _longest_s(instance) - instance.reach.drive_s)


def _longest_s(instance: Instance) -> float:
    drive_s = instance.reach.drive_s
    return 0.0 if drive_s is None else float(drive_s.max(initial=0.0))


def limit(instance: Instance) -> float:
    """The promised share at each zone's nearest site, the nearest zones first."""
    if instance.reach.drive_s is None:
        return 0.0
    nearest = np.full(len(instance.demand.kwh), np.inf)
    np.minimum.at(nearest, instance.reach.zone, instance.reach.drive_s)
    from planner.model.rules.coverage import Coverage  # noqa: PLC0415  as below

    order = np.argsort(nearest, kind="stable")
    kwh = instance.demand.kwh.sum(axis=1)[order]
    promised = sum(float(one.promised_kwh(instance).sum()) for one in instance.rules.every(Coverage))
    open_kwh = np.clip(promised - (np.cumsum(kwh) - kwh), 0.0, kwh)
    served = open_kwh > 0
    drive = nearest[order][served]
    return float(open_kwh[served] @ drive) if np.isfinite(drive).all() else 0.0


def finder(instance: Instance, effort: Effort, say: Progress) -> Finder:
    """The search for the plan of least drive."""
    from planner.model.search.distance_search import DistanceSearch  # noqa: PLC0415  the words of an objective load no search

    return DistanceSearch(instance, effort, say)


DISTANCE = Objective(
    name="distance",
    sense=Sense.MIN,
    unit=term("kWh-seconds of drive a day"),
    meaning=term("each kWh counts the seconds of drive to its charger"),
    bought=term("kWh-seconds of drive saved a day"),
    buying=buying,
    uncounted=lambda instance: COUNTED_KWH * _longest_s(instance),
    terms=terms,
    limit=limit,
    finder=finder,
)
