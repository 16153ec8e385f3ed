"""What sizes the plan: how many of its sites are as large as assumed power and bays allow, and at how many drivers would use more."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.explain.binding import Load, bindings
from planner.model.instance.instance import Instance
from planner.model.rules.bays import Bays
from planner.model.rules.site_power import SitePower
from planner.plan import Plan
from planner.question import Question
from planner.studies.arrays import PlanArrays, plan_arrays, pool_load_kwh, unserved_kwh
from planner.support.amounts import counted, number
from planner.support.progress import Progress
from planner.support.stopping import Stop, never

LARGE_PART = 1 / 3
"""From this share of the sites on the assumed figures are said to size the plan (chosen)."""

Mask = NDArray[np.bool_]


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Count the sites at which assumed power or bays leave no room; made even if the user stops, for it takes no time.

    A site is as large as they allow where not one more of any charger that is built there fits. It is held back where drivers in reach
    ask for more and nothing but such a limit forbids what they could use (`planner.model.explain.binding`).
    """
    del say, stop
    given = plan_arrays(question, plan)
    if not given.built.any():
        return None
    by_power, by_bays = _without_room(given, SitePower), _without_room(given, Bays)
    bought = (given.chargers > 0) & ~given.instance.products.upgrade
    capped = bought.any(axis=1) & ~(bought & ~by_power & ~by_bays).any(axis=1)
    by_power, by_bays = ((bought & mask).any(axis=1) & capped for mask in (by_power, by_bays))
    use = Load(given.chargers, pool_load_kwh(question, plan), unserved_kwh(question, plan))
    found = {
        "sites": int(given.built.sum()),
        "capped": int(capped.sum()),
        "by_power": int(by_power.sum()),
        "by_bays": int(by_bays.sum()),
        "held_back": _held_back(given.instance, use),
        "assumed_kw": question.scenario.grid.default_site_kw * question.scenario.grid.winter_share,
        "assumed_bays": sorted({int(bays) for bays in question.places.bays[by_bays]}),
    }
    return {**found, "sentence": sentence(found)}


def _without_room(given: PlanArrays, kind: type[SitePower | Bays]) -> Mask:
    """Where one more of a product is beyond an assumed limit of this kind; (sites, products)."""
    out = np.zeros(given.chargers.shape, dtype=bool)
    for rule in given.instance.rules.every(kind):
        taken = np.asarray(rule.taken(given.instance), dtype=float)
        left = np.asarray(rule.room, dtype=float) - given.chargers @ taken
        out |= rule.assumed[:, None] & (taken[None, :] > left[:, None] + 1e-6)
    return out


def _held_back(instance: Instance, use: Load) -> int:
    """Sites at which an assumed limit is among the rules that forbid every charger that some class of unserved drivers in reach could use."""
    return sum(
        any(isinstance(rule, SitePower | Bays) and bool(rule.assumed[site]) for rule in bound.rules)
        for site, bound in bindings(instance, use)
    )


def sentence(found: Mapping[str, Any]) -> str | None:
    """Say which assumed figures size the plan; None where they leave no room at less than `LARGE_PART` of its sites."""
    if found["capped"] < max(1.0, LARGE_PART * found["sites"]):
        return None
    figures, keys = [], []
    if found["by_power"]:
        figures.append(f"{number(found['assumed_kw'])} kW")
        keys.append("grid.default_site_kw")
    if found["by_bays"]:
        least, most = found["assumed_bays"][0], found["assumed_bays"][-1]
        figures.append(counted(most, "bay") if least == most else f"{least} to {counted(most, 'bay')}")
        keys.append("sites.default_bays, bay_share and upgrade_bays")
    these = "these two figures size" if len(figures) > 1 else "this figure sizes"
    is_one, verb = found["capped"] == 1, "allows" if found["by_power"] and not found["by_bays"] else "allow"
    more = f"; at {counted(found['held_back'], 'site')} drivers in reach would use more" if found["held_back"] else ""
    return f"{number(found['capped'])} of {counted(found['sites'], 'site')} {'is' if is_one else 'are'} as large as the assumed {' or '.join(figures)} {verb}{more}: {these} the plan ({'; '.join(keys)})."
