"""The price of hedging: energy that the hedged plan serves less than the best known plan of a world."""

from collections.abc import Mapping
from typing import Any

from planner.compare.regrets import Regrets
from planner.compare.rows import HEDGED

LIKELY, EVERY = "most likely world", "every world"

NO_PRICE: dict[str, Any] = {"world": None, "how": None, "kwh": None, "share": None, "by_world": {}}
"""Where there is no hedged plan."""


def price_of_hedging(
    regrets: Regrets, energy: Mapping[str, Mapping[str, float]], chances: Mapping[str, float | None]
) -> dict[str, Any]:
    """Energy given up, kWh a day and as a share, by world and for one of them.

    That is the most likely one where worlds have probabilities, otherwise the one in which hedging costs the largest share: in every
    world it costs at most that. Below 0 where the hedged plan serves more energy, at a lower worth.

    Nothing is said of worlds of which the hedged plan breaks a promise: what it serves there is no price of a plan that could be built.

    Parameters
    ----------
    regrets : Regrets
    energy : mapping
        ``energy[plan][world]``, kWh a day.
    chances : mapping
        Probability by world.
    """
    by_world: dict[str, dict[str, float]] = {}
    for world in regrets.common:
        best = regrets.best(world)
        if best is None or world not in energy.get(HEDGED, {}) or (HEDGED, world) in regrets.unfit:
            continue
        most, got = energy[best.plan][world], energy[HEDGED][world]
        by_world[world] = {"kwh": most - got, "share": (most - got) / most if most > 0 else 0.0}
    if not by_world:
        return NO_PRICE
    known = {world: chance for world in by_world if (chance := chances.get(world)) is not None}
    world = max(known, key=known.__getitem__) if known else max(by_world, key=lambda one: by_world[one]["share"])
    return {"world": world, "how": LIKELY if known else EVERY, **by_world[world], "by_world": by_world}
