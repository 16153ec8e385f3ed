"""An upper bound by Lagrangian decomposition, and the multipliers that lead to good plans.

Relaxing the demand of every zone and class (lambda), every row r of the coupling rules (mu) and every served floor g (pi) decomposes the model
into one pricing problem a site, solved exactly over every whole set of chargers. For any multipliers of at least 0

    L = sum_j max_s [ value_j(s; lambda - pi) - sum_r mu_r a_r(s) ] + sum lambda d + sum mu R - sum pi F

is at least the value of any plan (weak duality), so the least L found is an upper bound. For a feasible plan every relaxed row adds a term of
at least 0: ``mu (R - sum a)`` for a coupling row, ``pi (served - F)`` for a served floor F. With a max-min objective over worlds
the weights of the worlds are multipliers too (`world_weights`). Constraints that the subproblems leave out (cabinets that share power between
pools) only loosen the bound.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27 (1981).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.joint_pools import Priced, make_exact
from planner.model.bound.kept_rows import KeptRows
from planner.model.bound.knapsack import Knapsack, best_within, knapsack_of
from planner.model.bound.multipliers import Multipliers, first_multipliers
from planner.model.bound.pricing_loops import Scratch, price_sets, price_sites, scratch_for, serve_rows
from planner.model.bound.world_weights import WorldWeights
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import FloorRows
from planner.model.sets.floor_rows import floor_rows
from planner.model.sets.flows import Flows, flows_of
from planner.model.sets.site_sets import SiteSets
from planner.support.work import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
PRICED_S, KNAPSACK_S = 50e-9, 0.15e-9
"""Work of pricing a flow, and of a step of the knapsack, in seconds (`planner.support.work`)."""
FEW_JOINT = 1_000
"""Sets with joint pools up to which all are valued exactly at once, where a rule's rows are kept: less work than choosing again each time one is."""


@dataclass(frozen=True)
class LagrangianSolution:
    """Solution of the Lagrangian relaxation at given multipliers.

    Parameters
    ----------
    bound : float
        Proven upper bound on any plan; on any plan without barred sets where some were barred.
    best : (sites,) int
        Row of the best set of each site in `SiteSets`.
    value : (sets,)
        Reduced value of each set, -inf where it was barred.
    site : (sets,) int
    served : (zones, classes)
        Energy served by all best sets together; may exceed the demand.
    gained : (worlds,)
        Worth of that energy in each world, unweighed; empty where worlds are not weighed.
    """

    bound: float
    best: Ints
    value: Floats
    site: Ints
    served: Floats
    gained: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def margin(self) -> Floats:
        """Reduced value of the best set of each site; (sites,)."""
        return self.value[self.best]

    @property
    def loss(self) -> Floats:
        """Reduced cost of each set: its value below the best of its site; (sets,). A plan lies below the bound by at least the sum over its sets."""
        return np.asarray(self.margin[self.site] - self.value)


