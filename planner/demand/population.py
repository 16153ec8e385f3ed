"""Demand by population: each district's energy goes where its people live."""

import difflib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.city import City
from geodata.connectors import Need, PortFamily
from geodata.report import Assumption, Problem
from planner.demand.energy import check_overrides, energy_of
from planner.demand.surface import DemandClass, DemandSurface
from planner.errors import ConfigError
from planner.scenario import Scenario

WEIGHTED = ("session_dc_kwh", "session_ac_kwh", "max_dc_kw", "max_ac_kw", "peak_hour_share")


def demand_of(city: City, scenario: Scenario) -> DemandSurface:
    """Public demand of the design day by zone and class, in proportion to population.

    The energy of a fleet row with a district goes to the zones of that district, any other to the whole city; zones
    sum to the ledger exactly.

    Raises
    ------
    ConfigError
        A fleet row names a district that the city does not have, or nobody lives anywhere.
    """
    check_overrides(scenario)
    ledger = energy_of(city.fleet, scenario)
    people = city.zones["population"].to_numpy(dtype=float)
    if people.sum() <= 0:
        raise ConfigError(
            "no zone has any people, so demand has no place; check the population file and city.population_total"
        )
    districts = city.zones["district"].to_numpy(dtype=object)
    weights, problems = _weights(ledger.rows, people, districts)
    classes, columns = [], []
    for key, rows in ledger.rows.groupby(["family", "need"], sort=True):
        family, need = (str(part) for part in key)
        means = {name: _mean(rows, name) for name in WEIGHTED}
        classes.append(DemandClass(PortFamily(family), Need(need), **means))
        by_district = rows.assign(key=rows["district"].map(_key)).groupby("key")["kwh_per_day"].sum()
        columns.append(sum((kwh * weights[str(name)] for name, kwh in by_district.items()), np.zeros(len(people))))
    where = Assumption(
        "place of the demand",
        "in proportion to the people of each zone",
        "demand by population; places of work, shops and traffic are not yet seen",
    )
    return DemandSurface(
        zone_id=city.zones["zone_id"].to_numpy(dtype=str),
        district=districts,
        classes=tuple(classes),
        kwh_per_day=np.column_stack(columns),
        year=scenario.fleet.year,
        plug_in_min=scenario.demand.plug_in_min,
        assumptions=(*ledger.assumptions, where),
        problems=tuple(problems),
        vehicles=ledger.vehicles,
    )


def _mean(rows: pd.DataFrame, name: str) -> float:
    """Energy-weighted mean; figures of DC over the vehicles that take DC, 0 where none does."""
    if name in ("session_dc_kwh", "max_dc_kw"):
        rows = rows[rows["max_dc_kw"] > 0]
    return float(np.average(rows[name], weights=rows["kwh_per_day"])) if len(rows) else 0.0


def _key(district: object) -> str:
    return district if isinstance(district, str) else ""


def _weights(
    rows: pd.DataFrame, people: NDArray[np.float64], districts: NDArray[np.object_]
) -> tuple[dict[str, NDArray[np.float64]], list[Problem]]:
    """Weight of each zone by district key ("" is the whole city); each sums to one."""
    known = sorted({d for d in districts if isinstance(d, str)})
    weights = {"": people / people.sum()}
    problems = []
    for name in sorted({_key(d) for d in rows["district"]} - {""}):
        inside = np.array([d == name for d in districts])
        if not known:
            problems.append(
                Problem(f"fleet of district {name}", "the city has no district polygons", "spread over the whole city")
            )
            weights[name] = weights[""]
        elif not inside.any() or people[inside].sum() <= 0:
            if name in known:
                raise ConfigError(
                    f"fleet: nobody lives in district {name!r}, so its vehicles have no place; check the population file"
                )
            close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
            raise ConfigError(f"fleet: district {name!r} has no populated zone in the city; {hint}")
        else:
            weights[name] = np.where(inside, people, 0.0) / people[inside].sum()
    return weights, problems
