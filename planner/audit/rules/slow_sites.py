"""Sites for slow posts alone, audited."""

from geodata.connectors import Current
from geodata.tables import rows_of
from planner.audit.reckoning import kinds_of
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _

MOST_KW = 22.0


def broken(plan: Plan, question: Question) -> list[str]:
    """New sites of the kinds of `sites.slow_kinds` have no DC cabinet and no post above 22 kW."""
    kinds, places, number = set(question.scenario.sites.slow_kinds), question.places, question.places.number()
    catalogue, found = kinds_of(question), []
    for row in rows_of(plan.chargers):
        j, charger = number[row.site_id], catalogue[row.charger]
        if places.existing[j] or places.kind[j] not in kinds:
            continue
        currents = {plug.current for plug in charger.connectors}
        if Current.DC in currents or charger.power_kw > MOST_KW:
            found.append(
                _(
                    "{count} x {charger} at {site_id}, a site of the kind {kind} for slow posts alone",
                    count=row.count,
                    charger=row.charger,
                    site_id=row.site_id,
                    kind=places.kind[j],
                )
            )
    return found
