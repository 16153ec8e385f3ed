"""What the electric fleets of real cities ask for in public, without zones, beside the stations that are known to stand there."""

import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from benchmarks.measure import Result, peak_mb
from geodata.fleet import FLEET
from planner.demand.energy import Energy, energy_of
from planner.demand.occasions import NEEDS
from planner.demand.sampling import draws_of
from planner.facts import city_fact, parameter_figure, winter_factor
from planner.scenario import Scenario, scenario_from

FLEETS: dict[str, dict[str, dict[str, float]]] = {
    "Almaty": {"8,400, all private": {"private": 8_400}},
    "Tashkent": {
        "55,820, all private": {"private": 55_820},
        "the same, 22 % of them part-time taxis": {"private": 55_820 * 0.78, "taxi_part_time": 55_820 * 0.22},
    },
    "Dushanbe": {
        "2,450 electric taxis alone": {"taxi": 2_450},
        "all 4,350 taxis electric, alone": {"taxi": 4_350},
        "2,450 taxis and 17,550 private": {"taxi": 2_450, "private": 17_550},
    },
}
"""Fleets of configs/facts, by city. Tashkent's 22 %: 127,400 vehicles in taxi services over 193 cars per 1,000 of 2,999,500 people."""

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


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--city", choices=list(FLEETS), required=True)
    parser.add_argument("--samples", type=int, default=1000, help="Latin hypercube samples")
    parser.add_argument("--seed", type=int, default=0)


def run(asked: Namespace) -> Result:
    """Reckon; `value` is the kWh of the first fleet on the design day, `bound` what the known stations carry at the most usual use.

    Status says whether the share of hours that their guns charge lies within that of the facts (`dc_utilisation`), over the
    two days and all fleets: ``within``, ``above`` or ``below`` where every row agrees, else ``mixed``.
    """
    start, cpu = time.perf_counter(), time.process_time()
    rows = rows_of_city(asked.city, asked.samples, asked.seed)
    usual = parameter_figure("dc_utilisation")
    stations, cold = stations_of(asked.city), rows[0].temperature_c
    print(_table(rows), file=sys.stderr)
    words = {"below" if one.busy < usual.low else "above" if one.busy > usual.high else "within" for one in rows}
    return Result(
        value=rows[0].kwh,
        bound=stations * GUNS * session_kw(cold) * 24.0 * usual.high,
        status=words.pop() if len(words) == 1 else "mixed",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        more={
            "stations": stations,
            "usual_use": [usual.low, usual.central, usual.high],
            "rows": [asdict(one) for one in rows],
        },
    )


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
    carried = stations_of(city) * GUNS * session_kw(temperature_c) * 24.0
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


def _table(rows: list[Row]) -> str:
    lines = [
        "fleet | C | kWh a day (p10 to p90) | kWh/vehicle | average kW | fast | guns busy (p10 to p90) | vehicles/station"
    ]
    lines += [
        f"{one.fleet} | {one.temperature_c:g} | {one.kwh:,.0f} ({one.p10:,.0f} to {one.p90:,.0f}) | {one.kwh_per_vehicle:.1f} | "
        f"{one.average_kw:,.0f} | {one.fast_share:.0%} | {one.busy:.0%} ({one.busy_p10:.0%} to {one.busy_p90:.0%}) | {one.vehicles_per_station:.0f}"
        for one in rows
    ]
    return "\n".join(lines)
