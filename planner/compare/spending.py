"""What chargers cost and of how many standards they are, from the arrays of a world."""

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.question import Question

Ints = NDArray[np.int64]


def spent_usd(instance: Instance, chargers: Ints) -> float:
    """Chargers (sites, chargers) with ground works of new sites and stepped connections."""
    new = chargers.any(axis=1) & ~instance.existing
    wires = instance.connection_usd(np.arange(len(chargers)), chargers @ instance.kw)
    return float((chargers @ instance.cost).sum() + instance.site_cost[new].sum() + wires.sum())


def dual_share(question: Question, chargers: Ints) -> float:
    """Share of the new DC cabinets that serve two standards or more; 0 where there are none."""
    standards = np.array([len(kind.standards) for kind in question.chargers])
    count = chargers.sum(axis=0)
    direct = int(count[standards > 0].sum())
    return float(count[standards > 1].sum()) / direct if direct else 0.0


def install_usd(question: Question, chargers: Ints) -> NDArray[np.float64]:
    """Installation of the new cabinets among these chargers (sites, chargers), grid connection apart; (sites,)."""
    each = np.array([kind.install_usd if kind.work is None else 0.0 for kind in question.chargers])
    return np.asarray(chargers @ each)
