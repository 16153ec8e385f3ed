"""What is not ruled out yet, as those ask who look for plans."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frontier:
    """Of a search under way.

    Parameters
    ----------
    bound : callable
        That no plan passes, as far as is known.
    parts : callable
        How much of each station is built where no plan is ruled out, (stations,); None as long as nothing was relaxed.
    """

    bound: Callable[[], float]
    parts: Callable[[], NDArray[np.float64] | None]
