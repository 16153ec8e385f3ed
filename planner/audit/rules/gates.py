"""Gates of land, connection and access, audited; the reserves that they ask for are part of the audit of the budget."""

from planner.audit.reckoning import new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """No new site has a status that is excluded (`gates.land`, `gates.connection`, `gates.access`)."""
    gates, places, number = question.scenario.gates, question.places, question.places.number()
    found = []
    for site in new_sites(plan, question):
        land, connection = places.land_status[number[site]], places.connection_status[number[site]]
        if gates.land.get(land) == "exclude":
            found.append(_("{site} is built on {land} land, which gates.land excludes", site=site, land=land))
        if gates.connection.get(connection) == "exclude":
            found.append(
                _(
                    "{site} is built where the connection is {connection}, which gates.connection excludes",
                    site=site,
                    connection=connection,
                )
            )
        if gates.access.get(places.access[number[site]]) == "exclude":
            found.append(
                _(
                    "{site} is built where access is {access}, which gates.access excludes",
                    site=site,
                    access=places.access[number[site]],
                )
            )
    return found
