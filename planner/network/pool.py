"""One kind of queue: guns of a standard, a current and a power at which its drivers charge, and what so many of them carry.

What guns carry is a number of hours in use a day, as they are seen in real cities, where groups of every size work the same hours
(`docs/decisions/0083-hours-in-use-size-groups-of-guns.md`). At DC guns and pads drivers wait for their cars; at AC posts cars are
parked and hold the post as long as they stay. Who finds all guns taken goes on to the next free place in reach.
"""

from dataclasses import dataclass

import numpy as np

from geodata.connectors import Current, PortFamily
from planner.network.queueing import (
    Floats,
    Loads,
    all_taken,
    daily_kwh,
    highest_load,
    highest_parked,
    highest_rate,
    mean_over_working,
)
from planner.network.service_level import ServiceLevel

POWER_SLACK_KW = 1e-6


@dataclass(frozen=True)
class Pool:
    """One kind of queue.

    Parameters
    ----------
    families : tuple of PortFamily
        Whose drivers its guns serve; more than one where any gun turns to any of them.
    current : Current
    power_kw : float
        Mean power of a charging session.
    session_kwh : float
    service_min : float
        Minutes that a session holds its gun, plugging in included.
    peak_hour_share : float
        Share of the day's sessions in the peak hour.
    peak_cars : float
        Cars that are there at the busiest time of the day for each session a day, were no gun ever taken (`planner.network.parking`).
    availability : float
        Share of the time that one of its guns works.
    """

    families: tuple[PortFamily, ...]
    current: Current
    power_kw: float
    session_kwh: float
    service_min: float
    peak_hour_share: float
    peak_cars: float
    availability: float = 1.0

    @property
    def parks(self) -> bool:
        """Whether its cars are parked and hold a post as long as they stay, so that nobody waits for one."""
        return self.current is Current.AC

    def peak_cars_of(self, kwh_per_day: float) -> float:
        """Cars that are there at the busiest time of the day where so much is carried, were no gun ever taken: the load in erlang."""
        return kwh_per_day / self.session_kwh * self.peak_cars

    def taken(
        self,
        guns: int,
        cars: Floats,
        missing_kw: float,
        in_line: Floats,
        patience_min: float,
    ) -> Floats:
        """Probability that a driver who comes finds every gun taken or out of order.

        Erlang B at the load of all who come, with a line where drivers wait for their cars.

        Parameters
        ----------
        guns : int
        cars : array
            That would be there if no gun were ever taken, those from places that they found taken among them: the load in erlang.
        missing_kw : float
            What the guns lack together when all of their cabinets are busy.
        in_line : array
            The same of those who would stand in line, for they find no other gun.
        patience_min : float
            They go away if they expect to wait for longer.

        Returns
        -------
        array of the shape of `cars`
        """
        if guns > 0 and missing_kw > 0:
            slower = self._held_min(missing_kw / guns, np.minimum(1.0, cars / guns)) / self.service_min
            cars, in_line = cars * slower, in_line * slower
        longest = 0 if self.parks else int(patience_min * guns / self.service_min)
        return mean_over_working(
            guns,
            self.availability,
            lambda count: all_taken(count, cars, in_line, longest),
            none=np.ones_like(cars),
        )

    def carries(self, guns: int, missing_kw: float, level: ServiceLevel) -> float:
        """KWh a day that guns carry at a service level: ``sum_m P(m of the guns work) * carried(m)``, all but linear in the guns.

        ``carried(m) = m * hours * 60 / service_min * session_kwh``, no more than is physically there to be had in the peak hour nor than
        the promises of waiting allow that are asked for. What guns out of order would have carried is not served.

        Parameters
        ----------
        guns : int
        missing_kw : float
            What the guns lack together when all guns of their cabinets are busy.
        level : ServiceLevel
        """
        lack = missing_kw / guns if guns > 0 and missing_kw > 0 else 0.0
        sessions = mean_over_working(
            guns, self.availability, lambda count: self._sessions(count, guns, lack, level), none=0.0
        )
        return sessions * self.session_kwh

    def delivers(self, guns: int) -> float:
        """KWh a day that guns deliver if drivers wait however long: all that work are held at the busiest time."""
        return guns * self.availability * self._most_sessions(self.service_min) * self.session_kwh

    def _most_sessions(self, held_min: float) -> float:
        """Sessions a day of one gun that is held through the whole of the busiest time."""
        share = self.peak_cars / self.service_min if self.parks else self.peak_hour_share / 60.0
        return 1.0 / (held_min * share)

    def _sessions(self, guns: int, installed: int, lack_kw: float, level: ServiceLevel) -> float:
        """Sessions a day of so many guns that work, of those installed."""
        hours = level.slow_h if self.parks else level.fast_h
        held_min = self._held_min(lack_kw, min(1.0, hours * self.peak_hour_share))
        sessions = guns * min(hours * 60.0 / held_min, self._most_sessions(held_min))
        if self.parks and level.full_probability is not None:
            cars = highest_parked(guns, level.full_probability)
            return min(sessions, cars / self.peak_cars * (1.0 - level.full_probability))
        if not self.parks and level.wait_probability is not None:
            return min(sessions, self._promised_sessions(guns, installed, lack_kw, level))
        return sessions

    def _promised_sessions(self, guns: int, installed: int, lack_kw: float, level: ServiceLevel) -> float:
        """Sessions a day at which drivers who wait for their cars are late in the peak hour as seldom as is promised."""
        assert level.wait_probability is not None
        slowed_min, asked = self._slowed_min(lack_kw), (level.wait_min, level.wait_probability)
        if slowed_min > self.service_min:
            return highest_rate(guns, installed, self.service_min, slowed_min, *asked) * 60.0 / self.peak_hour_share
        load = highest_load(guns, self.service_min, *asked)
        return daily_kwh(load, service_min=self.service_min, session_kwh=1.0, peak_hour_share=self.peak_hour_share)

    def _held_min(self, lack_kw: float, beside: Loads) -> Loads:
        """Minutes that a session holds its gun where the neighbour on the cabinet is busy for this share of the time."""
        return self.service_min + (self._slowed_min(lack_kw) - self.service_min) * beside

    def _slowed_min(self, lack_kw: float) -> float:
        """Minutes that a session holds its gun where it lacks so much power throughout."""
        slow_kw = max(self.power_kw - lack_kw, POWER_SLACK_KW)
        return self.service_min + self.session_kwh * 60.0 * (1 / slow_kw - 1 / self.power_kw)

    @property
    def name(self) -> str:
        """``gbt DC 50 kW``, ``ccs2+gbt DC 50 kW``."""
        return f"{'+'.join(self.families)} {self.current.value} {self.power_kw:g} kW"
