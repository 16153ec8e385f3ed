"""Pads of wireless charging, audited."""

from geodata.tables import rows_of
from planner.catalogue.offers import PAD
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Pads lie only at sites of the kinds of `coming.wireless_sites`, where any such site is known."""
    kinds, places = set(question.scenario.coming.wireless_sites), question.places
    known = zip(places.site_id, places.kind, places.existing, strict=True)
    mine = {str(site) for site, kind, existing in known if kind in kinds and not existing}
    wrong = [row for row in rows_of(plan.chargers) if row.charger == PAD and mine and row.site_id not in mine]
    return [
        _("{count} pads at {site_id}, which is no site for them", count=row.count, site_id=row.site_id) for row in wrong
    ]
