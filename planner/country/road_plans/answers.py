"""The roads as an asker of money: what they make of each sum, a plan below and a bound above."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_MONEY, ROADS_RULES, ROADS_SERVED, plug_account, region_account, region_money
from planner.country.money.curves import Curve, Line, Point, curve_of, units_up
from planner.country.road_plans.play import Played
from planner.proofs import Sense

DRIVEN_AGAIN = 1e-5
"""As `planner.proofs.ROUNDING`: the drives of a plan are solved anew."""


@dataclass(frozen=True)
class RoadAnswer:
    """What the roads make of one sum.

    Parameters
    ----------
    usd, cost_usd : float
    value, bound : float
        What counts in a day, as `RoadTask.wish` says.
    built : mapping of int to int
        Number of the option by place.
    served : mapping of str to float
        KWh a day that are needed, by account: region where a trip begins or ends, plug.
    money : mapping of str to float
        USD by region of the station.
    stopped : str
    keeps_rules : bool
        Whether it keeps floors, norms that bind and forced stations; false of nothing alone, where rules ask for stations.
    """

    usd: float
    cost_usd: float
    value: float
    bound: float
    built: Mapping[int, int]
    served: Mapping[str, float]
    money: Mapping[str, float]
    stopped: str = ""
    keeps_rules: bool = True


@dataclass(frozen=True)
class RoadAnswers:
    """All answers, the least money first.

    Parameters
    ----------
    answers : tuple of RoadAnswer
    sellable : mapping of str to float
        KWh a day by account that could be sold at most: of all trips that any stations make possible.
    wanted : mapping of str to float
        KWh a day by plug family that all trips would have to buy, those too that no station makes possible.
    most : float
        Value of all trips that any stations make possible.
    lines : tuple of Line
        Bounds for every sum, by the prices of the relaxation.
    unsearched : tuple of float
        As of `CityAnswers`.
    refused : tuple of float
        Sums for which it is proven that no stations keep the rules.
    """

    answers: tuple[RoadAnswer, ...]
    sellable: Mapping[str, float]
    wanted: Mapping[str, float]
    most: float
    lines: tuple[Line, ...] = ()
    unsearched: tuple[float, ...] = ()
    refused: tuple[float, ...] = ()

    @property
    def are_rules_asked(self) -> bool:
        """Whether rules ask for stations: nothing, which is known of every sum, does not keep them."""
        return not all(one.keeps_rules for one in self.answers)

    def curve(self, name: str, weight: float) -> Curve:
        """The curve for the sharing, all that counts by its weight."""
        points = []
        regions = sorted({region for one in self.answers for region in one.money})
        for one in self.answers:
            made_for, costs = units_up(one.usd), units_up(one.cost_usd)
            amounts = {**one.served, **{region_money(region): usd for region, usd in one.money.items()}}
            amounts |= {ROADS_SERVED: one.value, ROADS_RULES: float(one.keeps_rules)}
            points.append(Point(made_for, weight * one.value, weight * one.bound, amounts, made_for))
            if costs < made_for:
                points.append(Point(costs, weight * one.value, math.inf, amounts, made_for))
        ceiling = weight * max(self.most, *(one.value for one in self.answers))
        # Without money no rule that asks for stations is kept, and with any it may be: an account as one of money is.
        money = (*(region_money(one) for one in regions), ROADS_MONEY, ROADS_RULES)
        lines = [Line(one.end, weight * one.at_end, weight * one.slope) for one in self.lines]
        return curve_of(
            name,
            points,
            ceiling,
            {**self.sellable, ROADS_SERVED: self.most},
            money,
            lines,
            aside=(ROADS_MONEY,),
        )

    def made_for(self, units: int) -> RoadAnswer:
        """The answer to a sum, in units."""
        return next(one for one in self.answers if units_up(one.usd) == units)


def built_by(plan: CorridorPlan, instance: CorridorInstance) -> dict[int, int]:
    """Number of the option by place, of a plan."""
    out = {}
    for name, key in plan.built.items():
        at = instance.place_at[name]
        out[at] = next(number for number, one in enumerate(instance.places[at].options) if one.key == key)
    return out


def road_answer(
    prepared: Prepared, usd: float, played: Played, built: Mapping[int, int], bound: float = math.inf, stopped: str = ""
) -> RoadAnswer:
    """The answer to a sum."""
    places = prepared.instance.places
    money: dict[str, float] = {place.region: 0.0 for place in places}
    for place, option in built.items():
        money[places[place].region] += places[place].options[option].cost_usd
    served = served_by_account(prepared, played.leg_share)
    bound = Sense.MAX.bound_beside(played.value, bound, slack=DRIVEN_AGAIN)
    return RoadAnswer(usd, sum(money.values()), played.value, bound, built, served, money, stopped)


def served_by_account(prepared: Prepared, share: NDArray[np.float64]) -> dict[str, float]:
    """KWh a day that the legs need by plug, and by region: half of a trip is of the region where it begins, half of where it ends."""
    out: dict[str, float] = {}
    for leg, part, kwh in zip(prepared.legs.legs, share.tolist(), prepared.energy.tolist(), strict=True):
        trip = prepared.instance.trips[leg.trip]
        ends = trip.regions or ("",)
        accounts = [(plug_account(prepared.instance.families[trip.family]), 1.0)]
        accounts += [(region_account(region), 1.0 / len(ends)) for region in ends]
        for account, of in accounts:
            out[account] = out.get(account, 0.0) + part * kwh * of
    return out
