"""Given chargers beside the best plan for the same money: what both serve, which sites to drop first, and which of the best plan to add first.

Each site is weighed alone: the energy of all others is allocated anew without it, or with it. What several do together is not their sum.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.model.explain.marginal_value import Allocation
from planner.model.instance.instance import Instance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import label_of
from planner.support.stopping import Stop, never, raise_if_stopped

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NAME = "list"
"""Among the studies of a plan."""
LITTLE = 0.2
"""A site is next to useless where dropping it loses, for its money, less than this share of what the whole list serves for its."""
USEFUL_KWH = 1e-6
"""A day; what gains less is rounding, or guns that the best plan takes down to make room for others."""


def beside_best(question: Question, given: Plan, best: Plan, nothing: Plan, stop: Stop = never) -> dict[str, Any]:
    """Compare given chargers with the best plan for their money.

    Parameters
    ----------
    question : Question
        With the money of the list; of its places also where they take more than they have.
    given, best, nothing : Plan
    stop : callable

    Returns
    -------
    dict
        Plain JSON: ``given`` and ``best`` (served and added kWh a day, by plug family, cost, sites, chargers, the value of each, of the best its bound and gap),
        ``share`` of what the best serves and ``share_added``; ``drop`` (site, cost, kWh a day served there and lost without it, a thousand dollars) and ``add``
        (site, cost, chargers, kWh a day gained, a thousand dollars), in their order.

    Raises
    ------
    StoppedError
    """
    instance = sound_instance(question)
    mine, others = chargers_of(given, question), chargers_of(best, question)
    before = float(nothing.flows["kwh_per_day"].sum())
    own, other = (_figures(question, instance, one, before) for one in (given, best))
    proof = best.proof
    return {
        "given": {**own, "value": given.proof.value},
        "best": {**other, "value": proof.value, "bound": proof.bound, "gap": proof.gap},
        "served_today_kwh": before,
        "share": _share(own["served_kwh"], other["served_kwh"]),
        "share_added": _share(own["added_kwh"], other["added_kwh"]),
        "drop": _to_drop(question, instance, given, mine, own, stop),
        "add": _to_add(question, instance, mine, others, stop),
    }


def _share(mine: float, best: float) -> float | None:
    return mine / best if best > 0 else None


def _figures(question: Question, instance: Instance, plan: Plan, before: float) -> dict[str, Any]:
    served = float(plan.flows["kwh_per_day"].sum())
    families = plan.flows.groupby("family")["kwh_per_day"].sum()
    chargers = chargers_of(plan, question)
    return {
        "served_kwh": served,
        "added_kwh": served - before,
        "by_family_kwh": {str(family): float(kwh) for family, kwh in families.items()},
        "cost_usd": float(instance.cost_usd(chargers).sum()),
        "sites": int(chargers.any(axis=1).sum()),
        "chargers": int(chargers[:, ~instance.products.upgrade].sum()),
    }


def _to_drop(
    question: Question, instance: Instance, plan: Plan, chargers: Ints, own: Mapping[str, Any], stop: Stop
) -> list[dict[str, Any]]:
    """Sites of the list, that first of which least is lost for its money."""
    raise_if_stopped(stop)
    _worth, lost = Allocation(instance, chargers).losses()
    cost, number, kwh = instance.cost_usd(chargers), question.places.number(), np.zeros(len(chargers))
    for row in rows_of(plan.flows):
        kwh[number[str(row.site_id)]] += row.kwh_per_day
    usual = max(0.0, own["added_kwh"]) / max(1.0, own["cost_usd"])
    zones = np.bincount(instance.reach.site, minlength=len(chargers))
    rows = [
        {
            **label_of(question, site),
            "cost_usd": float(cost[site]),
            "served_kwh": float(kwh[site]),
            "lost_kwh": float(lost[site]),
            "lost_kwh_per_1000_usd": 1000.0 * float(lost[site]) / max(1.0, float(cost[site])),
            "little": bool(lost[site] <= LITTLE * usual * cost[site]),
            "zones": int(zones[site]),
        }
        for site in np.flatnonzero(chargers.any(axis=1)).tolist()
    ]
    return sorted(rows, key=lambda row: (row["lost_kwh_per_1000_usd"], -row["cost_usd"], row["site_id"]))


def _to_add(question: Question, instance: Instance, mine: Ints, best: Ints, stop: Stop) -> list[dict[str, Any]]:
    """Sites of the best plan at which the list builds nothing, that first which adds most to the list for its money; none that by itself adds nothing."""
    built = mine.any(axis=1)
    new = best.any(axis=1) & ~built
    together = np.where(built[:, None], mine, best)
    allocation = Allocation(instance, together)
    allocation.value(built)
    here, cost = float(allocation.served().sum()), instance.cost_usd(together)
    rows = []
    for site in np.flatnonzero(new).tolist():
        raise_if_stopped(stop)
        more = built.copy()
        more[site] = True
        allocation.value(more)
        gained = float(allocation.served().sum()) - here
        if gained <= USEFUL_KWH:
            continue
        rows.append(
            {
                **label_of(question, site),
                "cost_usd": float(cost[site]),
                "chargers": {question.chargers[k].id: int(n) for k, n in enumerate(best[site]) if n},
                "gained_kwh": gained,
                "gained_kwh_per_1000_usd": 1000.0 * gained / max(1.0, float(cost[site])),
            }
        )
    return sorted(rows, key=lambda row: (-row["gained_kwh_per_1000_usd"], row["cost_usd"], row["site_id"]))
