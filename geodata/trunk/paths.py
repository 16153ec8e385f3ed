"""Paths out of the predecessors that a search for shortest ways leaves behind."""

import numpy as np
from numpy.typing import NDArray


def path_from(before: NDArray[np.int32], start: int, goal: int) -> list[int]:
    """Nodes from `start` to `goal`, both among them; none where `goal` is not reached, or is `start` itself.

    Parameters
    ----------
    before : (nodes,) int
        Predecessor of each node on its way from `start`, negative where there is none, as scipy's searches tell it.
    start, goal : int
    """
    if before[goal] < 0:
        return []
    nodes = [goal]
    while nodes[-1] != start:
        nodes.append(int(before[nodes[-1]]))
    return nodes[::-1]
