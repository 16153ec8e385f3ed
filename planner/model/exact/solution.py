"""Solutions of the siting model: chargers, allocation of energy, value and bound."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.instance.instance import Instance
from planner.model.program.lp import End, Outcome, Problem

FLOW_DUST = 1e-7
"""Flows below this, kWh a day, are rounding of the solver and set to zero."""


@dataclass(frozen=True)
class Solution:
    """Chargers with their optimal allocation of energy.

    Parameters
    ----------
    chargers : (sites, chargers) int
        New cabinets.
    flow_pair, flow_class, flow_kwh : (flows,)
        Energy served, by pair and class, and `flow_route`, the route of charging; zeros are left out.
    split_site, split_class, split_pool, split_kwh : (splits,)
        The same energy by the pool that delivers it, and `split_route`.
    value, bound : float
        Objective and proven upper bound.
    end : End
    solver : str
    wall_s : float
    """

    chargers: NDArray[np.int64]
    flow_pair: NDArray[np.int64]
    flow_class: NDArray[np.int64]
    flow_kwh: NDArray[np.float64]
    split_site: NDArray[np.int64]
    split_class: NDArray[np.int64]
    split_pool: NDArray[np.int64]
    split_kwh: NDArray[np.float64]
    value: float
    bound: float
    end: End
    solver: str
    wall_s: float
    path: str = "exact model"
    flow_route: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    split_route: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        """Without routes every flow is at plugs of its class."""
        for name, own in (("flow_route", self.flow_class), ("split_route", self.split_class)):
            if not getattr(self, name).size:
                object.__setattr__(self, name, own)


def connected_by(chargers: NDArray[np.int64], columns: Columns, instance: Instance) -> NDArray[np.int64]:
    """Columns of the smallest connection steps that carry these chargers, none where the largest does not; (connected sites,)."""
    drawn = chargers @ instance.products.kw
    wired = np.flatnonzero((drawn > 1e-6) & (columns.step >= 0).any(axis=1))
    steps = np.searchsorted(instance.grid.step_kw, drawn[wired] - 1e-6)
    enough = steps < len(instance.grid.step_kw)
    return np.asarray(columns.step[wired[enough], steps[enough]])


def start_of(plan: Solution, problem: Problem, columns: Columns, instance: Instance) -> NDArray[np.float64]:
    """MIP start: the values of all columns for a known plan; (columns,)."""
    start = np.zeros(problem.columns)
    sets = columns.sets
    groups = np.zeros((len(sets.site), plan.chargers.shape[1]), dtype=bool)
    for number in np.unique(sets.group):
        touched = sets.chargers[sets.group == number].any(axis=0)
        groups[sets.group == number] = touched
    built = (np.where(groups, plan.chargers[sets.site], 0) == sets.chargers).all(axis=1)
    start[columns.chosen[built]] = 1.0
    opened = plan.chargers.any(axis=1) & (columns.open >= 0)
    start[columns.open[opened]] = 1.0
    start[connected_by(plan.chargers, columns, instance)] = 1.0
    flow = {
        (p, c): kwh
        for p, c, kwh in zip(plan.flow_pair.tolist(), plan.flow_route.tolist(), plan.flow_kwh.tolist(), strict=True)
    }
    keys = zip(columns.flow_pair.tolist(), columns.flow_route.tolist(), strict=True)
    start[columns.flow] = [flow.get(key, 0.0) for key in keys]
    parts = zip(
        plan.split_site.tolist(),
        plan.split_route.tolist(),
        plan.split_pool.tolist(),
        plan.split_kwh.tolist(),
        strict=True,
    )
    split = {(j, c, q): kwh for j, c, q, kwh in parts}
    places = zip(columns.split_site.tolist(), columns.split_route.tolist(), columns.split_pool.tolist(), strict=True)
    start[columns.split] = [split.get(place, 0.0) for place in places]
    return start


def read_off(
    columns: Columns,
    outcome: Outcome,
    chargers: NDArray[np.int64],
    instance: Instance,
    terms: tuple[NDArray[np.int64], NDArray[np.float64]],
    *,
    bound: float | None,
) -> Solution:
    """Read the allocation to given chargers off a solved program, with its value by an objective's terms.

    Without a bound the value, which then depends on the chargers alone, is its own bound.
    """
    assert outcome.values is not None
    flow, split = (np.maximum(0.0, outcome.values[at]) for at in (columns.flow, columns.split))
    kept, parted = flow > FLOW_DUST, split > FLOW_DUST
    point = np.ones(len(outcome.values))  # every charger on offer here is built
    point[columns.step[columns.step >= 0]] = 0.0
    point[connected_by(chargers, columns, instance)] = 1.0
    point[columns.flow] = np.where(kept, flow, 0.0)
    at, weights = terms
    value = float(weights @ point[at])
    return Solution(
        chargers,
        columns.flow_pair[kept],
        columns.flow_class[kept],
        flow[kept],
        columns.split_site[parted],
        columns.split_class[parted],
        columns.split_pool[parted],
        split[parted],
        value,
        value if bound is None else bound,
        outcome.end,
        outcome.solver,
        outcome.wall_s,
        flow_route=columns.flow_route[kept],
        split_route=columns.split_route[parted],
    )
