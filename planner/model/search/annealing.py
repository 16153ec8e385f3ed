"""Simulated annealing over plans from the kernel: ruined, recreated, and judged by a linear program where they come near the plan in hand.

The loops are in `greedy` and `ruin_recreate`; here is the plan in hand, the best one so far, the temperature, and what a served floor costs that
is short: a penalty that rises the longer the plan in hand stays short; only a plan that keeps every floor can be the best.

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
from planner.model.search.state import Ground, State, copied, ground_of, state_of
from planner.model.sets.flows import flows_of
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CYCLE = 6000
"""Rebuilds from hot to cold at first; after each cycle the search goes on from the best plan, hot again, twice as long."""
HEAT = 0.04
"""Share of a built site's mean worth that a hot search gives away for a change."""
ASKED = 0.05
"""Share of rebuilds that the linear program is asked about, about."""
LARGE_FLOWS = 100_000
"""With more flows than this a linear program takes longer than hundreds of rebuilds, and is asked only after so many."""
BATCH, LARGE_BATCH, WEIGHED_BATCH, REFRESH, WEIGHED_REFRESH = 20, 1_000, 100, 20_000, 5_000
"""Rebuilds between two looks at the clock; and in a large city between two linear programs, which let all energy find its best way anew."""
PEERS, LARGE_PEERS = 40, 15
"""Neighbours of a site that a rebuild looks at: those it shares most demand with."""
SLACK = 0.05
"""Flows whose worth lies more than this below the price of their energy are left out of a large linear program."""
DUST = 1e-6
"""Less energy than this is no breach of a floor."""
PENALTY, RAISED, PATIENCE = (1.5, 1.0), 1.5, 50
"""A missing kWh costs so many times the floor's price and so much more; raised by this factor after so many rebuilds that are short."""
MOST_PENALTY = 100.0
"""Higher than this, the penalties drown the worth of a kWh in the rounding of the linear program, and it takes for ever."""


