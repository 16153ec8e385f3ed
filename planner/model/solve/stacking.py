"""Several worlds as one instance, block-diagonal: each has its own zones, demand classes and pools, all share sites and chargers.

Chargers are first-stage decisions, queues and flows are separate by world, so the value of a plan is the sum of its values in the
worlds, each weighted through the worth of its pairs. The model is the same; its rules see a larger city.

Source: the deterministic equivalent of a two-stage program, J. R. Birge and F. Louveaux, Introduction to Stochastic Programming (1997).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.parts import Demand, Pools
from planner.model.instance.routes import NO_ADAPTERS, Routes, joined, placed
from planner.model.instance.rulebook import Rules
from planner.model.rules.kinds.ruling import Ruling
from planner.model.sets.floor_rows import floors_side_by_side
from planner.network.pools import SharedQueues

Floats = NDArray[np.float64]

SAME: tuple[tuple[Callable[[Instance], object], str], ...] = (
    (lambda one: one.products.kw, "the chargers on offer or their power"),
    (lambda one: one.products.bays, "the chargers on offer or their bays"),
    (lambda one: one.products.usd, "the prices of chargers"),
    (lambda one: one.products.upgrade, "the work on standing guns"),
    (lambda one: one.products.available, "the standing guns that can be worked on"),
    (lambda one: one.sites.existing, "the sites"),
    (lambda one: one.sites.names, "the sites"),
    (lambda one: one.sites.ground_usd, "the ground works of sites"),
    (lambda one: one.sites.cable_usd, "the prices of cables"),
    (lambda one: one.grid.step_kw, "the connections to be had"),
    (lambda one: one.grid.step_usd, "the prices of connections"),
)
"""What worlds that share a plan must have in common beside their rules, in words."""


def difference(instances: Sequence[Instance]) -> str:
    """Name what differs between worlds that a shared plan must have in common; empty if nothing does."""
    first, others = instances[0], instances[1:]
    for part, words in SAME:
        if not all(_same(part(first), part(other)) for other in others):
            return words
    known = {type(rule): rule for one in instances for rule in one.rules.every(Ruling)}
    for kind, rule in known.items():
        mine = first.rules.get(kind)
        if mine is None or not all(mine.same(other.rules.get(kind)) for other in others):
            return rule.title
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
    rules = instances[0].rules.every(Ruling)
    return _side_by_side(
        instances,
        weights,
        Rules(tuple(type(rule).stacked([one.rules.of(type(rule)) for one in instances]) for rule in rules)),
    )


def phases_side_by_side(phases: Sequence[Instance], weights: Sequence[float]) -> Instance:
    """Phases as one instance, which keeps their floors alone: sites, local and coupling rules are for the chains of sets to keep (`chain_sets`)."""
    return _side_by_side(phases, weights, Rules((floors_side_by_side(phases),)))


def _side_by_side(instances: Sequence[Instance], weights: Sequence[float], rules: Rules) -> Instance:
    first, counts = instances[0], [len(one.demand.kwh) for one in instances]
    zones, pools = (tuple(accumulate(sizes, initial=0)) for sizes in (counts, [len(one.pools.dc) for one in instances]))
    worlds = np.arange(len(instances))
    return replace(
        first,
        demand=Demand(
            kwh=_blocks([one.demand.kwh for one in instances]),
            family=tuple(f"{at} {name}" for at, one in enumerate(instances) for name in one.demand.family),
            fast=np.concatenate([one.demand.fast for one in instances]),
            world=np.repeat(worlds, counts),
            zone_names=tuple(name for one in instances for name in one.demand.zone_names),
        ),
        reach=replace(
            first.reach,
            zone=np.concatenate([one.reach.zone + at for one, at in zip(instances, zones, strict=False)]),
            site=np.concatenate([one.reach.site for one in instances]),
            worth=np.concatenate([weight * one.reach.worth for one, weight in zip(instances, weights, strict=True)]),
            drive_s=None if first.reach.drive_s is None else np.concatenate([_drive_s(one) for one in instances]),
        ),
        pools=Pools(
            dc=np.concatenate([one.pools.dc for one in instances]),
            serves=_blocks([one.pools.serves for one in instances]),
            standing=np.hstack([one.pools.standing for one in instances]),
            capacity=tuple(table for one in instances for table in one.pools.capacity),
            service_kw=np.concatenate([one.pools.service_kw for one in instances]),
            peak_share=np.concatenate([one.pools.peak_share for one in instances]),
            sharing=StackedQueues(tuple(one.pools.sharing for one in instances), pools),  # type: ignore[arg-type]
            world=np.repeat(worlds, np.diff(pools)),
        ),
        products=replace(first.products, guns=np.vstack([one.products.guns for one in instances])),
        rules=rules,
        adapters=_adapters(instances, pools),
    )


def _adapters(instances: Sequence[Instance], pools: Sequence[int]) -> Routes:
    classes = accumulate((one.demand.kwh.shape[1] for one in instances), initial=0)
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
    assert instance.reach.drive_s is not None
    return instance.reach.drive_s
