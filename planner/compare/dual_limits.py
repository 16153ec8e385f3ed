"""How much of the budget may go to DC cabinets of two standards: the limits that flexibility is asked at."""

from planner.model.instance.instance import Instance
from planner.model.rules.max_dual_share import MaxDualShare
from planner.question import Question

LIMITS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Largest shares of the budget, of the curve."""


def limits_up_to(own: MaxDualShare | None) -> tuple[float, ...]:
    """Limits of the curve, up to that of the scenario's own rule."""
    top = 1.0 if own is None else own.share
    return (*(limit for limit in LIMITS if limit < top), top)


def limited(instance: Instance, question: Question, most: float) -> Instance:
    """Limit the share, to no more than the scenario's own rule allows."""
    own = instance.rules.get(MaxDualShare)
    least = most if own is None else min(most, own.share)
    return instance.ruled(MaxDualShare.limiting(question, least)) if least < 1.0 else instance.without(MaxDualShare)