@dataclass
class Annealing:
    """A plan in hand, the best one so far, and the means to change it; deterministic for a seed.

    Parameters
    ----------
    sets : SiteSets
        The kernel.
    multipliers : Multipliers
        Of the lowest bound.
    best : (sites,) int
        Rows of the best plan in the kernel that keeps the floors; `value` is its worth, -inf before there is one.
    large : bool
        Linear programs take long here, so that rebuilt plans are taken by their own reckoning.
    """

    instance: Instance
    sets: SiteSets
    multipliers: Multipliers
    rng: np.random.Generator
    best: Ints = field(init=False)
    value: float = field(init=False, default=-np.inf)
    rebuilds: int = field(init=False, default=0)
    large: bool = field(init=False)
    _ground: Ground = field(init=False)
    _weighing: WorldWeights | None = field(init=False)
    _work: Workspace = field(init=False)
    _served: AllocationLp | None = field(init=False, default=None)
    _judgement: AllocationLp = field(init=False)
    _state: State = field(init=False)
    _kept: State = field(init=False)
    _now: float = field(init=False)

    def __post_init__(self) -> None:
        instance, sets = self.instance, self.sets
        flows = flows_of(instance, sets)
        self.large = len(flows.key) > LARGE_FLOWS or instance.by_worst
        self._weighing = WorldWeights.of(instance, flows)
        if self._weighing:
            self._weighing.weigh(flows, self.multipliers.world)
        peers = LARGE_PEERS if len(flows.key) > LARGE_FLOWS else PEERS
        self._ground = ground_of(instance, sets, flows, self.multipliers, peers, self._weighing)
        self._work = workspace_for(self._ground)
        self._count = np.diff(np.append(sets.first, len(sets.site)))
        self._penalty = PENALTY[0] * self.multipliers.floor + PENALTY[1]
        self.best = least = self._ground.least
        self._age, self._cycle, self._asked, self._raises, self._refreshed = 0, CYCLE, 0, 0, 0
        self._take(least, self._judged(least))
        self._margin = 0.002 * self._size
        if self.keeps_promises():
            self._offer(least)
        else:
            self._now = -np.inf  # forced sites whose cheapest sets overdraw a feeder: whatever comes is better

    @property
    def _size(self) -> float:
        """What shares of the value are taken of, at least 1."""
        return max(1.0, self.value if np.isfinite(self.value) else abs(self._now))

    @property
    def penalty(self) -> Floats:
        """What a kWh costs that each served floor is short; (floors,)."""
        return self._penalty

    def can_build(self) -> bool:
        """Tell whether there is any choice at all."""
        return bool((self._count > 1).any())

    def keeps_promises(self) -> bool:
        """Tell whether the forced sites' cheapest sets can stand together; where not, only plans of dives are there to begin from."""
        ground = self._ground
        state = state_of(self.instance, ground, self.sets, ground.least, np.zeros(len(ground.flows.key)))
        return bool(broken(ground, state) == NONE)

    def begin(self) -> bool:
        """Build one plan from nothing; says whether it is the best so far."""
        criteria = Criteria(
            0.1 * int(self.rng.integers(2, 11)),
            float(self.rng.uniform(0.75, 1.1)),
            float(self.rng.choice([0.0, 0.5])),
            float(self.rng.choice([0.0, 0.1])),
            int(self.rng.integers(1 << 30)),
        )
        ground = self._ground
        state = state_of(self.instance, ground, self.sets, ground.least, np.zeros(len(ground.flows.key)))
        sites = np.flatnonzero(self._count > 1)
        build(ground, state, self._work.scratch, sites, criteria, np.empty(len(self._count), dtype=np.int64))
        return self.start_from(state.row)

    def start_from(self, row: Ints) -> bool:
        """Take a plan over where it is better than the one in hand; says whether it is the best so far."""
        value = self._judged(row)
        if value > self._now:
            self._take(row, value)
        return self._offer(row)

    def step(self) -> bool:
        """Ruin and recreate some times; says whether there is a better plan."""
        terms = Terms(self._now, BATCH, self._margin, 0.0, self._penalty)
        if self.large:
            batch = LARGE_BATCH if self._weighing is None else WEIGHED_BATCH
            terms = Terms(self._now, batch, -1.0, self._heat, self._penalty)
        steps, value, near = rebuild(self._ground, self._state, self._kept, self._work, terms, self.rng)
        self.rebuilds += steps
        self._age += steps
        better = self._accept(self._state.row.copy()) if near else False
        if self.large:
            better = self._went_on(value)
        self._adapt(steps, near=near)
        self._tighten()
        if self._age >= self._cycle:
            self._age, self._cycle = 0, 2 * self._cycle
            again = self.best if np.isfinite(self.value) else self._kept.row.copy()
            self._take(again, self._judged(again))
        return better

    def _went_on(self, value: float) -> bool:
        """Hold the plan that a large city's rebuilds ended with, by its own reckoning but for now and then; says whether it is the best."""
        if self._weighing:
            value = self._weighing.worlds * float(self._state.gained.min())
            self._tilt(self._state.kwh)
        self._now, self._kept = value, copied(self._state)
        kept = bool((self._ground.promised - self._kept.inside <= DUST).all())
        better = kept and value > self.value + 1e-9 * max(1.0, self.value)
        if better:
            self.best, self.value = self._kept.row.copy(), value
        refresh = REFRESH if self._weighing is None else WEIGHED_REFRESH
        if self.rebuilds // refresh > self._refreshed:
            self._refreshed = self.rebuilds // refresh
            row = self._kept.row.copy()
            self._take(row, self._judged(row))
            better |= self._offer(row)
        return better

    @property
    def _heat(self) -> float:
        built = max(1, int((self._kept.row != self._ground.least).sum()))
        return HEAT * self._size / built * (1.0 - self._age / self._cycle)

    def _accept(self, row: Ints) -> bool:
        """Judge a rebuilt plan and take it over where it is better, or by lot not much worse; says whether it is the best so far."""
        value = self._judged(row)
        better = self._offer(row, value)
        nearer = not np.isfinite(self.value) and value > self._now
        if better or nearer or value > self._now - self._heat * self.rng.exponential():
            self._take(row, value)
        else:
            self._state = copied(self._kept)
        return better

    def _offer(self, row: Ints, value: float | None = None) -> bool:
        """Remember a plan that was judged last as the best where it is and keeps every floor."""
        value = self._judgement.value if value is None else value
        if value <= self.value + 1e-9 * max(1.0, self.value) or not (self._judgement.short() <= DUST).all():
            return False
        self.best, self.value = row, value
        return True

    def _judged(self, row: Ints) -> float:
        """Worth of what these sets serve at best, less the penalties."""
        flows = self._ground.flows
        if self.large:
            among = carried_by(flows, self.sets, row)
            if self._weighing is None:  # the prices balance the worlds, which a plan seldom does so well
                among = among[flows.worth[among] > self._ground.price[flows.key[among]] - SLACK]
            self._judgement = AllocationLp(self.instance, self.sets, flows, among, row, self._penalty, self._weighing)
        elif self._served is None:
            among = carried_by(flows, self.sets, np.arange(len(self.sets.site)))
            self._served = AllocationLp(self.instance, self.sets, flows, among, row, self._penalty, self._weighing)
            self._judgement = self._served
        else:
            self._served.put(row)
        return self._judgement.value

    def _take(self, row: Ints, value: float) -> None:
        """Hold the plan that was judged last."""
        self._now = value
        kwh = self._judgement.kwh()
        self._tilt(kwh)
        self._kept = state_of(self.instance, self._ground, self.sets, row, kwh)
        self._state = copied(self._kept)
        self._missing = self._judgement.short() > DUST

    def _tilt(self, kwh: Floats) -> None:
        """Let worlds that are served worse count for more in what is rebuilt next."""
        if self._weighing:
            self._weighing.weigh(self._ground.flows, self._weighing.tilted(self.multipliers.world, kwh))

    def _adapt(self, steps: int, *, near: bool) -> None:
        """Set the margin so that the linear program is asked about as often as wanted."""
        self._asked += near
        often = self._asked > ASKED * self.rebuilds
        self._margin = min(self._margin * (0.97 if often else 1.02**steps), 0.01 * self._size)

    def _tighten(self) -> None:
        """Raise the penalties of floors that stay short."""
        if self._missing.any() and self._age // PATIENCE > self._raises:
            raised = np.where(self._missing, RAISED, 1.0) * self._penalty
            self._penalty = np.minimum(raised, np.maximum(MOST_PENALTY, self._penalty))
            row = self._kept.row.copy()
            if self._served is not None:
                self._served.put(row)
                self._served.set_penalty(self._penalty)
            self._take(row, self._judged(row))
        self._raises = self._age // PATIENCE
