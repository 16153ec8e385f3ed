"""What a search asks of the exact model, and what that found."""

import math
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.program.effort import Effort
from planner.model.sets.configurations import Configurations

Ints = NDArray[np.int64]


class Settled(NamedTuple):
    """What the exact model found among some sets.

    Parameters
    ----------
    bound : float
        No plan of these sets is worth more; -inf where there is none.
    chargers : (sites, chargers) int or None
    value : float
        Their worth; -inf without a plan.
    stated : bool
        Whether there was memory to state the model.
    """

    bound: float
    chargers: Ints | None = None
    value: float = -math.inf
    stated: bool = True


class Exact(Protocol):
    """The exact model of the question that is searched; what is minimised counts with its sign changed."""

    def judged(self, chargers: Ints, /) -> tuple[float, Solution] | None:
        """True worth of a plan, and its allocation; None where it breaks what the search relaxes."""

    def offering(self, products: NDArray[np.bool_], /) -> "Exact | None":
        """The exact model of the same question with these products alone on offer; (products,). None where there is none apart."""

    def best_among(
        self, sets: Configurations, known: Solution, effort: Effort, enough: float, *, tight: bool = False
    ) -> Settled:
        """Best plan of these sets, from a known one; it may end where no plan is worth more than `enough`. Time and work count from the call.

        With `tight` work is spent on a relaxation that comes nearer to its plans, for a proof.
        """
