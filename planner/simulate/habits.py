"""Composition of the demand classes: vehicle classes by hour, their session energy and charging power."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current, PortFamily
from planner.catalogue.facts import winter_factor
from planner.demand.hours import metered_hours, reshaped
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.profiles import hours_of_fleet
from planner.demand.spans import CENTRAL
from planner.question import Question

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Habits:
    """Vehicles behind the demand classes of a question, as its demand surface was made from them.

    Parameters
    ----------
    vehicles : tuple of str
        Vehicle classes.
    hours : (classes, occasions, vehicles, 24)
        Share of a demand class's energy that a vehicle class needs on an occasion in an hour of the day; each class sums to 1.
    session_kwh, power_kw : mapping of Current to (vehicles,)
        Mean energy of a session; most that the vehicle takes on the design day, 0 where it takes none of that current.
    at_pads : frozenset of int
        Demand classes that charge at pads.
    """

    vehicles: tuple[str, ...]
    hours: Floats
    session_kwh: Mapping[Current, Floats]
    power_kw: Mapping[Current, Floats]
    at_pads: frozenset[int] = frozenset()

    def session(self, kind: int, current: Current) -> Floats:
        """Mean session energy of a demand class by vehicle class, (vehicles,); at pads that of a slow plug."""
        return self.session_kwh[Current.AC if kind in self.at_pads else current]

    def sessions(self, kind: int, current: Current, occasion: int | None = None) -> Floats:
        """Sessions for each kWh a day of a demand class, or of one of its occasions; by vehicle class and hour, (vehicles, 24)."""
        hours = self.hours[kind].sum(axis=0) if occasion is None else self.hours[kind, occasion]
        kwh = self.session(kind, current)
        unable = self.power_kw[current] <= 0  # sent to a plug that their car does not take, they look for the other
        kwh = np.where(unable, self.session_kwh[Current.AC], kwh)
        return np.asarray(hours / hours.sum() / kwh[:, None])


def habits_of(question: Question) -> Habits:
    """Break the demand down into the vehicle classes that it was estimated from."""
    estimate, scenario = question.estimate, question.scenario
    figures = estimate.inputs.figures
    energy = estimate.city_kwh(CENTRAL).sum(axis=1)  # (vehicles, families, needs, occasions)
    families = estimate.fleet.families
    hours = np.zeros((len(question.demand.classes), len(OCCASIONS), len(figures), 24))
    for c, kind in enumerate(question.demand.classes):
        mine = energy[:, families.index(kind.family), NEEDS.index(kind.need), :]
        for v, o in np.argwhere(mine > 0).tolist():
            alone = np.zeros((1, len(OCCASIONS)))
            alone[0, o] = mine[v, o]
            hours[c, o, v] = hours_of_fleet(alone, [figures[v].name])
        day, metered = hours[c] / hours[c].sum(), metered_hours(estimate, kind.family, kind.need)
        hours[c] = _with_peak(day if metered is None else reshaped(day, metered), kind.peak_hour_share)
    cold = winter_factor(scenario.fleet.temperature_c, "dc_charge_power_factor")
    return Habits(
        vehicles=tuple(one.name for one in figures),
        hours=hours,
        session_kwh={current: estimate.session_kwh(current, scenario) for current in Current},
        power_kw={
            Current.DC: np.array([one.max_dc_kw * cold for one in figures]),
            Current.AC: np.array([one.max_ac_kw for one in figures]),
        },
        at_pads=frozenset(c for c, one in enumerate(question.demand.classes) if one.family is PortFamily.WIRELESS),
    )


def _with_peak(hours: Floats, peak: float) -> Floats:
    """Scale a day's profile, (occasions, vehicles, 24), so that its peak hour has this share.

    A higher peak takes from the other hours in proportion; a lower one mixes in an even day, which no day can be flatter than.
    """
    day = hours.sum(axis=(0, 1))
    top, highest = int(day.argmax()), float(day.max())
    if abs(highest - peak) < 1e-9:
        return hours
    if peak > highest:
        factor = np.full(24, (1 - peak) / (1 - highest) if highest < 1 else 0.0)
        factor[top] = peak / highest
        return np.asarray(hours * factor)
    even = 1 / 24
    share = 1.0 if highest <= even else min(1.0, (highest - peak) / (highest - even))
    return np.asarray((1 - share) * hours + share * hours.sum(axis=-1, keepdims=True) / 24)
