"""Cabinets and their guns: the cars that charge at one cabinet share its power."""

from collections.abc import Generator
from functools import partial
from typing import Any

import simpy

DONE_MIN = 1e-6
"""A car that would be full within this many minutes is full."""


class Car:
    """A car that charges."""

    __slots__ = ("full", "kw", "left_kwh", "most_kw")

    def __init__(self, env: simpy.Environment, most_kw: float, kwh: float) -> None:
        """Let a car begin that takes up to `most_kw` and wants `kwh`."""
        self.most_kw, self.left_kwh, self.kw = most_kw, kwh, 0.0
        self.full = env.event()


class Cabinet:
    """Power that its guns share: each charging car gets an even share, what one cannot take goes to the others (max-min fair).

    Parameters
    ----------
    env : simpy.Environment
    kw : float
    """

    __slots__ = ("busy", "cars", "env", "kw", "since", "turn")

    def __init__(self, env: simpy.Environment, kw: float) -> None:
        """Set up an empty cabinet."""
        self.env, self.kw = env, kw
        self.cars: list[Car] = []
        self.busy = 0
        self.since, self.turn = 0.0, 0

    def charge(self, most_kw: float, kwh: float) -> Generator[Any, Any, None]:
        """Charge a car: a process that ends when it has its energy."""
        car = Car(self.env, most_kw, kwh)
        self._settle()
        self.cars.append(car)
        self._share()
        yield car.full

    def _settle(self) -> None:
        """Update the energy of each car for the time since the last change."""
        minutes = self.env.now - self.since
        for car in self.cars:
            car.left_kwh -= car.kw * minutes / 60.0
        self.since = self.env.now

    def _share(self) -> None:
        """Share out the power again, and schedule an event for when the first car will be full."""
        left, waiting = self.kw, sorted(self.cars, key=lambda car: car.most_kw)
        for number, car in enumerate(waiting):
            car.kw = min(car.most_kw, left / (len(waiting) - number))
            left -= car.kw
        self.turn += 1
        if self.cars:
            soon = min(max(0.0, car.left_kwh) / car.kw for car in self.cars) * 60.0
            wake = self.env.timeout(soon)
            assert wake.callbacks is not None
            wake.callbacks.append(partial(self._woken, self.turn))

    def _woken(self, turn: int, _: simpy.Event) -> None:
        if turn != self.turn:
            return  # somebody came or went meanwhile
        self._settle()
        full = [car for car in self.cars if car.left_kwh <= car.kw * DONE_MIN / 60.0]
        self.cars = [car for car in self.cars if car not in full]
        self._share()
        for car in full:
            car.full.succeed()


class Gun:
    """A cable of a cabinet; one car at a time.

    Parameters
    ----------
    cabinet : Cabinet
    kw : float
        Most that this gun gives.
    """

    __slots__ = ("cabinet", "kw")

    def __init__(self, cabinet: Cabinet, kw: float) -> None:
        """Hang a gun on a cabinet."""
        self.cabinet, self.kw = cabinet, kw

    def offers_kw(self) -> float:
        """Power that a driver who arrives now would get: an even share of the cabinet's."""
        return min(self.kw, self.cabinet.kw / (self.cabinet.busy + 1))
