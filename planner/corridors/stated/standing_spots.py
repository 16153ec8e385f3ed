"""Stations that stand, put onto the roads of the ways; those away from every road are told."""

from collections.abc import Sequence

import numpy as np
import shapely

from geodata.osm.network import geodesic_m
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.snapping import OnEdge, nearest_edges
from geodata.trunk.towns import Towns
from planner.corridors.facts.existing import Standing
from planner.corridors.stated.spots import Kind, Spots


def add_standing(
    spots: Spots, standing: Sequence[Standing], towns: Towns, near_km: float, faults: Faults
) -> dict[int, list[Standing]]:
    """Stations by the number of their spot, which is added where it is new; one within a town that is off the ways stands where the town does."""
    used = np.array(sorted(spots.used), dtype=np.int64)
    kept = np.zeros(len(spots.network.km), dtype=bool)
    kept[used] = True
    points = np.array([shapely.Point(one.lon, one.lat) for one in standing], dtype=object)
    out: dict[int, list[Standing]] = {}
    for one, foot in zip(standing, nearest_edges(spots.network.with_edges(kept), points), strict=True):
        name = one.name or one.id
        if foot.km_off <= near_km:
            on = OnEdge(int(used[foot.edge]), foot.share, foot.km_off)
            number = spots.add(Kind.STANDING, 0, on, (one.lon, one.lat), name)
        else:
            number = _in_town(spots, one, foot.km_off, towns, near_km)
        if number is None:
            faults.add(FaultKind.STATION_FAR, name, km=foot.km_off, near_km=near_km)
        else:
            out.setdefault(number, []).append(one)
    return out


def _in_town(spots: Spots, one: Standing, km_off: float, towns: Towns, near_km: float) -> int | None:
    """Spot of the nearest town within which a station stands, or between which and the roads: up to `near_km` from its middle, or as near to it, and to the roads, as it is to them."""
    own = np.array([[town.lon, town.lat] for town in towns.towns], dtype=np.float64).reshape(-1, 2)
    km = geodesic_m(np.broadcast_to([one.lon, one.lat], own.shape), own) / 1000.0
    within = (km <= near_km) | (np.maximum(km, km_off) <= towns.km_off)
    for at in np.argsort(km, kind="stable"):
        if within[at]:
            number = spots.at_node(int(towns.node[at]), Kind.STANDING, 0, one.name or one.id)
            if number is not None:
                return number
    return None
