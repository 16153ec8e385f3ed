"""The fact tables shipped with the program: cities, parameters, winter, arrivals, stocks, each row with its source."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from planner.catalogue.city_names import facts_name
from planner.support.resources import configs_dir


@cache
def table_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Rows of a table, cells as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def fact_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of configs/facts, by its name without ending."""
    return table_rows(configs_dir() / "facts" / f"{name}.csv")


def winter_factor(temperature_c: float, column: str) -> float:
    """Energy multiplier against 20 degrees, interpolated on the fitted curve and held flat beyond its ends.

    `column` is one of car_low, car_central, car_high, bus_electric_heat, bus_fuel_heater, dc_charge_power_factor.
    """
    rows = sorted(fact_rows("winter_penalty"), key=lambda row: float(row["temp_c"]))
    return float(np.interp(temperature_c, [float(r["temp_c"]) for r in rows], [float(r[column]) for r in rows]))


def winter_range() -> tuple[float, float]:
    """Coldest and hottest temperature of the winter curve, Celsius."""
    temperatures = [float(row["temp_c"]) for row in fact_rows("winter_penalty")]
    return min(temperatures), max(temperatures)


def parameter(name: str, case: str = "central") -> float:
    """Read one figure of planning_parameters.csv."""
    return next(float(row[case]) for row in fact_rows("planning_parameters") if row["parameter"] == name)


@dataclass(frozen=True)
class Figure:
    """One row of planning_parameters.csv."""

    low: float
    central: float
    high: float
    unit: str
    note: str
    source: str
    confidence: str


def parameter_figure(name: str) -> Figure:
    """Read one figure of planning_parameters.csv with its source."""
    rows = fact_rows("planning_parameters")
    row = next(one for one in rows if one["parameter"] == name)
    low, central, high = (float(row[case]) for case in ("low", "central", "high"))
    return Figure(low, central, high, row["unit"], row["note"], row["source"], row["confidence"])


def city_fact(city: str) -> dict[str, str] | None:
    """Row of city_facts.csv for a city by any of its names."""
    name = facts_name(city)
    return next((row for row in fact_rows("city_facts") if row["city"].casefold() == name), None)


def scope_rows(name: str, city: str) -> list[dict[str, str]]:
    """Rows about a city, by any of its names, in a table of facts whose column `scope` says what each is about."""
    wanted = facts_name(city)
    return [row for row in fact_rows(name) if row["scope"].casefold() == wanted]


def dated_stock(city: str) -> list[tuple[float, float]]:
    """Electric vehicles of a city by date, oldest first: (years with decimals, vehicles).

    Source: configs/facts/fleet_by_country.csv; of several figures of one date that for all vehicles. Undated figures are
    left out.
    """
    found: dict[float, tuple[bool, float]] = {}
    for row in scope_rows("fleet_by_country", city):
        day = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-\d{2})?", row["date"])
        mine = row["metric"] == "ev_stock" and row["value"]
        if mine and day is not None and row["vehicle_class"] in ("all", "car"):
            when = int(day[1]) + (int(day[2]) - 1) / 12 if day[2] else int(day[1]) + 0.5
            entry = (row["vehicle_class"] == "all", float(row["value"]))
            found[when] = max(found.get(when, entry), entry)
    return [(when, vehicles) for when, (_, vehicles) in sorted(found.items())]


def car_parc(city: str) -> float | None:
    """Vehicles of all kinds registered in a city: the most that could ever be electric; None where nothing is known."""
    rows = scope_rows("fleet_by_country", city)
    stocks = [float(row["value"]) for row in rows if row["metric"] == "vehicle_stock" and row["value"]]
    if stocks:
        return stocks[-1]
    fact = city_fact(city)
    per_1000 = [float(row["value"]) for row in rows if row["metric"] == "cars_per_1000"] or (
        [
            float(row["value"])
            for row in fact_rows("fleet_by_country")
            if fact
            and row["country"] == fact["country"]
            and row["scope"] == "country"
            and row["metric"] == "cars_per_1000"
        ]
    )
    return per_1000[-1] * float(fact["population"]) / 1000 if fact and per_1000 else None


def electric_taxis(city: str) -> tuple[float, str, str] | None:
    """Electric taxis of a city, with source and confidence; None where nothing is known."""
    rows = [row for row in scope_rows("fleet_by_country", city) if row["metric"] == "ev_taxi" and row["value"]]
    return (
        (float(rows[-1]["value"]), f"{rows[-1]['source']} ({rows[-1]['date']})", rows[-1]["confidence"])
        if rows
        else None
    )
