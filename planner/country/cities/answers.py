"""Answers of a city that are known, the least money first, and their curve for the sharing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from planner.country.accounts import plug_account, region_account, region_money
from planner.country.money.curves import Curve, Line, Point, curve_of, units_up
from planner.model.search.start import Prices
from planner.plan import Plan


@dataclass(frozen=True)
class CityAnswer:
    """What a city makes of one sum.

    Parameters
    ----------
    usd : float
        Money it was asked for.
    cost_usd : float
        That its plan takes.
    value, bound : float
        Weighted kWh a day of the plan, and what no plan for this money passes.
    served_kwh : mapping of str to float
        By plug family, on the design day.
    plan : Plan
    prices : Prices or None
        Of its search.
    """

    usd: float
    cost_usd: float
    value: float
    bound: float
    served_kwh: Mapping[str, float]
    plan: Plan
    prices: Prices | None = None


@dataclass(frozen=True)
class CityAnswers:
    """All answers of a city, the least money first; the first is what stands today.

    Parameters
    ----------
    answers : tuple of CityAnswer
    demand_kwh : mapping of str to float
        By plug family, on the design day.
    people : float
    lon, lat : float
        Middle of its people.
    ceiling : float
        No plan for any money has a greater value.
    lines : tuple of Line
        Bounds for every sum, by the prices of each search.
    unsearched : tuple of float
        Sums asked for that the user stopped before their search began or had found anything.
    """

    answers: tuple[CityAnswer, ...]
    demand_kwh: Mapping[str, float]
    people: float
    lon: float
    lat: float
    ceiling: float
    lines: tuple[Line, ...] = ()
    unsearched: tuple[float, ...] = ()

    def curve(self, name: str, region: str) -> Curve:
        """Its curve for the sharing: each plan at the sum it was made for, and at what it costs."""
        most = {plug_account(family): kwh for family, kwh in self.demand_kwh.items()}
        most |= {region_account(region): sum(self.demand_kwh.values())}
        points = []
        for one in self.answers:
            made_for, costs = units_up(one.usd), units_up(one.cost_usd)
            amounts = {plug_account(family): kwh for family, kwh in one.served_kwh.items()}
            amounts |= {region_account(region): sum(one.served_kwh.values())}
            points.append(Point(made_for, one.value, one.bound, amounts, made_for))
            if costs < made_for:
                points.append(Point(costs, one.value, math.inf, amounts, made_for))
        ceiling = max(self.ceiling, *(one.value for one in self.answers))
        money = region_money(region)
        return curve_of(name, points, ceiling, most, (money,), self.lines, aside=(money,))

    def made_for(self, units: int) -> CityAnswer:
        """The answer to a sum, in units."""
        return next(one for one in self.answers if units_up(one.usd) == units)
