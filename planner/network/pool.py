"""One kind of queue: guns of a standard, a current and a power at which its drivers charge, and what so many of them carry.

At DC guns and pads drivers wait for their cars and, where all guns are busy, for a gun (Erlang C). At AC posts cars are parked and hold
the post as long as they stay; who finds all posts taken parks elsewhere (Erlang B).
"""

from dataclasses import dataclass

from geodata.connectors import Current, PortFamily
from planner.network.promise import Promise
from planner.network.queueing import (
    daily_kwh,
    erlang_b,
    highest_load,
    highest_parked,
    highest_rate,
    offered_load,
    on_the_mean,
    wait_exceeds,
)

POWER_SLACK_KW = 1e-6


@dataclass(frozen=True)
class Pool:
    """One kind of queue.

    Parameters
    ----------
    families : tuple of PortFamily
        Drivers it serves, sorted; two or more for a joint pool.
    current : Current
    power_kw : float
        At which a session runs: the least of the gun's power, rounded down to POWER_STEPS_KW, and what the vehicles take in the
        mean of a session, rounded down to a tenth.
    session_kwh, service_min, peak_hour_share : float
        Demand-weighted means over the classes it may serve; the service time holds charging and plugging in, and at slow posts
        the longer of that and parking.
    peak_cars : float
        Cars that stand at its guns at the busiest time, for each session a day; 0 where drivers wait for their cars.
    availability : float
        Share of the time that one of its guns works.
    """

    families: tuple[PortFamily, ...]
    current: Current
    power_kw: float
    session_kwh: float
    service_min: float
    peak_hour_share: float
    peak_cars: float = 0.0
    availability: float = 1.0

    @property
    def parks(self) -> bool:
        """Whether its cars are parked and hold a post as long as they stay, so that nobody waits for one."""
        return self.peak_cars > 0

    def missed(self, guns: int, kwh_per_day: float, promise: Promise) -> float:
        """Probability at the busiest time that a driver waits too long or, at slow posts, finds all taken.

        `kwh_per_day` is what those who come ask for; the guns have power of their own.
        """
        if self.parks:
            cars = kwh_per_day / self.session_kwh * self.peak_cars
            return on_the_mean(guns, self.availability, lambda count: erlang_b(count, cars))
        load = offered_load(
            kwh_per_day,
            service_min=self.service_min,
            session_kwh=self.session_kwh,
            peak_hour_share=self.peak_hour_share,
        )
        return on_the_mean(
            guns, self.availability, lambda count: wait_exceeds(count, load, self.service_min, promise.wait_min)
        )

    def carries(self, guns: int, missing_kw: float, promise: Promise) -> float:
        """KWh per day that guns which lack so much power, when all are busy, carry at the promise.

        At slow posts that is what those charge who find one free, as if at every hour as many were turned away as at the busiest.
        """
        if self.parks:
            sessions = highest_parked(guns, promise.full_probability, self.availability) / self.peak_cars
            return sessions * (1.0 - promise.full_probability) * self.session_kwh
        if guns > 0 and missing_kw > 0:
            slow_kw = max(self.power_kw - missing_kw / guns, POWER_SLACK_KW)
            slowed_min = self.service_min + self.session_kwh * 60.0 * (1 / slow_kw - 1 / self.power_kw)
            rate = highest_rate(
                guns, self.service_min, slowed_min, promise.wait_min, promise.wait_probability, self.availability
            )
            return rate * 60.0 * self.session_kwh / self.peak_hour_share
        load = highest_load(guns, self.service_min, promise.wait_min, promise.wait_probability, self.availability)
        return daily_kwh(
            load,
            service_min=self.service_min,
            session_kwh=self.session_kwh,
            peak_hour_share=self.peak_hour_share,
        )

    @property
    def name(self) -> str:
        """``gbt DC 50 kW``, ``ccs2+gbt DC 50 kW``."""
        return f"{'+'.join(self.families)} {self.current.value} {self.power_kw:g} kW"
