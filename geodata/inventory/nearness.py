"""Pairs of records that lie near each other, of different sources: all of them, but in a crowd no more than can be looked at."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

MOST_NEAR = 32
"""So many records of one other source are looked at beside each: no place has more stations within a minute's walk, but a
source that knows only the town puts all of its stations on one point."""

Place = tuple[float, float]
Pair = tuple[float, int, int, int]
"""Metres between two records, to the millimetre; in a crowd how far they are apart in the order of names; their numbers."""


@dataclass(frozen=True)
class NearPairs:
    """Pairs, each once and nearest first, and the records that have more near them than were looked at."""

    pairs: list[Pair]
    crowded: frozenset[int]


@dataclass(frozen=True)
class _Spot:
    """Records of one source at one point, in the order of their names."""

    numbers: list[int]
    names: list[list[str]]

    def beside(self, name: list[str], again: int, rank: int, most: int) -> Iterator[tuple[int, int]]:
        """Records, and how far off each is, round the `again`-th of this name and round the one of this rank.

        The first finds what is called alike, the second pairs off those that nothing tells apart.
        """
        if len(self.numbers) <= most:
            yield from ((0, number) for number in self.numbers)
            return
        alike = bisect_left(self.names, name)
        same = bisect_right(self.names, name, lo=alike) - alike
        for middle in (alike + min(again, max(same - 1, 0)), rank):
            start = min(max(middle - most // 4, 0), len(self.numbers) - most // 2)
            for at in range(start, start + most // 2):
                yield abs(at - middle), self.numbers[at]


class _Source:
    """Records of one source by point, and the points as a tree."""

    def __init__(self, numbers: Sequence[int], xy_m: Sequence[Place], names: Sequence[list[str]]) -> None:
        found: dict[Place, list[int]] = {}
        for number in numbers:
            found.setdefault(xy_m[number], []).append(number)
        self.spots = [self._spot(here, names) for here in found.values()]
        self.xy = np.array(list(found), dtype=np.float64)
        self.tree = cKDTree(self.xy)

    @staticmethod
    def _spot(numbers: list[int], names: Sequence[list[str]]) -> _Spot:
        order = sorted((names[number], number) for number in numbers)
        return _Spot([number for _, number in order], [name for name, _ in order])


def near_pairs(
    xy_m: Sequence[Place], sources: Sequence[Hashable], names: Sequence[list[str]], within_m: float
) -> NearPairs:
    """Pairs of records of different sources that are at most so far apart.

    Of each record at most `MOST_NEAR` of each other source are looked at: the nearest and, on one point, those that are
    called most like it. The work therefore grows with the records and not with their pairs, wherever they lie.

    Parameters
    ----------
    xy_m : (records,) sequence of (x, y)
        Places in metres.
    sources : (records,) sequence
    names : (records,) sequence of list of str
        Words by which records are put in order.
    within_m : float
    """
    by_source: dict[Hashable, list[int]] = {}
    for number, source in enumerate(sources):
        by_source.setdefault(source, []).append(number)
    known = [_Source(numbers, xy_m, names) for numbers in by_source.values()]
    off: dict[tuple[float, int, int], int] = {}  # a crowd may find a pair several times; the least counts
    crowded: set[int] = set()
    for own in known:
        for other in known:
            for metres, order, a, b in _pairs(own, other, within_m, crowded) if own is not other else ():
                off[metres, a, b] = min(order, off.get((metres, a, b), order))
    pairs = sorted((metres, order, a, b) for (metres, a, b), order in off.items())
    return NearPairs(pairs, frozenset(crowded))


def _pairs(own: _Source, other: _Source, within_m: float, crowded: set[int]) -> Iterator[Pair]:
    """Pairs of every record of one source with those of another; who has more near is marked as crowded."""
    bound = float(np.nextafter(within_m, np.inf))  # scipy leaves out those at the bound
    apart, which = other.tree.query(own.xy, k=MOST_NEAR + 1, distance_upper_bound=bound)
    for spot, metres, places in zip(own.spots, apart.tolist(), which.tolist(), strict=True):
        near = [(round(m, 3), other.spots[at]) for m, at in zip(metres, places, strict=True) if at < len(other.spots)]
        for rank, (number, again, name) in enumerate(_numbered(spot)):
            left = MOST_NEAR
            for distance, there in near:
                if len(there.numbers) > left:
                    crowded.add(number)
                for off, one in there.beside(name, again, rank, left) if left else ():
                    yield distance, off, min(number, one), max(number, one)
                left = max(left - len(there.numbers), 0)


def _numbered(spot: _Spot) -> Iterator[tuple[int, int, list[str]]]:
    """Records of a spot with how many of the same name stand before, and the name."""
    again, before = 0, None
    for number, name in zip(spot.numbers, spot.names, strict=True):
        again = again + 1 if name == before else 0
        before = name
        yield number, again, name
