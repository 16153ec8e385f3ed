"""An upper bound by Lagrangian decomposition, and the prices that lead to good plans.

Pricing the demand of every zone and class (lambda), the budget (mu) and the feeders (nu) takes the model apart into one small
problem a site, solved exactly over every whole set of chargers. For any prices of at least 0

    L = sum_j max_s [ value_j(s; lambda - pi) - mu cost_s - nu kw_s ] + sum lambda d + mu B + sum nu H - sum pi F

(nu of a site: the price on its feeder and that on its substation, each with its own H) is at least the value of any plan (weak
duality), so the least L found is a proven bound whatever the search does. The price pi of a district's floor F pays every kWh that is
served there: a plan that keeps the floor earns ``pi (served - F) >= 0`` by it, so L only grows. A price on each pair of sites that
are too near, and on the number of sites, is a rent of opening one there, paid back for as many as the rule allows. Rules that are
left out (cabinets that share power between pools) only make the bound safer.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27
(1981); step by Polyak's rule with the deflected direction of Camerini, Fratta and Maffioli (1975).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.flows import FamilyFlows
from planner.model.instance import Instance
from planner.model.openings import Openings
from planner.model.sitesets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEMORY = 0.8
"""Share of the old direction in the new one."""
PATIENCE, SHRINK = 6, 0.85
"""After so many rounds without a lower bound the step shrinks to this share."""
NEAR = 0.96
"""Steps aim at a value no further below the bound than this share of it."""
MONEY_UNIT, FEEDER_UNIT = 1.5, 1e-3
"""How readily the prices of money and of feeders move beside those of demand; measured on cities of 200 to 1,000 zones."""
MOST_FLOOR_PRICE = 1e4
"""A floor that no plan can keep would be priced without end."""

OPENING_UNIT = 0.3
"""How readily rents move, in a site's mean share of all worth."""

Slope = tuple[Floats, float, Floats, Floats, Floats]
"""By demand, money, feeder (then substation), district and rule of opening."""


@dataclass(frozen=True)
class Prices:
    """What demand, money, feeder power and the floors of districts are worth at the margin, all at least 0.

    Parameters
    ----------
    demand : (zones, classes)
    money : float
    feeder : (feeders,)
    substation : (substations,)
        None at all stands for zeros.
    floor : (districts,)
        Empty where no floor is promised.
    opening : (rules,)
        On the rows of `Openings`; empty stands for zeros.
    """

    demand: Floats
    money: float
    feeder: Floats
    substation: Floats = field(default_factory=lambda: np.empty(0))
    floor: Floats = field(default_factory=lambda: np.empty(0))
    opening: Floats = field(default_factory=lambda: np.empty(0))

    def of_energy(self, instance: Instance) -> Floats:
        """Price of a kWh by zone and class, less what its district pays for it; (zones, classes)."""
        return np.asarray(self.demand - instance.by_zone(self.floor)[:, None]) if len(self.floor) else self.demand

    def per_kw(self, instance: Instance) -> Floats:
        """What a kW costs at each site, on its feeder and behind its substation; (sites,)."""
        price = np.append(self.feeder, 0.0)[instance.feeder]
        return np.asarray(
            price + np.append(self.substation, 0.0)[instance.substation] if len(self.substation) else price
        )


@dataclass(frozen=True)
class Answer:
    """The best sets at given prices.

    Parameters
    ----------
    bound : float
        Proven upper bound on any plan.
    best : (sites,) int
        Row of the best set of each site in `SiteSets`.
    margin : (sites,)
        What the site earns at these prices.
    loss : (sets,)
        What each set earns less than the best one of its site. A plan falls short of the bound by at least its sets' losses.
    served : (zones, classes)
        Energy that all best sets together would serve.
    """

    bound: float
    best: Ints
    margin: Floats
    loss: Floats
    served: Floats


@dataclass
class Decomposition:
    """One small problem a site, for all sites at once."""

    instance: Instance
    sets: SiteSets
    flows: "list[FamilyFlows]" = field(init=False)
    openings: Openings = field(init=False)

    def __post_init__(self) -> None:
        self.openings = Openings.of(self.instance)
        self._opens = self.sets.chargers.any(axis=1) & ~self.instance.existing[self.sets.site]
        self.flows = [FamilyFlows.of(self.instance, self.sets, family) for family in range(len(self.sets.families))]

    def opened(self, best: Ints) -> NDArray[np.bool_]:
        """New sites that chosen sets open; (sites,)."""
        return np.asarray(self._opens[best])

    def worth(self, price: Floats, demand: Floats) -> Floats:
        """Worth of the energy every set would serve of this demand at these prices, both (zones, classes); (sets,)."""
        value = np.zeros(len(self.sets.site))
        for family in self.flows:
            value += family.worth_of(price, demand)[family.level_of_set]
        return value

    def ask(self, prices: Prices) -> Answer:
        """Solve every site at these prices."""
        sets, instance = self.sets, self.instance
        value = self.worth(prices.of_energy(instance), instance.demand) - prices.money * sets.cost
        value -= prices.per_kw(instance)[sets.site] * sets.kw
        if len(prices.opening):
            value -= np.where(self._opens, self.openings.rent(prices.opening)[sets.site], 0.0)
        best = best_rows(value, sets.first)
        margin = value[best]
        served = np.zeros_like(prices.demand)
        for family in self.flows:
            family.serve(best, served)
        bound = (
            margin.sum()
            + (prices.demand * instance.demand).sum()
            + prices.money * instance.budget
            + prices.feeder @ instance.feeder_kw
            + (prices.substation @ instance.substation_kw if len(prices.substation) else 0.0)
        )
        if len(prices.floor):
            bound -= prices.floor @ instance.promised_kwh()
        if len(prices.opening):
            bound += prices.opening @ self.openings.right
        return Answer(float(bound), best, margin, margin[sets.site] - value, served)


