"""The budget, audited."""

from geodata.tables import rows_of
from planner.audit.reckoning import connections_usd, kinds_of, new_sites, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Cabinets, work, ground works, connections and the reserves of the gates cost no more than `plan.budget_usd`."""
    kinds, number, budget = kinds_of(question), question.places.number(), question.scenario.plan.budget_usd
    spent = sum(question.costs.charger_usd(kinds[row.charger]) * row.count for row in rows_of(plan.chargers))
    spent += connections_usd(plan, question)
    for site in new_sites(plan, question):
        spent += float(question.places.site_cost_usd[number[site]]) + _reserve_usd(question, number[site])
    return (
        [_("the plan costs {spent:,.0f} of {budget:,.0f} USD", spent=spent, budget=budget)]
        if over(spent, budget)
        else []
    )


def _reserve_usd(question: Question, site: int) -> float:
    """What `gates.land`, `gates.connection` and `gates.access` keep back at a new site, a status that they exclude counted as nothing."""
    gates, places = question.scenario.gates, question.places
    asked = (
        gates.land.get(places.land_status[site], 0),
        gates.connection.get(places.connection_status[site], 0),
        gates.access.get(places.access[site], 0),
    )
    return sum(float(usd) for usd in asked if usd != "exclude")
