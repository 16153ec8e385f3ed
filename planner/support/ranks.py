"""Ranks and their agreement, to the last bit as scipy.stats gives them, which takes half a second of a short run to load."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean; as `values`.

    Examples
    --------
    >>> mean_ranks(np.array([0.0, 2.0, 3.0, 2.0])).tolist()
    [1.0, 2.5, 4.0, 2.5]
    """
    _, dense, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray(0.5 * (last + (last - count) + 1))[dense]


def kendall_tau(one: Floats, other: Floats) -> float:
    """Kendall's tau-b of two rankings (Kendall 1945), -1 to 1; not a number where all of one are alike.

    Parameters
    ----------
    one, other : (figures,)

    Examples
    --------
    >>> kendall_tau(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0]))
    0.3333333333333333
    """
    x, y = (np.unique(each, return_inverse=True)[1].astype(np.int64) for each in (one, other))
    order = np.lexsort((y, x))
    x, y, size = x[order], y[order], len(x)
    both = np.unique(x * (size + 1) + y, return_counts=True)[1]
    pairs, tied, x_tied, y_tied = size * (size - 1) // 2, _pairs(both), _pairs(np.bincount(x)), _pairs(np.bincount(y))
    if pairs in (x_tied, y_tied):
        return float("nan")
    agreeing = pairs - x_tied - y_tied + tied - 2 * inversions(y)
    tau = agreeing / np.sqrt(pairs - x_tied) / np.sqrt(pairs - y_tied)
    return float(min(1.0, max(-1.0, tau)))


def inversions(ranks: Ints) -> int:
    """Pairs of which the one on the left is greater, counted while halves are merged (Knight 1966).

    Examples
    --------
    >>> inversions(np.array([2, 0, 1, 1]))
    3
    """
    size, found, width = len(ranks), 0, 1
    values, at = np.asarray(ranks, dtype=np.int64), np.arange(size)
    span = int(values.max(initial=0)) + 1
    while width < size:
        block = at // (2 * width)  # of two halves, each in order by now; a key tells blocks apart
        key, right = block * span + values, at // width % 2 == 1
        before, start = key[~right], np.searchsorted(block[~right], block[right])
        halves = np.searchsorted(block[~right], block[right], side="right") - start
        found += int((halves - (np.searchsorted(before, key[right], side="right") - start)).sum())
        values, width = np.sort(key) - block * span, 2 * width
    return found


def _pairs(count: Ints) -> int:
    return int((count * (count - 1) // 2).sum())
