"""Fleet to energy: vehicles x km x kWh per km x temperature factor x share charged in public."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geodata.connectors import Need, PortFamily
from geodata.fleet import VEHICLE_CLASSES
from geodata.report import Assumption
from geodata.tables import rows_of
from planner.errors import ConfigError
from planner.facts import city_fact, peak_hour_share, winter_factor
from planner.mixes import port_shares
from planner.scenario import Scenario
from planner.vehicle_classes import VehicleClass, vehicle_class

OVERRIDES = {
    "daily_km",
    "kwh_per_100km",
    "share_public_ac",
    "share_public_dc",
    "share_work",
    "max_ac_kw",
    "max_dc_kw",
    "session_dc_kwh",
    "session_ac_kwh",
}
APARTMENT_SHARE_UNKNOWN = 0.5
VEHICLES = ("vehicle_class", "family", "vehicles")


@dataclass(frozen=True)
class EnergyLedger:
    """Energy by every key that matters, before it is laid on the map.

    Parameters
    ----------
    rows : DataFrame
        ``vehicle_class, district, family, need, vehicles, kwh_per_day, session_dc_kwh, session_ac_kwh, max_dc_kw, max_ac_kw, peak_hour_share``.
    assumptions : tuple of Assumption
    vehicles : DataFrame
        ``vehicle_class, family, vehicles``, also of those that ask for nothing in public.
    """

    rows: pd.DataFrame
    assumptions: tuple[Assumption, ...]
    vehicles: pd.DataFrame


def energy_of(fleet: pd.DataFrame, scenario: Scenario) -> EnergyLedger:
    """Energy asked for in public on the design day, by vehicle class, district, port family and need.

    ``kWh = vehicles * daily_km * kwh_per_100km / 100 * winter factor * share``, where the share of fast need is
    share_public_dc and that of slow need share_public_ac, with share_work where work chargers are public. A class that
    takes no DC asks for its fast share slowly.
    """
    counts, assumptions = _vehicles(fleet, scenario)
    shares = port_shares(scenario.fleet.mix)
    figures = {name: _figures(name, scenario) for name in sorted(counts["vehicle_class"].unique())}
    cold = winter_factor(scenario.fleet.temperature_c, "dc_charge_power_factor")
    rows: list[dict[str, Any]] = []
    vehicles: list[tuple[str, str, float]] = []
    for row in rows_of(counts):
        ports = {PortFamily(row.port): 1.0} if isinstance(row.port, str) else shares
        for family, share in ports.items():
            vehicles.append((row.vehicle_class, family.value, row.count_ * share))
            rows += _needs(row, family, row.count_ * share, figures[row.vehicle_class], scenario, cold)
    ledger = pd.DataFrame(rows)
    if ledger.empty or ledger["kwh_per_day"].sum() <= 0:
        raise ConfigError(f"the fleet asks for no public energy in {scenario.fleet.year}; check its counts and years")
    said = [
        *assumptions,
        _mix_assumption(scenario),
        *(_class_assumption(one, scenario) for one in figures.values()),
        *_winter_assumptions(scenario, cold),
    ]
    counted = pd.DataFrame(vehicles, columns=list(VEHICLES))
    return EnergyLedger(ledger, tuple(said), counted.groupby(list(VEHICLES[:2]), as_index=False).sum())


def _vehicles(fleet: pd.DataFrame, scenario: Scenario) -> tuple[pd.DataFrame, list[Assumption]]:
    """Rows of the planning year with `private` split into its two kinds of home."""
    said: list[Assumption] = []
    year = scenario.fleet.year
    chosen = fleet[fleet["year"].isna() | (fleet["year"] == year)].rename(columns={"count": "count_"})
    if not len(chosen):
        years = ", ".join(str(int(y)) for y in sorted(fleet["year"].dropna().unique()))
        raise ConfigError(
            f"fleet.year = {year}: the fleet table has no row for it, only for {years}; set fleet.year to one of them or add rows"
        )
    if chosen["year"].isna().any():
        undated = float(chosen.loc[chosen["year"].isna(), "count_"].sum())
        said.append(
            Assumption(
                f"electric vehicles of {year}",
                f"{undated:,.0f} as counted in the table, which names no year; not grown",
                "fleet table",
            )
        )
    private = chosen["vehicle_class"] == "private"
    if private.any():
        share, note = _apartment_share(scenario)
        said.append(note)
        flats = chosen[private].assign(vehicle_class="private_apartment", count_=lambda t: t["count_"] * share)
        houses = chosen[private].assign(vehicle_class="private_home", count_=lambda t: t["count_"] * (1 - share))
        chosen = pd.concat([chosen[~private], flats, houses], ignore_index=True)
    return chosen, said


def _apartment_share(scenario: Scenario) -> tuple[float, Assumption]:
    what = "private cars kept by people in apartments"
    if scenario.demand.apartment_share is not None:
        return scenario.demand.apartment_share, Assumption(
            what, f"{scenario.demand.apartment_share:.0%}", "demand.apartment_share in the configuration", "medium"
        )
    fact = city_fact(scenario.city.name)
    if fact and fact["apartment_share"]:
        return float(fact["apartment_share"]), Assumption(
            what,
            f"{float(fact['apartment_share']):.0%}",
            f"{fact['fields_assumed_or_derived']}; {fact['source']}",
            fact["confidence"],
        )
    return APARTMENT_SHARE_UNKNOWN, Assumption(
        what, f"{APARTMENT_SHARE_UNKNOWN:.0%}", "assumed: no figure for this city"
    )


def _figures(name: str, scenario: Scenario) -> VehicleClass:
    figures = vehicle_class(name, scenario.demand.case)
    changes = scenario.demand.classes.get(name, {})
    unknown = sorted(set(changes) - OVERRIDES)
    if unknown:
        raise ConfigError(
            f"demand.classes.{name}: unknown key {unknown[0]!r}; known are {', '.join(sorted(OVERRIDES))}"
        )
    own: dict[str, Any] = {key: value for key, value in changes.items() if key != "session_ac_kwh"}
    changed = replace(figures, **own)
    total = changed.share_public_ac + changed.share_public_dc + changed.share_work
    if total > 1 + 1e-9:
        raise ConfigError(
            f"demand.classes.{name}: share_public_ac + share_public_dc + share_work is {total:g}; it must not exceed 1"
        )
    return changed


def check_overrides(scenario: Scenario) -> None:
    """Refuse overrides of a vehicle class that does not exist."""
    for name in scenario.demand.classes:
        if name not in VEHICLE_CLASSES or name == "private":
            known = ", ".join(one for one in VEHICLE_CLASSES if one != "private")
            raise ConfigError(f"demand.classes: unknown vehicle class {name!r}; known are {known}")


def _needs(
    row: Any, family: PortFamily, vehicles: float, figures: VehicleClass, scenario: Scenario, cold: float
) -> list[dict[str, Any]]:
    factor = scenario.demand.winter_factor or winter_factor(scenario.fleet.temperature_c, figures.winter_column)
    daily = vehicles * figures.daily_km * figures.kwh_per_100km / 100.0 * factor
    slow = figures.share_public_ac + (figures.share_work if scenario.demand.work_is_public else 0.0)
    by_need = {Need.FAST: figures.share_public_dc, Need.SLOW: slow}
    if figures.max_dc_kw <= 0:
        by_need = {Need.SLOW: slow + figures.share_public_dc}
    profile = "taxi_dc" if figures.name.startswith("taxi") else "public_dc_private"
    given = scenario.demand.peak_hour_share
    peak = peak_hour_share(profile) if given is None else given
    session_ac: Mapping[str, float] = scenario.demand.classes.get(figures.name, {})
    return [
        {
            "vehicle_class": figures.name,
            "district": row.district,
            "family": family.value,
            "need": need.value,
            "vehicles": vehicles,
            "kwh_per_day": daily * share,
            "session_dc_kwh": figures.session_dc_kwh,
            "session_ac_kwh": session_ac.get(
                "session_ac_kwh", min(scenario.demand.session_ac_kwh, figures.session_dc_kwh)
            ),
            "max_dc_kw": figures.max_dc_kw * cold,
            "max_ac_kw": figures.max_ac_kw,
            "peak_hour_share": peak,
        }
        for need, share in by_need.items()
        if daily * share > 0
    ]


def _mix_assumption(scenario: Scenario) -> Assumption:
    shares = ", ".join(
        f"{family.label} {share:.0%}" for family, share in port_shares(scenario.fleet.mix).items() if share
    )
    name = scenario.fleet.mix if isinstance(scenario.fleet.mix, str) else "given in the configuration"
    return Assumption(
        f"ports of the vehicles (mix {name})", shares, "no registry by port exists in the region; configs/mixes"
    )


def _class_assumption(figures: VehicleClass, scenario: Scenario) -> Assumption:
    slow = figures.share_public_ac + (figures.share_work if scenario.demand.work_is_public else 0.0)
    value = f"{figures.daily_km:g} km a day, {figures.kwh_per_100km:g} kWh/100 km at 20 C, in public {figures.share_public_dc:.0%} fast and {slow:.0%} slow"
    changed = " (with overrides of the configuration)" if figures.name in scenario.demand.classes else ""
    return Assumption(f"vehicle class {figures.name}", value, figures.source + changed, figures.confidence)


def _winter_assumptions(scenario: Scenario, cold: float) -> list[Assumption]:
    t = scenario.fleet.temperature_c
    column = f"car_{scenario.demand.case}"
    factor = scenario.demand.winter_factor or winter_factor(t, column)
    source = (
        "configuration"
        if scenario.demand.winter_factor
        else "piecewise fit between observations, configs/facts/winter_penalty.csv"
    )
    return [
        Assumption(f"energy of a car at {t:g} C against 20 C", f"x {factor:.2f}", source),
        Assumption(
            f"fast charging power at {t:g} C, battery not preheated",
            f"x {cold:.2f}",
            "configs/facts/winter_penalty.csv, dc_charge_power_factor",
        ),
        Assumption("energy of a slow session", f"{scenario.demand.session_ac_kwh:g} kWh", "demand.session_ac_kwh"),
        Assumption("plug held beyond charging", f"{scenario.demand.plug_in_min:g} min", "demand.plug_in_min"),
    ]
