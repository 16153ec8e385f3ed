"""Whose stations a plan may enlarge."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

EVERY = "*"


def run_by_others(operators: NDArray[np.object_], own: Collection[str]) -> NDArray[np.bool_]:
    """Tell which stations are run by somebody else.

    Parameters
    ----------
    operators : (sites,) object
        Name of each operator, None where nobody says; capitals and spaces do not matter.
    own : collection of str
        Names that are the city's; ``*`` for all.

    Returns
    -------
    (sites,) bool
    """
    if EVERY in own:
        return np.zeros(len(operators), dtype=bool)
    known = {_plain(one) for one in own}
    return np.array([one is not None and _plain(str(one)) not in known for one in operators], dtype=bool)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
