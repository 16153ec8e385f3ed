"""Substations, audited."""

from planner.audit.reckoning import added_kw_behind, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New power behind a substation (`grid.substations`) is no more than the share of its spare power that winter leaves (`grid.winter_share`)."""
    places, left = question.places, question.scenario.grid.winter_share
    return [
        _("substation {name} gives {kw:.6g} kW of {left:.6g}", name=name, kw=kw, left=left * places.substation_kw[name])
        for name, kw in added_kw_behind(places.substation, plan, question).items()
        if name in places.substation_kw and over(kw, left * places.substation_kw[name])
    ]
