"""An upper bound by Lagrangian decomposition, and the prices that lead to good plans.

Pricing the demand of every zone and class (lambda), the budget (mu) and the feeders (nu) takes the model apart into one small
problem a site, solved exactly over every whole set of chargers. For any prices of at least 0

    L = sum_j max_s [ value_j(s; lambda) - mu cost_s - nu kw_s ] + sum lambda d + mu B + sum nu H

is at least the value of any plan (weak duality), so the least L found is a proven bound whatever the search does. Rules that
are left out (floors, spacing, number of sites, cabinets that share power between pools) only make the bound safer.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27
(1981); step by Polyak's rule with the deflected direction of Camerini, Fratta and Maffioli (1975).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.sitesets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Prices:
    """What demand, money and feeder power are worth at the margin, all at least 0.

    Parameters
    ----------
    demand : (zones, classes)
    money : float
    feeder : (feeders,)
    """

    demand: Floats
    money: float
    feeder: Floats


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
    served : (zones, classes)
        Energy that all best sets together would serve.
    """

    bound: float
    best: Ints
    margin: Floats
    served: Floats


@dataclass
class Decomposition:
    """One small problem a site, for all sites at once."""

    instance: Instance
    sets: SiteSets
    _flows: "list[FamilyFlows]" = field(init=False)

    def __post_init__(self) -> None:
        self._flows = [FamilyFlows.of(self.instance, self.sets, family) for family in range(len(self.sets.families))]

    def ask(self, prices: Prices) -> Answer:
        """Solve every site at these prices."""
        sets, instance = self.sets, self.instance
        value = -prices.money * sets.cost - np.append(prices.feeder, 0.0)[instance.feeder[sets.site]] * sets.kw
        for family in self._flows:
            value += family.worth_of(prices.demand, instance.demand)[family.level_of_set]
        margin = np.maximum.reduceat(value, sets.first)
        at_best = np.where(value >= margin[sets.site] - 1e-12, np.arange(len(value)), len(value))
        best = np.minimum.reduceat(at_best, sets.first)
        served = np.zeros_like(prices.demand)
        for family in self._flows:
            family.serve(best, served)
        bound = (
            margin.sum()
            + (prices.demand * instance.demand).sum()
            + prices.money * instance.budget
            + prices.feeder @ instance.feeder_kw
        )
        return Answer(float(bound), best, margin, served)


@dataclass
class FamilyFlows:
    """Energy of one port family at every site, sorted by its profit at the prices of the day.

    Fast need takes DC capacity A only, slow need A or the AC capacity B: taking the most profitable first is optimal, since
    ``fast <= A`` and ``fast + slow <= A + B`` are nested. So a site is worth ``V_all(A + B)`` where the best A + B kWh hold no
    more than A of fast need, else ``V_fast(A) + V_slow(B)``, with V the running sums over the sorted energy.
    """

    site: Ints
    zone: Ints
    group: Ints
    fast: NDArray[np.bool_]
    worth: Floats
    sites: int
    level_site: Ints
    level_dc: Floats
    level_ac: Floats
    level_of_set: Ints
    _sorted: "dict[str, _Running]" = field(default_factory=dict)
    _fast_binds: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))

    @classmethod
    def of(cls, instance: Instance, sets: SiteSets, family: int) -> "FamilyFlows":
        classes = sets.families[family]
        parts = [(c, np.flatnonzero(instance.demand[instance.zone, c] > 0)) for c in classes]
        pair = np.concatenate([p for _, p in parts])
        group = np.concatenate([np.full(len(p), c) for c, p in parts])
        key = np.column_stack([sets.site, np.round(sets.dc[:, family], 9), np.round(sets.ac[:, family], 9)])
        levels, of_set = np.unique(key, axis=0, return_inverse=True)
        return cls(
            site=instance.site[pair],
            zone=instance.zone[pair],
            group=group,
            fast=sets.fast[group],
            worth=instance.worth[pair],
            sites=len(instance.existing),
            level_site=levels[:, 0].astype(np.int64),
            level_dc=levels[:, 1],
            level_ac=levels[:, 2],
            level_of_set=of_set.reshape(-1),
        )

    def worth_of(self, price: Floats, demand: Floats) -> Floats:
        """Worth of every (site, A, B) level at these prices for this demand, both (zones, classes); (levels,)."""
        profit = self.worth - price[self.zone, self.group]
        order = np.lexsort((-profit, self.site))
        order = order[profit[order] > 0]
        kwh = demand[self.zone, self.group]
        every = _Running.of(order, self, profit, kwh)
        fast = _Running.of(order[self.fast[order]], self, profit, kwh)
        slow = _Running.of(order[~self.fast[order]], self, profit, kwh)
        self._sorted = {"all": every, "fast": fast, "slow": slow}
        at, dc, ac = self.level_site, self.level_dc, self.level_ac
        together, fast_in_it = every.upto(at, dc + ac)
        apart = fast.upto(at, dc)[0] + slow.upto(at, ac)[0]
        self._fast_binds = fast_in_it > dc + 1e-9
        return np.where(self._fast_binds, apart, together)

    def serve(self, best: Ints, served: Floats, only: int | None = None) -> None:
        """Add what the chosen sets serve, at every site or at one only."""
        level = self.level_of_set[best]
        dc, ac, binds = self.level_dc[level], self.level_ac[level], self._fast_binds[level]
        for name, room in (
            ("all", np.where(binds, 0.0, dc + ac)),
            ("fast", np.where(binds, dc, 0.0)),
            ("slow", np.where(binds, ac, 0.0)),
        ):
            running = self._sorted[name]
            part = slice(None) if only is None else slice(running.start[only], running.start[only + 1])
            taken = np.clip(room[running.site[part]] - running.before[part], 0.0, running.kwh[part])
            np.add.at(served, (self.zone[running.order[part]], self.group[running.order[part]]), taken)


