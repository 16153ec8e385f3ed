"""Forbidden sites, audited."""

from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Nothing is added at the sites of `plan.forbidden`."""
    built = set(plan.chargers["site_id"])
    return [
        _("forbidden site {site} is built", site=site) for site in question.scenario.plan.forbidden if site in built
    ]
