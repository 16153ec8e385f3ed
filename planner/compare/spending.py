"""What chargers cost and of how many standards they are, from the arrays of a world."""

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.max_dual_share import MaxDualShare
from planner.question import Question

Ints = NDArray[np.int64]


def spent_usd(instance: Instance, chargers: Ints) -> float:
    """Chargers (sites, products) with ground works of new sites and stepped connections."""
    return float(instance.cost_usd(chargers).sum())


def dual_share(question: Question, chargers: Ints) -> float:
    """Share of the budget that is spent on new DC cabinets of two standards or more; 0 where there is no money."""
    rule = MaxDualShare.limiting(question, 1.0)
    return float((chargers @ rule.usd).sum()) / rule.budget_usd if rule.budget_usd > 0 else 0.0


def dual_chargers(question: Question, chargers: Ints) -> dict[str, int]:
    """How many of each of those cabinets, by their ids."""
    counted = zip(
        question.chargers, chargers.sum(axis=0).tolist(), MaxDualShare.limiting(question, 1.0).usd, strict=True
    )
    return {kind.id: int(count) for kind, count, usd in counted if usd > 0 and count}


def install_usd(question: Question, chargers: Ints) -> NDArray[np.float64]:
    """Installation of the new cabinets among these chargers (sites, chargers), grid connection apart; (sites,)."""
    each = np.array([kind.install_usd if kind.work is None else 0.0 for kind in question.chargers])
    return np.asarray(chargers @ each)
