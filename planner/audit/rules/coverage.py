"""Coverage of the whole city, audited."""

from planner.audit.reckoning import over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """At least the share `plan.coverage` of all demand is served."""
    promised = question.scenario.plan.coverage
    served, asked = float(plan.flows["kwh_per_day"].sum()), float(question.demand.kwh_per_day.sum())
    if over(promised * asked, served):
        return [
            _(
                "{served:.6g} of {asked:.6g} kWh are served, the promise is {promised:.0%}",
                served=served,
                asked=asked,
                promised=promised,
            )
        ]
    return []
