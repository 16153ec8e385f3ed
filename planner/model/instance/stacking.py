"""Several worlds in one instance: every world has zones, demand classes and pools of its own, all share the sites and what is built.

Chargers stand in every world alike, and in each their queues begin anew, so the value of a plan is the sum of its values in the worlds,
each weighted as the worth of its pairs is. Nothing else of the model changes: to its rules a stack is a larger city.

Source: the deterministic equivalent of a two-stage program, J. R. Birge and F. Louveaux, Introduction to Stochastic Programming (1997).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.routes import NO_ADAPTERS, Routes, joined, placed
from planner.network.pools import SharedQueues

Floats = NDArray[np.float64]

SAME = {
    "kw": "the chargers on offer or their power",
    "bays_taken": "the chargers on offer or their bays",
    "cost": "the prices of chargers",
    "upgrade": "the work on standing guns",
    "existing": "the sites",
    "bays": "the bays of sites",
    "grid_kw": "the spare power of sites",
    "site_cost": "the ground works of sites",
    "feeder": "the feeders of sites",
    "feeder_kw": "the spare power of feeders",
    "substation": "the substations of sites",
    "substation_kw": "the spare power of substations",
    "step_kw": "the connections to be had",
    "step_usd": "the prices of connections",
    "cable_usd": "the prices of cables",
    "available": "the standing guns that can be worked on",
    "budget": "plan.budget_usd",
    "forced": "plan.forced",
    "forbidden": "plan.forbidden",
    "too_near": "plan.min_spacing_m",
    "max_sites": "plan.max_sites",
    "dual_share": "plan.max_dual_share",
    "mandated": "plan.mandated_plugs",
    "floor": "plan.district_floor",
    "coverage": "plan.coverage",
    "site_names": "the sites",
    "least": "what an earlier phase builds",
    "limit": "the most of a charger that may be built",
}
"""What worlds that share a plan must have in common, in words."""


def difference(instances: Sequence[Instance]) -> str:
    """Say in what these worlds differ that a shared plan must have in common; empty where in nothing."""
    first = instances[0]
    for name, words in SAME.items():
        if not all(_same(getattr(first, name), getattr(other, name)) for other in instances[1:]):
            return words
    return ""


def _same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.array_equal(one, other)
    return one == other


@dataclass(frozen=True)
class StackedQueues:
    """What guns carry on cabinets that share power, by the pools of all worlds.

    Parameters
    ----------
    queues : tuple of SharedQueues or None
        By world.
    first : tuple of int
        First pool of each world, and the number of all.
    """

    queues: tuple[SharedQueues | None, ...]
    first: tuple[int, ...]

    def carry(
        self, pool: int, guns: NDArray[np.int64], chargers: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], Floats]:
        """As `SharedQueues.carry`."""
        world = int(np.searchsorted(self.first, pool, side="right")) - 1
        queue = self.queues[world]
        if queue is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        return queue.carry(pool - self.first[world], guns, chargers)


def stacked(instances: Sequence[Instance], weights: Sequence[float]) -> Instance:
    """One instance whose value is the sum of `weights` times the value in each world.

    Parameters
    ----------
    instances : sequence of Instance
        Which differ in demand, pools and pairs alone, see `difference`.
    weights : sequence of float

    Raises
    ------
    ValueError
        They differ in more.
    """
    if words := difference(instances):
        raise ValueError(f"worlds that differ in {words} share no plan")
    first, counts = instances[0], [len(one.demand) for one in instances]
    zones, pools, districts = (
        tuple(accumulate(sizes, initial=0))
        for sizes in (counts, [len(one.pool_dc) for one in instances], [len(one.district_names) for one in instances])
    )
    number = range(len(instances))
    return replace(
        first,
        demand=_blocks([one.demand for one in instances]),
        zone=np.concatenate([one.zone + at for one, at in zip(instances, zones, strict=False)]),
        site=np.concatenate([one.site for one in instances]),
        worth=np.concatenate([weight * one.worth for one, weight in zip(instances, weights, strict=True)]),
        class_family=tuple(f"{at} {name}" for at in number for name in instances[at].class_family),
        class_fast=np.concatenate([one.class_fast for one in instances]),
        pool_dc=np.concatenate([one.pool_dc for one in instances]),
        serves=_blocks([one.serves for one in instances]),
        guns=np.vstack([one.guns for one in instances]),
        standing=np.hstack([one.standing for one in instances]),
        capacity=tuple(table for one in instances for table in one.capacity),
        service_kw=np.concatenate([one.service_kw for one in instances]),
        peak_share=np.concatenate([one.peak_share for one in instances]),
        district=np.concatenate(
            [np.where(one.district >= 0, one.district + at, -1) for one, at in zip(instances, districts, strict=False)]
        ),
        district_names=tuple(name for one in instances for name in one.district_names),
        sharing=StackedQueues(tuple(one.sharing for one in instances), pools),  # type: ignore[arg-type]
        drive_s=None if first.drive_s is None else np.concatenate([_drive_s(one) for one in instances]),
        names=replace(first.names, zones=tuple(name for one in instances for name in one.names.zones)),
        adapters=_adapters(instances, pools),
        zone_world=np.repeat(number, counts),
        pool_world=np.repeat(number, np.diff(pools)),
    )


def _adapters(instances: Sequence[Instance], pools: Sequence[int]) -> Routes:
    classes = accumulate((one.demand.shape[1] for one in instances), initial=0)
    parts = [
        placed(one.adapters, at, pool, pools[-1], f"{number} ")
        for number, (one, at, pool) in enumerate(zip(instances, classes, pools, strict=False))
    ]
    return joined(parts) if any(map(len, parts)) else NO_ADAPTERS


def _blocks(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Put tables on the diagonal of a larger one, 0 elsewhere."""
    rows, columns = np.sum([part.shape for part in parts], axis=0)
    out, row, column = np.zeros((rows, columns), dtype=parts[0].dtype), 0, 0
    for part in parts:
        out[row : row + part.shape[0], column : column + part.shape[1]] = part
        row, column = row + part.shape[0], column + part.shape[1]
    return out


def _drive_s(instance: Instance) -> Floats:
    assert instance.drive_s is not None
    return instance.drive_s
