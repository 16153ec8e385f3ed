"""Stations that stand, put onto the roads of the ways; those away from every road are told."""

from collections.abc import Sequence

import numpy as np
import shapely

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.snapping import OnEdge, nearest_edges
from planner.corridors.facts.existing import Standing
from planner.corridors.stated.spots import Kind, Spots


def add_standing(
    spots: Spots, standing: Sequence[Standing], near_km: float, faults: Faults
) -> dict[int, list[Standing]]:
    """Stations by the number of their spot, which is added where it is new."""
    used = np.array(sorted(spots.used), dtype=np.int64)
    kept = np.zeros(len(spots.network.km), dtype=bool)
    kept[used] = True
    points = np.array([shapely.Point(one.lon, one.lat) for one in standing], dtype=object)
    out: dict[int, list[Standing]] = {}
    for one, foot in zip(standing, nearest_edges(spots.network.with_edges(kept), points), strict=True):
        if foot.km_off > near_km:
            faults.add(FaultKind.STATION_FAR, one.name or one.id, km=foot.km_off)
            continue
        on = OnEdge(int(used[foot.edge]), foot.share, foot.km_off)
        number = spots.add(Kind.STANDING, 0, on, (one.lon, one.lat), one.name or one.id)
        if number is not None:
            out.setdefault(number, []).append(one)
    return out
