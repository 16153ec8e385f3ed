"""The radius formulation of a median problem, a mixed-integer program for HiGHS; asked of what the search leaves undecided.

A point pays its nearest cost, and the step from each of its costs to the next where no site is open up to there: column z of a set of sites
is 1 where none of them is open. Points share the columns of equal sets, and a set so large that the plan must open one of it needs none.
Sources: S. Elloumi, A tighter formulation of the p-median problem, Journal of Combinatorial Optimization 19 (2010); S. García,
M. Labbé and A. Marín, Solving large p-median problems with a radius formulation, INFORMS Journal on Computing 23 (2011). Theirs add columns
as they are needed; here the problem is small by then, and all are stated.
"""

from dataclasses import dataclass

import numpy as np

from planner.model.medians.duplicates import equal_groups, set_keys
from planner.model.medians.lagrangian import CostRows
from planner.model.medians.problem import Bools, Floats, Ints, MedianProblem
from planner.model.program.lp import Problem


@dataclass(frozen=True)
class RadiusFormulation:
    """The program.

    Parameters
    ----------
    problem : Problem
    opened : (sites,) int
        Columns of the sites, -1 for those that are fixed open.
    sets : (columns,) int
        A pair at which each column's set ends; of the sites -1.
    constant : float
        What all points pay whatever is open.
    """

    problem: Problem
    opened: Ints
    sets: Ints
    constant: float

    def start(self, medians: MedianProblem, opened: Bools) -> Floats:
        """Lay a plan into the columns; (columns,)."""
        point = np.zeros(self.problem.columns)
        free = self.opened >= 0
        point[self.opened[free]] = opened[free]
        rows = medians.rows
        zone = np.repeat(np.arange(len(rows.unserved)), np.diff(rows.start))
        nearest = medians.cheapest_pair(opened)
        at = np.flatnonzero(self.sets >= 0)
        met = nearest[zone[self.sets[at]]]
        point[at] = (met < 0) | (met > self.sets[at])
        return point


def radius_formulation(medians: MedianProblem) -> RadiusFormulation:
    """State the program; as many sites as may are opened, since one more never costs."""
    rows, free = medians.rows, ~medians.forced
    zone = np.repeat(np.arange(len(rows.unserved)), np.diff(rows.start))
    last = np.append(zone[1:] != zone[:-1], True)[: len(zone)]
    ends = np.flatnonzero(last | (np.append(rows.cost[1:], 0.0)[: len(zone)] != rows.cost))
    following = np.where(last[ends], rows.unserved[zone[ends]], np.append(rows.cost, 0.0)[ends + 1])
    more = medians.p - int(medians.forced.sum())
    needed = ~medians.forced[rows.site[ends]] & (ends - rows.start[zone[ends]] + 1 <= free.sum() - more)
    first, number = equal_groups(set_keys(rows.start, rows.site, len(free))[ends[needed]])
    problem = Problem("radii")
    opened = np.full(len(free), -1)
    opened[free] = problem.add(int(free.sum()), upper=1.0, whole=True)
    column = np.full(len(ends), -1)
    column[needed] = problem.add(len(first), upper=1.0)[number]
    problem.equal(opened[free], np.ones(int(free.sum())), float(more))
    _linking_rows(problem, rows, ends, column, opened, np.flatnonzero(needed)[first])
    away = np.zeros(problem.columns)
    np.add.at(away, column[needed], (following - rows.cost[ends])[needed])
    sets = np.full(problem.columns, -1)
    sets[column[needed]] = ends[needed]
    problem.minimise(np.flatnonzero(away > 0), away[away > 0])
    nearest = np.where(np.diff(rows.start) > 0, np.append(rows.cost, 0.0)[rows.start[:-1]], rows.unserved)
    return RadiusFormulation(problem, opened, sets, float(nearest.sum()))


def _linking_rows(problem: Problem, rows: CostRows, ends: Ints, column: Ints, opened: Ints, levels: Ints) -> None:
    """Add ``z_k + sum of the sites that level k adds >= z_(k-1)``, 1 before the first level, for these levels."""
    begin = np.append(0, ends[:-1] + 1)
    inner = ~np.isin(begin, rows.start)
    for k in levels.tolist():
        added = opened[rows.site[begin[k] : ends[k] + 1]]
        before = [column[k - 1]] if inner[k] else []
        columns = np.concatenate([[column[k]], added, before]).astype(np.int64)
        signs = np.where(np.arange(len(columns)) <= len(added), -1.0, 1.0)
        problem.at_most(columns, signs, 0.0 if inner[k] else -1.0)
