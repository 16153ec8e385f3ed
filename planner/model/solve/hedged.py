"""A plan for several worlds: what it is worth in each, its regrets, and what is proven of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.program.lp import End

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDING = 1e-5
"""As `planner.proofs.ROUNDING`: worlds are stacked, and what each is worth is added up again."""


@dataclass(frozen=True)
class Hedged:
    """One plan for several worlds.

    Parameters
    ----------
    chargers : (sites, chargers) int
    values : (worlds,)
        Worth-weighted kWh a day in each world, energy allocated optimally.
    best : (worlds,)
        Values that regrets are relative to.
    value : float
        Least ``values / best`` of a hedged plan; ``sum p values`` of an expected one.
    bound : float
        Proven upper bound on `value`.
    end : End
    solver : str
    wall_s : float
    path : str
    """

    chargers: Ints
    values: Floats
    best: Floats
    value: float
    bound: float
    end: End
    solver: str
    wall_s: float
    path: str

    @property
    def gap(self) -> float:
        """Relative gap: ``(bound - value) / bound``."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    @property
    def regret(self) -> Floats:
        """By world, at least 0; 0 where nothing can be served; (worlds,)."""
        return np.maximum(0.0, 1.0 - shares(self.values, self.best))


def shares(values: Floats, best: Floats) -> Floats:
    """Values relative to the best of each world; 1 where the best is 0; (worlds,)."""
    return np.divide(values, best, out=np.ones(len(best)), where=best > 0)


@dataclass(frozen=True)
class InWorlds:
    """A plan evaluated in every world, on the way to a hedged one.

    Parameters
    ----------
    chargers : (sites, chargers) int
    values : (worlds,)
        Its worth in each, scaled so that the best plan known is worth the same in all.
    value, bound : float
        Worth in the worst world times the number of worlds; `bound` is inf until something is proven.
    end : End
    solver : str
    path : str
    solution : Solution
        Its energy in all worlds.
    """

    chargers: Ints
    values: Floats
    value: float
    bound: float
    end: End
    solver: str
    path: str
    solution: Solution


def better_of(one: InWorlds | None, other: InWorlds | None) -> InWorlds | None:
    """The plan of more worth in its worst world; None where both are."""
    return max((plan for plan in (one, other) if plan is not None), key=lambda plan: plan.value, default=None)
