"""The number of new sites in each district, audited."""

from collections import Counter

from planner.audit.reckoning import new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """In no district more than `plan.max_sites_per_district` sites are new; sites outside every district are not counted."""
    most, places, number = question.scenario.plan.max_sites_per_district, question.places, question.places.number()
    if most is None:
        return []
    new = Counter(places.district[number[site]] for site in new_sites(plan, question))
    return [
        _(
            "{district} has {count} new sites, at most {most} were asked for in each district",
            district=district,
            count=count,
            most=most,
        )
        for district, count in new.items()
        if isinstance(district, str) and count > most
    ]
