"""Vehicle classes: energy, kilometres and habits, from the facts."""

from dataclasses import dataclass
from functools import cache

from planner.catalogue.facts import fact_rows
from planner.errors import ConfigError


@dataclass(frozen=True)
class VehicleClass:
    """Energy and habits of a class, one case of the facts.

    Shares say where its energy is charged; `session_dc_kwh` is the mean energy of a fast session, `session_dc_kw` its mean power in mild
    weather at a gun that gives as much (configs/facts/session_power.csv).
    """

    name: str
    kwh_per_100km: float
    daily_km: float
    max_ac_kw: float
    max_dc_kw: float
    share_work: float
    share_public_ac: float
    share_public_dc: float
    session_dc_kwh: float
    session_dc_kw: float
    source: str
    confidence: str


CLASS_ROWS = {
    "private_home": ("private", "BEV, house with parking"),
    "private_apartment": ("private", "BEV, apartment"),
    "phev": ("private", "PHEV"),
    "taxi": ("taxi", "full-time"),
    "taxi_part_time": ("taxi", "app part-time"),
    "bus": ("bus", "12 m"),
    "delivery": ("delivery", "LCV <=3.5 t"),
    "car_share": ("car_share", "free-floating, BEV"),
}
"""Class and variant of each of our classes in the facts."""


@cache
def vehicle_class(name: str, case: str = "central") -> VehicleClass:
    """Figures of one class; `private` itself is split by the demand model and has none.

    Raises
    ------
    ConfigError
        The facts have no row for the class.
    """
    rows = {(row["class"], row["variant"]): row for row in fact_rows("vehicle_classes")}
    if (row := rows.get(CLASS_ROWS[name])) is None:
        wanted = " / ".join(CLASS_ROWS[name])
        raise ConfigError(
            f"vehicle_classes.csv: no row {wanted!r}, which class {name!r} takes its figures from; add it"
        )
    suffix = "" if case == "central" else f"_{case}"
    return VehicleClass(
        name=name,
        kwh_per_100km=float(row[f"kwh_per_100km_20c{suffix}"]),
        daily_km=float(row[f"daily_km{suffix}"]),
        max_ac_kw=float(row["max_ac_kw"]),
        max_dc_kw=float(row["max_dc_kw"]),
        share_work=float(row["share_work"]),
        share_public_ac=float(row["share_public_ac"]),
        share_public_dc=float(row["share_public_dc"]),
        session_dc_kwh=float(row["mean_dc_session_kwh"]),
        session_dc_kw=session_kw(name),
        source=row["source"],
        confidence=row["confidence"],
    )


def session_kw(name: str, case: str = "central") -> float:
    """Mean power of a fast session of a class in mild weather, at a gun that gives as much.

    Source: configs/facts/session_power.csv. Its low and high ends belong to no case of use: whoever charges slowly uses no less.
    """
    row = next((one for one in fact_rows("session_power") if one["vehicle_class"] == name), None)
    if row is None:
        raise ConfigError(f"session_power.csv: no row for vehicle class {name!r}; add the mean power of its sessions")
    return float(row[case])
