"""Classes of whom only some have an adapter, taken apart into those who do and those who do not: what a search by prices understands.

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
    ways = instance.adapters
    limited = np.flatnonzero(ways.share < 1.0)
    alone = limited[np.bincount(ways.class_of, minlength=instance.demand.shape[1])[ways.class_of[limited]] == 1]
    if not len(alone):
        return instance
    whole, share = ways.class_of[alone], np.ones(instance.demand.shape[1])
    share[whole] = ways.share[alone]
    kept = ways.share.copy()
    kept[alone] = 1.0
    return replace(
        instance,
        demand=np.hstack([instance.demand * share, instance.demand[:, whole] * (1.0 - share[whole])]),
        class_family=(*instance.class_family, *(instance.class_family[c] for c in whole)),
        class_fast=np.append(instance.class_fast, instance.class_fast[whole]),
        serves=np.vstack([instance.serves, instance.serves[whole]]),
        adapters=replace(ways, share=kept),
    )
