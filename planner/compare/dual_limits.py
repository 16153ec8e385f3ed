"""How many of the new DC cabinets may serve two standards: the limits that flexibility is asked at."""

from dataclasses import replace

from planner.model.instance.dual_share import DualShare
from planner.model.instance.instance import Instance
from planner.question import Question

LIMITS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Largest shares of dual cabinets of the curve."""


def limits_up_to(own: DualShare | None) -> tuple[float, ...]:
    """Limits of the curve, up to that of the scenario's own rule."""
    top = 1.0 if own is None else own.most
    return (*(limit for limit in LIMITS if limit < top), top)


def limited(instance: Instance, question: Question, most: float) -> Instance:
    """Limit the share, to no more than the scenario's own rule allows."""
    standards = [len(kind.standards) for kind in question.chargers]
    own = instance.dual_share
    least = most if own is None else min(most, own.most)
    rule = DualShare(least, tuple(n > 1 for n in standards), tuple(n > 0 for n in standards))
    return replace(instance, dual_share=rule if least < 1.0 else None)
