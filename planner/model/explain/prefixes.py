"""What the sites of a plan are worth one after the other under many demands: linear programs that hold no more than the sites built so far.

The programs of `planner.model.explain.marginal_value` without what does not move: what is built or not is no column but a right-hand side, flows to sites that
come later are left out, and demand that only one site reaches needs no row beside the bound of its flow. HiGHS passes over all that it holds each time it is
asked, however little has changed, so that half the program takes half the time. The order is cut into a few runs of sites, each with a program that goes on
from where that of the run before it ended; every demand begins at the same basis, so that its values do not depend on what was asked before.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.explain.marginal_value import Allocation
from planner.model.program.draft import Draft

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNS = 3
"""With more of them their beginnings take what the smaller programs save."""


@dataclass(frozen=True)
class _Run:
    """The program of a run of sites beside all before them.

    Parameters
    ----------
    draft : Draft
        Its rows are first those that are at most something.
    columns, rows : (columns,), (rows,) int
        Which of the allocation's these are; columns ascend.
    place : (rows of the allocation,) int
        Row of the draft; -1 where it has none.
    numbers : range
        How many sites stand, one value after the other.
    """

    draft: Draft
    columns: Ints
    rows: Ints
    place: Ints
    numbers: range

    def ask(self, most: Floats, right: Floats) -> None:
        """Set the bounds of the columns and the right-hand sides of the rows, of which all of the allocation's are given."""
        bounded = np.flatnonzero(np.isneginf(self.draft.least))
        if self.draft.columns:
            self.draft.limit(np.arange(self.draft.columns), 0.0, most[self.columns])
            self.draft.right(bounded, right[self.rows[bounded]])


class Prefixes:
    """Values of the first sites of an order.

    Parameters
    ----------
    allocation : Allocation
        Of the plan; what it was solved for last makes no difference and stays.
    sites : (sites of the plan,) int
        In their order.
    """

    def __init__(self, allocation: Allocation, sites: Ints) -> None:
        self._allocation, self._matrix, folded = allocation, *_folded(allocation)
        self._adds = _added(self._matrix, [allocation.columns_of(site) for site in sites.tolist()])
        ends = np.unique(np.linspace(0, len(sites), RUNS + 1).round().astype(int)[1:]).tolist()
        self._runs, begin, turn = list[_Run](), 0, np.where(folded, len(sites) + 1, self._turns(sites))
        for end in ends:
            self._runs.append(self._run(turn <= end, range(begin, end + 1)))
            begin = end + 1
        first = self._runs[0]
        first.ask(*self._asked(allocation.demand_kwh))
        first.draft.minimum()
        self._basis = first.draft.basis()

    def values(self, kwh: Floats) -> Floats:
        """What is bought at a demand, (zones, classes) in kWh a day, with none of the sites, the first, the first two, and so on; (sites + 1,)."""
        values, (most, right) = np.empty(len(self._adds) + 1), self._asked(kwh)
        before = None
        for run in self._runs:
            run.ask(most, right)
            if before is None:
                run.draft.restart(self._basis, afresh=True)
            else:
                run.draft.go_on(before.draft, np.searchsorted(run.columns, before.columns), run.place[before.rows])
            for number in run.numbers:
                if number:
                    rows, by = self._adds[number - 1]
                    right[rows] -= by
                    here = rows[run.place[rows] >= 0]
                    run.draft.right(run.place[here], right[here])
                values[number] = -run.draft.minimum()
            before = run
        return values

    def _turns(self, sites: Ints) -> Ints:
        """With which of the sites, counted from 1, a column begins to matter; 0 for those of standing guns, a large number for those that are fixed; (columns,)."""
        allocation, columns = self._allocation, self._allocation.columns
        of_site = np.zeros(len(allocation.built), dtype=np.int64)
        of_site[sites] = np.arange(1, len(sites) + 1)
        of_site[allocation.instance.sites.existing] = 0
        turn = np.full(allocation.program.columns, len(sites) + 1)
        turn[columns.flow] = of_site[allocation.instance.reach.site[columns.flow_pair]]
        turn[columns.split] = of_site[columns.split_site]
        return turn

    def _asked(self, kwh: Floats) -> tuple[Floats, Floats]:
        """Most of each column and right-hand side of each row while no site is built; (columns,), (rows,)."""
        program, asked = self._allocation.program, self._allocation.asked(kwh)
        most, right = program.upper, program.most
        most[self._allocation.columns.flow], right[asked.rows] = asked.most, asked.right
        return most, right

    def _run(self, held: NDArray[np.bool_], numbers: range) -> _Run:
        program, columns = self._allocation.program, np.flatnonzero(held)
        part = sp.csr_array(self._matrix[:, columns])
        entries, alone = np.diff(part.indptr), np.zeros(program.rows, dtype=bool)
        alone[self._allocation.asked(self._allocation.demand_kwh).rows] = True
        kept, equal = (entries > 0) & ~(alone & (entries == 1)), program.least == program.most
        bounded, exact = np.flatnonzero(kept & ~equal), np.flatnonzero(kept & equal)
        draft = Draft("prefix")
        draft.minimise(draft.add(len(columns), upper=program.upper[columns]), program.costs[columns])
        for rows, state in ((bounded, draft.at_most_rows), (exact, draft.equal_rows)):
            entry = sp.coo_array(part[rows])
            state(entry.row.astype(np.int64), entry.col.astype(np.int64), entry.data, program.most[rows])
        rows, place = np.concatenate([bounded, exact]), np.full(program.rows, -1)
        place[rows] = np.arange(len(rows))
        return _Run(draft, columns, rows, place, numbers)


def _folded(allocation: Allocation) -> tuple[sp.csc_array, NDArray[np.bool_]]:
    """Rows of the program with what leaves a site told by what arrives there, wherever it can only leave in one way; and which columns are told so; (columns,)."""
    program = allocation.program
    matrix, splits = sp.csr_array(program.matrix()), np.zeros(program.columns, dtype=bool)
    splits[allocation.columns.split] = True
    balance = sp.coo_array(matrix[program.least == program.most])
    leaves = splits[balance.col]
    one = np.bincount(balance.row[leaves], minlength=balance.shape[0]) == 1
    told = np.full(balance.shape[0], -1)
    told[balance.row[leaves]] = balance.col[leaves]
    arrives = ~leaves & one[balance.row]
    folded = np.zeros(program.columns, dtype=bool)
    folded[told[one]] = True
    stays = np.flatnonzero(~folded)
    row = np.concatenate([stays, told[balance.row[arrives]]])
    column = np.concatenate([stays, balance.col[arrives]])
    matrix = sp.csc_array(matrix @ sp.csr_array((np.ones(len(row)), (row, column)), shape=2 * (program.columns,)))
    matrix.eliminate_zeros()
    return matrix, folded


def _added(matrix: sp.csc_array, groups: list[Ints]) -> list[tuple[Ints, Floats]]:
    """For each group of columns the rows in which they stand, and what all of them at 1 come to there."""
    column = np.concatenate([np.empty(0, dtype=np.int64), *groups])
    group = np.repeat(np.arange(len(groups)), [len(one) for one in groups])
    by = sp.csc_array(
        matrix @ sp.csc_array((np.ones(len(column)), (column, group)), shape=(matrix.shape[1], len(groups)))
    )
    return [(by.indices[a:b].astype(np.int64), by.data[a:b]) for a, b in pairwise(by.indptr.tolist())]
