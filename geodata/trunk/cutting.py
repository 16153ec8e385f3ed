"""Long edges cut beside the towns that they pass: such a town has no node near it, and would stand on no road."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from geodata.osm.network import geodesic_m
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import Bools, Floats, Ints, TrunkNetwork
from geodata.trunk.snapping import nearest_edges
from geodata.trunk.towns import Town, nearest_nodes

LEAST_SHARE = 1e-6
"""Feet of two towns that are no farther apart, as a share of the edge, are one node; so are those so near to an end and it."""


@dataclass(frozen=True)
class _Foot:
    """Point of an edge that is nearest to a town.

    Parameters
    ----------
    share : float
        Of the length of the edge that lies before it.
    segment : int
        Of the course of the edge on which it lies.
    lonlat : (2,)
    town : Town
    """

    share: float
    segment: int
    lonlat: Floats
    town: Town


def cut_at_towns(
    network: TrunkNetwork, towns: Sequence[Town], snap_km: float, faults: Faults, barred: Bools | None = None
) -> tuple[TrunkNetwork, Ints]:
    """Give each town without a node within `snap_km`, but with an edge, a node on that edge.

    Parameters
    ----------
    network : TrunkNetwork
    towns : sequence of Town
    snap_km : float
    faults : Faults
        Is told each town.
    barred : (edges,) bool, optional
        Edges that stay as they are.

    Returns
    -------
    network : TrunkNetwork
        New nodes come behind the others; kilometres and minutes are shared by where the foot of the town lies.
    parent : (edges,) int
        Of which edge each is a part.
    """
    places = np.array([[one.lon, one.lat] for one in towns], dtype=np.float64).reshape(-1, 2)
    open_ = np.arange(len(network.km)) if barred is None else np.flatnonzero(~barred)
    if not len(places) or not len(open_):
        return network, np.arange(len(network.km))
    far = np.flatnonzero(nearest_nodes(network, places)[1] > snap_km)
    nearest = nearest_edges(
        network.with_edges(np.isin(np.arange(len(network.km)), open_)),
        np.array(shapely.points(places[far]), dtype=object),
    )
    cuts: dict[int, list[_Foot]] = {}
    for at, there in zip(far.tolist(), nearest, strict=True):
        edge = int(open_[there.edge])
        foot = _foot(network.line(edge), towns[at])
        km = float(geodesic_m(foot.lonlat[None], places[[at]])[0] / 1000.0)
        if km <= snap_km:
            cuts.setdefault(edge, []).append(foot)
            u, v = network.ends[edge]
            found = {"name": towns[at].name, "road_km": km, "u": network.ids[u], "v": network.ids[v]}
            faults.add(FaultKind.TOWN_BESIDE, towns[at].record or towns[at].name, **found)
    return _cut(network, cuts) if cuts else (network, np.arange(len(network.km)))


def _foot(line: Floats, town: Town) -> _Foot:
    """Nearest point of a course (points, 2), in the plane about the town."""
    squeeze = np.array([np.cos(np.radians(town.lat)), 1.0])
    begin, step = line[:-1] * squeeze, np.diff(line, axis=0) * squeeze
    along = ((np.array([town.lon, town.lat]) * squeeze - begin) * step).sum(axis=1)
    part = np.clip(along / np.maximum((step**2).sum(axis=1), 1e-30), 0.0, 1.0)
    points = line[:-1] + part[:, None] * np.diff(line, axis=0)
    segment = int((((points - (town.lon, town.lat)) * squeeze) ** 2).sum(axis=1).argmin())
    metres = geodesic_m(line[:-1], line[1:])
    before = metres[:segment].sum() + part[segment] * metres[segment]
    return _Foot(float(before / max(metres.sum(), 1e-9)), segment, points[segment], town)


def _cut(network: TrunkNetwork, cuts: dict[int, list[_Foot]]) -> tuple[TrunkNetwork, Ints]:
    ids, lonlat, country = list(network.ids), [network.lonlat], list(network.country)
    whole = np.ones(len(network.km), dtype=bool)
    ends, shares, parents, lines = [], list[float](), list[int](), list[Floats | None]()
    for edge in sorted(cuts):
        feet, last = list[_Foot](), 0.0
        for foot in sorted(cuts[edge], key=lambda one: one.share):
            if foot.share - last > LEAST_SHARE and foot.share < 1 - LEAST_SHARE:
                feet.append(foot)
                last = foot.share
        if not feet:
            continue
        whole[edge] = False
        u, v = network.ends[edge].tolist()
        chain = [u, *range(len(ids), len(ids) + len(feet)), v]
        for foot in feet:
            ids.append(_free(foot.town.name, ids))
            lonlat.append(foot.lonlat[None])
            country.append(network.country[u] if network.country[u] == network.country[v] else foot.town.country)
        ends += list(itertools.pairwise(chain))
        shares += np.diff([0.0, *(one.share for one in feet), 1.0]).tolist()
        parents += [edge] * (len(chain) - 1)
        lines += _parts(network.lines[edge], feet)
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


def _parts(line: Floats | None, feet: Sequence[_Foot]) -> list[Floats | None]:
    """Course of an edge, cut at feet."""
    if line is None:
        return [None] * (len(feet) + 1)
    firsts = [0, *(one.segment + 1 for one in feet)]
    lasts = [*(one.segment + 1 for one in feet), len(line)]
    begins = [line[:0], *(one.lonlat[None] for one in feet)]
    ends = [*(one.lonlat[None] for one in feet), line[:0]]
    return [np.vstack([a, line[low:high], b]) for a, low, high, b in zip(begins, firsts, lasts, ends, strict=True)]


def _free(name: str, taken: Sequence[str]) -> str:
    """Name of a node that no other has."""
    known, number, out = set(taken), 2, name
    while out in known:
        out, number = f"{name} {number}", number + 1
    return out
