"""Forced sites, audited."""

from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Something is added at each site of `plan.forced`; taking guns down alone adds nothing."""
    adding = {kind.id for kind in question.chargers if kind.bays >= 0}
    given = set(plan.chargers.loc[plan.chargers["charger"].isin(adding), "site_id"])
    return [
        _("forced site {site} is not built", site=site) for site in question.scenario.plan.forced if site not in given
    ]
