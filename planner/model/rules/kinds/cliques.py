"""Cliques that cover the pairs of things of which at most one may be chosen.

``x[a] + x[b] <= 1`` for every pair of a clique says of whole choices what ``sum x <= 1`` over the clique says, but halves of all of them keep
the pairs and not the clique: the fewer and larger the cliques, the tighter a relaxation. Source: M. W. Padberg, On the facial structure of set
packing polyhedra, Mathematical Programming 5 (1973).
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def cliques_covering(pairs: Ints) -> tuple[tuple[int, ...], ...]:
    """Maximal cliques of the graph of these pairs, (pairs, 2), so that each pair lies in one; greedy, and the same for the same pairs.

    A clique grows from the first pair that no earlier one covers, by the neighbours of both that are most neighbours of each other.
    """
    near: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs.tolist():
        near[one].add(other)
        near[other].add(one)
    found, covered = list[tuple[int, ...]](), set[tuple[int, int]]()
    for one, other in sorted((min(pair), max(pair)) for pair in pairs.tolist()):
        if (one, other) in covered:
            continue
        clique, common = [one, other], near[one] & near[other]
        for more in sorted(common, key=lambda at: (-len(near[at] & common), at)):
            if more in common:
                clique.append(more)
                common &= near[more]
        clique.sort()
        covered.update((a, b) for number, a in enumerate(clique) for b in clique[number + 1 :])
        found.append(tuple(clique))
    return tuple(found)