@dataclass(frozen=True)
class _Running:
    """Running sums of energy, profit and fast energy, site after site, most profitable first."""

    order: Ints
    site: Ints
    kwh: Floats
    before: Floats
    start: Ints
    kwh_sum: Floats
    profit_sum: Floats
    fast_sum: Floats

    @classmethod
    def of(cls, order: Ints, flows: FamilyFlows, profit: Floats, demand: Floats) -> "_Running":
        site, kwh = flows.site[order], demand[order]
        kwh_sum = np.concatenate([[0.0], np.cumsum(kwh)])
        start = np.searchsorted(site, np.arange(flows.sites + 1))
        return cls(
            order,
            site,
            kwh,
            kwh_sum[:-1] - kwh_sum[start[site]],
            start,
            kwh_sum,
            np.concatenate([[0.0], np.cumsum(kwh * profit[order])]),
            np.concatenate([[0.0], np.cumsum(np.where(flows.fast[order], kwh, 0.0))]),
        )

    def upto(self, site: Ints, room: Floats) -> tuple[Floats, Floats]:
        """Profit and fast energy of the best `room` kWh at each site."""
        base = self.kwh_sum[self.start[site]]
        target = np.minimum(base + room, self.kwh_sum[self.start[site + 1]])
        return (
            np.interp(target, self.kwh_sum, self.profit_sum) - self.profit_sum[self.start[site]],
            np.interp(target, self.kwh_sum, self.fast_sum) - self.fast_sum[self.start[site]],
        )


def descend(
    problem: Decomposition, prices: Prices, *, value: Callable[[], float], rounds: int
) -> Iterator[tuple[Prices, Answer]]:
    """Lower the bound step by step; yields the prices and the answer of every round.

    Parameters
    ----------
    value : callable
        Best plan known so far, Polyak's target.
    """
    instance = problem.instance
    scale = max(float(instance.worth.max(initial=1.0)), 1e-9)
    best, shrink, since = np.inf, 1.0, 0
    direction: tuple[Floats, float, Floats] | None = None
    for _ in range(rounds):
        answer = problem.ask(prices)
        yield prices, answer
        if answer.bound < best - 1e-6 * abs(best if np.isfinite(best) else 1.0):
            best, since = answer.bound, 0
        else:
            since += 1
        if since >= 6:
            shrink, since = shrink * 0.7, 0
        spent = float(problem.sets.cost[answer.best].sum())
        drawn = np.zeros(len(instance.feeder_kw))
        on = instance.feeder >= 0
        np.add.at(drawn, instance.feeder[on], problem.sets.kw[answer.best][on])
        slope = (instance.demand - answer.served, instance.budget - spent, instance.feeder_kw - drawn)
        direction = (
            slope
            if direction is None
            else tuple(0.35 * new + 0.65 * old for new, old in zip(slope, direction, strict=True))
        )  # type: ignore[assignment]
        prices = _step(prices, direction, answer.bound - value(), shrink, scale, instance)


def _step(
    prices: Prices,
    direction: tuple[Floats, float, Floats],
    distance: float,
    shrink: float,
    scale: float,
    instance: Instance,
) -> Prices:
    """Polyak's step, each group of prices measured in its own unit so that money and kWh can be added."""
    zone, money, feeder = direction
    unit_zone = 1.0 / np.maximum(instance.demand, 1e-9)
    unit_money = (scale * instance.demand.sum() / max(instance.budget, 1.0)) / max(instance.budget, 1.0) * 0.05
    unit_feeder = np.full(len(feeder), 1e-3)
    size = float((zone**2 * unit_zone).sum() + money**2 * unit_money + (feeder**2 * unit_feeder).sum())
    if size <= 0:
        return prices
    step = shrink * max(distance, 1e-9) / size
    return Prices(
        np.clip(prices.demand - step * zone * unit_zone, 0.0, scale),
        max(0.0, prices.money - step * money * unit_money),
        np.maximum(0.0, prices.feeder - step * feeder * unit_feeder),
    )
