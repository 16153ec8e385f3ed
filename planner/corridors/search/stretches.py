"""Stretches of road on which a leg needs a station: each set of covers alike once, with all legs that need one there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.support.once import once_for_each

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
AT_ONCE = 1_000
"""Stretches that are held against all others at once, so that a continent's take no more memory than a country's."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Covers without a station that stands; those of the same groups of stations (`Stations.groups`) are one.

    Parameters
    ----------
    group : (stretches, groups) of 1
        Which groups of stations lie on each.
    station : (stretches, stations) of 1
        The stations of those groups.
    leg : (stretches, legs) of 1
        Which legs need a station there.
    """

    group: sp.csr_array
    station: sp.csr_array
    leg: sp.csr_array

    @classmethod
    def of(cls, asked: Prepared) -> "Stretches":
        """Of a question."""
        lines = asked.lines
        groups, _ = asked.stations.groups
        held = lines.covered(asked.stop_stands.astype(float)) > 0
        needed: dict[tuple[int, ...], set[int]] = {}
        for cover in np.flatnonzero(~held).tolist():
            low, high = lines.covers[cover]
            key = tuple(one for one in np.unique(asked.stop_group[low:high]).tolist() if one >= 0)
            needed.setdefault(key, set()).add(int(lines.cover_leg[cover]))
        of_group = [np.concatenate([np.zeros(0, dtype=np.int64), *(groups[one] for one in key)]) for key in needed]
        return cls(
            _incidence(list(needed), len(groups)),
            _incidence([tuple(np.unique(one).tolist()) for one in of_group], len(asked.stations.usd)),
            _incidence([tuple(sorted(legs)) for legs in needed.values()], len(asked.gain)),
        )

    def lost(self, gain: Floats) -> Floats:
        """Gain of all legs that cannot be driven without a station of each stretch; (stretches,)."""
        size, found = np.diff(self.station.indptr), [np.zeros(0)]
        for begin in range(0, len(size), AT_ONCE):
            shared = (self.station[begin : begin + AT_ONCE] @ self.station.T).tocoo()
            part = shared.data > size[shared.col] - 0.5
            holds = sp.csr_array((np.ones(int(part.sum())), (shared.row[part], shared.col[part])), shape=shared.shape)
            found.append(np.asarray((holds @ self.leg > 0) @ gain))
        return np.concatenate(found)

    @cached_property
    def _full(self) -> tuple[Bools, Bools]:
        return self.group.toarray() > 0, self.leg.toarray() > 0

    def reached(self, opened: Ints) -> Bools:
        """Legs that have an open group of stations on each stretch where they need one; (legs,)."""
        group, leg = self._full
        return np.asarray(~leg[~group[:, opened].any(axis=1)].any(axis=0))


@once_for_each
def stretches_of(asked: Prepared) -> Stretches:
    """Of a question, found once."""
    return Stretches.of(asked)


def _incidence(rows: list[tuple[int, ...]], columns: int) -> sp.csr_array:
    """1 where a row names a column."""
    begins = np.cumsum([0, *(len(one) for one in rows)])
    at = np.concatenate([np.zeros(0, dtype=np.int64), *(np.array(one, dtype=np.int64) for one in rows)])
    return sp.csr_array((np.ones(len(at)), at, begins), shape=(len(rows), columns))
