"""Arrivals of drivers and the energy they need: a non-homogeneous Poisson process, hour by hour, over repeated design days.

Energy of a session is drawn from a gamma distribution with the mean of the vehicle class. Its spread is assumed, `simulation.energy_spread`
(standard deviation over mean): no sessions of the region were found. Drivers who come by themselves are a Poisson process, of many
independent cars (Khinchin 1960); the rate is held within an hour, as the profiles are. Stays are drawn from the gamma distribution of
`planner.network.parking`, about the mean of the occasion that a driver of that class and hour comes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.network.parking import STAY_SPREAD
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
    zone : (rows,) int
        Where they set out.
    place : (rows,) int
        Where the plan sends them; -1 where they choose for themselves.
    kwh : (rows,)
        A day.
    occasion : int or None
        That they charge on, whose hours they keep; None for the hours of the whole class.
    """

    kind: int
    current: Current
    zone: Ints
    place: Ints
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
    minute, kwh, stay_min : (drivers,)
        Since the first midnight; energy that the driver wants; how long he leaves his car at a slow post.
    stream, zone, place, vehicle : (drivers,) int
    """

    minute: Floats
    kwh: Floats
    stay_min: Floats
    stream: Ints
    zone: Ints
    place: Ints
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
        for name, kind in _COLUMNS
    }
    order = np.argsort(columns["minute"], kind="stable")
    return Arrivals(**{name: column[order] for name, column in columns.items()})


_COLUMNS = (
    ("minute", float),
    ("kwh", float),
    ("stay_min", float),
    ("stream", int),
    ("zone", int),
    ("place", int),
    ("vehicle", int),
)


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
    stay_min = _stays(stream, habits, vehicle, hour, rng)
    came = np.full(drivers, number)
    return Arrivals(minute, kwh, stay_min, came, stream.zone[at], stream.place[at], vehicle.astype(np.int64))


def _stays(stream: Stream, habits: Habits, vehicle: Ints, hour: Ints, rng: np.random.Generator) -> Floats:
    """Minutes parked, by the occasion that each driver is on."""
    if stream.occasion is not None:
        occasion = np.full(len(vehicle), stream.occasion)
    else:
        reached = np.cumsum(habits.hours[stream.kind][:, vehicle, hour], axis=0)  # (occasions, drivers)
        occasion = (rng.random(len(vehicle)) * reached[-1] >= reached).sum(axis=0)
    mean_min = np.array(habits.stay_h)[np.minimum(occasion, len(habits.stay_h) - 1)] * 60.0
    return np.asarray(mean_min * rng.gamma(STAY_SPREAD**-2, STAY_SPREAD**2, len(vehicle)))
