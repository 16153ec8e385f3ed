"""Simulated annealing over plans from the kernel, with ruin and recreate as neighbourhood; promising plans are evaluated by the allocation LP.

The loops are in `greedy` and `ruin_recreate`; here are the current plan, the incumbent, the temperature, and adaptive penalties for
shortfalls of served floors. Only a plan that meets every floor can become the incumbent.

Source: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Optimization by simulated annealing, Science 220 (1983), with reheating.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.multipliers import Multipliers
from planner.model.bound.world_weights import WorldWeights
from planner.model.instance.instance import Instance
from planner.model.search.allocation_lp import AllocationLp, carried_by
from planner.model.search.greedy import Criteria, build
from planner.model.search.repair import NONE, broken
from planner.model.search.ruin_recreate import Terms, Workspace, rebuild, workspace_for
from planner.model.search.state import SearchData, State, copied, search_data_of, state_of
from planner.model.sets.flows import flows_of
from planner.model.sets.site_sets import SiteSets
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CYCLE = 6000
"""Rebuilds of the first cooling cycle; each next one restarts from the incumbent, reheated, and is twice as long."""
WORLDS_CYCLE, WORLDS_LP_SHARE = 5_000, 0.1
"""Rebuilds of the first cycle, and share of rebuilds that the linear program evaluates, with the worst of several worlds as objective: the heuristic allocation tells less of a plan there."""
HEAT = 0.04
"""Initial temperature, as a share of the mean worth of a built site."""
LP_SHARE = 0.05
"""Target share of rebuilds that the linear program evaluates."""
LARGE_FLOWS = 100_000
"""With more flows than this a linear program takes longer than hundreds of rebuilds, and is solved only after so many."""
BATCH, LARGE_BATCH, WEIGHED_BATCH, REFRESH, WEIGHED_REFRESH = 20, 1_000, 100, 20_000, 5_000
"""Rebuilds between two looks at the limits; and in a large city between two linear programs, which re-optimise the whole allocation."""
PEERS, LARGE_PEERS = 40, 15
"""Neighbours of a site in ruin and recreate: those it shares most demand with."""
SLACK = 0.05
"""Flows with a reduced worth below minus this are left out of a large linear program."""
DUST = 1e-6
"""Tolerance on a floor, kWh a day."""
PENALTY, RAISED, PATIENCE = (1.5, 1.0), 1.5, 50
"""Penalty for a missing kWh: a multiple of the floor's multiplier plus a constant; raised by this factor after so many infeasible rebuilds."""
MOST_PENALTY = 100.0
"""Upper limit on penalties: larger ones make the linear program ill-conditioned and slow."""
REBUILT_S, COPIED_S, BUILT_S = 0.15e-3, 20e-9, 100e-9
"""Work of a rebuild for each world, and for each flow of a batch of them and of a plan from scratch, in seconds (`planner.support.work`)."""


