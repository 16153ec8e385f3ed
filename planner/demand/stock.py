"""Vehicle stock of a city from the facts, for users without a fleet table."""

from dataclasses import dataclass

import pandas as pd

from geodata.city_request import KnownVehicles
from planner.catalogue.city_names import perhaps_meant
from planner.catalogue.facts import city_fact, electric_taxis
from planner.catalogue.row_sources import source_of
from planner.config.scenario import Scenario
from planner.errors import ConfigError
from planner.support.speech import _

COLUMNS = {"low": "ev_stock_low", "central": "ev_stock", "high": "ev_stock_high"}


@dataclass(frozen=True)
class KnownFleet:
    """Vehicles by class, with the source."""

    vehicles: tuple[KnownVehicles, ...]
    source: str


def known_fleet(scenario: Scenario) -> KnownFleet:
    """Stock of the city in the facts: its electric taxis, where they are counted, and all others as private cars.

    The count stands for the planning year, unless `fleet.growth` tells how it grows from the year of its date.
    """
    fact = city_fact(scenario.city.name)
    if scenario.fleet.path is not None or fact is None:
        return KnownFleet((), _("given without a table"))
    year = int(fact["ev_stock_date"][:4]) if scenario.fleet.growth and fact["ev_stock_date"][:4].isdigit() else None
    column = COLUMNS[scenario.demand.case]
    stock, source = float(fact[column] or 0.0), f"{source_of(fact, column)} ({fact['ev_stock_date']})"
    taxis = electric_taxis(scenario.city.name)
    if taxis is None:
        return KnownFleet((KnownVehicles("private", stock, year),) if stock > 0 else (), source)
    found = [KnownVehicles("private", max(0.0, stock - taxis[0]), year), KnownVehicles("taxi", taxis[0], year)]
    return KnownFleet(tuple(one for one in found if one.count > 0), f"{source}; taxis: {taxis[1]}")


def check_known_fleet(scenario: Scenario) -> None:
    """Refuse a city without a table of vehicles whose name nearly spells one that the facts know.

    Raises
    ------
    ConfigError
        With the city that is perhaps meant.
    """
    name = scenario.city.name
    near = perhaps_meant(name)
    if scenario.fleet.path is None and city_fact(name) is None and near is not None:
        raise ConfigError(
            _(
                "city.name: no stock of vehicles is known of {name!r}; did you mean {near}? Otherwise give fleet.path: vehicle_class,count",
                name=name,
                near=near,
            )
        )


def stock_behind(rows: pd.DataFrame, scenario: Scenario) -> str | None:
    """Source and date of the facts' stock where the rows of a fleet are that, which stands in for a table that was not given; else None."""
    known = known_fleet(scenario)
    counted = {one.vehicle_class: one.count for one in known.vehicles}
    given = dict(zip(rows["vehicle_class"], rows["count_"], strict=True))
    return known.source if counted and all(counted.get(name) == count for name, count in given.items()) else None
