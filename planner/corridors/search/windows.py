"""Sets of stations of which a plan builds a whole number: all, those of each stretch of road that a leg needs one on, those of a stretch that sell so much or more, those of each place.

Next to one another along a road places are much alike. Whether any station stands on a stretch, and whether any of those has energy for what passes,
decides more than whether one of some size stands at a certain place, so the search decides for stretches before places, and for sizes on a stretch beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.corridors.search.stretches import stretches_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDED_KWH = 1e-3
"""Stations whose energy differs by less are of one size."""
MOST = 50_000
"""Sets by size above which they are left out."""


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
        Gain of the legs that cannot be driven without one of them, as a share of all; 0 for places and for sizes.
    stations : int
        How many there are in all.
    """

    members: tuple[Ints, ...]
    places: Ints
    weight: Floats
    stations: int

    @classmethod
    def of(cls, asked: Prepared) -> "Windows":
        """Of a question; covers with a station that stands need no other."""
        stations = asked.stations
        found = stretches_of(asked)
        some = np.diff(found.station.indptr) > 0
        members = found.station.indices.astype(np.int64)
        stretches = [own for own in np.split(members, found.station.indptr[1:-1]) if len(own)]
        weight = found.lost(asked.gain)[some] / max(1e-12, float(asked.gain.sum()))
        every = np.arange(len(stations.usd))
        built, of_station = np.unique(stations.place, return_inverse=True)
        own = [np.flatnonzero(of_station == place) for place in range(len(built))]
        sizes = list(islice(_by_size((every, *stretches), stations.kwh), MOST + 1))
        if len(sizes) > MOST:
            sizes = []
        return cls(
            (every, *stretches, *sizes, *own),
            np.r_[np.full(1 + len(stretches) + len(sizes), -1), np.arange(len(built))],
            np.r_[1.0, weight, np.zeros(len(sizes) + len(built))],
            len(every),
        )

    @cached_property
    def _member(self) -> sp.csr_array:
        """Which stations each holds; (windows, stations)."""
        begins = np.cumsum([0, *(len(own) for own in self.members)])
        return sp.csr_array(
            (np.ones(begins[-1]), np.concatenate(self.members), begins), shape=(len(self.members), self.stations)
        )

    def counted(self, built: Floats) -> Floats:
        """How many stations each holds, where so much of each is built; (windows,)."""
        return np.asarray(self._member @ built)


def _by_size(sets: tuple[Ints, ...], kwh: Floats) -> Iterator[Ints]:
    """Of each set those stations that sell so much a day to a plug family, or more, for each amount that one of them sells; none twice."""
    seen = {one.tobytes() for one in sets}
    for own in sets:
        for family in range(kwh.shape[1]):
            sold = kwh[own, family]
            for least in np.unique(np.round(sold[sold > 0], 3)):
                found = own[sold > least - ROUNDED_KWH]
                if found.tobytes() not in seen:
                    seen.add(found.tobytes())
                    yield found
