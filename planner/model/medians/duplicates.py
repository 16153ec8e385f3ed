"""Which sets of sites are equal, by hashing: the key of a set is the sum of random numbers of its members.

As A. L. Zobrist hashes positions (A new hashing method with application for game playing, University of Wisconsin, 1970), with sums in
place of exclusive or, so that running sums give the key of every beginning of a row. Two different sets share both keys of 64 bits with a
chance of 2 to the power of -128; no order of sites and no lists of Python are needed.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def set_keys(start: Ints, site: Ints, sites: int) -> NDArray[np.uint64]:
    """Keys of the set of sites of a row up to and with each pair; (pairs, 2).

    Parameters
    ----------
    start : (rows + 1,) int
        Pairs of row i are ``start[i]:start[i + 1]``.
    site : (pairs,) int
    sites : int
    """
    random = np.random.default_rng(1).integers(0, 1 << 64, (sites, 2), dtype=np.uint64)
    total = np.vstack([np.zeros((1, 2), dtype=np.uint64), np.cumsum(random[site], axis=0, dtype=np.uint64)])
    return np.asarray(total[1:] - np.repeat(total[start[:-1]], np.diff(start), axis=0))


def equal_groups(keys: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """First row with each key, in order of the rows, and the number of the key of each row; (groups,), (rows,)."""
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    new = np.append(True, (keys[order[1:]] != keys[order[:-1]]).any(axis=1))[: len(keys)]
    first = np.minimum.reduceat(order, np.flatnonzero(new)) if len(keys) else order
    rank = np.argsort(np.argsort(first))
    number = np.empty(len(keys), dtype=np.int64)
    number[order] = rank[np.cumsum(new) - 1]
    return np.sort(first), number
