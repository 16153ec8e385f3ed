"""The charger catalogue, vehicle classes, winter curve, arrival profiles and standard mixes, with their sources."""

import csv
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from geodata.connectors import Connector, PortFamily
from planner.errors import ConfigError
from planner.resources import configs_dir

CASES = {"low": "low", "central": "mid", "high": "high"}
FAMILY_OF_FACT = {
    "GB/T": PortFamily.GBT,
    "CCS2": PortFamily.CCS2,
    "CCS2/Type2": PortFamily.CCS2,
    "CHAdeMO/Type1": PortFamily.CHADEMO,
    "NACS/CCS1/other": PortFamily.NACS,
}
POOLED = "queues pool"


@dataclass(frozen=True)
class ChargerType:
    """One cabinet that can be bought.

    Parameters
    ----------
    id : str
    connectors : tuple of Connector
        One per cable.
    power_kw : float
        Of the cabinet; its guns share it.
    guns : int
        Vehicles that charge at once, and bays it takes.
    pooled : bool
        Any gun serves any of its standards, so both queues are one.
    hardware_usd, install_usd, om_usd_per_year, lifetime_years : float
    source, confidence : str
    """

    id: str
    connectors: tuple[Connector, ...]
    power_kw: float
    guns: int
    pooled: bool
    hardware_usd: float
    install_usd: float
    om_usd_per_year: float
    lifetime_years: float
    source: str
    confidence: str

    def plugs(self) -> dict[str, int]:
        """Cables by OCPI connector name."""
        return {c.value: self.connectors.count(c) for c in dict.fromkeys(self.connectors)}

    def gun_power_kw(self, connector: Connector) -> float:
        """Most one gun gives: the cabinet's power, or what an AC socket carries."""
        return min(self.power_kw, connector.max_kw)


def charger_types(ids: "tuple[str, ...]", case: str = "central") -> tuple[ChargerType, ...]:
    """Look up catalogue entries in the order asked; `case` picks low, central or high prices.

    Raises
    ------
    ConfigError
        Unknown id (the nearest is named), an id twice, or an entry that cannot be planned as a new charger.
    """
    known = {row["id"]: row for row in _rows(configs_dir() / "chargers.csv")}
    for one in ids:
        if one not in known:
            raise ConfigError(f"plan.chargers: unknown charger {one!r}; {_nearest(one, known)}")
        if ids.count(one) > 1:
            raise ConfigError(f"plan.chargers: {one!r} is there twice; name it once")
    return tuple(_charger(known[one], CASES[case]) for one in ids)


def _charger(row: Mapping[str, str], case: str) -> ChargerType:
    names = [name for part in row["connectors_ocpi"].split("|") for name in _repeated(part)]
    connectors = [Connector.named(name) for name in names]
    where = f"chargers.csv, {row['id']}"
    if not all(c is not None and c.family is not None for c in connectors) or not connectors:
        raise ConfigError(
            f"{where}: connector {row['connectors_ocpi']!r} serves no vehicle that is planned for; leave it out of plan.chargers"
        )
    if not row[f"hardware_usd_{case}"] or float(row["power_kw"]) <= 0 or row["standard"] == "retrofit":
        raise ConfigError(
            f"{where}: has no price or no power of its own, so it cannot be planned as a new charger; leave it out of plan.chargers"
        )
    return ChargerType(
        id=row["id"],
        connectors=tuple(c for c in connectors if c is not None),
        power_kw=float(row["power_kw"]),
        guns=int(row["guns"]),
        pooled="do NOT pool" not in row["note"] and "pooled" in row["standard"],
        hardware_usd=float(row[f"hardware_usd_{case}"]),
        install_usd=float(row[f"install_usd_{case}"]),
        om_usd_per_year=float(row["om_usd_per_year"]),
        lifetime_years=float(row["lifetime_years"]),
        source=row["source"],
        confidence=row["confidence"],
    )


def _repeated(part: str) -> list[str]:
    """Names in 'GBT_DC x6', '2x GBT_DC + 2x CCS' and 'GBT_DC'."""
    names: list[str] = []
    for piece in part.split("+"):
        found = re.fullmatch(r"\s*(?:(\d+)\s*x\s+)?(\w+)(?:\s+x(\d+))?\s*", piece)
        if found:
            names += [found[2]] * int(found[1] or found[3] or 1)
    return names


@dataclass(frozen=True)
class VehicleClass:
    """Energy and habits of a class, one case of the facts.

    Shares say where its energy is charged; `session_dc_kwh` is the mean energy of a fast session.
    """

    name: str
    kwh_per_100km: float
    daily_km: float
    operating_days: float
    max_ac_kw: float
    max_dc_kw: float
    share_work: float
    share_public_ac: float
    share_public_dc: float
    session_dc_kwh: float
    winter_column: str
    source: str
    confidence: str


