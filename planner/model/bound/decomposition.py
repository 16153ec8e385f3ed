"""An upper bound by Lagrangian decomposition, and the multipliers that lead to good plans.

Relaxing the demand of every zone and class (lambda), every row r of the coupling rules (mu) and every served floor g (pi) takes the model apart
into one small problem a site, solved exactly over every whole set of chargers. For any multipliers of at least 0

    L = sum_j max_s [ value_j(s; lambda - pi) - sum_r mu_r a_r(s) ] + sum lambda d + sum mu R - sum pi F

is at least the value of any plan (weak duality), so the least L found is a proven bound whatever the search does. A row's multiplier is
paid by every set for what it takes of the row and paid back for as much as the row allows, in sum no loss to a plan that keeps it. The multiplier of
a floor F pays every kWh that is served there: a plan that keeps the floor earns ``pi (served - F) >= 0`` by it. Where a plan is judged by the
world that it serves worst, the weights of the worlds are multipliers too (`world_weights`). What is left out (cabinets that share power
between pools) only makes the bound safer.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27 (1981).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.multipliers import Multipliers, first_multipliers
from planner.model.bound.pricing_loops import Scratch, ask_sites, scratch_for
from planner.model.bound.world_weights import WorldWeights
from planner.model.instance.instance import Instance
from planner.model.sets.floor_rows import FloorRows, floor_rows
from planner.model.sets.flows import Flows, flows_of
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Answer:
    """The best sets at given prices.

    Parameters
    ----------
    bound : float
        Proven upper bound on any plan; on any plan without barred sets where some were barred.
    best : (sites,) int
        Row of the best set of each site in `SiteSets`.
    value : (sets,)
        What each set earns, -inf where it was barred.
    site : (sets,) int
    served : (zones, classes)
        Energy that all best sets together would serve.
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
        """What each site earns at these prices; (sites,)."""
        return self.value[self.best]

    @property
    def loss(self) -> Floats:
        """What each set earns less than the best one of its site; (sets,). A plan falls short of the bound by at least its sets' losses."""
        return np.asarray(self.margin[self.site] - self.value)


@dataclass
class Decomposition:
    """One small problem a site, for all sites at once."""

    instance: Instance
    sets: SiteSets
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

    def first_multipliers(self) -> Multipliers:
        """Multipliers to begin from."""
        return first_multipliers(self.instance, self.sets.coupling, self.floors)

    def price_of_sets(self, multipliers: Multipliers) -> Floats:
        """What every set costs at these multipliers, over all resources; (sets,)."""
        sets, prices = self.sets, self.sets.coupling.price_of(multipliers.coupling)
        price = np.zeros(len(sets.site))
        for at_site, amount in zip(prices, sets.amount, strict=True):
            price += at_site[sets.site] * amount
        return price

    def worth(self, price: Floats, demand: Floats) -> Floats:
        """Worth of the energy every set would serve of this demand at these prices, both (zones, classes); (sets,)."""
        none = np.zeros(len(self.sets.site))
        return ask_sites(self.flows, self._scratch, self._first, none, price.ravel(), demand.ravel())[0]

    def ask(self, multipliers: Multipliers, barred: Mask | None = None) -> Answer:
        """Solve every site at these multipliers, without the barred sets; (sets,)."""
        instance, kwh = self.instance, self.instance.demand.kwh
        set_price = self.price_of_sets(multipliers)
        if barred is not None:
            set_price[barred] = np.inf
        price = multipliers.of_energy(self.floors).ravel()
        if self.weighing:
            self.weighing.weigh(self.flows, multipliers.world)
        value, best, served, gained = ask_sites(self.flows, self._scratch, self._first, set_price, price, kwh.ravel())
        bound = value[best].sum() + (multipliers.demand * kwh).sum()  # not @: BLAS would start threads for so little
        for paid in self.sets.coupling.paid_back(multipliers.coupling):
            bound += paid
        if len(self.floors):
            bound -= multipliers.floor @ self.floors.promised
        by_world = np.empty(0)
        if self.weighing:
            of_zone = gained.reshape(kwh.shape).sum(axis=1)
            by_world = np.bincount(instance.demand.world, of_zone, minlength=self.weighing.worlds) / multipliers.world
        return Answer(float(bound), best, value, self.sets.site, served.reshape(kwh.shape), by_world)


def best_rows(value: Floats, first: Ints) -> Ints:
    """First row of the highest value in each stretch that begins at `first`; (stretches,)."""
    top = np.maximum.reduceat(value, first)
    length = np.diff(np.append(first, len(value)))
    at = np.where(value >= np.repeat(top, length), np.arange(len(value)), len(value))
    return np.asarray(np.minimum.reduceat(at, first))
