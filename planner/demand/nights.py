"""A night in a depot: the power with which all buses are full when they leave, if they take turns and if they do not.

The day is a ring, cut where a bus comes home or leaves. The least power is found by bisection; whether a power is enough is a flow from buses
through the spans in which they are at home to the grid (W. A. Horn, Some simple scheduling algorithms, Naval Research Logistics Quarterly 21, 1974).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import maximum_flow

from planner.demand.spans import Floats

DAY_S: Final = 86_400.0
STEP_KW: Final = 0.5
"""Powers are found as near as this, and told to the kW above."""


@dataclass(frozen=True)
class Night:
    """Power of a depot.

    Parameters
    ----------
    charged_kwh : (buses,)
        What each takes at its gun; less than it needs where it is not at home long enough.
    least_kw : float
        If buses take turns, so that all are charged in time.
    at_once_kw : float
        If each charges as soon as it is home.
    """

    charged_kwh: Floats
    least_kw: float
    at_once_kw: float


def night_of(home_s: Floats, away_s: Floats, need_kwh: Floats, gun_kw: float) -> Night:
    """Plan the night of buses that are at home between two times after midnight and need so much at guns of so much power.

    Parameters
    ----------
    home_s, away_s : (buses,)
        `away_s` on the next day; a bus that leaves before it is home has no night.
    need_kwh : (buses,)
    gun_kw : float
    """
    stay_s = np.clip(away_s - home_s, 0.0, DAY_S)
    charged = np.minimum(need_kwh, stay_s / 3600.0 * gun_kw)
    if charged.sum() <= 0:
        return Night(charged, 0.0, 0.0)
    hours, there = spans_of(home_s, stay_s)
    begun, charging = spans_of(home_s, charged / gun_kw * 3600.0)
    at_once = float((charging & (begun > 0)).sum(axis=0).max() * gun_kw)
    low, high = 0.0, at_once
    while high - low > STEP_KW:
        middle = (low + high) / 2
        low, high = (low, middle) if _enough(hours, there, charged, (gun_kw, middle)) else (middle, high)
    return Night(charged, float(np.ceil(high)), float(np.ceil(at_once)))


def spans_of(begin_s: Floats, long_s: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Cut the ring of the day where anything begins or ends.

    Returns
    -------
    hours : (spans,)
    there : (things, spans)
        Which of them are going on.
    """
    begin, end = begin_s % DAY_S, (begin_s + long_s) % DAY_S
    edges = np.unique(np.concatenate([begin, end, [0.0, DAY_S]]))
    middle = (edges[1:] + edges[:-1]) / 2
    since = (middle[None, :] - begin[:, None]) % DAY_S
    return np.diff(edges) / 3600.0, since < long_s[:, None]


def _enough(hours: Floats, there: NDArray[np.bool_], need_kwh: Floats, powers: tuple[float, float]) -> bool:
    """Whether the power of a gun and that of the grid fill all buses in time; in hundredths of a watt hour at the finest."""
    gun_kw, grid_kw = powers
    unit = min(1e5, 1e9 / float(need_kwh.sum()))
    buses, spans = there.shape
    bus, span = np.nonzero(there)
    source, sink = buses + spans, buses + spans + 1
    row = np.concatenate([np.full(buses, source), bus, buses + np.arange(spans)])
    column = np.concatenate([np.arange(buses), buses + span, np.full(spans, sink)])
    need = np.floor(need_kwh * unit)
    # Rounded up, so that a need which fills its time exactly is met.
    amount = np.concatenate([need, np.ceil(hours[span] * gun_kw * unit), np.ceil(hours * grid_kw * unit)])
    graph = sp.csr_matrix((np.minimum(amount, 2**30).astype(np.int32), (row, column)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, source, sink).flow_value) >= int(need.sum())
