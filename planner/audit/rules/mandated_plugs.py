"""Mandated plugs, audited."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.reckoning import kinds_of, new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Every new site has a gun, AC or DC, of each port family of `plan.mandated_plugs`."""
    kinds = kinds_of(question)
    there: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(plan.chargers):
        there[row.site_id] |= {str(plug.family) for plug in kinds[row.charger].connectors}
    return [
        _("{site} has no gun of {port}, which plan.mandated_plugs asks for", site=site, port=port)
        for site in new_sites(plan, question)
        for port in question.scenario.plan.mandated_plugs
        if port not in there[site]
    ]