def best_rows(value: Floats, first: Ints) -> Ints:
    """First row of the highest value in each stretch that begins at `first`; (stretches,)."""
    top = np.maximum.reduceat(value, first)
    length = np.diff(np.append(first, len(value)))
    at = np.where(value >= np.repeat(top, length), np.arange(len(value)), len(value))
    return np.asarray(np.minimum.reduceat(at, first))


def first_prices(instance: Instance) -> Prices:
    """Prices to begin from: a third of the best worth for energy, and what a dollar serves on average."""
    scale = float(instance.worth.max(initial=1.0))
    money = 0.25 * scale * float(instance.demand.sum()) / max(instance.budget, 1.0)
    return Prices(
        np.where(instance.demand > 0, 0.3 * scale, 0.0),
        money,
        np.zeros(len(instance.feeder_kw)),
        substation=np.zeros(len(instance.substation_kw)),
        floor=np.zeros(len(instance.promised_kwh())),
        opening=np.zeros(len(Openings.of(instance).right)),
    )


def descend(
    problem: Decomposition, prices: Prices, *, value: Callable[[], float], rounds: int, boldness: float = 1.0
) -> Iterator[tuple[Prices, Answer]]:
    """Lower the bound step by step; yields the prices and the answer of every round, the best of which is not the last.

    Parameters
    ----------
    value : callable
        Best plan known so far, Polyak's target; one far below the bound is taken as `NEAR` of it, for the first steps
        would be wild.
    boldness : float
        First step as a share of Polyak's; less where the prices are good already.
    """
    best, shrink, since = np.inf, boldness, 0
    direction: Slope | None = None
    for _ in range(rounds):
        answer = problem.ask(prices)
        yield prices, answer
        since = 0 if answer.bound < best - 1e-6 * abs(answer.bound) else since + 1
        best = min(best, answer.bound)
        if since >= PATIENCE:
            shrink, since = shrink * SHRINK, 0
        slope = _slope(problem, answer, prices)
        direction = slope if direction is None else _mixed(slope, direction)
        goal = max(value(), NEAR * answer.bound)
        prices = _step(prices, direction, shrink * max(answer.bound - goal, 1e-9), problem.instance)


def _slope(problem: Decomposition, answer: Answer, prices: Prices) -> Slope:
    """Demand, money, power of feeders, then substations, and openings that the best sets leave over, or overdraw where negative.

    Before the last ones: what districts get above their floor.
    """
    instance, sets = problem.instance, problem.sets
    kw, spent = sets.kw[answer.best], float(sets.cost[answer.best].sum())
    mains = [
        limit - drawn_by(number, kw, len(limit))
        for number, limit in (
            (instance.feeder, instance.feeder_kw),
            (instance.substation, instance.substation_kw),
        )
    ]
    left = problem.openings.left(problem.opened(answer.best))
    free = prices.opening if len(prices.opening) else np.zeros(len(left))
    return (
        instance.demand - answer.served,
        instance.budget - spent,
        np.concatenate(mains),
        above_floor(instance, answer.served),
        np.where((free <= 0) & (left > 0), 0.0, left),
    )


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


def _mixed(new: Slope, old: Slope) -> Slope:
    fresh = 1.0 - MEMORY
    return (
        fresh * new[0] + MEMORY * old[0],
        fresh * new[1] + MEMORY * old[1],
        fresh * new[2] + MEMORY * old[2],
        fresh * new[3] + MEMORY * old[3],
        fresh * new[4] + MEMORY * old[4],
    )


def _step(prices: Prices, direction: Slope, distance: float, instance: Instance) -> Prices:
    """Polyak's step, each group of prices measured in its own unit so that money and kWh can be added."""
    zone, money, mains, floor, opening = direction
    scale = max(float(instance.worth.max(initial=1.0)), 1e-9)
    unit_zone = 1.0 / np.maximum(instance.demand, 1e-9)
    unit_money = MONEY_UNIT * scale * instance.demand.sum() / max(instance.budget, 1.0) ** 2
    unit_floor = scale / np.maximum(instance.promised_kwh(), 1e-9)
    size = float((zone**2 * unit_zone).sum() + money**2 * unit_money + (mains**2).sum() * FEEDER_UNIT)
    unit_opening = OPENING_UNIT * scale * float(instance.demand.sum()) / max(len(instance.existing), 1)
    size += float((floor**2 * unit_floor).sum() + (opening**2).sum() * unit_opening)
    if size <= 0:
        return prices
    step = distance / size
    pays = np.clip(prices.floor - step * floor * unit_floor, 0.0, MOST_FLOOR_PRICE * scale)
    feeders = len(prices.feeder)
    old = np.append(prices.feeder, prices.substation if len(prices.substation) else np.zeros(len(mains) - feeders))
    moved = np.maximum(0.0, old - step * mains * FEEDER_UNIT)
    return Prices(
        np.clip(prices.demand - step * zone * unit_zone, 0.0, scale + instance.by_zone(pays)[:, None]),
        max(0.0, prices.money - step * money * unit_money),
        moved[:feeders],
        moved[feeders:],
        floor=pays,
        opening=np.maximum(0.0, (prices.opening if len(prices.opening) else 0.0) - step * opening * unit_opening),
    )
