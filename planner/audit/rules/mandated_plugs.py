"""Mandated plugs, audited."""

from collections import defaultdict

from geodata.connectors import Connector, Current
from geodata.tables import rows_of
from planner.audit.reckoning import kinds_of, new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Every new site has a gun of each port family of `plan.mandated_plugs`, and a DC gun of each where it has a DC gun at all."""
    kinds = kinds_of(question)
    plugs: dict[str, list[Connector]] = defaultdict(list)
    for row in rows_of(plan.chargers):
        plugs[row.site_id] += kinds[row.charger].connectors
    out = []
    for site in new_sites(plan, question):
        some = {str(plug.family) for plug in plugs[site]}
        fast = {str(plug.family) for plug in plugs[site] if plug.current is Current.DC}
        for port in question.scenario.plan.mandated_plugs:
            if port not in some:
                out.append(_("{site} has no gun of {port}, which plan.mandated_plugs asks for", site=site, port=port))
            elif fast and port not in fast:
                out.append(
                    _(
                        "{site} has fast guns and none of {port}, which plan.mandated_plugs asks for there",
                        site=site,
                        port=port,
                    )
                )
    return out
