"""The floors of single plug families, audited."""

from planner.audit.reckoning import over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Of the demand of each plug family that `plan.plug_floors` names at least its share is served."""
    found = []
    for name, floor in question.scenario.plan.plug_floors.items():
        mine = [c for c, one in enumerate(question.demand.classes) if one.family.value == name]
        asked = float(question.demand.kwh_per_day[:, mine].sum())
        served = float(plan.flows.loc[plan.flows["family"] == name, "kwh_per_day"].sum())
        if over(floor * asked, served):
            found.append(
                _(
                    "cars with {family} are served {served:.6g} of {kwh:.6g} kWh, the floor is {floor:.0%}",
                    family=name,
                    served=served,
                    kwh=asked,
                    floor=floor,
                )
            )
    return found
