"""Allocation of energy to given sets of chargers: a linear program, re-solved from the last basis for every change of a set."""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.bound.world_weights import WorldWeights
from planner.model.instance.instance import Instance
from planner.model.program.resolve import Resolvable
from planner.model.sets.floor_rows import floor_rows
from planner.model.sets.flows import Flows
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class AllocationLp:
    """The allocation problem for one set of chargers a site.

    By site and family ``fast <= A`` and ``fast + slow <= A + B``, as in `pricing_loops`; pools of several families are divided between them by the sets, and the
    power that pools share in a cabinet is relaxed, so a search ends with `SitingModel.allocate`, which is exact. Served floors are
    elastic: a kWh of shortfall costs its `penalty`, so that any sets can be evaluated.

    Parameters
    ----------
    sets : SiteSets
    flows : Flows
    among : (some,) int
        Flows that may be positive.
    row : (sites,) int
        Set in place at each site.
    penalty : (floors,)
        Of each row of `FloorRows`.
    weighing : WorldWeights or None
        For the max-min objective over worlds.
    value : float
        Worth of what is served, less the penalties.
    """

    instance: Instance
    sets: SiteSets
    flows: Flows
    among: Ints
    row: Ints
    penalty: Floats = field(default_factory=lambda: np.empty(0))
    weighing: WorldWeights | None = None
    value: float = field(init=False)
    _keys: Ints = field(init=False)
    _key: Ints = field(init=False)
    _blocks: Ints = field(init=False)
    _block: Ints = field(init=False)
    _program: Resolvable = field(init=False)

    def __post_init__(self) -> None:
        self._keys, self._key = np.unique(self.flows.key[self.among], return_inverse=True)
        self._blocks, self._block = np.unique(self.flows.block[self.among], return_inverse=True)
        self._program = Resolvable(*self._stated(), dense=len(self.penalty))
        self.value = self._solved()

    def _solved(self) -> float:
        value = self._program.solve()
        if self.weighing is None:
            return value
        x = self._program.values()
        return self.weighing.least(self.kwh()) - float((self.penalty * x[len(self.among) :]).sum())

    def _stated(self) -> tuple[Floats, sp.csc_array, Floats]:
        """Gain, matrix and right-hand side: demand, capacities two by two, floors; only rows that some flow is in."""
        demand, fast, floors = self.instance.demand.kwh, self.flows.fast[self.among], floor_rows(self.instance)
        begin = len(self._keys)
        both, end = begin + 2 * self._block + 1, begin + 2 * len(self._blocks)
        columns, short = np.arange(len(self.among)), np.arange(len(floors))
        key = self._keys[self._key]
        of_flow, counts = (one.reshape(-1, demand.size)[:, key] for one in (floors.row, floors.weight))
        layer, flow = np.nonzero(of_flow >= 0)
        rows = np.concatenate([self._key, both, both[fast] - 1, end + of_flow[layer, flow], end + short])
        at = np.concatenate([columns, columns, columns[fast], flow, len(columns) + short])
        ones = np.ones(len(columns) * 2 + int(fast.sum()))
        weight = np.concatenate([ones, -counts[layer, flow], -np.ones(len(short))])
        matrix = sp.csc_array((weight, (rows, at)), shape=(end + len(floors), len(columns) + len(floors)))
        right = np.concatenate([demand.ravel()[self._keys], self._room(self.row).ravel(), -floors.promised])
        worth = self.flows.worth if self.weighing is None else self.weighing.worth
        return np.concatenate([worth[self.among], -self.penalty]), matrix, right

    def _room(self, row: Ints) -> Floats:
        """Capacities of the blocks with any flow, DC and total; (blocks, 2)."""
        dc, ac = self.sets.dc[row].ravel()[self._blocks], self.sets.ac[row].ravel()[self._blocks]
        return np.stack([dc, dc + ac], axis=-1)

    def put(self, row: Ints) -> float:
        """Change the sets; returns the new value."""
        before, after = self._room(self.row).ravel(), self._room(row).ravel()
        changed = np.flatnonzero(before != after)
        self.row = row.copy()
        if len(changed):
            self._program.change(len(self._keys) + changed, after[changed])
            self.value = self._solved()
        return self.value

    def short(self) -> Floats:
        """KWh per day that each served floor is short; (floors,)."""
        return self._program.values()[len(self.among) :]

    def set_penalty(self, penalty: Floats) -> float:
        """Change the penalties; returns the new value."""
        self.penalty = penalty
        self._program.reprice(len(self.among) + np.arange(len(penalty)), -penalty)
        self.value = self._solved()
        return self.value

    def kwh(self) -> Floats:
        """KWh per day of every flow; (flows,)."""
        kwh = np.zeros(len(self.flows.key))
        kwh[self.among] = self._program.values()[: len(self.among)]
        return kwh


def carried_by(flows: Flows, sets: SiteSets, rows: Ints) -> Ints:
    """Flows that these sets, a row of sites or several, have any capacity for; (some,)."""
    can = np.zeros((len(sets.first), flows.families), dtype=bool)
    np.logical_or.at(can, sets.site[rows], (sets.dc + sets.ac)[rows] > 0)
    return np.flatnonzero(can.ravel()[flows.block])
