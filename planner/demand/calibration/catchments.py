"""Whose demand a station serves: shares of each zone's demand among the stations around, falling with distance.

Source: Huff 1964, *Defining and estimating a trading area*, Journal of Marketing 28(3): the chance to go to a place is its attraction, here its
guns, times a fading of distance, over that of all places.
"""

import numpy as np

from planner.demand.spans import Floats

FADE_M = 1_500.0
"""Distance over which the draw of a station falls to 1/e (assumed, low confidence: stations are found on the way rather than sought)."""
REACH_M = 5_000.0
"""Farther stations draw nobody."""


def shares_of(zones_xy_m: Floats, stations_xy_m: Floats, guns: Floats) -> Floats:
    """Share of a zone's demand that goes to a station.

    Parameters
    ----------
    zones_xy_m : (zones, 2)
    stations_xy_m : (stations, 2)
    guns : (stations,)

    Returns
    -------
    (zones, stations)
        Rows sum to 1, or to 0 where no station is in reach.
    """
    from scipy.spatial.distance import cdist  # noqa: PLC0415  (for cities with metered sessions)

    apart = cdist(zones_xy_m, stations_xy_m)
    draw = guns[None, :] * np.exp(-apart / FADE_M) * (apart <= REACH_M)
    total = draw.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(draw, total, out=np.zeros_like(draw), where=total > 0))
