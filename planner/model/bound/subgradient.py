"""The way down to a low bound: steps on the prices of the decomposition.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27
(1981); step by Polyak's rule with the deflected direction of Camerini, Fratta and Maffioli (1975).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Answer, Decomposition, above_floor, drawn_by
from planner.model.bound.multipliers import Prices
from planner.model.bound.world_weights import settled
from planner.model.instance.instance import Instance

Floats = NDArray[np.float64]

MEMORY = 0.8
"""Share of the old direction in the new one."""
PATIENCE, SHRINK = 6, 0.85
"""After so many rounds without a lower bound the step shrinks to this share."""
NEAR = 0.96
"""Steps aim at a value no further below the bound than this share of it."""
MONEY_UNIT, MAIN_UNIT = 1.5, 1.0
"""How readily the prices of money and of feeders and substations move beside those of demand, in what all worth is to all there is of
them; measured on cities of 200 to 5,000 zones, with feeders from nearly empty to nearly full.
"""
MOST_FLOOR_PRICE = 1e4
"""A floor that no plan can keep would be priced without end."""
OPENING_UNIT = 0.3
"""How readily rents move, in a site's mean share of all worth."""
DUAL_UNIT = 1.0
"""How readily the price of two standards moves, in what all worth is to as many DC cabinets as the money buys."""

WORLD_UNIT = 30.0
"""How readily the weights of worlds move, in what all worth is."""

Slope = tuple[Floats, float, Floats, Floats, Floats, Floats, float]
"""By demand, money, feeder (then substation), district, rule of opening, world and share of cabinets of two standards."""


@dataclass
class Descent:
    """Steps from prices to better ones, each in a direction that remembers those before."""

    problem: Decomposition
    _direction: Slope | None = field(init=False, default=None)

    def step(self, prices: Prices, answer: Answer, distance: float) -> Prices:
        """Prices a step further down, aiming at a bound lower by `distance`."""
        slope = _slope(self.problem, answer, prices)
        self._direction = slope if self._direction is None else _mixed(slope, self._direction)
        return _step(prices, self._direction, distance, self.problem.instance)


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
    best, shrink, since, descent = np.inf, boldness, 0, Descent(problem)
    for _ in range(rounds):
        answer = problem.ask(prices)
        yield prices, answer
        since = 0 if answer.bound < best - 1e-6 * abs(answer.bound) else since + 1
        best = min(best, answer.bound)
        if since >= PATIENCE:
            shrink, since = shrink * SHRINK, 0
        goal = max(value(), NEAR * answer.bound)
        prices = descent.step(prices, answer, shrink * max(answer.bound - goal, 1e-9))


def _slope(problem: Decomposition, answer: Answer, prices: Prices) -> Slope:
    """Demand, money, power of feeders, then substations, openings and two standards that the best sets leave over, or overdraw where negative.

    Before the openings: what districts get above their floor; last the room that cabinets of two standards are left.
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
        answer.gained - answer.gained.mean() if len(answer.gained) else answer.gained,
        0.0 if instance.dual_share is None else -float(sets.taken[answer.best].sum()),
    )


def _mixed(new: Slope, old: Slope) -> Slope:
    fresh = 1.0 - MEMORY
    return (
        fresh * new[0] + MEMORY * old[0],
        fresh * new[1] + MEMORY * old[1],
        fresh * new[2] + MEMORY * old[2],
        fresh * new[3] + MEMORY * old[3],
        fresh * new[4] + MEMORY * old[4],
        fresh * new[5] + MEMORY * old[5],
        fresh * new[6] + MEMORY * old[6],
    )


def _step(prices: Prices, direction: Slope, distance: float, instance: Instance) -> Prices:
    """Polyak's step, each group of prices measured in its own unit so that money and kWh can be added."""
    zone, money, mains, floor, opening, world, dual = direction
    scale = max(float(instance.worth.max(initial=1.0)), 1e-9)
    unit_zone = 1.0 / np.maximum(instance.demand, 1e-9)
    unit_money = MONEY_UNIT * scale * instance.demand.sum() / max(instance.budget, 1.0) ** 2
    limits = np.maximum(np.concatenate([instance.feeder_kw, instance.substation_kw]), 1.0)
    unit_main = MAIN_UNIT * scale * float(instance.demand.sum()) / (limits.sum() * limits)
    unit_floor = scale / np.maximum(instance.promised_kwh(), 1e-9)
    size = float((zone**2 * unit_zone).sum() + money**2 * unit_money + (mains**2 * unit_main).sum())
    unit_opening = OPENING_UNIT * scale * float(instance.demand.sum()) / max(len(instance.existing), 1)
    size += float((floor**2 * unit_floor).sum() + (opening**2).sum() * unit_opening)
    unit_world = WORLD_UNIT / max(scale * float(instance.demand.sum()), 1e-9)
    unit_dual = 0.0 if not dual else DUAL_UNIT * scale * float(instance.demand.sum()) / _cabinets(instance) ** 2
    size += float((world**2).sum()) * unit_world + dual**2 * unit_dual
    if size <= 0:
        return prices
    step = distance / size
    pays = np.clip(prices.floor - step * floor * unit_floor, 0.0, MOST_FLOOR_PRICE * scale)
    feeders = len(prices.feeder)
    old = np.append(prices.feeder, prices.substation if len(prices.substation) else np.zeros(len(mains) - feeders))
    moved = np.maximum(0.0, old - step * mains * unit_main)
    return Prices(
        np.clip(prices.demand - step * zone * unit_zone, 0.0, scale + instance.by_zone(pays)[:, None]),
        max(0.0, prices.money - step * money * unit_money),
        moved[:feeders],
        moved[feeders:],
        floor=pays,
        opening=np.maximum(0.0, (prices.opening if len(prices.opening) else 0.0) - step * opening * unit_opening),
        world=settled(prices.world - step * world * unit_world) if len(world) else prices.world,
        dual=max(0.0, prices.dual - step * dual * unit_dual),
    )


def _cabinets(instance: Instance) -> float:
    """DC cabinets that the money buys, about."""
    assert instance.dual_share is not None
    price = instance.cost[np.array(instance.dual_share.direct)]
    return max(1.0, instance.budget / max(1.0, float(price.mean()))) if len(price) else 1.0