@dataclass
class Decomposition:
    """The Lagrangian relaxation: one pricing problem a site, solved for all sites at once; a row's sites together where it is `kept`."""

    instance: Instance
    sets: SiteSets
    kept: KeptRows | None = None
    flows: Flows = field(init=False)
    floors: FloorRows = field(init=False)
    weighing: WorldWeights | None = field(init=False)
    _scratch: Scratch = field(init=False)
    _first: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.floors = floor_rows(self.instance)
        self.flows = flows_of(self.instance, self.sets)
        self.weighing = WorldWeights.of(self.instance, self.flows)
        self._scratch = scratch_for(self.flows)
        self._first = np.append(self.sets.first, len(self.sets.site))

    @cached_property
    def knapsack(self) -> Knapsack | None:
        """The budget as `within_budget` keeps it; None where it had better be relaxed."""
        return knapsack_of(self.sets)

    def first_multipliers(self) -> Multipliers:
        """Initial multipliers."""
        return first_multipliers(self.instance, self.sets.coupling, self.floors)

    def price_of_sets(self, multipliers: Multipliers) -> Floats:
        """Price of every set at these multipliers, over all resources; (sets,)."""
        sets, prices = self.sets, self.sets.coupling.price_of(multipliers.coupling)
        price = np.zeros(len(sets.site))
        for at_site, amount in zip(prices, sets.amount, strict=True):
            price += at_site[sets.site] * amount
        return price

    def worth(self, price: Floats, demand: Floats) -> Floats:
        """Worth of the energy every set would serve of this demand at these prices, both (zones, classes); (sets,)."""
        none = np.zeros(len(self.sets.site))
        return price_sites(self.flows, self._scratch, self._first, none, price.ravel(), demand.ravel())[0]

    def within_budget(self, multipliers: Multipliers) -> LagrangianSolution:
        """Solve the pricing problems of all sites together within the budget, which is not relaxed; the price of money is not used."""
        coupling = np.append(0.0, multipliers.coupling[1:])
        assert self.knapsack is not None
        count(KNAPSACK_S * self.knapsack.parts * int((self.knapsack.units >= 0).sum()))
        relaxed = replace(multipliers, coupling=coupling)
        value = self.values(relaxed)
        total, best = best_within(value, self.knapsack.units, self._first, self.knapsack.parts)
        return self.answered(relaxed, total, best, value)

    def values(self, multipliers: Multipliers, *, exact: bool = True) -> Floats:
        """Reduced value of every set; unless `exact` too high where pools serve several families; (sets,)."""
        count(PRICED_S * len(self.flows.key))
        if self.weighing:
            self.weighing.weigh(self.flows, multipliers.world)
        price, kwh = multipliers.of_energy(self.floors).ravel(), self.instance.demand.kwh.ravel()
        value = price_sets(self.flows, self._scratch, self._first, self.price_of_sets(multipliers), price, kwh)
        if exact:
            self.make_exact(value, np.flatnonzero(self.flows.joint.used.any(axis=1)))
        return value

    def make_exact(self, value: Floats, rows: Ints) -> None:
        """Make some of the last `values` exact, in place; (rows,) each once."""
        scratch = self._scratch
        priced = Priced(self.flows, scratch.order, scratch.profit, self.instance.demand.kwh.ravel(), scratch.joint)
        make_exact(priced, scratch.worth, value, rows, self.sets.site[rows])

    def answered(self, multipliers: Multipliers, total: float, best: Ints, value: Floats) -> LagrangianSolution:
        """The solution where these sets are chosen at the multipliers of the last `values`; `total` is their value."""
        served, gained = serve_rows(self.flows, self._scratch, best, self.instance.demand.kwh.ravel())
        return self._answer(multipliers, total, best, value, served, gained)

    def evaluate(self, multipliers: Multipliers, barred: Mask | None = None) -> LagrangianSolution:
        """Solve the pricing problem of every site at these multipliers; `barred` (sets,) excludes sets."""
        if self.kept is not None:
            return self._with_rows_kept(self.kept, multipliers, barred)
        count(PRICED_S * len(self.flows.key))
        kwh = self.instance.demand.kwh
        set_price = self.price_of_sets(multipliers)
        if barred is not None:
            set_price[barred] = np.inf
        price = multipliers.of_energy(self.floors).ravel()
        if self.weighing:
            self.weighing.weigh(self.flows, multipliers.world)
        value, best, served, gained = price_sites(self.flows, self._scratch, self._first, set_price, price, kwh.ravel())
        return self._answer(multipliers, float(value[best].sum()), best, value, served, gained)

    def losses(self, multipliers: Multipliers) -> Floats:
        """By how much the bound falls at these multipliers where each set is chosen; (sets,)."""
        answer = self.evaluate(multipliers)
        return answer.loss if self.kept is None else self.kept.loss(answer.value)

    def _with_rows_kept(self, kept: KeptRows, multipliers: Multipliers, barred: Mask | None) -> LagrangianSolution:
        """As `evaluate`; of many sets with joint pools only those that are chosen are valued exactly, until they stay chosen."""
        unpriced = replace(multipliers, coupling=kept.unpriced(multipliers.coupling))
        unsure = self.flows.joint.used.any(axis=1)
        few = bool(np.count_nonzero(unsure) <= FEW_JOINT)
        value = self.values(unpriced, exact=few)
        if few:
            unsure[:] = False
        if barred is not None:
            value[barred] = -np.inf
        while True:
            best = kept.best(value)
            rows = best[unsure[best]]
            if not len(rows):
                return self.answered(unpriced, float(value[best].sum()), best, value)
            self.make_exact(value, rows)
            unsure[rows] = False

    def _answer(
        self, multipliers: Multipliers, total: float, best: Ints, value: Floats, served: Floats, gained: Floats
    ) -> LagrangianSolution:
        """The bound, from the total value of the best sets."""
        kwh = self.instance.demand.kwh
        bound = total + float((multipliers.demand * kwh).sum())  # not @: BLAS would start threads for so little
        for paid in self.sets.coupling.paid_back(multipliers.coupling):
            bound += paid
        if len(self.floors):
            bound -= float(multipliers.floor @ self.floors.promised)
        by_world = np.empty(0)
        if self.weighing:
            of_zone = gained.reshape(kwh.shape).sum(axis=1)
            by_world = (
                np.bincount(self.instance.demand.world, of_zone, minlength=self.weighing.worlds) / multipliers.world
            )
        return LagrangianSolution(float(bound), best, value, self.sets.site, served.reshape(kwh.shape), by_world)


def best_rows(value: Floats, first: Ints) -> Ints:
    """First row of the highest value in each stretch that begins at `first`; (stretches,)."""
    top = np.maximum.reduceat(value, first)
    length = np.diff(np.append(first, len(value)))
    at = np.where(value >= np.repeat(top, length), np.arange(len(value)), len(value))
    return np.asarray(np.minimum.reduceat(at, first))
