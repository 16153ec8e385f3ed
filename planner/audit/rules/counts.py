"""Numbers of chargers, audited; no key of the configuration, it is what a plan is."""

from geodata.tables import rows_of
from planner.plan import Plan
from planner.question import Question


def broken(plan: Plan, question: Question) -> list[str]:  # noqa: ARG001  # every audit has this form
    """Chargers are added by whole numbers of at least 1."""
    return [
        f"{row.count} of {row.charger} at {row.site_id}"
        for row in rows_of(plan.chargers)
        if not (row.count >= 1 and row.count == int(row.count))
    ]
