"""A queue at a site: first come, first served, over all guns that its drivers can use."""

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
    """

    __slots__ = ("env", "free", "guns", "service_min", "waiting")

    def __init__(self, env: simpy.Environment, guns: list[Gun], service_min: float) -> None:
        """Open a queue with all guns free."""
        self.env, self.guns, self.service_min = env, guns, service_min
        self.free = list(guns)
        self.waiting: deque[simpy.Event] = deque()

    def take(self) -> Gun | None:
        """Take the free gun that promises most power, the first of those alike; None where all are busy."""
        if not self.free:
            return None
        gun = max(self.free, key=Gun.offers_kw)
        self.free.remove(gun)
        gun.cabinet.busy += 1
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
        """Give a gun that is free again to the driver who has waited longest, or keep it free."""
        if self.waiting:
            self.waiting.popleft().succeed(gun)
        else:
            gun.cabinet.busy -= 1
            self.free.append(gun)

    def expected_wait_min(self) -> float:
        """Wait that an arriving driver expects: one service time for everybody in the line and himself, over the number of guns."""
        return 0.0 if self.free else (len(self.waiting) + 1) * self.service_min / len(self.guns)
