"""A plan of the roads in a world of plugs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorldPlay:
    """A plan of the roads made for one mix, played in another.

    Parameters
    ----------
    plan, world : str
        Names of mixes; ``hedged`` is a plan for all of them.
    value, best : float
        KWh a day in that world, and what no plan there passes.
    """

    plan: str
    world: str
    value: float
    best: float
