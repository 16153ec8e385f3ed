"""Vehicle classes: energy, kilometres and habits, from the facts."""

from dataclasses import dataclass
from functools import cache

from planner.catalogue.facts import fact_rows
from planner.errors import ConfigError
from planner.support.speech import _


@dataclass(frozen=True)
class VehicleClass:
    """Energy and habits of a class, one case of the facts.

    Shares say where its energy is charged; `session_dc_kwh` is the mean energy of a fast session, `session_dc_kw` its mean power in mild
    weather at a gun that gives as much (configs/facts/session_power.csv); `operating_days` are those of a
    year on which it drives `daily_km`. `banded` names the share that the facts give a low and a high end, `share_home` or
    `share_public_dc`; it is empty where they give none.
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
    operating_days: float = 365.0
    banded: str = ""


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

SHARES = ("share_work", "share_public_ac", "share_public_dc")
BANDED = ("share_home", "share_public_dc")
"""Shares that a row of the facts may give a low and a high end, one of them at most."""


@cache
def vehicle_class(name: str, case: str = "central") -> VehicleClass:
    """Figures of one class; `private` itself is split by the demand model and has none.

    `case` is that of the use of public chargers: `low` takes few kilometres and the high end of the share charged at home. Where the
    share at home moves, all other shares keep their ratios; where the fast share moves, the rest is charged at home.

    Raises
    ------
    ConfigError
        The facts have no row for the class.
    """
    rows = {(row["class"], row["variant"]): row for row in fact_rows("vehicle_classes")}
    if (row := rows.get(CLASS_ROWS[name])) is None:
        wanted = " / ".join(CLASS_ROWS[name])
        raise ConfigError(
            _(
                "vehicle_classes.csv: no row {wanted!r}, which class {name!r} takes its figures from; add it",
                wanted=wanted,
                name=name,
            )
        )
    suffix = "" if case == "central" else f"_{case}"
    return VehicleClass(
        name=name,
        kwh_per_100km=float(row[f"kwh_per_100km_20c{suffix}"]),
        daily_km=float(row[f"daily_km{suffix}"]),
        max_ac_kw=float(row["max_ac_kw"]),
        max_dc_kw=float(row["max_dc_kw"]),
        **_shares(row, case),
        session_dc_kwh=float(row["mean_dc_session_kwh"]),
        session_dc_kw=session_kw(name),
        source=row["source"],
        confidence=row["confidence"],
        operating_days=float(row["operating_days"]),
        banded=next((key for key in BANDED if row[f"{key}_low"]), ""),
    )


def session_kw(name: str, case: str = "central") -> float:
    """Mean power of a fast session of a class in mild weather, at a gun that gives as much.

    Source: configs/facts/session_power.csv. Its low and high ends belong to no case of use: whoever charges slowly uses no less.
    """
    row = next((one for one in fact_rows("session_power") if one["vehicle_class"] == name), None)
    if row is None:
        raise ConfigError(
            _("session_power.csv: no row for vehicle class {name!r}; add the mean power of its sessions", name=name)
        )
    return float(row[case])


def shares_of(figures: VehicleClass) -> dict[str, float]:
    """Shares of the energy of a class that are charged away from home and depot, by key."""
    return {key: getattr(figures, key) for key in SHARES}


def _shares(row: dict[str, str], case: str) -> dict[str, float]:
    """Shares away from home of one case of use, by the band that the row gives."""
    shares = {key: float(row[key]) for key in SHARES}
    if case == "central":
        return shares
    if row["share_home_low"]:
        home, other = float(row["share_home"]), {"low": "high", "high": "low"}[case]
        kept = (1.0 - float(row[f"share_home_{other}"])) / (1.0 - home)
        return {key: share * kept for key, share in shares.items()}
    if row["share_public_dc_low"]:
        return shares | {"share_public_dc": float(row[f"share_public_dc_{case}"])}
    return shares
