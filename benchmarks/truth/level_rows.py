"""How much is charged in public, and totals of the facts that can be checked against what is read."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pandas as pd

from benchmarks.city import FLEET as ALMATY_FLEET
from benchmarks.public_energy import MILD_C, city_energy
from benchmarks.truth.dundee import Sessions
from benchmarks.truth.evidence import PER_VEHICLE
from benchmarks.truth.row import Row
from geodata.fleet import FLEET
from geodata.input_file import InputFile
from geodata.osm.buildings import population_surface
from geodata.sources.osm_file import read_osm_file
from planner.config.scenario import scenario_from
from planner.demand.energy import Energy, energy_of

SHENZHEN = {"private": 780_000, "taxi": 22_000, "taxi_part_time": 90_000, "bus": 16_000, "delivery": 61_000}
"""Vehicles by class, assumed (confidence low): taxis and buses as often told, 969,000 in all, which 670 GWh in 91 days at 7.6 kWh are."""
SHENZHEN_C, SHENZHEN_FLATS = 16.0, 0.9
"""Mean of its first quarter, and share of private cars kept by people in flats: recalled and assumed, confidence low."""

LIECHTENSTEIN_PEOPLE = 39_677
"""End of 2022, Office of Statistics of Liechtenstein (recalled)."""


def level_rows() -> Iterator[Row]:
    """KWh that a vehicle charges in public a day, all classes together."""
    energy = _shenzhen()
    note = "class mix assumed: " + ", ".join(f"{name} {count:,}" for name, count in SHENZHEN.items())
    title = "public energy a vehicle, Shenzhen's classes"
    yield Row(title, "kWh/day", _per_vehicle(energy, SHENZHEN), PER_VEHICLE.value, PER_VEHICLE.source, None, note)
    rows = pd.read_csv(StringIO(ALMATY_FLEET))
    last = rows[rows["year"] == rows["year"].max()]
    classes = {str(name): float(count) for name, count in zip(last["vehicle_class"], last["count"], strict=True)}
    for temperature in (MILD_C, -10.0):
        title = f"public energy a vehicle, Almaty's classes at {temperature:g} C"
        predicted = _per_vehicle(city_energy("Almaty", classes, temperature), classes)
        yield Row(title, "kWh/day", predicted, PER_VEHICLE.value, f"{PER_VEHICLE.source}; another city and mix")


def accounted_row(sessions: Sessions) -> Row:
    """Records of Dundee that are kept or dropped by a reason, beside those of the file."""
    reasons = ", ".join(f"{count} {reason}" for reason, count in sessions.dropped.items() if count)
    found = len(sessions.table) + sum(sessions.dropped.values())
    note = f"{len(sessions.table):,} usable; dropped: {reasons}"
    return Row("records of Dundee accounted for", "records", found, 19_227, "README of the real inputs", None, note)


def dwelling_row(roads: Path) -> Row:
    """People that live in the dwellings of Liechtenstein's extract before they are scaled to a known total."""
    surface = population_surface(read_osm_file(InputFile(roads)), crs="EPSG:32632")
    note = "only the pattern is used where a total is given; without one this many people are planned for"
    source = "Office of Statistics of Liechtenstein, end of 2022 (recalled)"
    people = float(surface["population"].sum())
    return Row("people by dwellings, Liechtenstein", "people", people, LIECHTENSTEIN_PEOPLE, source, None, note)


def _shenzhen() -> Energy:
    scenario = scenario_from(
        {
            "city": {"name": "Shenzhen", "place": "Shenzhen, China"},
            "fleet": {"temperature_c": SHENZHEN_C, "mix": {"gbt": 1.0}},
            "demand": {"apartment_share": SHENZHEN_FLATS},
        }
    )
    rows = [{"vehicle_class": name, "count": count} for name, count in SHENZHEN.items()]
    return energy_of(FLEET.checked(pd.DataFrame(rows, columns=list(FLEET.columns)), source="Shenzhen"), scenario)


def _per_vehicle(energy: Energy, classes: dict[str, float] | dict[str, int]) -> float:
    return float(energy.kwh().sum()) / float(sum(classes.values()))
