"""Hours of the day at which energy is needed: as metered, where there are enough sessions, else by the profiles of the occasions."""

import numpy as np

from geodata.connectors import Need, PortFamily
from planner.demand.estimate import Estimate
from planner.demand.occasions import NEEDS
from planner.demand.profiles import hours_by_occasion
from planner.demand.spans import Floats


def arrivals_of_class(kwh: Floats, estimate: Estimate, family: PortFamily, need: Need) -> Floats:
    """Energy by occasion and hour, (occasions, 24), of (vehicle classes, occasions) of one family and need; pads are not metered."""
    hours, shares = hours_by_occasion(kwh, estimate.inputs.classes), metered_hours(estimate, family, need)
    total = hours.sum()
    if shares is None or total <= 0:
        return hours
    return np.asarray(reshaped(hours[:, None, :] / total, shares)[:, 0, :] * total)


def hours_of_class(kwh: Floats, estimate: Estimate, family: PortFamily, need: Need) -> Floats:
    """Energy by hour, (24,), of (vehicle classes, occasions) of one family and need."""
    return np.asarray(arrivals_of_class(kwh, estimate, family, need).sum(axis=0))


def hours_of_city(energy: Floats, estimate: Estimate) -> Floats:
    """Energy by hour, (24,), of (vehicle classes, families, needs, occasions)."""
    return np.sum(
        [
            hours_of_class(energy[:, f, n, :], estimate, family, need)
            for f, family in enumerate(estimate.fleet.families)
            for n, need in enumerate(NEEDS)
        ],
        axis=0,
    )


def metered_hours(estimate: Estimate, family: PortFamily, need: Need) -> Floats | None:
    """Metered shares of the hours, (24,), None where there are none."""
    if estimate.calibration is None or family is PortFamily.WIRELESS:
        return None
    return estimate.calibration.hourly_shares.get(need)


def reshaped(hours: Floats, shares: Floats) -> Floats:
    """Scale a day's profile, (occasions, vehicles, 24) with sum 1, so that all together have these shares; (24,)."""
    day = hours.sum(axis=(0, 1))
    alike = hours.sum(axis=2, keepdims=True) * shares
    return np.where(day > 0, hours * np.divide(shares, day, out=np.zeros_like(day), where=day > 0), alike)
