"""Simulated annealing for the least cost: money at its multiplier against the energy that is promised.

A search within a budget (`annealing`) looks for the most energy, and of its plans only those are of use that reach what is promised. Here money has a price, so
that a step may spend more at one site and less at another. With K the cost of a plan, mu the multiplier of money, E the energy of its optimal allocation and C what
is promised, its merit is ``-mu K - level (under max(0, C - E) - over max(0, E - C))``. A hot plan may wander about the promise, for a kWh beyond it counts nearly as
much as a missing one; as it cools the promise hardens. The level rises while plans fall short and falls while they do not. Only a plan that keeps every promise can
become the incumbent. The neighbourhood is that of `ruin_recreate`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled
from planner.model.instance.instance import Instance
from planner.model.search.allocation_lp import AllocationLp, carried_by
from planner.model.search.annealing import BATCH, COPIED_S, CYCLE, DUST, LP_SHARE, PEERS, PENALTY, REBUILT_S
from planner.model.search.kernel import kernel_of
from planner.model.search.prepared import Prepared
from planner.model.search.ruin_recreate import Workspace, allowed, penalty_of, propose, restore_site, workspace_for
from planner.model.search.state import MONEY, SearchData, State, copied, release, search_data_of, state_of
from planner.model.sets.flows import flows_of
from planner.model.sets.site_sets import SiteSets
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNDER, OVER = (1.05, 1.5), (0.9, 0.0)
"""What a kWh short of the promise loses and one beyond it gains, in multiples of the level; hot and cold."""
LEVEL, LEAST_LEVEL, MOST_LEVEL, DRIFT = 1.4, 0.8, 4.0, 1.003
"""First level, its limits, in multiples of what a kWh costs at the multiplier of money, and the factor of its changes."""
HEAT = 0.02
"""Initial temperature, as a share of the mean energy of a built site."""
MARGIN, MOST_MARGIN = 0.002, 0.01
"""First and largest margin within which a rebuilt plan is evaluated by the linear program, as a share of the promise."""


class Merit(NamedTuple):
    """What a plan is judged by.

    Parameters
    ----------
    energy, margin : float
        Energy of the current plan, kWh a day, less the penalties of floors, and how far below it a plan may be.
    promised : float
        KWh a day.
    budget, money : float
        Limit of the row of money, USD a year, and its multiplier, kWh a day by that USD.
    under, over : float
        What a missing kWh loses, and what one beyond the promise gains.
    floor : (floors,)
        Penalties of served floors.
    """

    energy: float
    margin: float
    promised: float
    budget: float
    money: float
    under: float
    over: float
    floor: Floats


@compiled
def merit_of(energy: float, slack: float, merit: Merit) -> float:
    """Merit of a plan of this energy, less the penalties of floors, which leaves so much of the budget."""
    beyond = energy - merit.promised
    return float(merit.money * (slack - merit.budget) + (merit.over if beyond > 0.0 else merit.under) * beyond)


@compiled
def rebuild_thriftily(
    data: SearchData, state: State, kept: State, work: Workspace, merit: Merit, rng: np.random.Generator
) -> tuple[int, bool]:
    """Ruin and recreate, a batch of times at most, until a plan comes within the margin of the current one; as `ruin_recreate.rebuild`.

    Returns
    -------
    steps, near : int, bool
        How many were tried, and whether the plan in `state` lies within the margin.
    """
    now, scarcity = merit_of(merit.energy, state.slack[MONEY], merit), 0.1 * rng.integers(2, 11)
    for step in range(BATCH):
        before = penalty_of(data, state, merit.floor)
        won, count = propose(data, state, work, rng, scarcity)
        touched = work.touched[:count]
        after = merit.energy + won + before - penalty_of(data, state, merit.floor)
        if merit_of(after, state.slack[MONEY], merit) > now - merit.margin and allowed(data, state, kept, touched):
            return step + 1, True
        for site in touched:
            release(data, state, site)
        for site in touched:
            restore_site(data, state, kept, site)
    return BATCH, False


@dataclass
class Thrifty:
    """Search for a cheap plan that serves what is promised; deterministic for a seed.

    Parameters
    ----------
    prepared : Prepared
        The question of most energy at a yearly budget near the cost of the plan, its bound lowered.
    begin : (sites,) int
        A plan that keeps every rule but the promises, as rows of the prepared sets.
    instance : Instance
        The same with ample money.
    promised : float
        KWh a day.
    rng : numpy.random.Generator
    sets : SiteSets
        The kernel.
    best : (sites,) int
        The incumbent, rows of the kernel; `cost` is its cost in USD a year, inf before there is one.
    """

    prepared: Prepared
    begin: Ints
    instance: Instance
    promised: float
    rng: np.random.Generator
    sets: SiteSets = field(init=False)
    best: Ints = field(init=False)
    cost: float = field(init=False, default=np.inf)
    rebuilds: int = field(init=False, default=0)
    _data: SearchData = field(init=False)
    _work: Workspace = field(init=False)
    _lp: AllocationLp = field(init=False)
    _current: State = field(init=False)
    _state: State = field(init=False)
    _energy: float = field(init=False)

    def __post_init__(self) -> None:
        restricted, multipliers = self.prepared.restricted, self.prepared.bound.multipliers
        most = self.prepared.kernel * len(self.instance.sites)
        kernel, rows = kernel_of(restricted.sets, restricted.losses(multipliers), most, self.begin)
        self.sets = sets = kernel.costing(kernel.cost, self.instance)
        flows = flows_of(self.instance, sets)
        self._data = search_data_of(self.instance, sets, flows, multipliers, PEERS)
        self._work = workspace_for(self._data)
        self._floor = PENALTY[0] * multipliers.floor + PENALTY[1]
        self._money, self._level, self._margin = multipliers.money, LEVEL, MARGIN * self.promised
        self._age, self._cycle, self._evaluated = 0, CYCLE, 0
        self.best = np.searchsorted(rows, self.begin)
        among = carried_by(flows, sets, np.arange(len(sets.site)))
        self._lp = AllocationLp(self.instance, sets, flows, among, self.best, self._floor)
        self._move_to(self.best)
        self._update_best(self.best)

    def run(self, stop: Callable[[], bool]) -> None:
        """Anneal until it is time to stop, or nothing can be chosen."""
        while len(self.sets.site) > len(self.sets.first) and not stop():
            self.step()

    def step(self) -> None:
        """Ruin and recreate a batch of times."""
        steps, near = rebuild_thriftily(self._data, self._state, self._current, self._work, self._merit(), self.rng)
        count(REBUILT_S * steps + COPIED_S * len(self._data.flows.key))
        self.rebuilds += steps
        self._age += steps
        if near:
            self._accept(self._state.row.copy())
        self._evaluated += near
        often = self._evaluated > LP_SHARE * self.rebuilds
        self._margin = min(self._margin * (0.97 if often else 1.02**steps), MOST_MARGIN * self.promised)
        if self._age >= self._cycle:
            self._age, self._cycle = 0, 2 * self._cycle
            self._move_to(self.best if np.isfinite(self.cost) else self._current.row)

    def _accept(self, row: Ints) -> None:
        """Evaluate a rebuilt plan, and accept it by the Metropolis criterion."""
        merit = self._merit()
        now = merit_of(self._energy, self._current.slack[MONEY], merit)
        then = merit_of(self._lp.put(row), self._state.slack[MONEY], merit)
        if self._update_best(row) or then > now - self._heat * self.rng.exponential():
            self._move_to(row)
        else:
            self._state = copied(self._current)
        factor = DRIFT if self._energy < self.promised else 1.0 / DRIFT
        self._level = min(max(self._level * factor, LEAST_LEVEL), MOST_LEVEL)

    def _update_best(self, row: Ints) -> bool:
        """Make the plan evaluated last the incumbent if it is cheaper and keeps every promise."""
        cost = float(self.sets.cost[row].sum())
        if cost >= self.cost - 1e-6 or self._lp.value < self.promised or not (self._lp.short() <= DUST).all():
            return False
        self.best, self.cost = row.copy(), cost
        return True

    def _move_to(self, row: Ints) -> None:
        """Make a plan the current one."""
        self._energy = self._lp.put(row)
        self._current = state_of(self.instance, self._data, self.sets, row, self._lp.kwh())
        self._state = copied(self._current)

    def _merit(self) -> Merit:
        cold = self._age / self._cycle
        under, over = (self._level * (hot + cold * (end - hot)) for hot, end in (UNDER, OVER))
        budget = float(self.sets.coupling.limit[MONEY])
        return Merit(self._energy, self._margin, self.promised, budget, self._money, under, over, self._floor)

    @property
    def _heat(self) -> float:
        built = max(1, int((self._current.row != self._data.least).sum()))
        return HEAT * self.promised / built * (1.0 - self._age / self._cycle)
