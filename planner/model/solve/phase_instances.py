"""The questions of single phases, as what stands before and after binds them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kept_chargers import KeptChargers
from planner.model.rules.kinds.local import Local
from planner.model.sets.limits import most_products, must_build

Ints = NDArray[np.int64]


def useful_throughout(instances: Sequence[Instance]) -> list[Instance]:
    """Offer only charger types with demand in every phase, since a built charger stays in all later ones.

    Types that never have any stay on offer where something must be built in any phase.
    """
    serves = np.array([one.products.guns.any(axis=0) for one in instances])
    must = np.any([must_build(one) for one in instances], axis=0)
    idle = ~serves.all(axis=0) & ~np.outer(must, ~serves.any(axis=0))
    for rule in instances[0].rules.every(Local):
        idle &= ~rule.wanted(instances[0])  # these count in a rule even without demand
    if not idle.any():
        return list(instances)
    return [one.ruled(KeptChargers(high=np.where(idle, 0, most_products(one)))) for one in instances]


def kept(instance: Instance, low: Ints | None = None, high: Ints | None = None) -> Instance:
    """Hold a phase to what stands before it or to what stands after it, beside what it is held to anyway."""
    own = instance.rules.get(KeptChargers)
    if own is not None and own.high is not None:
        high = own.high if high is None else np.minimum(own.high, high)
    return instance.ruled(KeptChargers(low, high))
