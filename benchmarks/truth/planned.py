"""What the planner takes a gun to be and to carry, asked of its own demand and queues: no figure is copied here."""

from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from geodata.city import City
from geodata.connectors import Current, PortFamily
from geodata.fleet import FLEET
from planner.catalogue.facts import parameter
from planner.config.scenario import Scenario
from planner.demand.demand import demand_of
from planner.demand.occasions import OCCASIONS, Occasion
from planner.demand.stays import stays_of
from planner.demand.surface import DemandSurface
from planner.network.pool import Pool
from planner.network.pools import pool_of
from planner.network.service_level import service_level_of
from planner.question import question_of
from planner.scripting.calls import change_scenario, demo_scenario, gather_city

GUN_KW = {"7 kW": (Current.AC, 7.0), "22 kW": (Current.AC, 22.0), "fast": (Current.DC, 50.0)}
"""Current and power of the guns of Dundee, by the kinds of `benchmarks.truth.dundee`."""

MILD_C = 15.0
"""Mean of Dundee's summer, whose sessions are measured (recalled, +-2 C)."""


@dataclass(frozen=True)
class PlannedGun:
    """One kind of gun as the planner's queues see it.

    Parameters
    ----------
    pool : Pool
    scenario : Scenario
        Whose service level holds: the default one.
    plug_in_min : float
        Minutes that a session at a fast gun holds it without being plugged in.
    """

    pool: Pool
    scenario: Scenario
    plug_in_min: float

    @property
    def plugged_h(self) -> float:
        """Hours that a session is plugged in."""
        held_min = self.pool.service_min if self.pool.parks else self.pool.service_min - self.plug_in_min
        return held_min / 60.0

    @property
    def session_kwh(self) -> float:
        """Energy of a session."""
        return self.pool.session_kwh

    @property
    def session_kw(self) -> float:
        """Mean power over the time plugged in."""
        return self.pool.session_kwh / self.plugged_h

    @property
    def peak_hour_share(self) -> float:
        """Share of the day's sessions in the peak hour."""
        return self.pool.peak_hour_share

    def kwh_at(self, plugged_h_per_day: float) -> float:
        """KWh a day of a gun that is plugged in for so many hours of the day."""
        return plugged_h_per_day * self.session_kw

    def hours_of(self, kwh_per_day: float) -> float:
        """Hours a day that a gun which gives so much energy is held, plugging in included."""
        return kwh_per_day / self.session_kwh * self.pool.service_min / 60.0

    def carried_kwh(self, guns: int) -> float:
        """KWh a day that a plan counts on from each of so many guns at one place."""
        return self.pool.carries(guns, 0.0, service_level_of(self.scenario.plan)) / guns


@cache
def planned_gun(kind: str) -> PlannedGun:
    """Gun of a kind where the sample city's cars are private ones with a Combined plug, on a mild day, all else at its default."""
    scenario, demand = _mild()
    current, kw = GUN_KW[kind]
    pool = pool_of([PortFamily.CCS2], current, kw, demand, parameter("availability_operational"))
    if pool is None:
        raise RuntimeError(f"private cars with CCS2 cannot use a {kind} gun")
    return PlannedGun(pool, scenario, demand.plug_in_min)


@cache
def planned_dual_gun() -> tuple[float, PlannedGun]:
    """KWh a day of the Combined gun of one dc_dual_60, which shares its 60 kW with a GB/T gun, and that gun; private cars of both plugs on a mild day."""
    city, mild = _mild_city()
    keys = {"fleet.mix": {"ccs2": 0.5, "gbt": 0.5}, "plan.chargers": ["dc_dual_60"]}
    scenario = change_scenario(mild, keys)
    question = question_of(city, scenario, say=lambda _: None)
    pools = question.pools
    q = next(n for n in range(len(pools.pools)) if pools.guns[n, 0] and PortFamily.CCS2 in pools.pools[n].families)
    kwh = pools.capacity(q, 1, float(pools.missing_kw[q, 0]), service_level_of(scenario.plan))
    return kwh, PlannedGun(pools.pools[q], scenario, question.demand.plug_in_min)


def planned_stay_h(occasion: Occasion) -> float:
    """Mean hours that a car at a slow post stays on an occasion."""
    return float(stays_of(demo_scenario()).central[OCCASIONS.index(occasion)])


@cache
def _mild() -> tuple[Scenario, DemandSurface]:
    """Demand of private cars with a Combined plug on a mild day."""
    city, scenario = _mild_city()
    return scenario, demand_of(city, scenario)


@cache
def _mild_city() -> tuple[City, Scenario]:
    """Return the sample city's people and streets with another fleet: its own has taxis, buses and a frost of -21 C."""
    city = gather_city(demo_scenario(), say=lambda _: None)
    row = {"vehicle_class": "private", "count": 1000}
    fleet = FLEET.checked(pd.DataFrame([row], columns=list(FLEET.columns)), source="private cars of the table")
    scenario = change_scenario(demo_scenario(), {"fleet.temperature_c": MILD_C, "fleet.mix": {"ccs2": 1.0}})
    return replace(city, fleet=fleet), scenario
