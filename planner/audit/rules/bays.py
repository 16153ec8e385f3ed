"""Bays, audited."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.reckoning import kinds_of
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New guns of a site, less those taken down, take no more than its bays (`sites.default_bays`, `sites.upgrade_bays` or the site's own)."""
    places, kinds, number = question.places, kinds_of(question), question.places.number()
    taken: dict[str, int] = defaultdict(int)
    for row in rows_of(plan.chargers):
        taken[row.site_id] += kinds[row.charger].bays * int(row.count)
    return [
        _("{site} has {n} guns on {bays} bays", site=site, n=n, bays=places.bays[number[site]])
        for site, n in taken.items()
        if n > places.bays[number[site]]
    ]
