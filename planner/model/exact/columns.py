"""The variables of the siting model and their column indices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem
from planner.model.sets.configurations import Configurations


@dataclass(frozen=True)
class Columns:
    """Columns by variable; the symbols are those of docs/model.md.

    Parameters
    ----------
    open : (sites,) int
        Column of open[j], -1 for existing sites and for those that can take no charger.
    sets : Configurations
    chosen : (sets,) int
        Column of the binary w[j, s]: this set of chargers is built there.
    flow : (flows,) int
        Column of f[i, c, j], one for each route of charging; `flow_pair`, `flow_class` and `flow_route` say which, all (flows,).
    split : (splits,) int
        Column of g[j, c, q], by route of charging too; `split_site`, `split_class`, `split_route`, `split_pool` say which, all (splits,).
    step : (sites, steps) int
        Column of the binary z[j, t]: the site is connected by this step; -1 where no charger can be added.
    """

    open: NDArray[np.int64]
    sets: Configurations
    chosen: NDArray[np.int64]
    flow: NDArray[np.int64]
    flow_pair: NDArray[np.int64]
    flow_class: NDArray[np.int64]
    split: NDArray[np.int64]
    split_site: NDArray[np.int64]
    split_class: NDArray[np.int64]
    split_pool: NDArray[np.int64]
    step: NDArray[np.int64]
    flow_route: NDArray[np.int64]
    split_route: NDArray[np.int64]


def lay_columns(problem: Problem, instance: Instance, sets: Configurations) -> Columns:
    """Add every variable that can be nonzero, with these sets of chargers on offer."""
    offered = np.zeros(len(instance.sites), dtype=bool)
    offered[sets.site] = True
    opened = np.full(len(instance.sites), -1, dtype=np.int64)
    can_open = offered & ~instance.sites.existing
    opened[can_open] = problem.add(int(can_open.sum()), upper=1, whole=True)
    chosen = problem.add(len(sets.site), upper=1, whole=True)
    step = np.full((len(instance.sites), len(instance.grid.step_kw)), -1, dtype=np.int64)
    step[offered] = problem.add(step[offered].size, upper=1, whole=True).reshape(step[offered].shape)

    usable, routes, asked = _usable(instance, sets), instance.routes, instance.demand_by_route(instance.reach.zone)
    flow_pair, flow_route = np.nonzero(_flows(instance, usable, asked))
    flow = problem.add(len(flow_pair), upper=asked[flow_pair, flow_route])

    split_site, split_route, split_pool = np.nonzero(usable[:, None, :] & routes.serves[None, :, :])
    split = problem.add(len(split_site))
    flow_class, split_class = routes.class_of[flow_route], routes.class_of[split_route]
    return Columns(
        opened,
        sets,
        chosen,
        flow,
        flow_pair,
        flow_class,
        split,
        split_site,
        split_class,
        split_pool,
        step,
        flow_route,
        split_route,
    )


def flows_among(instance: Instance, sets: Configurations) -> int:
    """Flows of the model with these sets of chargers on offer, counted before it is stated."""
    asked = instance.demand_by_route(instance.reach.zone)
    return int(_flows(instance, _usable(instance, sets), asked).sum())


def _usable(instance: Instance, sets: Configurations) -> NDArray[np.bool_]:
    """Whether a pool of a site has guns, or may have; (sites, pools)."""
    usable = instance.pools.standing > 0
    np.logical_or.at(usable, sets.site, sets.chargers @ instance.products.guns.T > 0)
    return np.asarray(usable)


def _flows(instance: Instance, usable: NDArray[np.bool_], asked: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether energy may flow, of the demand by route, (pairs, routes); alike."""
    served = (usable.astype(int) @ instance.routes.serves.T.astype(int)) > 0  # (sites, routes)
    return np.asarray(served[instance.reach.site] & (asked > 0))
