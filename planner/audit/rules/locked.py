"""Locked chargers, audited."""

from collections import Counter

from geodata.tables import rows_of
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Each site of `plan.locked` has its chargers, exactly or at least or at most as it is held."""
    built: dict[str, Counter[str]] = {}
    for row in rows_of(plan.chargers):
        built.setdefault(row.site_id, Counter())[row.charger] += int(row.count)
    said = []
    for one in question.scenario.plan.locked:
        has, asked = built.get(one.site, Counter()), Counter(one.chargers)
        too_few, too_many = one.hold != "at_most" and not asked <= has, one.hold != "at_least" and not has <= asked
        if too_few or too_many:
            said.append(
                _(
                    "site {site} has {dict} where {dict_2} are locked, {hold}",
                    site=one.site,
                    dict=dict(has),
                    dict_2=dict(asked),
                    hold=one.hold,
                )
            )
    return said
