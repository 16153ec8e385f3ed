"""Rows over very many continuous columns, stated as sums of sums.

A promise over all flows of a city, or the worth of a plan in one of several worlds, is one row of thousands of entries. With it a round of cuts of branch and
bound takes four to ten times as long (the linear relaxation does not). With the flows added up a part at a time, and the parts in the row, every row is short and
the points and bounds of the program are the same.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.program.program import Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LONGEST, PART = 500, 100
"""Continuous columns of one sign in a row above which they are added up in parts, and how many columns a part has."""


@dataclass(frozen=True)
class Shortened:
    """A program without long rows.

    Parameters
    ----------
    program : Program
        Its first columns and rows are those of the program that was shortened; further ones are the parts.
    parts : (parts, columns) csr_array
        What each part adds up, of the columns that were there before.
    """

    program: Program
    parts: sp.csr_array

    def point(self, values: Floats) -> Floats:
        """A point of the program that was shortened, with its parts; (columns + parts,)."""
        return np.concatenate([values, self.parts @ values])

    def without_parts(self, values: Floats) -> Floats:
        """A point of this program as one of the program that was shortened; (columns,)."""
        return values[: self.parts.shape[1]]


def unchanged(program: Program) -> Shortened:
    """The program as it is, without parts."""
    return Shortened(program, sp.csr_array((0, program.columns)))


def shortened(program: Program) -> Shortened:
    """State the long rows of a program as sums of sums.

    Every column is at least 0, so that a part, which adds up coefficients of one sign, is so too. A part is bounded on the side on which the row needs it.
    """
    matrix, continuous, columns = program.matrix().tocoo(), ~program.whole, program.columns
    row, column, weight = matrix.row.astype(np.int64), matrix.col.astype(np.int64), matrix.data
    group = 2 * row + (weight < 0)
    count = np.bincount(group[continuous[column]], minlength=2 * program.rows)
    at = np.flatnonzero(continuous[column] & (count[group] > LONGEST))
    if not len(at):
        return unchanged(program)
    at = at[np.lexsort((column[at], group[at]))]
    place = np.arange(len(at)) - np.searchsorted(group[at], group[at])
    fresh = (place % PART == 0).cumsum() - 1
    head = at[place % PART == 0]
    parts = sp.csr_array((np.abs(weight[at]), (fresh, column[at])), shape=(len(head), columns))
    shorter = Program(program.name)
    shorter.add(columns, upper=program.upper)
    shorter.add(len(head))
    shorter.hold_whole(program.whole)
    shorter.minimise(np.arange(columns), program.costs)
    stays = np.ones(len(row), dtype=bool)
    stays[at] = False
    rest = np.flatnonzero(stays)
    own = columns + np.arange(len(head))
    shorter.between_rows(
        np.concatenate([row[rest], row[head]]),
        np.concatenate([column[rest], own]),
        np.concatenate([weight[rest], np.sign(weight[head])]),
        (program.least, program.most),
    )
    few, many = _sides(program.least[row[head]], program.most[row[head]], weight[head])
    shorter.between_rows(
        np.concatenate([np.arange(len(head)), fresh]),
        np.concatenate([own, column[at]]),
        np.concatenate([np.ones(len(head)), -np.abs(weight[at])]),
        (few, many),
    )
    return Shortened(shorter, parts)


def _sides(least: Floats, most: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Least and most of a part less what it adds up: at least 0 where the row may not be more, at most 0 where it may not be less; the other way round with a negative sign."""
    not_more, not_less = np.isfinite(most), np.isfinite(least)
    above = np.where(weight > 0, not_more, not_less)
    below = np.where(weight > 0, not_less, not_more)
    return np.where(above, 0.0, -np.inf), np.where(below, 0.0, np.inf)
