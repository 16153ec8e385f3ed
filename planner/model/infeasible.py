"""Why no plan can keep the promises: which ones conflict."""

from dataclasses import replace

import numpy as np

from planner.errors import InfeasibleError
from planner.model.columns import lay_columns
from planner.model.configurations import configurations_of
from planner.model.constraints import RULES
from planner.model.instance import Instance
from planner.model.lp import Effort, End, Problem


def check_forced(instance: Instance) -> None:
    """Refuse a forced site that can take no charger at all, before any solving."""
    for site in np.flatnonzero(instance.forced & ~(instance.most_chargers() > 0).any(axis=1)):
        each = instance.cost + instance.connection_usd(int(site), instance.kw)
        cheapest = float(each.min(initial=np.inf)) + float(instance.site_cost[site])
        why = f"has {instance.bays[site]} bays, {instance.power_limit()[site]:g} kW of spare power, and its cheapest charger would cost {cheapest:,.0f} of a budget of {instance.budget:,.0f} USD"
        raise InfeasibleError(
            f"plan.forced: site {instance.site_names[site]} can take none of plan.chargers: it {why}; take it from the list or change the limits"
        )


def check_promises(instance: Instance) -> None:
    """Refuse promises that contradict each other already in the linear relaxation, before any searching."""
    if (instance.forced.any() or instance.floor > 0 or instance.coverage > 0) and not _feasible(instance):
        raise explained(instance)


def explained(instance: Instance) -> InfeasibleError:
    """Find the promises that conflict: those without any one of which the rest agree, by the linear relaxation."""
    promises = {
        "plan.forced": (instance.forced.any(), replace(instance, forced=np.zeros_like(instance.forced))),
        "plan.district_floor": (instance.floor > 0, replace(instance, floor=0.0)),
        "plan.coverage": (instance.coverage > 0, replace(instance, coverage=0.0)),
        "plan.min_spacing_m": (len(instance.too_near) > 0, replace(instance, too_near=instance.too_near[:0])),
        "plan.max_sites": (instance.max_sites is not None, replace(instance, max_sites=None)),
        "plan.budget_usd": (True, replace(instance, budget=1e15)),
    }
    guilty = [name for name, (asked, eased) in promises.items() if asked and _feasible(eased)]
    floors = _short_districts(instance) if instance.floor > 0 else ""
    if not guilty:
        return InfeasibleError(
            f"no plan keeps all promises, and easing any single one does not help{floors}; ease several of {', '.join(n for n, (asked, _) in promises.items() if asked)}"
        )
    return InfeasibleError(
        f"no plan keeps all promises: {', '.join(guilty)} conflict{'s with the rest' if len(guilty) == 1 else ''}{floors}; ease {'it' if len(guilty) == 1 else 'one of them'}"
    )


def _feasible(instance: Instance) -> bool:
    problem = Problem("feasible")
    columns = lay_columns(problem, instance, configurations_of(instance))
    for rule in RULES.values():
        rule(problem, instance, columns)
    problem.minimise(columns.flow[:0], np.empty(0))
    return problem.solve(Effort(relaxed=True)).end is not End.INFEASIBLE


def _short_districts(instance: Instance) -> str:
    """Districts whose reachable demand is already below the floor."""
    reached = np.zeros(len(instance.demand), dtype=bool)
    reached[instance.zone] = True
    short = []
    for number, name in enumerate(instance.district_names):
        inside = instance.district == number
        asked = float(instance.demand[inside].sum())
        share = float(instance.demand[inside & reached].sum()) / asked if asked else 1.0
        if share < instance.floor:
            short.append(f"{name} can reach sites with at most {share:.0%} of its demand")
    return f" ({'; '.join(short)})" if short else ""
