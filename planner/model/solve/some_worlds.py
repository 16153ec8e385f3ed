"""A hedge searched over some of the worlds only, while every plan is judged in all of them.

No plan is worth more in the worst of all worlds than in the worst of some. So what is proven over some is proven over all, and where a plan that was found is
nowhere worse than there, the other worlds need not be looked at: two of three worlds often are all that a hedge is held back by, and their model is smaller.
A world in which the plan is worse is taken up, and the search goes on from that plan: an exchange of constraints.

Source: J. W. Blankenship, J. E. Falk, Infinitely constrained optimization problems, J. Optimization Theory and Applications 19 (1976); for plans under several demands
B. Zeng, L. Zhao, Solving two-stage robust optimization problems using a column-and-constraint generation method, Operations Research Letters 41 (2013).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.solve.hedged import InWorlds
from planner.model.solve.siting import SitingModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORGIVEN = 0.5
"""A world outside is taken up where a plan is worse there by more than this share of the gap asked for."""


@dataclass
class SomeWorlds:
    """Judges plans that are searched over some of the worlds by their worth in all.

    Parameters
    ----------
    stack : Instance
        Of these worlds.
    some : tuple of int
        Which they are.
    in_all : callable
        A plan in all worlds; None where it is infeasible in one.
    forgiven : float
        By what share of its worth in the worst of these worlds a plan may be worse in another.

    Attributes
    ----------
    taken_up : tuple of int
        The worlds to search over next, once a plan was judged that is worse in another; empty before.
    """

    stack: Instance
    some: tuple[int, ...]
    in_all: Callable[[Ints], InWorlds | None]
    forgiven: float
    taken_up: tuple[int, ...] = field(init=False, default=())

    def judged(self, chargers: Ints) -> tuple[float, Solution] | None:
        """Number of these worlds times the worth in the worst of all, and the allocation in these; None where the plan is infeasible in a world."""
        plan = self.in_all(chargers)
        if plan is None:
            return None
        self.taken_up = self.taken_up or with_worst(self.some, plan.values, self.forgiven)
        own = plan.solution if len(self.some) == len(plan.values) else self._alone(plan.chargers)
        return None if own is None else (len(self.some) * float(plan.values.min()), own)

    def _alone(self, chargers: Ints) -> Solution | None:
        try:
            return SitingModel(self.stack).allocate(chargers)
        except SolverError:
            return None


def with_worst(some: tuple[int, ...], values: Floats, forgiven: float) -> tuple[int, ...]:
    """These worlds and the one in which a plan is worth least, where that is another and its worth there less by more than is forgiven; else empty.

    Parameters
    ----------
    some : tuple of int
    values : (worlds,)
        Worth of the plan in each, scaled.
    forgiven : float
        Share of its worth in the worst of these worlds.
    """
    worst = int(np.argmin(values))
    if worst in some or values[worst] >= (1.0 - forgiven) * float(values[list(some)].min()):
        return ()
    return tuple(sorted({*some, worst}))
