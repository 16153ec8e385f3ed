"""What a car's battery holds on a long drive, and what each road takes out of it: by class, season, speed, cold and climb."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.trunk.network import TrunkNetwork
from planner.catalogue.facts import fact_rows, winter_factor
from planner.catalogue.vehicle_classes import CLASS_ROWS, session_kw, vehicle_class
from planner.corridors.facts.climate import climate
from planner.corridors.facts.climbs import Climbs, climb_kwh
from planner.corridors.facts.parameters import figure
from planner.corridors.sections.cars import DrivingConfig
from planner.corridors.sections.trips import SeasonConfig
from planner.demand.names import vehicle_words
from planner.demand.slopes import Vehicle, vehicle_on_slopes

Floats = NDArray[np.float64]
BUSES = ("bus",)


@dataclass(frozen=True)
class Car:
    """A class of cars on a long drive.

    Parameters
    ----------
    name : str
        Vehicle class.
    battery_kwh : float
        That a driver can use from full to empty.
    usable_kwh : float
        Between the least that is ever left and what is charged up to at a stop.
    start_kwh : float
        Held above that least at the beginning of a trip.
    kwh_per_km : float
        At 20 C, up to the speed of `air_kmh` of the facts.
    session_kw : float
        Mean power at a fast gun.
    slopes : Vehicle
        On hills.
    """

    name: str
    battery_kwh: float
    usable_kwh: float
    start_kwh: float
    kwh_per_km: float
    session_kw: float
    slopes: Vehicle


def car_words(name: str) -> str:
    """A class of cars for people; one without words by its name."""
    return vehicle_words(name) or name


def car_of(name: str, driving: DrivingConfig, kw: float | None = None) -> Car:
    """Car of a class in the case of the configuration; `kw` is the mean power of a session where it is given."""
    case = driving.case
    energy_case = {"low": "high", "central": "central", "high": "low"}[case]  # the shortest range takes most
    rows = {(row["class"], row["variant"]): row for row in fact_rows("vehicle_classes")}
    battery = driving.battery_kwh.get(name, float(rows[CLASS_ROWS[name]]["battery_kwh"]))
    battery *= figure("usable_share", case) if name not in driving.battery_kwh else 1.0
    start, least, stop = (
        figure(key, case) if (given := getattr(driving, key)) is None else given
        for key in ("soc_start", "soc_least", "soc_stop")
    )
    per_km = driving.kwh_per_km.get(name, vehicle_class(name, energy_case).kwh_per_100km / 100.0)
    usable = battery * max(0.0, stop - least)
    return Car(
        name=name,
        battery_kwh=battery,
        usable_kwh=usable,
        start_kwh=battery * max(0.0, start - least),
        kwh_per_km=per_km,
        session_kw=session_kw(name, "high") if kw is None else kw,
        slopes=vehicle_on_slopes(name, per_km, energy_case),
    )


def cold_factors(
    network: TrunkNetwork, name: str, season: SeasonConfig, case: str, height_m: Floats | None = None
) -> Floats:
    """Energy against that at 20 C on each edge in a season: in its month that takes most, or at the temperature given; (edges,).

    `height_m` (edges,) is the mean height of each edge, where known.
    """
    own = {"low": "high", "high": "low"}.get(case, case)
    column = "bus_electric_heat" if name in BUSES else f"car_{own}"
    if season.temperature_c is not None:
        return np.full(len(network.km), winter_factor(season.temperature_c, column))
    middle = network.lonlat[network.ends].mean(axis=1).reshape(-1, 2)
    months = climate().at(middle, height_m)[:, [month - 1 for month in season.months]]
    grid = np.linspace(-50.0, 50.0, 201)
    curve = np.array([winter_factor(float(one), column) for one in grid])
    return np.asarray(np.interp(months, grid, curve).max(axis=1))


def air_factors(kmh: Floats, case: str) -> Floats:
    """Energy at each speed against that up to `air_kmh`: the part that overcomes the air grows with the square of the speed."""
    at = figure("air_kmh", case)
    return np.asarray(1.0 + figure("air_share", case) * np.maximum((kmh / at) ** 2 - 1.0, 0.0))


def edge_kwh(network: TrunkNetwork, car: Car, season: SeasonConfig, case: str, climbs: Climbs | None = None) -> Floats:
    """Energy that each edge takes, from its first to its second node and back; (edges, 2) kWh, never below 0.

    What a way down gives back is counted against its own edge alone, and no further than to nothing: that is on the safe side.
    """
    height = None if climbs is None else climbs.mean_m
    level = network.km * car.kwh_per_km * air_factors(network.kmh, case)
    cold = level * cold_factors(network, car.name, season, case, height)
    both = np.column_stack([cold, cold])
    if climbs is not None:
        both = np.maximum(both + climb_kwh(climbs, car.slopes), 0.0)
    return both
