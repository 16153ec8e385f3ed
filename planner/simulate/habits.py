"""Composition of the demand classes: vehicle classes by hour, their session energy and charging power."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current, PortFamily
from planner.catalogue.facts import winter_factor
from planner.demand.hours import metered_hours, reshaped
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.profiles import hours_of_fleet, with_peak
from planner.demand.queue_figures import peak_factor, power_factor, stay_factor
from planner.demand.queue_habits import session_dc_kw
from planner.demand.spans import CENTRAL, Draw
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
        Mean energy of a session; what the vehicle takes in the mean of one on the design day, 0 where it takes none of that current.
    stay_h : tuple of float
        (occasions,): mean hours that a car at a slow post stays parked.
    at_pads : frozenset of int
        Demand classes that charge at pads.
    """

    vehicles: tuple[str, ...]
    hours: Floats
    session_kwh: Mapping[Current, Floats]
    power_kw: Mapping[Current, Floats]
    stay_h: tuple[float, ...] = (0.0,) * len(OCCASIONS)
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


def habits_of(question: Question, draw: Draw = CENTRAL) -> Habits:
    """Break the demand down into the vehicle classes that it was estimated from; a draw moves the figures of the queues."""
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
        day = day if metered is None else reshaped(day, metered)
        hours[c] = with_peak(day, min(1.0, kind.peak_hour_share * peak_factor(draw)))
    cold = winter_factor(scenario.fleet.temperature_c, "dc_charge_power_factor")
    return Habits(
        vehicles=tuple(one.name for one in figures),
        hours=hours,
        session_kwh={current: estimate.session_kwh(current, scenario) for current in Current},
        power_kw={
            Current.DC: session_dc_kw(estimate, scenario) * cold * power_factor(draw),
            Current.AC: np.array([one.max_ac_kw for one in figures]),
        },
        stay_h=tuple(one * stay_factor(draw, scenario) for one in question.demand.stay_h),
        at_pads=frozenset(c for c, one in enumerate(question.demand.classes) if one.family is PortFamily.WIRELESS),
    )
