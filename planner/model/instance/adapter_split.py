"""Classes of whom only some have an adapter, taken apart into those who do and those who do not: what the decomposition understands.

The exact model limits what goes by an adapter by a row for each zone. Where a class has one adapter, that is the same as two classes, one
with ``share d`` that may use it and one with ``(1 - share) d`` that may not: any use of either keeps the other's rows.
"""

from dataclasses import replace

import numpy as np

from planner.model.instance.instance import Instance


def split_by_adapter(instance: Instance) -> Instance:
    """Take such classes apart; the same instance where there is none. Sites, pools and chargers stay.

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
