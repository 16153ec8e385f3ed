"""Routes of charging of the demand classes: at plugs of their own standard, and by adapter at those of another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Routes:
    """Routes of charging, each of one demand class.

    Parameters
    ----------
    class_of : (routes,) int
    family : tuple of str
        Port family whose plugs it takes.
    worth : (routes,)
        Factor on the worth of a kWh: 1 at plugs of one's own, less by an adapter that is a bother.
    serves : (routes, pools) bool
        Pools that it can charge at.
    fast : (routes,) bool
        It takes DC only.
    share : (routes,)
        Largest share of a zone's demand on this route: that of drivers who have the adapter.
    """

    class_of: Ints
    family: tuple[str, ...]
    worth: Floats
    serves: Mask
    fast: Mask
    share: Floats

    def __len__(self) -> int:
        return len(self.class_of)

    def at_par(self) -> "Routes":
        """The same routes with every kWh worth 1: energy is counted and not weighted."""
        return replace(self, worth=np.ones(len(self)))

    def beside(self, other: "Routes") -> "Routes":
        """These routes and then the others, over the same classes and pools."""
        return joined([self, other])


NO_ADAPTERS = Routes(
    np.empty(0, dtype=np.int64),
    (),
    np.empty(0),
    np.empty((0, 0), dtype=bool),
    np.empty(0, dtype=bool),
    np.empty(0),
)
"""No routes by adapter."""


def own_plugs(family: Sequence[str], serves: Mask, fast: Mask) -> Routes:
    """One route for each class: its own plugs."""
    ones = np.ones(len(family))
    return Routes(np.arange(len(family)), tuple(family), ones, serves, fast, ones)


def joined(parts: Sequence[Routes]) -> Routes:
    """Concatenated routes."""
    return Routes(
        np.concatenate([one.class_of for one in parts]),
        tuple(name for one in parts for name in one.family),
        np.concatenate([one.worth for one in parts]),
        np.concatenate([one.serves for one in parts]),
        np.concatenate([one.fast for one in parts]),
        np.concatenate([one.share for one in parts]),
    )


def placed(routes: Routes, classes: int, pools: int, of: int, prefix: str) -> Routes:
    """The same routes among more classes and `of` pools: theirs begin at the numbers `classes` and `pools`, families get a prefix."""
    serves = np.zeros((len(routes), of), dtype=bool)
    serves[:, pools : pools + routes.serves.shape[1]] = routes.serves
    return replace(
        routes,
        class_of=routes.class_of + classes,
        family=tuple(prefix + name for name in routes.family),
        serves=serves,
    )
