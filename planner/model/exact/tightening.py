"""Rows that whole sets of chargers keep anyway, and fractions of sets do not: with them the relaxation of the exact model comes nearer to its plans.

At a site j any flows T take no more from the pools that may serve them than they ask for, D, and no more than these carry. With c the least of D and what stands there
carries, and gain[s] what a set of chargers adds to that,

    sum of T <= c + sum_s min(D - c, gain[s]) w[j,s],

while the relaxation lends half of a set the half of its capacity, also for a zone that asks for less than that. T is one flow, or all that comes to a pool. Added up over
the sites the latter say how much a promise takes of whole sets, a knapsack that HiGHS finds cover inequalities of.

Source: M. Padberg, T. Van Roy, L. Wolsey, Valid linear inequalities for fixed charge problems, Operations Research 33 (1985).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.exact.columns import Columns
from planner.model.instance.instance import Instance
from planner.model.program.growing import Growing
from planner.model.program.lp import Problem
from planner.model.program.program import Program
from planner.model.program.spending import Spending
from planner.model.rules.kinds.served_floor import ShareFloor
from planner.model.sets.rounding import rounded_cover

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS, SETTLED = 15, 2e-5
"""Most times that broken rows are added, and the relative gain of the relaxation below which no more are."""
BROKEN = 1e-3
"""A row counts as broken by more than this share of what its flow may be."""
ROUNDED = 1e-4
"""A rounded promise counts as broken by more than this share."""
SHARE = 0.15
"""Part of the work for finding broken rows."""


@dataclass(frozen=True)
class Rows:
    """Rows ``weight x <= right``.

    Parameters
    ----------
    weight : sparse (rows, columns)
    right : (rows,)
    """

    weight: sp.csr_array
    right: Floats

    def some(self, at: "Ints | NDArray[np.bool_]") -> "Rows":
        """Some of them."""
        return Rows(self.weight[at], self.right[at])

    def state(self, program: Program) -> None:
        """Add them to a program."""
        entries = self.weight.tocoo()
        program.at_most_rows(entries.row.astype(np.int64), entries.col.astype(np.int64), entries.data, self.right)


def tighten(problem: Problem, instance: Instance, columns: Columns, spending: Spending) -> None:
    """Add such rows to a stated model, those of single flows where its relaxation breaks them.

    Parameters
    ----------
    problem : Problem
        With its objective.
    instance : Instance
    columns : Columns
    spending : Spending
        Of the whole solution.
    """
    part = Spending(spending.rest(SHARE * spending.whole_s))
    carried = _Carried(problem, instance, columns)
    promises = list(carried.of_promises())
    for rows in (carried.of_pools(), *promises):
        rows.state(problem)
    links, draft = carried.of_flows(), Growing.over(problem)
    added, before, tolerance = np.zeros(len(links.right), dtype=bool), -np.inf, BROKEN * problem.upper[columns.flow]
    for _ in range(ROUNDS):
        if part.over():
            break
        left = part.rest()
        reply = draft.reoptimise(time_limit_s=left.time_limit_s, work_s=left.work_s, stop=left.stop)
        if reply.values is None or reply.bound - before <= SETTLED * abs(reply.bound):
            break
        broken = ~added & (links.weight @ reply.values - links.right > tolerance)
        rounded = [above for one in promises if (above := _rounded(one, reply.values)) is not None]
        if not (broken.any() or rounded):
            break
        for rows in rounded:
            rows.state(draft)
            rows.state(problem)
        links.some(broken).state(draft)
        added, before = added | broken, reply.bound
    links.some(added).state(problem)


def _rounded(promise: Rows, values: Floats) -> Rows | None:
    """The promise rounded up, in the unit by which this point breaks it most; None where it breaks none."""
    amount, right = -promise.weight.toarray()[0], -float(promise.right[0])
    most, best = ROUNDED, None
    for unit in np.unique(np.round(amount[(values > ROUNDED) & (amount > 0)], 3)).tolist():
        if unit <= 0 or (cover := rounded_cover(amount, right, unit)) is None:
            continue
        weight, least = cover
        lacks = (least - float(weight @ values)) / least
        if lacks > most:
            most, best = lacks, Rows(sp.csr_array(-weight[None, :]), np.array([-least]))
    return best


class _Carried:
    """What pools carry at each site with what stands there, and what each set on offer adds.

    Parameters
    ----------
    problem : Problem
    instance : Instance
    columns : Columns
    """

    def __init__(self, problem: Problem, instance: Instance, columns: Columns) -> None:
        self._instance, self._columns, self._width = instance, columns, problem.columns
        sets, pools = columns.sets, instance.pools
        self._stands = np.column_stack([table[n] for table, n in zip(pools.capacity, pools.standing.T, strict=True)])
        carried = instance.carries(pools.standing[sets.site], sets.chargers)
        self._gain = np.maximum(0.0, carried - self._stands[sets.site])
        self._most = problem.upper[columns.flow]
        self._site = instance.reach.site[columns.flow_pair]
        self._order = np.argsort(sets.site, kind="stable")
        self._starts = np.searchsorted(sets.site[self._order], np.arange(len(instance.sites) + 1))

    def of_flows(self) -> Rows:
        """One row a flow; (flows,)."""
        serves = self._instance.routes.serves.astype(float)
        route, flows = self._columns.flow_route, np.arange(len(self._site))
        flow, at = self._pairs(flows, self._site)
        stands, gain = self._stands @ serves.T, self._gain @ serves.T
        base = np.minimum(self._most, stands[self._site, route])
        return self._rows(self._columns.flow, flows, (flow, at, gain[at, route[flow]]), self._most, base)

    def of_pools(self) -> Rows:
        """One row a pool of a site that asks for less than its guns may carry."""
        columns, asked = self._columns, self._asked(np.ones(self._instance.demand.kwh.shape, dtype=bool))
        pools = asked.shape[1]
        key = columns.split_site * pools + columns.split_pool
        keys, row = np.unique(key, return_inverse=True)
        site, pool = np.divmod(keys, pools)
        number, at = self._pairs(np.arange(len(keys)), site)
        most = asked[site, pool]
        base = np.minimum(most, self._stands[site, pool])
        rows = self._rows(columns.split, row, (number, at, self._gain[at, pool[number]]), most, base)
        largest = np.zeros(len(keys))
        np.maximum.at(largest, number, self._gain[at, pool[number]])
        return rows.some(np.flatnonzero(base + largest > most))

    def of_promises(self) -> Iterator[Rows]:
        """One row a group of zones and classes that is promised something, all pools of all sites together: what they can serve of it is no less."""
        for floor in self._instance.rules.every(ShareFloor):
            group = floor.group(self._instance)
            for number, promised in enumerate(floor.promised_kwh(self._instance).tolist()):
                asked = self._asked(group == number)
                base = np.minimum(asked, self._stands)
                site = self._columns.sets.site
                adds = np.minimum((asked - base)[site], self._gain).sum(axis=1)
                at = np.flatnonzero(adds > 0)
                weight = (-adds[at], (np.zeros(len(at), dtype=np.int64), self._columns.chosen[at]))
                yield Rows(sp.csr_array(weight, shape=(1, self._width)), np.array([base.sum() - promised]))

    def _asked(self, keys: NDArray[np.bool_]) -> Floats:
        """What flows from these zones and classes, (zones, classes), may bring to each pool of a site at most; (sites, pools)."""
        instance, columns = self._instance, self._columns
        inside = keys[instance.reach.zone[columns.flow_pair], columns.flow_class]
        by_route = np.zeros((len(instance.sites), len(instance.routes)))
        np.add.at(by_route, (self._site[inside], columns.flow_route[inside]), self._most[inside])
        return np.asarray(by_route @ instance.routes.serves.astype(float))

    def _pairs(self, number: Ints, site: Ints) -> tuple[Ints, Ints]:
        """Each number with each set on offer at its site."""
        count = self._starts[site + 1] - self._starts[site]
        first = np.repeat(self._starts[site] - np.cumsum(count) + count, count)
        return np.repeat(number, count), self._order[first + np.arange(int(count.sum()))]

    def _rows(self, taking: Ints, row: Ints, adding: tuple[Ints, Ints, Floats], most: Floats, base: Floats) -> Rows:
        """``sum taking <= base + sum min(most - base, gain) w``: the row of each column that takes; row, set and gain of each that adds."""
        number, at, gain = adding
        weight = np.concatenate([np.ones(len(row)), -np.minimum((most - base)[number], gain)])
        place = np.concatenate([row, number]), np.concatenate([taking, self._columns.chosen[at]])
        matrix = sp.csr_array((weight, place), shape=(len(most), self._width))
        matrix.eliminate_zeros()
        return Rows(matrix, base)
