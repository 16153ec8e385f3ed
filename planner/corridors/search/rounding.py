"""Rows that know that stations are whole: what a stretch of road must sell, in stations, is rounded up.

Of the energy that drivers of a leg buy, some can be sold on a stretch `W` alone: that of the arcs whose sellers all lie there. So for each family
and season, and for any legs `T`,

``sum over stations in W of cap z  >=  sum over T of d (1 - u)``,  with ``u = 1 - y``.

Stations are built or not. Divided by the energy of one of them and rounded (mixed-integer rounding, Nemhauser and Wolsey 1990) this says more: where
T needs 7.5 stations there are 8, or drivers of half a station's energy are left out. With `f` the part above the whole number below,

``sum of G(cap / size) z + sum over T of d u / (size f) >= ceil(sum of d / size)``,  ``G(a) = floor(a) + min(1, frac(a) / f)``.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LEAST_PART, MOST_PART = 0.02, 0.98
"""Parts of a station between which a need is rounded up: below, a row would ask for it where rounding errors are; above, it says next to nothing."""
BROKEN = 0.01
"""A row that lacks less of the largest station than this is not worth having."""
PART = 1e-6
"""A smaller part of a station is rounding."""
NEAR = 0.7
"""Stretches that sell more than so much of the largest station more than they must are not looked at."""
MOST_WORK = 500_000_000
"""Stretches times stops at most; those of the legs that gain most come first."""
EACH_ROUND = 60
"""Rows that are added at once."""
TRIED_S = 35e-6
"""Work of looking at one stretch, in seconds (`planner.support.work`)."""
SHARES = (0.999999, 0.9, 0.5, 0.0)
"""Legs `T` are those of which the program drives more than one of these shares."""


@dataclass(frozen=True, eq=False)
class Row:
    """``weights of legs and stations @ values <= right``.

    Parameters
    ----------
    legs, leg_weight : (some legs,) int, float
    stations, station_weight : (some stations,) int, float
    right : float
    broken : float
        By how much, kWh a day.
    """

    legs: Ints
    leg_weight: Floats
    stations: Ints
    station_weight: Floats
    right: float
    broken: float


class Rounding:
    """The stretches of a question and what must be bought on each."""

    def __init__(self, asked: Prepared) -> None:
        self.asked = asked
        self.stretches = _stretches(asked)
        lines = asked.lines
        inside = np.zeros(len(asked.instance.places), dtype=bool)
        rows, columns, amounts = [], [], []
        for number, places in enumerate(self.stretches):
            inside[places] = True
            arcs = np.flatnonzero(lines.covered_arcs(inside))
            legs, which = np.unique(lines.arc_leg[arcs], return_inverse=True)
            forced = np.bincount(which, lines.arc_kwh[arcs], minlength=len(legs)) * asked.flow[legs]
            rows.append(np.full(len(legs), number))
            columns.append(legs)
            amounts.append(forced)
            inside[places] = False
        shape = (len(self.stretches), len(asked.gain))
        self.forced = (
            sp.csr_array((np.concatenate(amounts), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
            if rows
            else sp.csr_array(shape)
        )
        order = np.argsort(asked.stations.place, kind="stable")
        begins = np.searchsorted(asked.stations.place[order], np.arange(len(asked.instance.places) + 1))
        own = [
            np.concatenate([order[begins[one] : begins[one + 1]] for one in places.tolist()])
            for places in self.stretches
        ]
        self.own = own
        counts = [len(one) for one in own]
        self.member = sp.csr_array(
            (
                np.ones(sum(counts)),
                (np.repeat(np.arange(len(own)), counts), np.concatenate([np.zeros(0, dtype=np.int64), *own])),
            ),
            shape=(len(own), len(asked.stations.usd)),
        )
        self.standing = np.array([asked.stations.standing_kwh[places].sum(axis=0) for places in self.stretches])
        self.sizes, kind = [], np.full(asked.stations.kwh.shape, -1)
        for family in range(len(asked.instance.families)):
            kwh = np.round(asked.stations.kwh[:, family], 3)
            self.sizes.append(np.unique(kwh[kwh > 0]))
            kind[kwh > 0, family] = np.searchsorted(self.sizes[-1], kwh[kwh > 0])
        self.kind = kind

    def broken(self, built: Floats, share: Floats) -> list[Row]:
        """Rows that a point breaks, the worst first."""
        asked, found = self.asked, []
        parted = self.member @ ((built > PART) & (built < 1 - PART)).astype(float)
        for family, season in np.ndindex(len(asked.instance.families), len(asked.seasons)):
            mine = (asked.family == family) & (asked.season == season)
            if not mine.any() or not len(self.sizes[family]):
                continue
            sold = self.member @ (built * asked.stations.kwh[:, family])
            bought = self.forced @ (share * mine)
            spare = sold - bought + self.standing[:, family]
            near = np.flatnonzero((bought > 0) & (parted > 0) & (spare < NEAR * self.sizes[family].max()))
            near = near[np.argsort(spare[near], kind="stable")]
            lack = self._lack(near, family, mine, built, share)
            worst = lack.reshape(len(near), -1).argmax(axis=1) if lack.size else np.zeros(0, dtype=np.int64)
            for stretch, at, less in zip(
                near.tolist(), worst.tolist(), lack.max(axis=(1, 2), initial=0.0).tolist(), strict=True
            ):
                if less > BROKEN * self.sizes[family].max():
                    which, size = divmod(at, len(self.sizes[family]))
                    chosen = mine & (share > SHARES[which])
                    found.append((less, stretch, family, chosen, float(self.sizes[family][size])))
        found.sort(key=lambda one: -one[0])
        return [self._row(*one) for one in found[:EACH_ROUND]]

    def _lack(self, near: Ints, family: int, mine: Bools, built: Floats, share: Floats) -> Floats:
        """What rows of some stretches lack, kWh a day; (stretches, shares, sizes)."""
        count(TRIED_S * len(near))
        sizes = self.sizes[family]
        forced, chosen = self.forced[near], np.array([mine & (share > least) for least in SHARES], dtype=float).T
        asked_kwh = (forced @ chosen - self.standing[near, family][:, None])[:, :, None]
        lost = (forced @ (chosen * (1 - share)[:, None]))[:, :, None]
        need = asked_kwh / sizes
        part = need - np.floor(need)
        good = (asked_kwh > 0) & (part > LEAST_PART) & (part < MOST_PART)
        part = np.where(good, part, 1.0)
        lack = np.ceil(need) * sizes - lost / part
        kinds = np.where(self.kind[:, family, None] == np.arange(len(sizes)), built[:, None], 0.0)
        for size, number in zip(sizes, (self.member[near] @ kinds).T, strict=True):
            lack -= _rounded(size / sizes, part) * sizes * number[:, None, None]
        return np.asarray(np.where(good, lack, -np.inf))

    def _row(self, lack: float, stretch: int, family: int, chosen: Bools, size: float) -> Row:
        """The row of a stretch, of some legs, in stations of one size."""
        low, high = self.forced.indptr[stretch : stretch + 2]
        legs, forced = self.forced.indices[low:high], self.forced.data[low:high]
        kept = chosen[legs] & (forced > 0)
        legs, forced = legs[kept], forced[kept]
        need = (float(forced.sum()) - self.standing[stretch, family]) / size
        whole = np.ceil(need)
        own = self.own[stretch]
        kwh = self.asked.stations.kwh[own, family]
        own, kwh = own[kwh > 0], kwh[kwh > 0]
        part = need - whole + 1
        weight = forced / (size * part)
        return Row(legs, weight, own, -_rounded(kwh / size, part), float(weight.sum() - whole), lack)


def _rounded(amount: Floats, part: "Floats | float") -> Floats:
    """``floor(a) + min(1, frac(a) / part)``."""
    whole = np.floor(amount + 1e-9)
    return np.asarray(whole + np.minimum(1.0, np.maximum(0.0, amount - whole) / part))


def _stretches(asked: Prepared) -> list[Ints]:
    """Places of runs of covers of each leg: one, two, four, ... and all of them."""
    lines = asked.lines
    counts = np.bincount(lines.cover_leg, minlength=len(asked.gain))
    first = np.cumsum(counts) - counts
    found: dict[tuple[int, ...], None] = {}
    most = MOST_WORK // max(1, len(lines.place))
    for leg in np.argsort(-asked.gain, kind="stable").tolist():
        covers = lines.covers[first[leg] : first[leg] + counts[leg]]
        length = 1
        lengths = []
        while length < len(covers):
            lengths.append(length)
            length *= 2
        lengths.append(len(covers))
        for length in lengths:
            step = max(1, length // 2)
            starts = list(range(0, len(covers) - length + 1, step))
            for start in starts:
                places = np.unique(lines.place[covers[start, 0] : covers[start + length - 1, 1]])
                found.setdefault(tuple(places.tolist()))
        if len(found) >= most:
            break
    return [np.array(one, dtype=np.int64) for one in found]
