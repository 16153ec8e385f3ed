"""Roads of chosen countries, with the stretches of others by which their towns hang together: borders of data are coarse, and some roads cross twice."""

from itertools import compress, pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Bools, Ints, TrunkNetwork
from geodata.trunk.paths import path_from

ABROAD = 2.0
"""A minute abroad counts for so many at home where the way between two towns is looked for (assumed)."""


def of_countries(
    network: TrunkNetwork, countries: tuple[str, ...], town_node: Ints, through_km: float, faults: Faults
) -> TrunkNetwork:
    """Nodes of these countries, and foreign stretches of at most `through_km` on the quickest ways between towns; told to `faults`.

    All of the network where no country is asked for, or no node tells its own.

    Parameters
    ----------
    network : TrunkNetwork
    countries : tuple of str
    town_node : (towns,) int
        Nodes of the towns of these countries.
    through_km : float
    faults : Faults
    """
    if not countries or not any(network.country):
        return network
    home = np.array([one in countries for one in network.country], dtype=bool)
    kept = home.copy()
    ends = np.unique(town_node)
    if through_km > 0 and len(ends) > 1:
        for stretch in _stretches(network, home, ends, through_km):
            kept[stretch] = True
    for edge in np.flatnonzero(kept[network.ends].all(axis=1) & ~home[network.ends].all(axis=1)):
        u, v = network.ends[edge]
        faults.add(
            FaultKind.THROUGH,
            f"{network.ids[u]}-{network.ids[v]}",
            km=float(network.km[edge]),
            where=network.record(int(edge)),
        )
    return network.with_nodes(kept)


def within_or_beside(whole: TrunkNetwork, network: TrunkNetwork, countries: tuple[str, ...]) -> set[str]:
    """Nodes of the countries and of the roads that are kept, and their neighbours in all countries; ids."""
    kept = set(network.ids)
    within = np.array(
        [own in kept or country in countries for own, country in zip(whole.ids, whole.country, strict=True)], dtype=bool
    )
    beside = within.copy()
    beside[whole.ends[within[whole.ends].any(axis=1)].ravel()] = True
    return set(compress(whole.ids, beside.tolist()))


def _stretches(network: TrunkNetwork, home: Bools, ends: Ints, through_km: float) -> list[list[int]]:
    """Runs of foreign nodes on the quickest ways between towns, none longer than `through_km`."""
    at_home = home[network.ends].all(axis=1)
    weight = network.graph(network.minutes * np.where(at_home, 1.0, ABROAD))
    _far, before = dijkstra(weight, directed=False, indices=ends, return_predecessors=True)
    km = network.edge_of()
    found: dict[tuple[int, ...], list[int]] = {}
    for row, start in enumerate(ends.tolist()):
        for goal in ends.tolist():
            if goal <= start:
                continue
            run, length = list[int](), 0.0
            for node, onward in pairwise(reversed(path_from(before[row], start, goal))):
                if not (home[node] and home[onward]):
                    length += float(network.km[km[min(node, onward), max(node, onward)]])
                if not home[node]:
                    run.append(node)
                if home[onward]:
                    if run and length <= through_km:
                        found.setdefault(tuple(sorted(run)), run)
                    run, length = [], 0.0
    return list(found.values())
