"""The number of new sites, audited."""

from planner.audit.reckoning import new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """No more than `plan.max_sites` sites are new."""
    most, new = question.scenario.plan.max_sites, new_sites(plan, question)
    if most is not None and len(new) > most:
        return [_("{count} new sites, at most {most} were asked for", count=len(new), most=most)]
    return []
