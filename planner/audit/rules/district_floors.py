"""The floors of single districts, audited."""

from geodata.tables import rows_of
from planner.audit.reckoning import over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """In each district that `plan.district_floors` names at least its share of its demand is served."""
    demand, found = question.demand, []
    kwh = demand.kwh_per_day.sum(axis=1)
    for name, floor in question.scenario.plan.district_floors.items():
        inside = {str(zone) for zone, its in zip(demand.zone_id, demand.district, strict=True) if its == name}
        asked = sum(float(one) for zone, one in zip(demand.zone_id, kwh, strict=True) if str(zone) in inside)
        served = sum(float(row.kwh_per_day) for row in rows_of(plan.flows) if str(row.zone_id) in inside)
        if over(floor * asked, served):
            found.append(
                _(
                    "{district} is served {served:.6g} of {kwh:.6g} kWh, the floor is {floor:.0%}",
                    district=name,
                    served=served,
                    kwh=asked,
                    floor=floor,
                )
            )
    return found
