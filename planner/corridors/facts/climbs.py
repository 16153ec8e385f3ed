"""Heights along main roads: kilometres of each edge by slope, and what climbing takes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.crs import LONLAT
from geodata.elevation import LEVEL, SLOPES, Heights, slope_class
from geodata.osm.network import geodesic_m
from geodata.trunk.network import TrunkNetwork
from planner.demand.slopes import Vehicle, extra_per_km

Floats = NDArray[np.float64]
STEP_KM = 0.25
"""Heights are read at least so often along a road whose course is known."""


@dataclass(frozen=True)
class Climbs:
    """Slopes of the edges of a network.

    Parameters
    ----------
    slopes_km : (edges, classes of slope)
        From the first to the second node; kilometres whose heights are not known count as level.
    mean_m : (edges,)
        Mean height; NaN where it is not known.
    unknown_km : float
        Of edges whose heights are not known.
    """

    slopes_km: Floats
    mean_m: Floats
    unknown_km: float


def climbs_of(network: TrunkNetwork, heights: Heights) -> Climbs:
    """Lay the network on the heights; of an edge whose course is not known its ends alone count."""
    slopes = np.zeros((len(network.km), len(SLOPES)))
    mean = np.full(len(network.km), np.nan)
    unknown = 0.0
    for edge, km in enumerate(network.km.tolist()):
        line = _dense(network.line(edge), network.lines[edge] is not None)
        height = heights.at(line[:, 0], line[:, 1], LONLAT)
        run = geodesic_m(line[:-1], line[1:])
        known = np.isfinite(np.diff(height))
        if not known.any() or run.sum() <= 0:
            unknown += km
            slopes[edge, LEVEL] = km
            continue
        # Lengths of the table are those of the road; the line may be simpler.
        share = km * run / run.sum()
        number = slope_class(share * 1000.0, np.where(known, np.diff(height), 0.0))
        np.add.at(slopes[edge], number, share)
        mean[edge] = float(np.nanmean(height))
    return Climbs(slopes, mean, unknown)


def _dense(line: Floats, followed: bool) -> Floats:
    if not followed:
        return line
    run = geodesic_m(line[:-1], line[1:]) / 1000.0
    parts = [
        np.linspace(one, other, max(2, int(np.ceil(km / STEP_KM)) + 1))[:-1]
        for one, other, km in zip(line[:-1], line[1:], run.tolist(), strict=True)
    ]
    return np.vstack([*parts, line[-1:]])


def climb_kwh(climbs: Climbs, car: Vehicle) -> Floats:
    """Energy beyond that on level ground, there and back; (edges, 2) kWh."""
    there = climbs.slopes_km @ extra_per_km(car, SLOPES)
    back = climbs.slopes_km[:, ::-1] @ extra_per_km(car, SLOPES)
    return np.column_stack([there, back])
