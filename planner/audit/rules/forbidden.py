"""Forbidden sites, audited."""

from planner.plan import Plan
from planner.question import Question


def broken(plan: Plan, question: Question) -> list[str]:
    """Nothing is added at the sites of `plan.forbidden`."""
    built = set(plan.chargers["site_id"])
    return [f"forbidden site {site} is built" for site in question.scenario.plan.forbidden if site in built]
