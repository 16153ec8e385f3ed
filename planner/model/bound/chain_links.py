"""Which sets of chargers of one phase a set of the next may follow: nothing built is torn down, so none may be smaller.

The relation is kept by its covers alone, the largest of the smaller sets, in flat arrays for the compiled loops of `chain_loops`: whatever
lies below a set lies below one of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.model.sets.site_sets import SiteSets

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_PAIRS = 60_000_000
"""Pairs of sets to compare, beyond which it takes too long and too much memory."""


class Links(NamedTuple):
    """Sets of all phases at all sites, those of one phase after another, numbered through.

    Parameters
    ----------
    first : (phases, sites + 1) int
        First set of each site in each phase.
    order : (sets,) int
        Sets of each site and phase in an order in which none comes before a smaller one.
    below_start, below : (sets + 1,), (n,) int
        Covers of each set among those of its own site and phase.
    before_start, before : (sets + 1,), (n,) int
        The largest sets of the phase before that are no larger at any charger, the same one included; none in the first phase.
    """

    first: Ints
    order: Ints
    below_start: Ints
    below: Ints
    before_start: Ints
    before: Ints


def links_of(phases: Sequence[SiteSets]) -> Links | None:
    """Link the sets of each phase; None where there are too many to compare."""
    counts = np.array([np.diff(np.append(one.first, len(one.site))) for one in phases])
    offsets = np.cumsum([0, *(len(one.site) for one in phases)])
    known: dict[tuple[bytes, ...], tuple[Ints, _Pairs, _Pairs]] = {}
    order, below, before, pairs = list[Ints](), _Gathered(), _Gathered(), 0
    for phase, (sets, offset) in enumerate(zip(phases, offsets, strict=False)):
        for site, (at, count) in enumerate(zip(sets.first.tolist(), counts[phase].tolist(), strict=True)):
            mine = sets.chargers[at : at + count]
            key: tuple[bytes, ...] = (mine.tobytes(),)
            old, begin = None, 0
            if phase:
                begin = int(phases[phase - 1].first[site])
                old = phases[phase - 1].chargers[begin : begin + int(counts[phase - 1, site])]
                key = (*key, old.tobytes())
            if key not in known:
                pairs += count * (count + (0 if old is None else len(old)))
                if pairs > MOST_PAIRS:
                    return None
                known[key] = _linked(mine, old)
            own, covers, earlier = known[key]
            order.append(own + offset + at)
            below.add(covers, offset + at)
            before.add(earlier, int(offsets[phase - 1]) + begin if phase else 0)
    return Links(
        np.array([np.append(one.first, len(one.site)) + at for one, at in zip(phases, offsets, strict=False)]),
        np.concatenate(order).astype(np.int64),
        *below.arrays(),
        *before.arrays(),
    )


_Pairs = tuple[Ints, Ints]
"""How many each set has, and which."""


class _Gathered:
    """Pairs of one site after another, as one table."""

    def __init__(self) -> None:
        self._counts: list[Ints] = []
        self._rows: list[Ints] = []

    def add(self, pairs: _Pairs, offset: int) -> None:
        """Add the pairs of a site."""
        self._counts.append(pairs[0])
        self._rows.append(pairs[1] + offset)

    def arrays(self) -> tuple[Ints, Ints]:
        """Starts and rows."""
        return np.cumsum(np.concatenate([[0], *self._counts])), np.concatenate(self._rows).astype(np.int64)


def _linked(mine: NDArray[np.int32], old: NDArray[np.int32] | None) -> tuple[Ints, _Pairs, _Pairs]:
    """Order of the sets of a site, their covers, and the largest of the phase before under each."""
    order = np.argsort(mine.sum(axis=1), kind="stable")
    none = np.zeros(len(mine), dtype=np.int64), np.empty(0, dtype=np.int64)
    return (
        order,
        _largest(_no_larger(mine, mine, strictly=True), mine),
        none if old is None else _largest(_no_larger(mine, old), old),
    )


def _no_larger(large: NDArray[np.int32], small: NDArray[np.int32], *, strictly: bool = False) -> Mask:
    """Whether each set of `small` has no more of any charger than each of `large`; (large, small)."""
    out = np.ones((len(large), len(small)), dtype=bool)
    for kind in range(large.shape[1]):
        out &= small[:, kind] <= large[:, kind, None]
    if strictly:
        out &= small.sum(axis=1) < large.sum(axis=1)[:, None]
    return out


def _largest(under: Mask, small: NDArray[np.int32]) -> _Pairs:
    """Of the sets under each those that are under no other one of these."""
    smaller = _no_larger(small, small, strictly=True).astype(np.float32)
    covers = under & ~(under.astype(np.float32) @ smaller > 0.5)
    return covers.sum(axis=1), np.nonzero(covers)[1]
