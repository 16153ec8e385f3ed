"""An upper bound by Lagrangian decomposition, and the prices that lead to good plans.

Pricing the demand of every zone and class (lambda), the budget (mu) and the feeders (nu) takes the model apart into one small
problem a site, solved exactly over every whole set of chargers. For any prices of at least 0

    L = sum_j max_s [ value_j(s; lambda - pi) - mu cost_s - nu kw_s ] + sum lambda d + mu B + sum nu H - sum pi F

(nu of a site: the price on its feeder and that on its substation, each with its own H) is at least the value of any plan (weak
duality), so the least L found is a proven bound whatever the search does. The price pi of a district's floor F pays every kWh that is
served there: a plan that keeps the floor earns ``pi (served - F) >= 0`` by it, so L only grows. A price on each pair of sites that
are too near, and on the number of sites, is a rent of opening one there, paid back for as many as the rule allows. A price on the share of
cabinets of two standards is paid by those and earned by the others, in sum by no plan that keeps it. Where a plan is judged by the world that
it serves worst, the weights of the worlds are prices too (`weighing`). Rules that are left out (cabinets that share power between pools)
only make the bound safer.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27 (1981).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.coupling_rows import Openings
from planner.model.bound.multipliers import Prices
from planner.model.bound.pricing_loops import Scratch, ask_sites, scratch_for
from planner.model.bound.world_weights import Weighing
from planner.model.instance.flows import Flows, flows_of
from planner.model.instance.instance import Instance
from planner.model.instance.site_sets import SiteSets

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
    openings: Openings = field(init=False)
    weighing: Weighing | None = field(init=False)
    _scratch: Scratch = field(init=False)
    _first: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.openings = Openings.of(self.instance)
        self._opens = self.sets.chargers.any(axis=1) & ~self.instance.existing[self.sets.site]
        self.flows = flows_of(self.instance, self.sets)
        self.weighing = Weighing.of(self.instance, self.flows)
        self._scratch = scratch_for(self.flows)
        self._first = np.append(self.sets.first, len(self.sets.site))

    def opened(self, best: Ints) -> Mask:
        """New sites that chosen sets open; (sites,)."""
        return np.asarray(self._opens[best])

    def dear(self, prices: Prices) -> Floats:
        """What every set costs at these prices: money, power, the rent of opening and two standards; (sets,)."""
        sets = self.sets
        dear = prices.money * sets.cost + prices.per_kw(self.instance)[sets.site] * sets.kw
        if len(prices.opening):
            dear += np.where(self._opens, self.openings.rent(prices.opening)[sets.site], 0.0)
        if prices.dual:
            dear += prices.dual * sets.taken
        return np.asarray(dear)

    def worth(self, price: Floats, demand: Floats) -> Floats:
        """Worth of the energy every set would serve of this demand at these prices, both (zones, classes); (sets,)."""
        none = np.zeros(len(self.sets.site))
        return ask_sites(self.flows, self._scratch, self._first, none, price.ravel(), demand.ravel())[0]

    def ask(self, prices: Prices, barred: Mask | None = None) -> Answer:
        """Solve every site at these prices, without the barred sets; (sets,)."""
        instance, dear = self.instance, self.dear(prices)
        if barred is not None:
            dear[barred] = np.inf
        energy = instance.demand.ravel()
        price = prices.of_energy(instance).ravel()
        if self.weighing:
            self.weighing.weigh(self.flows, prices.world)
        value, best, served, gained = ask_sites(self.flows, self._scratch, self._first, dear, price, energy)
        bound = (
            value[best].sum()
            + (prices.demand * instance.demand).sum()  # not @: BLAS would start threads for so little
            + prices.money * instance.budget
            + prices.feeder @ instance.feeder_kw
            + (prices.substation @ instance.substation_kw if len(prices.substation) else 0.0)
        )
        if len(prices.floor):
            bound -= prices.floor @ instance.promised_kwh()
        if len(prices.opening):
            bound += prices.opening @ self.openings.right
        by_world = np.empty(0)
        if self.weighing:
            of_zone = gained.reshape(instance.demand.shape).sum(axis=1)
            by_world = np.bincount(instance.zone_world, of_zone, minlength=self.weighing.worlds) / prices.world
        return Answer(float(bound), best, value, self.sets.site, served.reshape(instance.demand.shape), by_world)


def best_rows(value: Floats, first: Ints) -> Ints:
    """First row of the highest value in each stretch that begins at `first`; (stretches,)."""
    top = np.maximum.reduceat(value, first)
    length = np.diff(np.append(first, len(value)))
    at = np.where(value >= np.repeat(top, length), np.arange(len(value)), len(value))
    return np.asarray(np.minimum.reduceat(at, first))


def drawn_by(number: Ints, kw: Floats, count: int) -> Floats:
    """KW by feeder or substation, of sites that hang on `number`, -1 for none; (count,)."""
    on = number >= 0
    return np.bincount(number[on], kw[on], minlength=count)[:count] if count else np.zeros(0)


def above_floor(instance: Instance, served: Floats) -> Floats:
    """Energy that each district gets beyond its floor, negative where it is short, of what zones and classes are served; (districts,)."""
    promised = instance.promised_kwh()
    if not len(promised):
        return promised
    inside = instance.district >= 0
    return np.asarray(
        np.bincount(instance.district[inside], served.sum(axis=1)[inside], minlength=len(promised)) - promised
    )
