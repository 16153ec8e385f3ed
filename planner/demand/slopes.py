"""Energy on slopes: what a way up takes and a way down gives back, against the same kilometres on level ground."""

from dataclasses import dataclass

import numpy as np

from geodata.elevation import SLOPES
from planner.catalogue.facts import fact_rows
from planner.demand.spans import Floats, Span

CASES = ("low", "central", "high")
KWH_PER_KG_KM = 9.80665 / 3600.0
"""Energy that lifts a kilogram by a kilometre, kWh."""


@dataclass(frozen=True)
class Vehicle:
    """Figures of a vehicle on slopes.

    Parameters
    ----------
    mass_kg : float
    kwh_per_km : float
        Out of the battery on level ground.
    drive : float
        Energy at the wheel for each kWh out of the battery.
    regenerated : float
        Energy into the battery for each kWh at the wheel on the way down.
    steady : float
        Part of `kwh_per_km` that overcomes rolling and air.
    """

    mass_kg: float
    kwh_per_km: float
    drive: float
    regenerated: float
    steady: float


def extra_per_km(one: Vehicle, slope: Floats) -> Floats:
    """Energy out of the battery beyond that on level ground, kWh a km of way at each slope (rise over run); negative on the way down.

    At the wheel a kilometre takes what rolling and air take, and what gravity takes or gives. Where that is above zero the battery gives it,
    with the losses of the drive; below zero a part of it comes back. So it is 0 on level ground, and up and down together never gain.
    """
    level = one.kwh_per_km * one.steady * one.drive
    wheel = level + one.mass_kg * KWH_PER_KG_KM * slope
    battery = np.where(wheel > 0, wheel / one.drive, wheel * one.regenerated)
    return np.where(slope == 0, 0.0, battery - level / one.drive)


def hill_factor(slopes_km: Floats, one: Vehicle) -> Floats:
    """Energy over that on level ground, of ways with so many km in each class of `SLOPES`; (..., classes) to (...,). 1 where there is no way."""
    level = slopes_km.sum(axis=-1) * one.kwh_per_km
    extra = slopes_km @ extra_per_km(one, SLOPES)
    return np.asarray(1.0 + np.divide(extra, level, out=np.zeros_like(level), where=level > 0))


def hill_span(slopes_km: Floats, vehicle_class: str, kwh_per_km: float) -> Span:
    """Low, central and high `hill_factor` of a class, by configs/facts/hill_energy.csv."""
    return Span(*(hill_factor(slopes_km, vehicle_on_slopes(vehicle_class, kwh_per_km, case)) for case in CASES))


def vehicle_on_slopes(vehicle_class: str, kwh_per_km: float, case: str = "central") -> Vehicle:
    """Figures of a class in one case; low is that of the least energy on hills."""
    rows = {(row["figure"], row["vehicle_class"]): float(row[case]) for row in fact_rows("hill_energy")}
    share = {name: rows[name, ""] for name in ("drive_efficiency", "regenerated_share", "steady_share")}
    return Vehicle(rows["mass", vehicle_class], kwh_per_km, *share.values())
