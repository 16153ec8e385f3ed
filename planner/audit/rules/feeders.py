"""Feeders, audited."""

from planner.audit.reckoning import added_kw_behind, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New power behind a feeder (`grid.path`) is no more than the share of its spare power that winter leaves (`grid.winter_share`)."""
    places, left = question.places, question.scenario.grid.winter_share
    return [
        _("feeder {name} gives {kw:.6g} kW of {left:.6g}", name=name, kw=kw, left=left * places.feeder_kw[name])
        for name, kw in added_kw_behind(places.feeder, plan, question).items()
        if name in places.feeder_kw and over(kw, left * places.feeder_kw[name])
    ]
