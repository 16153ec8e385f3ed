"""Rules about plugs of several standards: how many cabinets may have them, and who may use an adapter instead."""

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.instance.dual_share import excess
from planner.model.instance.instance import Instance
from planner.model.program.lp import Problem


def adapters(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Of a zone's drivers only those who have an adapter use it: ``sum_j f[i,c,j by adapter a] <= share_a d[i,c]``."""
    keys, row, flows = limited_flows(instance, columns)
    if len(keys):
        zone, way = np.divmod(keys, len(instance.routes))
        asked = instance.demand[zone, instance.routes.class_of[way]] * instance.routes.share[way]
        problem.at_most_rows(row, columns.flow[flows], np.ones(len(flows)), asked)


def limited_flows(
    instance: Instance, columns: Columns
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Zone and way of charging of each row of `adapters`, ``zone * routes + way``; and the row of each of its flows, and which these are."""
    flows = np.flatnonzero(instance.routes.share[columns.flow_route] < 1.0)
    key = instance.zone[columns.flow_pair[flows]] * len(instance.routes) + columns.flow_route[flows]
    keys, row = np.unique(key, return_inverse=True)
    return keys, row, flows


def dual_share(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Of the new DC cabinets at most a share serves two standards: ``sum_{k of two} n[j,k] <= most * sum_{k DC} n[j,k]``."""
    if instance.dual_share is not None:
        taken = excess(instance.dual_share, columns.sets.chargers)
        at = np.flatnonzero(taken)
        problem.at_most(columns.chosen[at], taken[at], 0.0)
