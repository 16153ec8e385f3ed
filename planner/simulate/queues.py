"""A queue at a site: first come, first served, over all guns that its drivers can use and that work."""

import math
from collections import deque

import simpy

from planner.simulate.cabinets import Gun


class Queue:
    """Drivers and guns of one pool at one site.

    Parameters
    ----------
    env : simpy.Environment
    guns : list of Gun
    service_min : float
        Mean minutes that a driver expects another to hold a gun.
    parks : bool
        Cars are parked at its guns: nobody waits for one.
    """

    __slots__ = ("broken", "env", "free", "guns", "held", "parks", "service_min", "waiting")

    def __init__(self, env: simpy.Environment, guns: list[Gun], service_min: float, *, parks: bool = False) -> None:
        """Open a queue with all guns free."""
        self.env, self.guns, self.service_min, self.parks = env, guns, service_min, parks
        self.free = list(guns)
        self.held: set[Gun] = set()
        self.broken: set[Gun] = set()
        self.waiting: deque[simpy.Event] = deque()

    def take(self) -> Gun | None:
        """Take the free gun that promises most power, the first of those alike; None where all are busy."""
        if not self.free:
            return None
        gun = max(self.free, key=Gun.offers_kw)
        self.free.remove(gun)
        self._hold(gun)
        return gun

    def line_up(self) -> simpy.Event:
        """Stand at the end of the line; the event brings the gun."""
        turn = self.env.event()
        self.waiting.append(turn)
        return turn

    def step_out(self, turn: simpy.Event) -> None:
        """Leave the line without having been served (renege)."""
        self.waiting.remove(turn)

    def give_back(self, gun: Gun) -> None:
        """Give a gun that is free again to the driver who has waited longest, or keep it free; none gets a broken one."""
        if self.waiting and gun not in self.broken:
            self.waiting.popleft().succeed(gun)
            return
        gun.cabinet.busy -= 1
        self.held.remove(gun)
        if gun not in self.broken:
            self.free.append(gun)

    def fail(self, gun: Gun) -> None:
        """Take a gun out of order; a car that charges there ends its session."""
        self.broken.add(gun)
        if gun in self.free:
            self.free.remove(gun)

    def mend(self, gun: Gun) -> None:
        """Bring a gun back into order; one that a car still holds is given on when it leaves."""
        self.broken.remove(gun)
        if gun not in self.held:
            self._hold(gun)
            self.give_back(gun)

    def _hold(self, gun: Gun) -> None:
        self.held.add(gun)
        gun.cabinet.busy += 1

    def expected_wait_min(self) -> float:
        """Wait that an arriving driver expects: one service time for everybody in the line and himself, over the number of guns.

        Where cars are parked nobody would wait until one leaves: infinite while all posts are taken.
        """
        if self.free:
            return 0.0
        return math.inf if self.parks else (len(self.waiting) + 1) * self.service_min / len(self.guns)
