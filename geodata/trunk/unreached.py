"""Towns that no road reaches: a little too far from every road, on a piece that is cut off, or far away from every road; each is told, with how far it is."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geodata.placing import bad_place
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.snapping import nearest_edges
from geodata.trunk.towns import Town, nearest_nodes

NEAR = 2.0
"""Up to so many times the distance at which a town counts as on a road, raising it is a way out."""


def tell_unreached(
    network: TrunkNetwork, whole: TrunkNetwork, towns: Sequence[Town], snap_km: float, faults: Faults, *, known: bool
) -> None:
    """Tell each town without a node within `snap_km`, the nearest of each kind first.

    Parameters
    ----------
    network : TrunkNetwork
        As trips use it.
    whole : TrunkNetwork
        The same with the pieces that were left out.
    towns : sequence of Town
    snap_km : float
    faults : Faults
    known : bool
        Whether the towns are of no table of the user's: he has no row to mend.
    """
    places = np.array([[one.lon, one.lat] for one in towns], dtype=np.float64).reshape(-1, 2)
    km = nearest_nodes(network, places)[1]
    far = np.flatnonzero(km > snap_km)
    if not len(far):
        return
    points = np.array(shapely.points(places), dtype=object)
    beside = np.array([one.km_off for one in nearest_edges(whole, points)] or np.full(len(places), np.inf))
    there = (nearest_nodes(whole, places)[1] <= snap_km) | (beside <= snap_km)
    feet = dict(
        zip(far.tolist(), nearest_edges(network, np.array(shapely.points(places[far]), dtype=object)), strict=False)
    )
    turned = _near_if_turned(network, towns, snap_km)
    for at in sorted(far.tolist(), key=lambda one: (km[one], one)):
        foot, town = feet.get(at), towns[at]
        found: dict[str, Any] = {"name": town.name, "km": float(km[at]), "road_km": float(km[at])}
        if foot is not None:
            u, v = network.ends[foot.edge]
            found |= {"road_km": foot.km_off, "u": network.ids[u], "v": network.ids[v]}
        kind = _kind(float(km[at]), snap_km, there=bool(there[at]))
        if known and kind is FaultKind.TOWN_NOWHERE:
            faults.add(FaultKind.KNOWN_TOWN_OFF, town.name, **found)
        else:
            faults.add(kind, town.record or town.name, **found, swapped=at in turned)


def _near_if_turned(network: TrunkNetwork, towns: Sequence[Town], snap_km: float) -> set[int]:
    """Towns that lie near the roads with longitude and latitude exchanged."""
    able = [at for at, one in enumerate(towns) if bad_place(one.lat, one.lon) is None]
    places = np.array([[towns[at].lat, towns[at].lon] for at in able], dtype=np.float64).reshape(-1, 2)
    return set(itertools.compress(able, (nearest_nodes(network, places)[1] <= NEAR * snap_km).tolist()))


def _kind(km: float, snap_km: float, *, there: bool) -> FaultKind:
    if there:
        return FaultKind.TOWN_CUT
    if km <= NEAR * snap_km:
        return FaultKind.TOWN_FAR
    return FaultKind.TOWN_NOWHERE
