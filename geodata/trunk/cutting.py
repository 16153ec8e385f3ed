"""Long edges cut beside the towns that they pass: such a town has no node near it, and would stand on no road."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Bools, Floats, Ints, TrunkNetwork
from geodata.trunk.snapping import OnEdge, nearest_edges
from geodata.trunk.towns import Town, nearest_nodes

LEAST_SHARE = 1e-6
"""Feet of two towns that are no farther apart, as a share of the edge, are one node."""


def cut_at_towns(
    network: TrunkNetwork, towns: Sequence[Town], snap_km: float, barred: Bools, faults: Faults
) -> tuple[TrunkNetwork, Ints]:
    """Give each town without a node within `snap_km`, but with an edge, a node on that edge.

    Parameters
    ----------
    network : TrunkNetwork
    towns : sequence of Town
    snap_km : float
    barred : (edges,) bool
        Edges that stay as they are.
    faults : Faults
        Is told each town.

    Returns
    -------
    network : TrunkNetwork
        New nodes come behind the others; kilometres and minutes are shared by where the foot of the town lies.
    parent : (edges,) int
        Of which edge each is a part.
    """
    places = np.array([[one.lon, one.lat] for one in towns], dtype=np.float64).reshape(-1, 2)
    parents = np.arange(len(network.km))
    if not len(places) or not len(network.km):
        return network, parents
    far = np.flatnonzero(nearest_nodes(network, places)[1] > snap_km)
    feet = nearest_edges(network, np.array(shapely.points(places[far]), dtype=object))
    cuts: dict[int, list[tuple[OnEdge, Town]]] = {}
    for at, foot in zip(far.tolist(), feet, strict=True):
        if foot.km_off <= snap_km and not barred[foot.edge]:
            cuts.setdefault(foot.edge, []).append((foot, towns[at]))
            u, v = network.ends[foot.edge]
            found = {"name": towns[at].name, "road_km": foot.km_off, "u": network.ids[u], "v": network.ids[v]}
            faults.add(FaultKind.TOWN_BESIDE, towns[at].record or towns[at].name, **found)
    return _cut(network, cuts) if cuts else (network, parents)


def _cut(network: TrunkNetwork, cuts: dict[int, list[tuple[OnEdge, Town]]]) -> tuple[TrunkNetwork, Ints]:
    ids, lonlat, country = list(network.ids), [network.lonlat], list(network.country)
    whole = np.ones(len(network.km), dtype=bool)
    whole[list(cuts)] = False
    ends, shares, parents, lines = [], list[float](), list[int](), list[Floats | None]()
    for edge in sorted(cuts):
        chain, at = [int(network.ends[edge, 0])], [0.0]
        for foot, town in sorted(cuts[edge], key=lambda one: one[0].share):
            if foot.share - at[-1] <= LEAST_SHARE:
                continue
            chain.append(len(ids))
            at.append(foot.share)
            ids.append(_free(town.name, ids))
            lonlat.append(np.array([network.along(edge, foot.share)]))
            country.append(town.country)
        chain.append(int(network.ends[edge, 1]))
        at.append(1.0)
        ends += list(itertools.pairwise(chain))
        shares += np.diff(at).tolist()
        parents += [edge] * (len(chain) - 1)
        lines += _parts(network.lines[edge], at, np.concatenate(lonlat)[chain])
    kept = network.with_edges(whole)
    parts = np.array(parents, dtype=np.int64)
    made = replace(
        kept,
        ids=tuple(ids),
        lonlat=np.concatenate(lonlat),
        country=tuple(country),
        ends=np.concatenate([kept.ends, np.array(ends, dtype=np.int64).reshape(-1, 2)]),
        km=np.concatenate([kept.km, network.km[parts] * shares]),
        minutes=np.concatenate([kept.minutes, network.minutes[parts] * shares]),
        road_class=(*kept.road_class, *(network.road_class[one] for one in parents)),
        timed=np.concatenate([kept.timed, network.timed[parts]]),
        lines=(*kept.lines, *lines),
        records=(*kept.records, *(network.records[one] for one in parents)) if network.records else (),
    )
    return made, np.concatenate([np.flatnonzero(whole), parts])


def _parts(line: Floats | None, at: Sequence[float], nodes: Floats) -> list[Floats | None]:
    """Course of an edge, cut at shares of its length, where the nodes lie (cuts, 2)."""
    if line is None:
        return [None] * (len(at) - 1)
    squeeze: NDArray[Any] = np.array([np.cos(np.radians(line[:, 1].mean())), 1.0])
    course = shapely.linestrings(line * squeeze)
    cut = [shapely.ops.substring(course, a, b, normalized=True) for a, b in itertools.pairwise(at)]
    return [
        np.vstack([nodes[part], (shapely.get_coordinates(one) / squeeze)[1:-1], nodes[part + 1]])
        for part, one in enumerate(cut)
    ]


def _free(name: str, taken: Sequence[str]) -> str:
    """Name of a node that no other has."""
    known, number, out = set(taken), 2, name
    while out in known:
        out, number = f"{name} {number}", number + 1
    return out
