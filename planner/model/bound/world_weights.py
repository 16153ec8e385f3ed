"""Dual weights of the worlds of a stack under a max-min objective.

For any weights of at least 0 that sum to the number W of worlds, ``W min_w V_w <= sum_w weight_w V_w``: every choice of weights gives an
upper bound. So the weights are multipliers like those of money and power, optimised by the same subgradient method. Source: the dual of a max-min problem, as in P. Kouvelis and G. Yu, Robust Discrete
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
"""Lower bound on a weight: a world of weight 0 would get no energy in the relaxation until the next step."""
SHARP = 0.01
"""Temperature of the softmin over worlds in a rebuild, as a share of their mean worth."""


@dataclass(frozen=True)
class WorldWeights:
    """Worth and world of every flow, to weigh worlds against each other.

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
        """Return None where the objective is no max-min over worlds."""
        if not instance.by_worst:
            return None
        world = instance.demand.world[flows.key // instance.demand.kwh.shape[1]]
        return cls(flows.worth.copy(), world, instance.worlds)

    def weigh(self, flows: Flows, weights: Floats) -> None:
        """Multiply the worth of the flows, in place, by these weights; (worlds,)."""
        np.multiply(self.worth, weights[self.world], out=flows.worth)

    def by_world(self, kwh: Floats) -> Floats:
        """Worth of what is served in each world; (worlds,)."""
        return np.bincount(self.world, self.worth * kwh, minlength=self.worlds)

    def least(self, kwh: Floats) -> float:
        """Max-min value: the number of worlds times the worth in the worst one."""
        return self.worlds * float(self.by_world(kwh).min())

    def tilted(self, weights: Floats, kwh: Floats) -> Floats:
        """Shift weights towards the worlds that are served worst, by softmin; the sum stays the same; (worlds,)."""
        got = self.by_world(kwh)
        behind = np.exp(-(got - got.min()) / (SHARP * max(float(got.mean()), 1e-9)))
        return settled(weights * np.maximum(behind, 1e-3))


def settled(weights: Floats) -> Floats:
    """Project weights to at least `LEAST_WEIGHT` and scale them to sum to their number."""
    kept = np.maximum(weights / max(float(weights.sum()), 1e-300) * len(weights), LEAST_WEIGHT)
    return np.asarray(kept * len(kept) / kept.sum())
