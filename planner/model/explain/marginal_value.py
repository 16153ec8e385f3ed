"""Value of a fixed plan without one of its sites, or under another demand: a linear program, re-optimised from the last basis.

The rows are those of the exact model with only the plan's chargers on offer. Every set of chargers is a column fixed at 1; removing a
site fixes its columns at 0. All rules are dropped, since chargers are evaluated here and not whether they are allowed. A subset of a
feasible plan is feasible too, unless one site frees the power that another on its feeder draws; an order of building may then name the
second before the first.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.structure import AFTER, BEFORE, adapters, demand, limited_flows
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rules
from planner.model.objectives.energy import ENERGY
from planner.model.program.draft import Draft
from planner.model.program.program import Program
from planner.model.sets.configurations import given_configurations

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """What a demand says in the program of an allocation.

    Parameters
    ----------
    most : (flows,)
        Upper bounds of the flows.
    rows, right : (rows,) int, (rows,)
        Rows of demand and adapters, each of which sums flows, and their right-hand sides.
    """

    most: Floats
    rows: NDArray[np.int64]
    right: Floats


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
    demand_kwh: Floats = field(init=False)
    _draft: Draft = field(init=False)
    _columns: Columns = field(init=False)
    _in: Mask = field(init=False)
    _at: dict[int, NDArray[np.int64]] = field(init=False)
    _demand_rows: NDArray[np.int64] = field(init=False)
    _adapter_rows: NDArray[np.int64] = field(init=False)
    _keys: NDArray[np.int64] = field(init=False)
    _flows: Floats | None = field(init=False, default=None)
    _value: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        free = replace(self.instance, rules=Rules(), unlike=())
        self.built, self.demand_kwh = self.chargers.any(axis=1), self.instance.demand.kwh
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
        doors = columns.open[:, None]
        self._at = {
            site: np.concatenate([columns.chosen[columns.sets.site == site], doors[site][doors[site] >= 0]])
            for site in np.flatnonzero(self.built).tolist()
        }
        self._fix(np.flatnonzero(self.built))
        self._keys = np.unique(free.reach.zone[columns.flow_pair] * free.demand.kwh.shape[1] + columns.flow_class)

    def _fix(self, sites: NDArray[np.int64]) -> None:
        """Fix the columns of these sites at 1 or 0, by `_in`."""
        if len(sites):
            at = np.concatenate([self._at[site] for site in sites.tolist()])
            held = np.repeat(self._in[sites], [len(self._at[site]) for site in sites.tolist()]).astype(float)
            self._draft.limit(at, held, held)

    def value(self, sites: Mask | None = None) -> float:
        """Worth served with the new chargers of these sites only, by default of all."""
        wanted = self.built if sites is None else sites & self.built
        changed = np.flatnonzero(wanted != self._in)
        self._in = wanted.copy()
        if len(changed):
            self._fix(changed)
        if len(changed) or self._value is None:
            self._value, self._flows = -self._draft.minimum(), None
            assert math.isfinite(self._value), "without constraints on service, serving nothing is feasible"
        return self._value

    def beside(self, sites: Mask) -> Callable[[int], float]:
        """Solve for these sites; returns a function that values them with one more, each time from where this solve ended."""
        self.value(sites)
        here, basis = sites.copy(), self._draft.basis()

        def with_one_more(site: int) -> float:
            self._draft.restart(basis)
            more = here.copy()
            more[site] = True
            return self.value(more)

        return with_one_more

    def _kwh(self) -> Floats:
        """Flows of the last `value`; (flows,)."""
        if self._flows is None:
            self._flows = np.maximum(0.0, self._draft.solution()[self._columns.flow])
        return self._flows

    def gains_at_most(self) -> Floats:
        """Upper bound on the gain of adding the new chargers of each site to those of the last `value`; (sites,), 0 where none are.

        By the dual solution: the value is concave in what the columns are fixed at, so no gain passes their reduced costs.
        """
        costs, columns = self._draft.reduced_costs(), self._columns
        most = np.zeros(len(self.built))
        if len(costs):
            np.subtract.at(most, columns.sets.site, costs[columns.chosen])
            doors = np.flatnonzero(columns.open >= 0)
            most[doors] -= costs[columns.open[doors]]
        return most

    def prices(self) -> Floats:
        """Dual values of the demand in the last `value`, worth a kWh; (zones, classes)."""
        price = np.zeros(self.instance.demand.kwh.size)
        if self._draft.columns:
            price[self._keys] = np.maximum(0.0, -self._draft.dual_values()[self._demand_rows])
        return price.reshape(self.instance.demand.kwh.shape)

    def ask_for(self, kwh: Floats) -> None:
        """Change the demand, kWh a day; (zones, classes). Zones and classes without demand at first have no columns and stay at 0."""
        self.demand_kwh, self._value = kwh, None
        if len(self._columns.flow):
            asked = self.asked(kwh)
            self._draft.limit(self._columns.flow, 0.0, asked.most)
            self._draft.right(asked.rows, asked.right)

    def asked(self, kwh: Floats) -> Asked:
        """What a demand would change, kWh a day; (zones, classes)."""
        columns, routes = self._columns, self.instance.routes
        zone, route = np.divmod(limited_flows(self.instance, columns)[0], len(routes))
        return Asked(
            kwh[self.instance.reach.zone[columns.flow_pair], columns.flow_class] * routes.share[columns.flow_route],
            np.concatenate([self._demand_rows, self._adapter_rows]),
            np.concatenate([kwh.ravel()[self._keys], kwh[zone, routes.class_of[route]] * routes.share[route]]),
        )

    @property
    def program(self) -> Program:
        """The program as stated, all chargers on offer."""
        return self._draft

    @property
    def columns(self) -> Columns:
        """Columns of the program."""
        return self._columns

    def columns_of(self, site: int) -> NDArray[np.int64]:
        """Columns that are 1 where the site's new chargers are built."""
        return self._at[site]

    def served(self) -> Floats:
        """KWh a day by site in the last call of `value`; (sites,)."""
        at = self.instance.reach.site[self._columns.flow_pair]
        return np.asarray(np.bincount(at, self._kwh(), minlength=len(self.built)), dtype=float)

    @property
    def flows(self) -> int:
        """Number of flow columns."""
        return len(self._columns.flow)

    def losses(self) -> tuple[Floats, Floats]:
        """Marginal value of each site: worth and kWh a day lost without its new chargers, energy re-allocated; (sites,), 0 where none are."""
        whole = self.value()
        all_kwh = float(self._kwh().sum())
        lost, kwh = np.zeros(len(self.built)), np.zeros(len(self.built))
        for site in np.flatnonzero(self.built):
            without = self.built.copy()
            without[site] = False
            lost[site] = max(0.0, whole - self.value(without))
            kwh[site] = max(0.0, all_kwh - float(self._kwh().sum()))
        return lost, kwh
