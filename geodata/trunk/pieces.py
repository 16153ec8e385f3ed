"""One connected network: of several pieces that in which most people of the towns live; what falls off is told."""

import numpy as np
from scipy.sparse.csgraph import connected_components

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Floats, Ints, TrunkNetwork


def piece_of(network: TrunkNetwork) -> Ints:
    """Number of the connected piece of each node; (nodes,)."""
    _count, label = connected_components(network.graph(network.km), directed=False)
    return np.asarray(label, dtype=np.int64)


def largest_piece(network: TrunkNetwork, town_node: Ints, people: Floats, faults: Faults) -> TrunkNetwork:
    """The piece with most people, of equals that with most km.

    Parameters
    ----------
    network : TrunkNetwork
    town_node : (towns,) int
        Nearest node of each town.
    people : (towns,)
    faults : Faults
        Told of the nodes and km that are left out.
    """
    if network.nodes == 0:
        return network
    label = piece_of(network)
    count = int(label.max()) + 1
    if count == 1:
        return network
    living = np.bincount(label[town_node], people, minlength=count)
    km = np.bincount(label[network.ends[:, 0]], network.km, minlength=count)
    best = int(np.lexsort((km, living))[-1])
    kept = label == best
    fallen = np.array([one for one in np.lexsort((-km,)) if one != best], dtype=np.int64)
    nodes = np.bincount(label, minlength=count)
    for one in fallen.tolist():
        at = int(np.flatnonzero(label == one)[0])
        faults.add(
            FaultKind.PIECES,
            network.ids[at],
            nodes=int((~kept).sum()),
            km=float(km[fallen].sum()),
            lon=float(network.lonlat[at, 0]),
            lat=float(network.lonlat[at, 1]),
            own_nodes=int(nodes[one]),
            own_km=float(km[one]),
        )
    return network.with_nodes(kept)
