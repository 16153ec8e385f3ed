"""Spare power of each site, audited."""

from planner.audit.reckoning import added_kw, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New power of a site is no more than the share of its spare power that winter leaves (`grid.default_site_kw` or the site's own, `grid.winter_share`)."""
    places, number, left = question.places, question.places.number(), question.scenario.grid.winter_share
    return [
        _("{site} takes {kw:.6g} kW of {left:.6g}", site=site, kw=kw, left=left * places.grid_kw[number[site]])
        for site, kw in added_kw(plan, question).items()
        if over(kw, left * float(places.grid_kw[number[site]]))
    ]
