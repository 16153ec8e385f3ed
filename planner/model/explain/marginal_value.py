"""What a fixed plan serves when one of its sites is taken out, or when the demand is another: one linear program, asked again and again.

The rows are those of the model itself, stated with just the plan's chargers on offer. Every set of chargers is a column that is held
at 1; taking a site out holds its columns at 0 and lets the energy find its best way anew. All rules are switched off: what is asked here is
what chargers are worth, not whether they may be there or be left out. What a plan keeps it keeps with fewer sites too, unless one of them frees
the power that another on its feeder draws; an order of building may name the second before the first.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.structure import AFTER, BEFORE, adapters, demand, limited_flows
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rules
from planner.model.objectives.energy import ENERGY
from planner.model.program.draft import Draft
from planner.model.sets.configurations import given_configurations

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass
class Allocation:
    """Best use of given chargers, in worth-weighted kWh a day.

    Parameters
    ----------
    instance : Instance
    chargers : (sites, chargers) int
    """

    instance: Instance
    chargers: NDArray[np.int64]
    built: Mask = field(init=False)
    _draft: Draft = field(init=False)
    _columns: Columns = field(init=False)
    _in: Mask = field(init=False)
    _demand_rows: NDArray[np.int64] = field(init=False)
    _adapter_rows: NDArray[np.int64] = field(init=False)
    _keys: NDArray[np.int64] = field(init=False)
    _flows: Floats = field(init=False, default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        free = replace(self.instance, rules=Rules(), unlike=())
        self.built = self.chargers.any(axis=1)
        self._in = self.built.copy()
        draft = self._draft = Draft("allocation")
        columns = self._columns = lay_columns(draft, free, given_configurations(free, self.chargers))
        for statement in (*BEFORE, *AFTER):
            first = draft.rows
            statement(draft, free, columns)
            if statement is demand:
                self._demand_rows = np.arange(first, draft.rows)
            if statement is adapters:
                self._adapter_rows = np.arange(first, draft.rows)
        ENERGY.aim(draft, free, columns)
        self._hold(np.flatnonzero(self.built))
        self._keys = np.unique(free.reach.zone[columns.flow_pair] * free.demand.kwh.shape[1] + columns.flow_class)

    def _hold(self, sites: NDArray[np.int64]) -> None:
        """Hold the chargers of these sites as `_in` says."""
        mine = np.isin(self._columns.sets.site, sites)
        doors = sites[self._columns.open[sites] >= 0]
        at = np.concatenate([self._columns.chosen[mine], self._columns.open[doors]])
        held = np.concatenate([self._in[self._columns.sets.site[mine]], self._in[doors]]).astype(float)
        if len(at):
            self._draft.limit(at, held, held)

    def value(self, sites: Mask | None = None) -> float:
        """Worth served with the chargers of these sites alone beside what stands; all of them unless told."""
        wanted = self.built if sites is None else sites & self.built
        changed = np.flatnonzero(wanted != self._in)
        self._in = wanted.copy()
        if len(changed):
            self._hold(changed)
        reply = self._draft.ask()
        assert reply.values is not None, "what is served without promises can always be nothing"
        self._flows = np.maximum(0.0, reply.values[self._columns.flow])
        return -reply.value

    def ask_for(self, kwh: Floats) -> None:
        """Let the demand be another from now on; (zones, classes). Zones and classes that asked for nothing at first stay so."""
        columns = self._columns
        if not len(columns.flow):
            return
        routes = self.instance.routes
        most = kwh[self.instance.reach.zone[columns.flow_pair], columns.flow_class] * routes.share[columns.flow_route]
        self._draft.limit(columns.flow, 0.0, most)
        self._draft.right(self._demand_rows, kwh.ravel()[self._keys])
        if len(self._adapter_rows):
            zone, route = np.divmod(limited_flows(self.instance, columns)[0], len(routes))
            self._draft.right(self._adapter_rows, kwh[zone, routes.class_of[route]] * routes.share[route])

    def served(self) -> Floats:
        """KWh a day by site, as `value` was last asked; (sites,)."""
        at = self.instance.reach.site[self._columns.flow_pair]
        return np.asarray(np.bincount(at, self._flows, minlength=len(self.built)), dtype=float)

    @property
    def flows(self) -> int:
        """How many flows there are."""
        return len(self._columns.flow)

    def losses(self) -> tuple[Floats, Floats]:
        """Worth and kWh a day lost when a site's new chargers are taken out and the energy is allocated anew; (sites,), 0 where none are."""
        whole = self.value()
        all_kwh = float(self._flows.sum())
        lost, kwh = np.zeros(len(self.built)), np.zeros(len(self.built))
        for site in np.flatnonzero(self.built):
            without = self.built.copy()
            without[site] = False
            lost[site] = max(0.0, whole - self.value(without))
            kwh[site] = max(0.0, all_kwh - float(self._flows.sum()))
        return lost, kwh
