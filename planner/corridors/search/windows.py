"""Sets of stations of which a plan builds a whole number: all, those of each stretch of road that a leg needs one on, those of each place.

Next to one another along a road places are much alike. Whether any station stands on a stretch decides more than whether one stands at a certain
place, so the search decides for stretches before places.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Windows:
    """Sets of stations.

    Parameters
    ----------
    members : tuple of (stations,) int
        The first is of all stations; the last ones are those of places.
    places : (windows,) int
        Number of the place, counted among those where anything may be built, -1 for a window of another kind.
    weight : (windows,)
        Gain of the legs that need one of them, as a share of all.
    """

    members: tuple[Ints, ...]
    places: Ints
    weight: Floats

    @classmethod
    def of(cls, asked: Prepared) -> "Windows":
        """Of a question; covers with a station that stands need no other."""
        lines, stations = asked.lines, asked.stations
        groups, _ = stations.groups
        held = lines.covered(asked.stop_stands.astype(float)) > 0
        needed: dict[tuple[int, ...], float] = {}
        for cover in np.flatnonzero(~held).tolist():
            low, high = lines.covers[cover]
            key = tuple(one for one in np.unique(asked.stop_group[low:high]).tolist() if one >= 0)
            needed[key] = needed.get(key, 0.0) + float(asked.gain[lines.cover_leg[cover]])
        stretches = [np.unique(np.concatenate([groups[one] for one in key])) for key in needed if key]
        built, of_station = np.unique(stations.place, return_inverse=True)
        own = [np.flatnonzero(of_station == place) for place in range(len(built))]
        whole = max(1e-12, float(asked.gain.sum()))
        return cls(
            (np.arange(len(stations.usd)), *stretches, *own),
            np.r_[np.full(1 + len(stretches), -1), np.arange(len(built))],
            np.r_[1.0, np.array([gain for key, gain in needed.items() if key]) / whole, np.zeros(len(built))],
        )

    def counted(self, built: Floats) -> Floats:
        """How many stations each holds, where so much of each is built; (windows,)."""
        return np.array([built[own].sum() for own in self.members])
