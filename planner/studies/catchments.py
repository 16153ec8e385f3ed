"""How much charging power lies within reach of drivers, shared with all who reach it too: two-step floating catchment areas.

W. Luo, F. Wang, Measures of spatial accessibility to health care in a GIS environment, Environment and Planning B 30 (2003). First step: the power of
each queue over the demand that reaches it, ``R[j,q] = kW[j,q] / sum_k sum_c d[k,c]`` over the zones k within the drive limit of site j and the demand
classes c that may charge there. Second step: what a zone reaches, ``A[i,c] = sum_j sum_q R[j,q]``. Weighted by demand, the A of all zones add up to the
power that anybody reaches. How unevenly it lies is the Gini coefficient of the A of zones, each counted by its demand.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.demand.evenness import weighted_gini
from planner.plan import Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.stopping import Stop, never

Floats = NDArray[np.float64]
PER_KWH = 100.0
"""Power is told for so many kWh that drivers ask for a day."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Power in reach today and with the plan, kW for each 100 kWh asked for a day: in all, by port family and by district.

    Returns
    -------
    mapping or None
        ``drive_min, per_kwh``, then ``before`` and ``after`` of the whole city, ``gini_before`` and ``gini_after`` (None where there is no power), and rows of
        ``families`` (`family`) and ``districts`` (`district`): ``demand_kwh, before, after``. None where nobody asks for anything.
    """
    del say, stop
    asked = question.demand.kwh_per_day
    if asked.sum() <= 0:
        return None
    kw = np.array([pool.power_kw for pool in question.pools.pools])
    reached = [
        in_reach(
            guns * kw,
            asked,
            question.pools.serves,
            (question.access.zone, question.access.site),
        )
        for guns in (question.pools.standing, question.guns_with(plan.chargers))
    ]
    zones = [_mean(asked, one, axis=1) for one in reached]
    weights = asked.sum(axis=1)
    family = np.array([one.family.value for one in question.demand.classes])
    return {
        "drive_min": question.access.limit_s / 60.0,
        "per_kwh": PER_KWH,
        **_row(asked, reached),
        **{f"gini_{when}": weighted_gini(one, weights) for when, one in zip(("before", "after"), zones, strict=True)},
        "families": [
            {"family": name, **_row(asked[:, family == name], [one[:, family == name] for one in reached])}
            for name in dict.fromkeys(family.tolist())
        ],
        "districts": [
            {"district": name, **_row(asked[rows], [one[rows] for one in reached])}
            for name, rows in _districts(question)
        ],
    }


def in_reach(
    power_kw: Floats, asked: Floats, serves: NDArray[np.bool_], pairs: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> Floats:
    """Power that each zone and class reaches, shared with all others who reach it; (zones, classes), kW for each kWh a day.

    Parameters
    ----------
    power_kw : (sites, pools)
    asked : (zones, classes)
        KWh a day.
    serves : (classes, pools)
        Who may charge where.
    pairs : two (pairs,) int
        Zones and sites within reach of each other.
    """
    zone, site = pairs
    wanting = np.zeros_like(power_kw)
    np.add.at(wanting, site, asked[zone] @ serves)
    shared = np.divide(power_kw, wanting, out=np.zeros_like(power_kw), where=wanting > 0)
    found = np.zeros_like(asked)
    np.add.at(found, zone, shared[site] @ serves.T)
    return found


def _row(asked: Floats, reached: list[Floats]) -> dict[str, float]:
    total = float(asked.sum())
    before, after = (PER_KWH * float((asked * one).sum()) / total if total > 0 else 0.0 for one in reached)
    return {"demand_kwh": total, "before": before, "after": after}


def _mean(asked: Floats, reached: Floats, axis: int) -> Floats:
    total = asked.sum(axis=axis)
    return np.divide((asked * reached).sum(axis=axis), total, out=np.zeros_like(total), where=total > 0)


def _districts(question: Question) -> list[tuple[str, NDArray[np.bool_]]]:
    names = np.array([one or "" for one in question.demand.district], dtype=object)
    return [(str(name), names == name) for name in sorted(set(names.tolist())) if name]
