"""The table `[money]` of a country's configuration with its floors; the text under each field is the manual."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from planner.config.section import Positive, Section, Share
from planner.country.money.curves import UNIT_USD
from planner.support.speech import _


def _whole(usd: float) -> float:
    if usd % UNIT_USD:
        below = int(usd // UNIT_USD) * UNIT_USD
        raise ValueError(
            _(
                "expected whole thousands of USD, in which money is shared, such as {below} or {above}",
                below=str(below),
                above=str(below + UNIT_USD),
            )
        )
    return usd


def _ascending(shares: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(shares)))


WholeUnits = Annotated[
    float, Field(ge=0, allow_inf_nan=False, json_schema_extra={"multipleOf": UNIT_USD}), AfterValidator(_whole)
]
"""Money that can be shared to the last dollar."""
SomeUnits = Annotated[
    float, Field(gt=0, allow_inf_nan=False, json_schema_extra={"multipleOf": UNIT_USD}), AfterValidator(_whole)
]
"""The same, more than none."""


class FloorConfig(Section):
    """`[[money.floors]]`: the least that a region, a plug family or the roads get."""

    region: str | None = None
    """A region: of cities, as their `region` says; of roads, as the towns at their ends do."""
    plug: str | None = None
    """A plug family: gbt, ccs2, chademo, nacs."""
    roads: bool = False
    """The roads between towns, in all regions."""
    money: Share | None = None
    """Least share of `budget_usd` that is given to cities of the region and spent on its roads, or given to the roads."""
    served: Share | None = None
    """Least share of what can be served in the region, at the plugs or on the roads: in cities the energy that is asked for, on roads that of the trips which stations at all of its places could make possible. Of the roads as a whole what counts there (`road_objective`): trips, or their energy."""

    @model_validator(mode="after")
    def _of_one_thing(self) -> "FloorConfig":
        if (self.region is not None) + (self.plug is not None) + self.roads != 1:
            raise ValueError(_("a floor is of one 'region', of one 'plug', or of the 'roads'; give one of the three"))
        if (self.money is None) == (self.served is None):
            raise ValueError(_("a floor promises a share of 'money' or of what is 'served'; give one of the two"))
        if self.money is not None and self.plug is not None:
            raise ValueError(_("'money' is promised to a 'region' or the 'roads'; a plug is promised what is 'served'"))
        return self


class MoneyConfig(Section):
    """`[money]`: how one budget is shared between cities and roads."""

    sums_usd: tuple[WholeUnits, ...] = ()
    """Sums for which every city and the roads are planned, in whole thousands; the more, the finer the sharing and its proof. Default: twelve, from a fortieth of the budget to all of it and the next million."""
    next_usd: SomeUnits = 1_000_000.0
    """Further money of which the report says what it would buy, in whole thousands."""
    city_time_limit_s: Positive | None = None
    """Most seconds for a plan of one city for one sum. Default: `plan.time_limit_s` of the city."""
    trip_shares: Annotated[tuple[Share, ...], AfterValidator(_ascending)] = ()
    """Shares of all trips between towns, on the mean of the year, for each of which the least money on the roads is sought besides: [0.8, 0.9, 0.95]. They are told; the plan stays that of the budget. Default: none."""
    road_gap: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """The search for a plan of the roads for one sum stops when it is proven this close to the best possible."""
    road_time_limit_s: Positive = 60.0
    """Most seconds for a plan of the roads for one sum."""
    road_objective: Literal["trips", "energy"] = "trips"
    """What a plan of the roads is judged by: `trips`, how many trips it makes possible, a short one as much as a long one; or `energy`, the kWh that they need, so that one long trip counts as several short ones. Beside cities a trip of `trips` counts the kWh that the mean trip needs."""
    road_weight: Positive = 1.0
    """By how many times what is made of the roads counts beside a city, where a kWh that is served counts 1. 1 counts them alike; where a road without chargers cuts a region off, it may be given more. Without [[cities]] nothing is weighed."""
    floors: tuple[FloorConfig, ...] = ()
    """Promises to regions and plugs, as `[[money.floors]]`. Default: none."""
    refine: Annotated[int, Field(ge=0, le=5)] = 2
    """Rounds in which further sums are planned beside those that were chosen, so that the sharing and its proof become finer."""
