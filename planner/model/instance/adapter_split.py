"""Demand classes of which a share has an adapter, split into two classes, with and without, for the decomposition.

The exact model limits flows by adapter with a row for each zone. Where a class has one adapter, that is equivalent to two classes, one
with ``share d`` that may use it and one with ``(1 - share) d`` that may not: each feasible flow of one form is feasible in the other.
"""

from dataclasses import replace

import numpy as np

from planner.model.instance.instance import Instance


def split_by_adapter(instance: Instance) -> Instance:
    """Split such classes; returns the same instance where there is none. Sites, pools and chargers stay.

    A class with several adapters stays whole, and may use each as it likes: what is proven of that holds for the question itself.
    """
    adapters, demand = instance.adapters, instance.demand
    limited, classes = np.flatnonzero(adapters.share < 1.0), demand.kwh.shape[1]
    alone = limited[np.bincount(adapters.class_of, minlength=classes)[adapters.class_of[limited]] == 1]
    if not len(alone):
        return instance
    whole, share = adapters.class_of[alone], np.ones(classes)
    share[whole] = adapters.share[alone]
    kept = adapters.share.copy()
    kept[alone] = 1.0
    parted = replace(
        demand,
        kwh=np.hstack([demand.kwh * share, demand.kwh[:, whole] * (1.0 - share[whole])]),
        family=(*demand.family, *(demand.family[c] for c in whole)),
        fast=np.append(demand.fast, demand.fast[whole]),
    )
    pools = replace(instance.pools, serves=np.vstack([instance.pools.serves, instance.pools.serves[whole]]))
    return replace(instance, demand=parted, pools=pools, adapters=replace(adapters, share=kept))
