"""How much given sets of chargers serve: one linear program, asked again for every change of a set."""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.resolve import Resolvable
from planner.model.sitesets import SiteSets


@dataclass
class Served:
    """Best use of one set of chargers a site.

    By site and family ``fast <= A`` and ``fast + slow <= A + B``, as in `lagrangian`; pools of two families and cabinets that
    share power between pools are taken loosely, so a search ends with `SitingModel.allocate`, which is exact. The floors of
    districts are elastic here: a kWh that one is short of costs its `fine`, so that any sets can be judged.

    Parameters
    ----------
    row : (sites,) int
        Set in place at each site.
    fine : (districts,)
        Empty where there is no floor.
    value : float
        Worth of what is served, less the fines.
    """

    instance: Instance
    sets: SiteSets
    row: NDArray[np.int64]
    fine: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    value: float = field(init=False)
    _program: Resolvable = field(init=False)
    _pair: NDArray[np.int64] = field(init=False)
    _class: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        instance, classes = self.instance, self.instance.demand.shape[1]
        family = np.empty(classes, dtype=np.int64)
        for number, members in enumerate(self.sets.families):
            family[list(members)] = number
        most = np.maximum.reduceat(self.sets.dc + self.sets.ac, self.sets.first, axis=0)  # (sites, families)
        can = most[instance.site][:, family] > 0  # (pairs, classes)
        self._pair, self._class = np.nonzero((instance.demand[instance.zone] > 0) & can)
        place = (instance.site[self._pair] * len(self.sets.families) + family[self._class]) * 2
        columns = np.arange(len(self._pair))
        fast = self.sets.fast[self._class]
        rows = [instance.zone[self._pair] * classes + self._class, self._first + place + 1, (self._first + place)[fast]]
        at = [columns, columns, columns[fast]]
        begin, floors = self._first + len(self.row) * len(self.sets.families) * 2, np.arange(len(self.fine))
        district = instance.district[instance.zone[self._pair]]
        inside = np.flatnonzero(district >= 0) if len(floors) else columns[:0]
        rows += [begin + district[inside], begin + floors]
        at += [columns[inside], len(columns) + floors]
        weight = np.concatenate([np.full(len(r), -1.0 if part > 2 else 1.0) for part, r in enumerate(rows)])
        shape = (begin + len(floors), len(columns) + len(floors))
        matrix = sp.csc_array((weight, (np.concatenate(rows), np.concatenate(at))), shape=shape)
        right = np.concatenate(
            [instance.demand.ravel(), self._room(self.row).ravel(), -instance.promised_kwh()[: len(floors)]]
        )
        gain = np.concatenate([instance.worth[self._pair], -self.fine])
        self._program = Resolvable(gain, matrix, right)
        self.value = self._program.solve()

    @property
    def _first(self) -> int:
        """Row where the capacities begin."""
        return self.instance.demand.size

    def _room(self, row: NDArray[np.int64]) -> NDArray[np.float64]:
        dc, ac = self.sets.dc[row], self.sets.ac[row]
        return np.stack([dc, dc + ac], axis=-1)

    def put(self, row: NDArray[np.int64]) -> float:
        """Put other sets in place; returns what they serve, weighted by worth."""
        changed = np.flatnonzero(row != self.row)
        if len(changed):
            width = len(self.sets.families) * 2
            rows = self._first + (changed[:, None] * width + np.arange(width)[None, :]).ravel()
            self._program.change(rows, self._room(row[changed]).ravel())
            self.row = row.copy()
            self.value = self._program.solve()
        return self.value

    def short(self) -> NDArray[np.float64]:
        """KWh per day that each district is short of its floor; (districts,)."""
        return self._program.values()[len(self._pair) :]

    def refine(self, fine: NDArray[np.float64]) -> float:
        """Set other fines; returns the new value."""
        self.fine = fine
        self._program.reprice(len(self._pair) + np.arange(len(fine)), -fine)
        self.value = self._program.solve()
        return self.value

    @property
    def flow_pair(self) -> NDArray[np.int64]:
        """Pair of every flow; (flows,)."""
        return self._pair

    @property
    def flow_key(self) -> NDArray[np.int64]:
        """Zone * classes + class of every flow; (flows,)."""
        return np.asarray(self.instance.zone[self._pair] * self.instance.demand.shape[1] + self._class)

    def flows(self) -> NDArray[np.float64]:
        """KWh per day of every flow; (flows,)."""
        return self._program.values()[: len(self._pair)]
