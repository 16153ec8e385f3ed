"""Arrivals of drivers and the energy they need: a non-homogeneous Poisson process, hour by hour, over repeated design days.

Energy of a session is drawn from a gamma distribution with the mean of the vehicle class. Its spread is assumed, `simulation.energy_spread`
(standard deviation over mean): no sessions of the region were found. Drivers who come by themselves are a Poisson process, of many
independent cars (Khinchin 1960); the rate is held within an hour, as the profiles are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.simulate.habits import Floats, Habits

DAY_MIN = 1440.0
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Stream:
    """Drivers of one demand class who take one current.

    Parameters
    ----------
    kind : int
        Demand class.
    current : Current
    origin : (rows,) int
        The queue, where the plan assigns drivers to one, otherwise the zone.
    kwh : (rows,)
        A day, by origin.
    occasion : int or None
        That they charge on, whose hours they keep; None for the hours of the whole class.
    """

    kind: int
    current: Current
    origin: Ints
    kwh: Floats
    occasion: int | None = None

    def sessions(self, habits: Habits) -> Floats:
        """Sessions a day for each kWh, by vehicle class and hour; (vehicles, 24)."""
        return habits.sessions(self.kind, self.current, self.occasion)


@dataclass(frozen=True)
class Arrivals:
    """Drivers in the order of their arrival.

    Parameters
    ----------
    minute, kwh : (drivers,)
        Since the first midnight; energy that the driver wants.
    stream, origin, vehicle : (drivers,) int
    """

    minute: Floats
    kwh: Floats
    stream: Ints
    origin: Ints
    vehicle: Ints

    def __len__(self) -> int:
        return len(self.minute)


def draw_arrivals(
    streams: Sequence[Stream], habits: Habits, *, days: int, spread: float, rng: np.random.Generator
) -> Arrivals:
    """Draw every driver of `days` design days."""
    parts = [_drawn(number, stream, habits, days, spread, rng) for number, stream in enumerate(streams)]
    columns: dict[str, Any] = {
        name: np.concatenate([np.empty(0, dtype=kind), *(getattr(one, name) for one in parts)])
        for name, kind in (("minute", float), ("kwh", float), ("stream", int), ("origin", int), ("vehicle", int))
    }
    order = np.argsort(columns["minute"], kind="stable")
    return Arrivals(**{name: column[order] for name, column in columns.items()})


def _drawn(number: int, stream: Stream, habits: Habits, days: int, spread: float, rng: np.random.Generator) -> Arrivals:
    total = float(stream.kwh.sum())
    rate = stream.sessions(habits) * total
    counts = rng.poisson(rate, (days, *rate.shape))
    day, vehicle, hour = np.nonzero(counts)
    times = counts[day, vehicle, hour]
    day, vehicle, hour = (np.repeat(one, times) for one in (day, vehicle, hour))
    drivers = len(day)
    minute = day * DAY_MIN + (hour + rng.random(drivers)) * 60.0
    at = np.minimum(np.searchsorted(np.cumsum(stream.kwh), rng.random(drivers) * total), len(stream.kwh) - 1)
    able = habits.power_kw[stream.current][vehicle] > 0
    mean = np.where(able, habits.session(stream.kind, stream.current)[vehicle], habits.session_kwh[Current.AC][vehicle])
    kwh = mean * (rng.gamma(1 / spread**2, spread**2, drivers) if spread > 0 else 1.0)
    return Arrivals(minute, kwh, np.full(drivers, number), stream.origin[at], vehicle.astype(np.int64))
