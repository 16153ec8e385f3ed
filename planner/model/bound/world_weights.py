"""How the worlds of a stack weigh against each other where a plan is judged by the one that it serves worst.

For any weights of at least 0 that sum to the number W of worlds, ``W min_w V_w <= sum_w weight_w V_w``: each choice of weights bounds
every plan, and the choice that lowers the bound most says how much each world counts at the margin. So weights are multipliers like those
of money and power, found by the same subgradient method. Source: the dual of a max-min problem, as in P. Kouvelis and G. Yu, Robust Discrete
Optimization and Its Applications (1997).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.sets.flows import Flows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_WEIGHT = 0.02
"""No world is forgotten between steps: one that weighs nothing could not tell when it is served worst."""
SHARP = 0.01
"""Share of the mean worth by which a world must be better off than another to weigh about a third of it in a rebuild."""


@dataclass(frozen=True)
class WorldWeights:
    """Flows of several worlds.

    Parameters
    ----------
    worth : (flows,)
        Unweighed.
    world : (flows,) int
    worlds : int
    """

    worth: Floats
    world: Ints
    worlds: int

    @classmethod
    def of(cls, instance: Instance, flows: Flows) -> "WorldWeights | None":
        """None where there is nothing to weigh: one world, or the sum of all is asked for."""
        if not instance.by_worst:
            return None
        world = instance.demand.world[flows.key // instance.demand.kwh.shape[1]]
        return cls(flows.worth.copy(), world, instance.worlds)

    def weigh(self, flows: Flows, weights: Floats) -> None:
        """Let the flows, in place, be worth as much as these weights (worlds,) say."""
        np.multiply(self.worth, weights[self.world], out=flows.worth)

    def by_world(self, kwh: Floats) -> Floats:
        """Worth of what is served in each world; (worlds,)."""
        return np.bincount(self.world, self.worth * kwh, minlength=self.worlds)

    def least(self, kwh: Floats) -> float:
        """What a plan is worth by the world that it serves worst: so many times that world's worth as there are worlds."""
        return self.worlds * float(self.by_world(kwh).min())

    def tilted(self, weights: Floats, kwh: Floats) -> Floats:
        """Weights moved to the worlds that are served worse than the others, summing to the same; (worlds,)."""
        got = self.by_world(kwh)
        behind = np.exp(-(got - got.min()) / (SHARP * max(float(got.mean()), 1e-9)))
        return settled(weights * np.maximum(behind, 1e-3))


def settled(weights: Floats) -> Floats:
    """Weights of at least `LEAST_WEIGHT` that sum to how many they are."""
    kept = np.maximum(weights / max(float(weights.sum()), 1e-300) * len(weights), LEAST_WEIGHT)
    return np.asarray(kept * len(kept) / kept.sum())