# Our class names and the rows of the facts behind them; where several rows are one class their weights are assumed.
CLASS_ROWS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "private_home": (("private", "BEV, house with parking", 1.0),),
    "private_apartment": (("private", "BEV, apartment", 1.0),),
    "phev": (("private", "PHEV", 1.0),),
    "taxi": (("taxi", "full-time", 1.0),),
    "taxi_part_time": (("taxi", "app part-time", 1.0),),
    "bus": (("bus", "12 m", 1.0),),
    "delivery": (("delivery", "LCV <=3.5 t", 1.0),),
    "car_share": (("car_share", "", 1.0),),
}


@cache
def vehicle_class(name: str, case: str = "central") -> VehicleClass:
    """Figures of one class; `private` itself is split by the demand model and has none."""
    rows = {(row["class"], row["variant"]): row for row in _rows(configs_dir() / "facts" / "vehicle_classes.csv")}
    family, variant, _ = CLASS_ROWS[name][0]
    row = next(r for (c, v), r in rows.items() if c == family and (not variant or v == variant))
    suffix = "" if case == "central" else f"_{case}"
    return VehicleClass(
        name=name,
        kwh_per_100km=float(row[f"kwh_per_100km_20c{suffix}"]),
        daily_km=float(row[f"daily_km{suffix}"]),
        operating_days=float(row["operating_days"]),
        max_ac_kw=float(row["max_ac_kw"]),
        max_dc_kw=float(row["max_dc_kw"]),
        share_work=float(row["share_work"]),
        share_public_ac=float(row["share_public_ac"]),
        share_public_dc=float(row["share_public_dc"]),
        session_dc_kwh=float(row["mean_dc_session_kwh"]),
        winter_column="bus_electric_heat" if name == "bus" else f"car_{case}",
        source=row["source"],
        confidence=row["confidence"],
    )


def winter_factor(temperature_c: float, column: str) -> float:
    """Energy multiplier against 20 degrees, interpolated on the fitted curve and held flat beyond its ends.

    `column` is one of car_low, car_central, car_high, bus_electric_heat, bus_fuel_heater, dc_charge_power_factor.
    """
    rows = sorted(_rows(configs_dir() / "facts" / "winter_penalty.csv"), key=lambda row: float(row["temp_c"]))
    return float(np.interp(temperature_c, [float(r["temp_c"]) for r in rows], [float(r[column]) for r in rows]))


def peak_hour_share(profile: str) -> float:
    """Largest hour of an arrival profile, share of the day."""
    shares = [float(row[profile]) for row in _rows(configs_dir() / "facts" / "arrival_profiles.csv")]
    return max(shares) / sum(shares)


def parameter(name: str, case: str = "central") -> float:
    """Read one figure of planning_parameters.csv."""
    return next(
        float(row[case])
        for row in _rows(configs_dir() / "facts" / "planning_parameters.csv")
        if row["parameter"] == name
    )


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
    rows = _rows(configs_dir() / "facts" / "planning_parameters.csv")
    row = next(one for one in rows if one["parameter"] == name)
    cases = (float(row[case]) for case in ("low", "central", "high"))
    return Figure(*cases, row["unit"], row["note"], row["source"], row["confidence"])


def city_fact(city: str) -> dict[str, str] | None:
    """Row of city_facts.csv for this city name, any case."""
    return next(
        (row for row in _rows(configs_dir() / "facts" / "city_facts.csv") if row["city"].casefold() == city.casefold()),
        None,
    )


def reported_stations(city: str) -> tuple[str, str, str, str] | None:
    """Count of charging stations that sources report for a city, its date, source and confidence; None where none is known."""
    fact = city_fact(city)
    if fact is None or not fact["charging_stations"]:
        return None
    return fact["charging_stations"], fact["stations_date"], fact["source"], fact["confidence"]


def port_shares(mix: "str | Mapping[str, float]") -> dict[PortFamily, float]:
    """Shares of a mix by port family, summing to one.

    Raises
    ------
    ConfigError
        Unknown mix or port, or shares that do not sum to one.
    """
    shares = _named_mix(mix) if isinstance(mix, str) else dict(mix)
    for port in shares:
        if port not in list(PortFamily):
            raise ConfigError(f"mix: unknown port {port!r}; known are {', '.join(PortFamily)}")
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-6:
        raise ConfigError(f"mix: the shares sum to {total:g}; they must sum to 1")
    return {family: float(shares.get(family.value, 0.0)) for family in PortFamily}


def mix_names() -> list[str]:
    """Names of the mixes in configs/mixes."""
    return sorted(path.stem for path in (configs_dir() / "mixes").glob("*.toml"))


def _named_mix(name: str) -> dict[str, float]:
    if name not in mix_names():
        raise ConfigError(f"fleet.mix: unknown mix {name!r}; {_nearest(name, mix_names())}")
    data = tomllib.loads((configs_dir() / "mixes" / f"{name}.toml").read_text(encoding="utf-8"))
    return dict(data["shares"])


@cache
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def _nearest(name: str, known: "Mapping[str, object] | list[str]") -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
