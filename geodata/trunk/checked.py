"""From what a source told to a network: every fault found, repaired or left out, and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.osm.network import geodesic_m
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.raw import RawEdge, RawNode, RawTrunk
from geodata.trunk.speeds import ASSUMED_KMH, CLASS_KMH, FASTEST_KMH, SLOWEST_KMH, kmh_of

SHORT_SHARE, SHORT_KM = 0.015, 0.3
"""Lengths may fall short of the straight line by so much: coordinates are rounded, and some sources reckon on a sphere."""

LEAST_TELLING = 2
"""Neighbours that must agree that a node lies elsewhere."""
FAR_TIMES, FAR_KM = 3.0, 30.0
"""The straight line is so many times as long as the road, and so much longer, where a node lies elsewhere than its table tells."""


@dataclass(frozen=True)
class Speeds:
    """Speed of roads by class, and of all others.

    Parameters
    ----------
    by_class : mapping
    otherwise_kmh : float
    """

    by_class: Mapping[str, float] = field(default_factory=lambda: dict(CLASS_KMH))
    otherwise_kmh: float = ASSUMED_KMH


def network_of(raw: RawTrunk, faults: Faults, speeds: Speeds | None = None) -> TrunkNetwork:
    """Check all that was told; what cannot be used is left out and told to `faults`."""
    speeds = speeds or Speeds()
    nodes, place_of = _nodes(raw.nodes, faults)
    kept = _edges(raw.edges, place_of, faults)
    lonlat = np.array([[one.lon, one.lat] for one in nodes], dtype=np.float64).reshape(-1, 2)
    ends = np.array([[place_of[one.u], place_of[one.v]] for one in kept], dtype=np.int64).reshape(-1, 2)
    lonlat = _placed(nodes, kept, lonlat, ends, faults)
    km = _lengths(kept, lonlat, ends, faults)
    minutes, timed = _minutes(kept, km, speeds, faults)
    made = TrunkNetwork(
        ids=tuple(one.id for one in nodes),
        lonlat=lonlat,
        country=tuple(one.country for one in nodes),
        ends=ends,
        km=km,
        minutes=minutes,
        road_class=tuple(one.road_class.removesuffix("_link") for one in kept),
        timed=timed,
        lines=tuple(one.line for one in kept),
        records=tuple(one.record for one in kept),
    )
    return _without_parallels(made, kept, faults)


def _nodes(told: Sequence[RawNode], faults: Faults) -> tuple[list[RawNode], dict[str, int]]:
    """Nodes that stay, and the number of the node that each id leads to."""
    kept: list[RawNode] = []
    place_of: dict[str, int] = {}
    at: dict[tuple[float, float], int] = {}
    for one in told:
        if one.lon is None or one.lat is None or not (abs(one.lon) <= 180 and abs(one.lat) <= 90):
            faults.add(FaultKind.NODE_PLACE, one.record, found=f"{one.lon}, {one.lat}")
            continue
        if one.id in place_of:
            first = kept[place_of[one.id]]
            faults.add(
                FaultKind.NODE_TWICE,
                one.record,
                at=(one.id,),
                id=one.id,
                apart_km=_apart_km(first, one),
                first=first.record,
            )
            continue
        here = (round(one.lon, 7), round(one.lat, 7))
        if here in at:
            other = kept[at[here]].id
            faults.add(FaultKind.SAME_PLACE, one.record, at=(one.id, other), id=one.id, other=other)
            place_of[one.id] = at[here]
            continue
        at[here] = place_of[one.id] = len(kept)
        kept.append(one)
    if any(one.country for one in kept):
        for one in kept:
            if not one.country:
                faults.add(FaultKind.NO_COUNTRY, one.record, at=(one.id,))
    return kept, place_of


def _apart_km(one: RawNode, other: RawNode) -> float:
    here, there = (np.array([[p.lon, p.lat]], dtype=np.float64) for p in (one, other))
    return float(geodesic_m(here, there)[0] / 1000.0)


def _edges(told: Sequence[RawEdge], place_of: Mapping[str, int], faults: Faults) -> list[RawEdge]:
    kept = []
    for one in told:
        strange = next((end for end in (one.u, one.v) if end not in place_of), None)
        if strange is not None:
            faults.add(FaultKind.UNKNOWN_NODE, one.record, at=(one.u, one.v), id=strange)
        elif place_of[one.u] == place_of[one.v]:
            faults.add(FaultKind.LOOP, one.record, at=(one.u,), u=one.u, v=one.v)
        elif one.km is None or not np.isfinite(one.km) or one.km <= 0:
            faults.add(FaultKind.LENGTH, one.record, at=(one.u, one.v), u=one.u, v=one.v, found=one.told_km or "")
        else:
            kept.append(one)
    return kept


def _placed(
    nodes: Sequence[RawNode],
    kept: Sequence[RawEdge],
    lonlat: NDArray[np.float64],
    ends: NDArray[np.int64],
    faults: Faults,
) -> NDArray[np.float64]:
    """Places of the nodes; one to which none of its several edges can lead, while their other ends fit, lies between its neighbours; (nodes, 2)."""
    km = np.array([one.km for one in kept], dtype=np.float64)
    straight = geodesic_m(lonlat[ends[:, 0]], lonlat[ends[:, 1]]) / 1000.0
    far = straight > FAR_TIMES * km + FAR_KM
    count = np.bincount(ends.ravel(), minlength=len(nodes))
    neighbours = np.bincount(np.unique(np.sort(ends, axis=1), axis=0).ravel(), minlength=len(nodes))
    wrong = (neighbours >= LEAST_TELLING) & (np.bincount(ends[far].ravel(), minlength=len(nodes)) == count)
    placed = lonlat.copy()
    for at in np.flatnonzero(wrong).tolist():
        own = (ends == at).any(axis=1)
        others = np.unique(ends[own].sum(axis=1) - at)
        drawn = any(kept[edge].line is not None for edge in np.flatnonzero(own).tolist())
        if drawn or wrong[others].any():
            continue  # nobody can tell which of the two it is, or whether it is the length
        placed[at] = lonlat[others].mean(axis=0)
        faults.add(
            FaultKind.NODE_FAR,
            nodes[at].record,
            at=(nodes[at].id,),
            id=nodes[at].id,
            apart_km=float(straight[own].min()),
        )
    return placed


def _lengths(
    kept: Sequence[RawEdge], lonlat: NDArray[np.float64], ends: NDArray[np.int64], faults: Faults
) -> NDArray[np.float64]:
    """Length of each edge, at least the straight line between its ends; (edges,) km."""
    km = np.array([one.km for one in kept], dtype=np.float64)
    straight = geodesic_m(lonlat[ends[:, 0]], lonlat[ends[:, 1]]) / 1000.0
    short = km < straight * (1 - SHORT_SHARE) - SHORT_KM
    for at in np.flatnonzero(short).tolist():
        one = kept[at]
        ends_km = {"km": float(km[at]), "straight_km": float(straight[at])}
        faults.add(FaultKind.TOO_SHORT, one.record, at=(one.u, one.v), u=one.u, v=one.v, **ends_km)
    return np.where(short, straight, km)


def _minutes(
    kept: Sequence[RawEdge], km: NDArray[np.float64], speeds: Speeds, faults: Faults
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Minutes of each edge, and whether they are told or follow from its class."""
    minutes, timed = np.empty(len(kept)), np.zeros(len(kept), dtype=bool)
    for at, (one, length) in enumerate(zip(kept, km.tolist(), strict=True)):
        kmh, known = kmh_of(one.road_class, speeds.by_class, speeds.otherwise_kmh)
        minutes[at], timed[at] = length / kmh * 60.0, known
        if one.minutes is None and not one.told_minutes:
            continue
        if one.minutes is not None and SLOWEST_KMH <= length / max(one.minutes, 1e-9) * 60.0 <= FASTEST_KMH:
            minutes[at], timed[at] = one.minutes, True
        else:
            found = one.told_minutes or str(one.minutes)
            faults.add(FaultKind.MINUTES, one.record, at=(one.u, one.v), found=found, km=length)
    return minutes, timed


def _without_parallels(network: TrunkNetwork, told: Sequence[RawEdge], faults: Faults) -> TrunkNetwork:
    """Of several edges between two nodes the quickest alone."""
    quickest: dict[tuple[int, int], int] = {}
    for at in np.argsort(network.minutes, kind="stable").tolist():
        u, v = sorted(network.ends[at].tolist())
        quickest.setdefault((u, v), at)
    kept = np.zeros(len(network.km), dtype=bool)
    kept[list(quickest.values())] = True
    for at in np.flatnonzero(~kept).tolist():
        u, v = told[at].u, told[at].v
        faults.add(FaultKind.PARALLEL, told[at].record, at=(u, v), u=u, v=v)
    return network.with_edges(kept)
