"""Prices of energy along the roads by the subgradient method: a bound of every plan, and rows for the program before it is solved at all.

At given prices every driver charges where it is cheapest, or stays at home where the trip is not worth it, and money goes to the stations that
earn most. What both sides gain together is a bound; where drivers want more than is sold the price goes up, else down.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.prepared import Prepared
from planner.support.stopping import Stop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HALVED_AFTER = 8
"""Rounds without a better bound after which the step is halved."""
KEPT = 0.6
"""Share of the last direction that is kept: the rest is new."""
BISECTIONS = 40
SETTLING, NEW = 20, 0.03
"""Rounds before what drivers want counts, and how much of the mean each later one is."""


@dataclass(frozen=True, eq=False)
class Priced:
    """The best prices found.

    Parameters
    ----------
    price : (places, families, seasons)
    bound : float
        Of the gain of every plan within the budget.
    wanted : (places, families, seasons)
        KWh a day that drivers want in the mean of the rounds, later ones counted more.
    """

    price: Floats
    bound: float
    wanted: Floats


def priced(asked: Prepared, budget_usd: float, value: float, rounds: int, stop: Stop) -> Priced:
    """Find prices; `value` is that of a known plan, or 0."""
    market = _Market(asked, budget_usd)
    price, step = market.first_price(), 1.0
    best, kept, idle = np.inf, price, 0
    direction = wanted = np.zeros_like(price)
    for number in range(rounds):
        if stop():
            break
        bound, missing, now = market.clear(price)
        new = 1.0 if number <= SETTLING else NEW
        wanted = (1 - new) * wanted + new * now
        if bound < best - 1e-6 * abs(best) if np.isfinite(best) else True:
            best, kept, idle = bound, price, 0
        else:
            idle += 1
        if idle >= HALVED_AFTER:
            step, idle, price = step / 2, 0, kept
            continue
        direction = KEPT * direction + (1 - KEPT) * missing
        size = float((direction**2).sum())
        if size <= 0 or step < 1e-3:
            break
        aim = max(value, 0.9 * best)
        price = np.maximum(0.0, price + step * max(bound - aim, 0.01 * best) / size * direction)
    shape = (*asked.stations.standing_kwh.shape, len(asked.seasons))
    return Priced(kept.reshape(shape), best, wanted.reshape(shape))


class _Market:
    """Drivers and stations at given prices; prices stand by place, family and season, one behind the other."""

    def __init__(self, asked: Prepared, budget_usd: float) -> None:
        self.asked, self.budget_usd = asked, budget_usd
        lines, stations = asked.lines, asked.stations
        families, seasons = stations.standing_kwh.shape[1], len(asked.seasons)
        leg = asked.stop_leg
        self.stop = (lines.place * families + asked.stop_family) * seasons + asked.season[leg]
        self.count = stations.standing_kwh.size * seasons
        reach = np.concatenate([one.most - one.least for one in asked.legs.legs]) * asked.flow[leg]
        most = np.bincount(self.stop, reach, minlength=self.count).reshape(-1, families, seasons)
        standing = np.minimum(stations.standing_kwh[:, :, None], most)
        sold = np.minimum((stations.standing_kwh[stations.place] + stations.kwh)[:, :, None], most[stations.place])
        self.standing = standing.ravel()
        self.kwh = (sold - standing[stations.place]).reshape(len(stations.usd), families * seasons)
        self.at = stations.place[:, None] * families * seasons + np.arange(families * seasons)
        self.order = np.argsort(stations.place, kind="stable")
        self.begins = np.flatnonzero(np.r_[True, np.diff(stations.place[self.order]) > 0])
        self.trips = np.flatnonzero(np.r_[True, np.diff(asked.trip) > 0])
        self.ends = lines.arcs.ravel()
        self.worth = asked.gain

    def first_price(self) -> Floats:
        """What drivers would pay for a kWh in the mean, by the energy that they buy."""
        bought = np.array([leg.bought for leg in self.asked.legs.legs]) * self.asked.flow
        return np.full(self.count, 0.5 * float(self.worth.sum() / bought.sum()))

    def clear(self, price: Floats) -> tuple[float, Floats, Floats]:
        """The bound at these prices, what is missing at each place, wanted less sold, and what is wanted."""
        lines, asked = self.asked.lines, self.asked
        order = np.argsort(price, kind="stable")
        rank = np.empty(self.count + 1, dtype=np.int32)
        rank[order] = np.arange(self.count)
        rank[-1] = self.count
        cheapest = np.minimum.reduceat(np.append(rank[self.stop], np.int32(self.count)), self.ends)[::2]
        seller = order[cheapest]
        cost = np.bincount(lines.arc_leg, price[seller] * lines.arc_kwh, minlength=len(self.worth)) * asked.flow
        profit = self.worth - cost
        best = np.maximum.reduceat(profit, self.trips)
        driven = (profit >= np.repeat(best, np.diff(np.r_[self.trips, len(profit)]))) & (profit > 0)
        wanted = np.bincount(seller, lines.arc_kwh * (asked.flow * driven)[lines.arc_leg], minlength=self.count)
        earned = (price[self.at] * self.kwh).sum(axis=1)
        chosen, worth = self._invest(earned)
        sold = self.standing.copy()
        np.add.at(sold, self.at[chosen].ravel(), self.kwh[chosen].ravel())
        return float(np.maximum(best, 0.0).sum() + worth + price @ self.standing), wanted - sold, wanted

    def _invest(self, earned: Floats) -> tuple[Ints, float]:
        """Stations that earn most for the money, at most one a place, by the price of money; and what they earn at most."""
        usd = self.asked.stations.usd[self.order]
        paid = earned[self.order]
        if not len(usd):
            return np.zeros(0, dtype=np.int64), 0.0
        low, high = 0.0, float((paid / np.maximum(usd, 1e-9)).max())
        budget = min(self.budget_usd, float(usd.sum()))
        for _bisection in range(BISECTIONS):
            middle = (low + high) / 2
            spent = usd[self._choice(paid - middle * usd)].sum()
            low, high = (middle, high) if spent > budget else (low, middle)
        chosen = self._choice(paid - high * usd)
        worth = float((paid - high * usd)[chosen].sum()) + high * budget
        return self.order[chosen], worth

    def _choice(self, left: Floats) -> Ints:
        """The best station of each place, where it is worth its money."""
        best = np.maximum.reduceat(left, self.begins)
        first = left >= np.repeat(best, np.diff(np.r_[self.begins, len(left)]))
        chosen = np.flatnonzero(first & (left > 0))
        place = self.asked.stations.place[self.order][chosen]
        return np.asarray(chosen[np.r_[True, np.diff(place) > 0][: len(chosen)]])
