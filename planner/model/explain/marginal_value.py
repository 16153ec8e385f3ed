"""Value of a fixed plan without one of its sites, or under another demand: a linear program, re-optimised from the last basis.

The rows are those of the exact model with only the plan's chargers on offer. Every set of chargers is a column fixed at 1; removing a
site fixes its columns at 0. All rules are dropped, since chargers are evaluated here and not whether they are allowed. A subset of a
feasible plan is feasible too, unless one site frees the power that another on its feeder draws; an order of building may then name the
second before the first.
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
    """The allocation problem for given chargers, in worth-weighted kWh a day.

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
        self._fix(np.flatnonzero(self.built))
        self._keys = np.unique(free.reach.zone[columns.flow_pair] * free.demand.kwh.shape[1] + columns.flow_class)

    def _fix(self, sites: NDArray[np.int64]) -> None:
        """Fix the columns of these sites at 1 or 0, by `_in`."""
        mine = np.isin(self._columns.sets.site, sites)
        doors = sites[self._columns.open[sites] >= 0]
        at = np.concatenate([self._columns.chosen[mine], self._columns.open[doors]])
        held = np.concatenate([self._in[self._columns.sets.site[mine]], self._in[doors]]).astype(float)
        if len(at):
            self._draft.limit(at, held, held)

    def value(self, sites: Mask | None = None) -> float:
        """Worth served with the new chargers of these sites only, by default of all."""
        wanted = self.built if sites is None else sites & self.built
        changed = np.flatnonzero(wanted != self._in)
        self._in = wanted.copy()
        if len(changed):
            self._fix(changed)
        reply = self._draft.reoptimise()
        assert reply.values is not None, "without constraints on service, serving nothing is feasible"
        self._flows = np.maximum(0.0, reply.values[self._columns.flow])
        return -reply.value

    def ask_for(self, kwh: Floats) -> None:
        """Change the demand, kWh a day; (zones, classes). Zones and classes without demand at first have no columns and stay at 0."""
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
        """KWh a day by site in the last call of `value`; (sites,)."""
        at = self.instance.reach.site[self._columns.flow_pair]
        return np.asarray(np.bincount(at, self._flows, minlength=len(self.built)), dtype=float)

    @property
    def flows(self) -> int:
        """Number of flow columns."""
        return len(self._columns.flow)

    def losses(self) -> tuple[Floats, Floats]:
        """Marginal value of each site: worth and kWh a day lost without its new chargers, energy re-allocated; (sites,), 0 where none are."""
        whole = self.value()
        all_kwh = float(self._flows.sum())
        lost, kwh = np.zeros(len(self.built)), np.zeros(len(self.built))
        for site in np.flatnonzero(self.built):
            without = self.built.copy()
            without[site] = False
            lost[site] = max(0.0, whole - self.value(without))
            kwh[site] = max(0.0, all_kwh - float(self._flows.sum()))
        return lost, kwh
