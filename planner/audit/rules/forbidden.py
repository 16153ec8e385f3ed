"""Forbidden sites, audited."""

from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Nothing is added at the sites of `plan.forbidden`, nor at stations of others than `sites.own_operators` that no list names."""
    built, ask, own = set(plan.chargers["site_id"]), question.scenario.plan, question.scenario.sites.own_operators
    told = [_("forbidden site {site} is built", site=site) for site in ask.forbidden if site in built]
    allowed = {*ask.forced, *(one.site for one in ask.locked)}
    for site, operator in zip(question.places.site_id.tolist(), question.places.operator.tolist(), strict=True):
        mine = operator is None or "*" in own or operator.casefold().split() in [one.casefold().split() for one in own]
        if site in built and not mine and site not in allowed:
            told.append(_("station {site} of {operator} is enlarged", site=site, operator=operator))
    return told
