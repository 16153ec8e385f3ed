"""Chains of sets of chargers, one of every phase, as the sets of a larger city: to the search a chain is a set.

The larger city has the zones, classes and pools of every phase side by side, and the rows of every phase: each phase's budget is a row of its
own, and the first row, all money of all phases together, has no limit.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.resource import money
from planner.model.sets.coupling_rows import UNBOUNDED_USD, CouplingRows
from planner.model.sets.site_sets import SiteSets

Ints = NDArray[np.int64]


def chain_sets(stack: Instance, phases: Sequence[SiteSets], rows: Ints) -> SiteSets:
    """Chains as sets.

    Parameters
    ----------
    stack : Instance
        All phases side by side, their classes and routes numbered through (`stacking`).
    phases : sequence of SiteSets
        Without pools of several families.
    rows : (chains, phases) int
        Of the sets of each phase, sorted by site; at least one chain a site.
    """
    site = phases[0].site[rows[:, 0]]
    number = range(len(phases))
    own = [sorted({name for name in stack.routes.family if name.startswith(f"{at} ")}) for at in number]
    names = sorted(set(stack.routes.family))
    column = [names.index(name) for mine in own for name in mine]
    dc, ac = (np.empty((len(rows), len(names))) for _ in range(2))
    dc[:, column] = np.hstack([one.dc[rows[:, at]] for at, one in enumerate(phases)])
    ac[:, column] = np.hstack([one.ac[rows[:, at]] for at, one in enumerate(phases)])
    amount = np.vstack([one.amount[:, rows[:, at]] for at, one in enumerate(phases)])
    cost = sum(one.cost[rows[:, at]] for at, one in enumerate(phases))
    return SiteSets(
        site,
        np.searchsorted(site, np.arange(len(phases[0].first))),
        np.hstack([one.chargers[rows[:, at]] for at, one in enumerate(phases)]),
        np.vstack([cost, amount]),
        chain_rows(stack, [one.coupling for one in phases]),
        tuple(tuple(c for c, f in enumerate(stack.routes.family) if f == name) for name in names),
        stack.routes.fast,
        dc,
        ac,
        np.empty((len(rows), 0)),
        np.empty((0, len(names)), dtype=bool),
    )


def chain_rows(stack: Instance, phases: Sequence[CouplingRows]) -> CouplingRows:
    """The rows of every phase one after another, after one of all money that has no limit; their multipliers move as in the phase alone."""
    kwh, demand = stack.demand.kwh.sum(axis=1), stack.demand.world
    own = np.bincount(demand, kwh, minlength=len(phases)) / max(float(kwh.sum()), 1e-9)
    share = own / max(float(stack.reach.worth.max(initial=0.0)), 1e-9)
    resources, resource, parts = [money(stack)], [np.zeros(1, dtype=np.int64)], [slice(0, 1)]
    members: list[sp.csr_array | None] = [None]
    first = 1
    for one, mine in zip(phases, share.tolist(), strict=True):
        resource.append(one.resource + len(resources))
        resources += [replace(known, stride=known.stride * mine) for known in one.resources]
        parts += [slice(part.start + first, part.stop + first) for part in one.parts]
        members += one.members
        first += one.rows
    return CouplingRows(
        tuple(resources),
        np.concatenate([[UNBOUNDED_USD], *(one.limit for one in phases)]),
        np.concatenate(resource),
        tuple(parts),
        tuple(members),
        len(stack.sites),
    )