@dataclass
class Annealing:
    """Current plan, incumbent, and the moves between plans; deterministic for a seed.

    Parameters
    ----------
    sets : SiteSets
        The kernel.
    multipliers : Multipliers
        Of the lowest bound.
    best : (sites,) int
        The incumbent: rows of the best plan in the kernel that meets the floors; `value` is its worth, -inf before there is one.
    large : bool
        Linear programs take long here, so that rebuilt plans are accepted by the value of the heuristic allocation.
    """

    instance: Instance
    sets: SiteSets
    multipliers: Multipliers
    rng: np.random.Generator
    best: Ints = field(init=False)
    value: float = field(init=False, default=-np.inf)
    rebuilds: int = field(init=False, default=0)
    large: bool = field(init=False)
    _data: SearchData = field(init=False)
    _weighing: WorldWeights | None = field(init=False)
    _work: Workspace = field(init=False)
    _served: AllocationLp | None = field(init=False, default=None)
    _lp: AllocationLp = field(init=False)
    _state: State = field(init=False)
    _current: State = field(init=False)
    _current_value: float = field(init=False)

    def __post_init__(self) -> None:
        instance, sets = self.instance, self.sets
        flows = flows_of(instance, sets)
        self.large = len(flows.key) > LARGE_FLOWS
        self._weighing = WorldWeights.of(instance, flows)
        if self._weighing:
            self._weighing.weigh(flows, self.multipliers.world)
        peers = LARGE_PEERS if len(flows.key) > LARGE_FLOWS else PEERS
        self._data = search_data_of(instance, sets, flows, self.multipliers, peers, self._weighing)
        self._work = workspace_for(self._data)
        self._count = np.diff(np.append(sets.first, len(sets.site)))
        self._penalty = PENALTY[0] * self.multipliers.floor + PENALTY[1]
        self.best = least = self._data.least
        self._cycle, self._lp_share = (CYCLE, LP_SHARE) if self._weighing is None else (WORLDS_CYCLE, WORLDS_LP_SHARE)
        self._age, self._lp_calls, self._raises, self._refreshed = 0, 0, 0, 0
        self._move_to(least, self._evaluated(least))
        self._margin = 0.002 * self._size
        if self.keeps_promises():
            self._update_best(least)
        else:
            self._current_value = (
                -np.inf
            )  # the cheapest sets of forced sites overload a feeder: any feasible plan is better

    @property
    def _size(self) -> float:
        """Scale of tolerances: the incumbent's value, at least 1."""
        return max(1.0, self.value if np.isfinite(self.value) else abs(self._current_value))

    @property
    def penalty(self) -> Floats:
        """Penalty per kWh of shortfall of each served floor; (floors,)."""
        return self._penalty

    def can_build(self) -> bool:
        """Whether any site has more than one set."""
        return bool((self._count > 1).any())

    def keeps_promises(self) -> bool:
        """Whether the forced sites' cheapest sets are feasible together; where not, only plans of dives can start the search."""
        data = self._data
        state = state_of(self.instance, data, self.sets, data.least, np.zeros(len(data.flows.key)))
        return bool(broken(data, state) == NONE)

    def begin(self) -> bool:
        """Construct one plan greedily from scratch; returns whether it is the new incumbent."""
        criteria = Criteria(
            0.1 * int(self.rng.integers(2, 11)),
            float(self.rng.uniform(0.75, 1.1)),
            float(self.rng.choice([0.0, 0.5])),
            float(self.rng.choice([0.0, 0.1])),
            int(self.rng.integers(1 << 30)),
        )
        data = self._data
        count(BUILT_S * len(data.flows.key))
        state = state_of(self.instance, data, self.sets, data.least, np.zeros(len(data.flows.key)))
        sites = np.flatnonzero(self._count > 1)
        build(data, state, self._work.scratch, sites, criteria, np.empty(len(self._count), dtype=np.int64))
        return self.start_from(state.row)

    def start_from(self, row: Ints) -> bool:
        """Move to a plan if it is better than the current one; returns whether it is the new incumbent."""
        value = self._evaluated(row)
        if value > self._current_value:
            self._move_to(row, value)
        return self._update_best(row)

    def construct(self, rebuilds: int) -> bool:
        """Leave the incumbent for a plan constructed from scratch, however good, with a cooling cycle of so many rebuilds; returns whether it is the new incumbent."""
        self._current_value, self._age, self._cycle = -np.inf, 0, rebuilds
        return self.begin()

    def resume(self, rebuilds: int) -> None:
        """Return to the incumbent, with a cooling cycle of so many rebuilds."""
        self._age, self._cycle = 0, rebuilds
        self._move_to(self.best, self._evaluated(self.best))

    @property
    def chargers(self) -> Ints:
        """The incumbent; (sites, chargers)."""
        return np.asarray(self.sets.chargers[self.best].astype(np.int64))

    @property
    def current_value(self) -> float:
        """Value of the current plan, less the penalties."""
        return self._current_value

    @property
    def current(self) -> Ints:
        """The current plan; (sites, chargers)."""
        return np.asarray(self.sets.chargers[self._current.row].astype(np.int64))

    def step(self) -> bool:
        """Ruin and recreate a batch of times; returns whether there is a new incumbent."""
        terms = Terms(self._current_value, BATCH, self._margin, 0.0, self._penalty)
        if self.large:
            batch = LARGE_BATCH if self._weighing is None else WEIGHED_BATCH
            terms = Terms(self._current_value, batch, -1.0, self._heat, self._penalty)
        steps, value, near = rebuild(self._data, self._state, self._current, self._work, terms, self.rng)
        count(REBUILT_S * self.instance.worlds * steps + COPIED_S * len(self._data.flows.key))
        self.rebuilds += steps
        self._age += steps
        better = self._accept(self._state.row.copy()) if near else False
        if self.large:
            better = self._accept_batch(value)
        self._adapt(steps, near=near)
        self._raise_penalties()
        if self._age >= self._cycle:
            self._age, self._cycle = 0, 2 * self._cycle
            again = self.best if np.isfinite(self.value) else self._current.row.copy()
            self._move_to(again, self._evaluated(again))
        return better

    def _accept_batch(self, value: float) -> bool:
        """Move to the plan at the end of a batch, re-optimised by the LP every `REFRESH` rebuilds; returns whether it is the new incumbent."""
        if self._weighing:
            value = self._weighing.worlds * float(self._state.gained.min())
            self._reweigh_worlds(self._state.kwh)
        self._current_value, self._current = value, copied(self._state)
        kept = bool((self._data.promised - self._current.inside <= DUST).all())
        better = kept and value > self.value + 1e-9 * max(1.0, self.value)
        if better:
            self.best, self.value = self._current.row.copy(), value
        refresh = REFRESH if self._weighing is None else WEIGHED_REFRESH
        if self.rebuilds // refresh > self._refreshed:
            self._refreshed = self.rebuilds // refresh
            row = self._current.row.copy()
            self._move_to(row, self._evaluated(row))
            better |= self._update_best(row)
        return better

    @property
    def _heat(self) -> float:
        built = max(1, int((self._current.row != self._data.least).sum()))
        return HEAT * self._size / built * (1.0 - self._age / self._cycle)

    def _accept(self, row: Ints) -> bool:
        """Evaluate a rebuilt plan and accept it by the Metropolis criterion; returns whether it is the new incumbent."""
        value = self._evaluated(row)
        better = self._update_best(row, value)
        nearer = not np.isfinite(self.value) and value > self._current_value
        if better or nearer or value > self._current_value - self._heat * self.rng.exponential():
            self._move_to(row, value)
        else:
            self._state = copied(self._current)
        return better

    def _update_best(self, row: Ints, value: float | None = None) -> bool:
        """Make the plan evaluated last the incumbent if it is better and meets every floor."""
        value = self._lp.value if value is None else value
        if value <= self.value + 1e-9 * max(1.0, self.value) or not (self._lp.short() <= DUST).all():
            return False
        self.best, self.value = row, value
        return True

    def _evaluated(self, row: Ints) -> float:
        """Value of the optimal allocation to these sets, less the penalties."""
        flows = self._data.flows
        if self.large:
            among = carried_by(flows, self.sets, row)
            if self._weighing is None:  # the multipliers balance the worlds better than a plan does
                among = among[flows.worth[among] > self._data.price[flows.key[among]] - SLACK]
            self._lp = AllocationLp(self.instance, self.sets, flows, among, row, self._penalty, self._weighing)
        elif self._served is None:
            among = carried_by(flows, self.sets, np.arange(len(self.sets.site)))
            self._served = AllocationLp(self.instance, self.sets, flows, among, row, self._penalty, self._weighing)
            self._lp = self._served
        else:
            self._served.put(row)
        return self._lp.value

    def _move_to(self, row: Ints, value: float) -> None:
        """Make the plan evaluated last the current one."""
        self._current_value = value
        kwh = self._lp.kwh()
        self._reweigh_worlds(kwh)
        self._current = state_of(self.instance, self._data, self.sets, row, kwh)
        self._state = copied(self._current)
        self._missing = self._lp.short() > DUST

    def _reweigh_worlds(self, kwh: Floats) -> None:
        """Raise the weights of the worlds that are served worst for the next rebuilds."""
        if self._weighing:
            self._weighing.weigh(self._data.flows, self._weighing.tilted(self.multipliers.world, kwh))

    def _adapt(self, steps: int, *, near: bool) -> None:
        """Adapt the margin so that the linear program evaluates about its share of the rebuilds."""
        self._lp_calls += near
        often = self._lp_calls > self._lp_share * self.rebuilds
        self._margin = min(self._margin * (0.97 if often else 1.02**steps), 0.01 * self._size)

    def _raise_penalties(self) -> None:
        """Raise the penalties of floors that stay violated."""
        if self._missing.any() and self._age // PATIENCE > self._raises:
            raised = np.where(self._missing, RAISED, 1.0) * self._penalty
            self._penalty = np.minimum(raised, np.maximum(MOST_PENALTY, self._penalty))
            row = self._current.row.copy()
            if self._served is not None:
                self._served.put(row)
                self._served.set_penalty(self._penalty)
            self._move_to(row, self._evaluated(row))
        self._raises = self._age // PATIENCE
