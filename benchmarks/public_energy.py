"""Public energy of a real city's electric fleet, from the facts alone, and how busy it would keep the stations known there."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.fleets import FLEETS
from geodata.fleet import FLEET
from planner.catalogue.facts import city_fact, winter_factor
from planner.config.scenario import Scenario, scenario_from
from planner.demand.energy import Energy, energy_of
from planner.demand.occasions import NEEDS
from planner.demand.sampling import draws_of

GUNS, GUN_KW = 2, 60.0
"""Of a station: Almaty plans sites of at least 60 kW and two bays; 70 stations of Dushanbe have room for 140 cars, at 60 to 120 kW."""

CAR_KW = 90.0
"""Of a car's battery at its best, configs/facts/vehicle_classes.csv."""

MILD_C = 20.0


@dataclass(frozen=True)
class Row:
    """One fleet on one day; kWh and kW at the plug, `busy` the share of hours that the guns known would be charging."""

    fleet: str
    temperature_c: float
    vehicles: float
    kwh: float
    p10: float
    p90: float
    kwh_per_vehicle: float
    average_kw: float
    fast_share: float
    busy: float
    busy_p10: float
    busy_p90: float
    vehicles_per_station: float


def rows_of_city(city: str, samples: int, seed: int) -> list[Row]:
    """Every fleet of a city on its design day and on a mild one."""
    cold = float(_fact(city)["design_temp_5day_092_c"])
    return [
        _row(label, city, classes, temperature, (samples, seed))
        for label, classes in FLEETS[city].items()
        for temperature in (cold, MILD_C)
    ]


def stations_of(city: str) -> float:
    """Charging stations that the facts know of a city."""
    return float(_fact(city)["charging_stations"])


def carried_kwh(city: str, temperature_c: float) -> float:
    """KWh a day that the guns of the known stations give where all charge at every hour."""
    return stations_of(city) * GUNS * session_kw(temperature_c) * 24.0


def session_kw(temperature_c: float) -> float:
    """Mean power of a fast session: the gun's, or what a battery that was not warmed takes."""
    return min(GUN_KW, CAR_KW * winter_factor(temperature_c, "dc_charge_power_factor"))


def city_energy(city: str, classes: dict[str, float], temperature_c: float) -> Energy:
    """Energy of a fleet with the apartments, the ports and the climate of a city, as the facts know them."""
    scenario = _scenario(city, temperature_c)
    rows = [{"vehicle_class": name, "count": count} for name, count in classes.items()]
    return energy_of(FLEET.checked(pd.DataFrame(rows, columns=list(FLEET.columns)), source="facts"), scenario)


def _scenario(city: str, temperature_c: float) -> Scenario:
    place = {"name": city, "country": _fact(city)["country"], "place": city}
    return scenario_from({"city": place, "fleet": {"temperature_c": temperature_c}})


def _fact(city: str) -> dict[str, str]:
    fact = city_fact(city)
    if fact is None:
        raise LookupError(f"configs/facts/city_facts.csv has no row for {city}")
    return fact


def _row(label: str, city: str, classes: dict[str, float], temperature_c: float, draws: tuple[int, int]) -> Row:
    energy = city_energy(city, classes, temperature_c)
    by_need = energy.kwh().sum(axis=(0, 1, 2, 4))
    total, vehicles = float(by_need.sum()), float(sum(classes.values()))
    totals = [float(energy.kwh(draw).sum()) for draw in draws_of(energy.assumed, *draws)]
    p10, p90 = (float(one) for one in np.quantile(totals, [0.1, 0.9]))
    carried = carried_kwh(city, temperature_c)
    return Row(
        fleet=label,
        temperature_c=temperature_c,
        vehicles=vehicles,
        kwh=total,
        p10=p10,
        p90=p90,
        kwh_per_vehicle=total / vehicles,
        average_kw=total / 24.0,
        fast_share=float(by_need[[need.value for need in NEEDS].index("fast")] / total),
        busy=total / carried,
        busy_p10=p10 / carried,
        busy_p90=p90 / carried,
        vehicles_per_station=vehicles / stations_of(city),
    )
