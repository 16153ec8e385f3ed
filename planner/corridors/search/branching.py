"""What is decided next: the number of stations on a stretch or at a place, then plug families, then sizes; by how far decisions alike moved the bound."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.fixing import Decided, Fixing
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.windows import Windows

Floats = NDArray[np.float64]
PART = 1e-6
"""A smaller part of a station is rounding."""
TRIED = 8
"""Branches that are tried out at a node, of those of which nothing is known."""
NOTHING = 1e-9
LOST = 1e3
"""Loss of a branch that nothing keeps to, times the loss of all there is."""


@dataclass(frozen=True)
class Branch:
    """Two ways to decide.

    Parameters
    ----------
    kind : str
        "window", "group" or "station".
    number : int
    count : int
        Of a window: stations at most, or one more at least.
    part : float
        How far the relaxation is above the one way, 0 to 1.
    """

    kind: str
    number: int
    count: int
    part: float


Trial = Callable[[Sequence[Branch]], Sequence[tuple[float, float]]]
"""The bounds of both ways of each branch: inf where one is impossible, -inf where there was no time to tell."""


def _key(branch: Branch) -> tuple[str, int, int]:
    return branch.kind, branch.number, branch.count


class Branching:
    """Finds branches and remembers what they did.

    Parameters
    ----------
    asked, fixing, windows
    """

    def __init__(self, asked: Prepared, fixing: Fixing, windows: Windows) -> None:
        self.asked, self.fixing, self.windows = asked, fixing, windows
        self._moved: dict[tuple[str, int, int, bool], float] = {}

    def ways(self, decided: Decided, branch: Branch) -> Iterator[Decided]:
        """Both decisions: more first."""
        of_place = self.fixing.of_place
        if branch.kind == "window":
            yield decided.at_least(self.windows, branch.number, branch.count + 1)
            yield decided.at_most(self.windows, branch.number, branch.count)
            return
        groups, _ = self.asked.stations.groups
        own = groups[branch.number] if branch.kind == "group" else np.array([branch.number])
        yield decided.one_of(own, of_place)
        yield decided.none_of(own)

    def next(self, built: Floats, bound: float, tell: Trial) -> Branch | None:
        """The branch that moves the bound most on both sides; None where nothing is built in part.

        Parameters
        ----------
        built : (stations,)
        bound : float
            Of the relaxation, which grows worse upwards.
        tell : callable
            See `Trial`.
        """
        found = self._found(built)
        if not found:
            return None
        unknown = list(islice((one for one in found if (*_key(one), True) not in self._moved), TRIED))
        for branch, (more, less) in zip(unknown, tell(unknown) if unknown else (), strict=True):
            if min(more, less) == -math.inf:
                continue
            self._moved[(*_key(branch), True)] = min(LOST, max(0.0, more - bound) / (1 - branch.part))
            self._moved[(*_key(branch), False)] = min(LOST, max(0.0, less - bound) / branch.part)
        known = [one for one in found if (*_key(one), True) in self._moved]
        return max(known, key=self._score, default=found[0])

    def _score(self, branch: Branch) -> float:
        more = self._moved[(*_key(branch), True)] * (1 - branch.part)
        less = self._moved[(*_key(branch), False)] * branch.part
        return max(more, NOTHING) * max(less, NOTHING)

    def undecided(self, decided: Decided) -> Branch | None:
        """Any decision that is open still, where the relaxation builds whole stations."""
        count = np.bincount(self.fixing.of_place[decided.allowed], minlength=len(self.fixing.places))
        first = len(self.windows.members) - len(count)
        free = np.flatnonzero((count > 0) & ~decided.must)
        if len(free):
            return Branch("window", first + int(free[0]), 0, 0.5)
        several = np.flatnonzero(count > 1)
        if not len(several):
            return None
        own = np.flatnonzero(decided.allowed & (self.fixing.of_place == several[0]))
        return Branch("station", int(own[0]), 0, 0.5)

    def _found(self, built: Floats) -> list[Branch]:
        """Branches, those first that are likely to move much."""
        count = self.windows.counted(built)
        whole = np.floor(count + PART)
        part = count - whole
        own = np.flatnonzero(part > PART)
        if len(own):
            liked = np.minimum(part, 1 - part)[own] + self.windows.weight[own]
            own = own[np.argsort(-liked, kind="stable")]
            return [Branch("window", int(one), int(whole[one]), float(part[one])) for one in own]
        groups, _ = self.asked.stations.groups
        opened = np.array([built[one].sum() for one in groups])
        own = np.flatnonzero((opened > PART) & (opened < 1 - PART))
        if len(own):
            return [Branch("group", int(one), 0, float(opened[one])) for one in own]
        own = np.flatnonzero((built > PART) & (built < 1 - PART))
        return [Branch("station", int(one), 0, float(built[one])) for one in own]
