"""Stepped connections, audited; their price is part of the audit of the budget."""

from planner.audit.reckoning import added_kw, connection_usd
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Where connections are stepped (`grid.connection`), one of `grid.steps_kva` carries all new power of each site."""
    cable_m, number = question.places.cable_m, question.places.number()
    return [
        _("{site} takes {kw:.6g} kW, more than any connection carries", site=site, kw=kw)
        for site, kw in added_kw(plan, question).items()
        if connection_usd(question, float(cable_m[number[site]]), kw) is None
    ]
