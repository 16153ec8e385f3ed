"""Ranks and how alike two rankings are, to the last bit as `scipy.stats` has them, whose import takes half a second of every run."""

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean rank; (values,)."""
    _different, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2.0)[place])


def kendall_tau(one: Floats, other: Floats) -> float:
    """Kendall's tau-b: pairs in the same order less those in the opposite one, ties counted out; NaN where all of one are alike.

    Source: M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33, 1945.
    """
    x, y = (np.unique(each, return_inverse=True)[1].astype(np.int64) for each in (one, other))
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    pairs = len(x) * (len(x) - 1) // 2
    both = _tied(np.unique(np.column_stack([x, y]), axis=0, return_counts=True)[1])
    tied_x, tied_y = _tied(np.bincount(x)), _tied(np.bincount(y))
    if pairs in (tied_x, tied_y):
        return float("nan")
    opposite = int(_opposite(x, y))
    more = pairs - tied_x - tied_y + both - 2 * opposite
    tau = more / np.sqrt(pairs - tied_x) / np.sqrt(pairs - tied_y)
    return float(min(1.0, max(-1.0, tau)))


def _tied(counts: NDArray[np.intp]) -> int:
    """Pairs within groups of these sizes."""
    return int((counts * (counts - 1) // 2).sum())


@compiled
def _opposite(x: Ints, y: Ints) -> int:
    """Pairs of which the one with less x has more y; x ascending, and y among equal x. Counts in a binary indexed tree (P. M. Fenwick 1994)."""
    size = len(x)
    tree = np.zeros(size + 1, dtype=np.int64)
    found, first = 0, 0
    while first < size:
        last = first
        while last < size and x[last] == x[first]:
            last += 1
        for at in range(first, last):
            below, node = 0, y[at] + 1
            while node > 0:
                below += tree[node]
                node -= node & -node
            found += first - below
        for at in range(first, last):
            node = y[at] + 1
            while node <= size:
                tree[node] += 1
                node += node & -node
        first = last
    return found
