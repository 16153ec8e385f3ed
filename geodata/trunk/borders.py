"""Borders on main roads: edges between two countries, and those that are closed on request."""

from collections.abc import Sequence

import numpy as np

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Bools, TrunkNetwork


def crossings(network: TrunkNetwork) -> Bools:
    """Whether the ends of an edge lie in two countries that are both known; (edges,)."""
    codes = np.array(network.country, dtype=object)
    if not len(network.ends):
        return np.zeros(0, dtype=bool)
    one, other = codes[network.ends[:, 0]], codes[network.ends[:, 1]]
    return np.asarray((one != other) & (one != "") & (other != ""), dtype=bool)


def border_of(network: TrunkNetwork, edge: int) -> str:
    """Countries at the ends of an edge as ``KG-UZ``, in the order of letters."""
    return "-".join(sorted(network.country[node] for node in network.ends[edge]))


def closed_edges(network: TrunkNetwork, closed: Sequence[str], faults: Faults) -> Bools:
    """Edges that a list of borders closes; (edges,).

    Parameters
    ----------
    network : TrunkNetwork
    closed : sequence of str
        Two countries, ``KG-UZ`` in any order, or two nodes, ``5974-5975``.
    faults : Faults
        Told what was closed, and which entry closes nothing.
    """
    out = np.zeros(len(network.km), dtype=bool)
    across = crossings(network)
    number, edge_of = network.number(), network.edge_of()
    borders = {edge: border_of(network, int(edge)) for edge in np.flatnonzero(across)}
    for entry in closed:
        one, _dash, other = (part.strip() for part in entry.partition("-"))
        wanted = "-".join(sorted((one.upper(), other.upper())))
        mine = [int(edge) for edge, border in borders.items() if border == wanted]
        if not mine and one in number and other in number:
            u, v = sorted((number[one], number[other]))
            mine = [edge_of[u, v]] if (u, v) in edge_of else []
        if not mine:
            faults.add(FaultKind.UNKNOWN_BORDER, entry)
        for edge in mine:
            if not out[edge]:
                u, v = network.ends[edge]
                faults.add(FaultKind.CLOSED, f"{network.ids[u]}-{network.ids[v]}")
        out[mine] = True
    return out
