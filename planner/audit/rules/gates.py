"""Gates of land and connection, audited; the reserves that they ask for are part of the audit of the budget."""

from planner.audit.reckoning import new_sites
from planner.plan import Plan
from planner.question import Question


def broken(plan: Plan, question: Question) -> list[str]:
    """No new site has a status of land or connection that is excluded (`gates.land`, `gates.connection`)."""
    gates, places, number = question.scenario.gates, question.places, question.places.number()
    found = []
    for site in new_sites(plan, question):
        land, connection = places.land_status[number[site]], places.connection_status[number[site]]
        if gates.land.get(land) == "exclude":
            found.append(f"{site} is built on {land} land, which gates.land excludes")
        if gates.connection.get(connection) == "exclude":
            found.append(f"{site} is built where the connection is {connection}, which gates.connection excludes")
    return found
