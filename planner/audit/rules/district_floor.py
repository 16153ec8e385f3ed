"""The floor of each district, audited."""

from collections import defaultdict

from geodata.tables import rows_of
from planner.audit.reckoning import over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """In each district at least the share `plan.district_floor` of its demand is served; zones outside every district have no floor."""
    demand, floor = question.demand, question.scenario.plan.district_floor
    if floor <= 0:
        return []
    of_zone = dict(zip(demand.zone_id, demand.district, strict=True))
    asked: dict[str, float] = defaultdict(float)
    served: dict[str, float] = defaultdict(float)
    for district, kwh in zip(demand.district, demand.kwh_per_day.sum(axis=1), strict=True):
        if isinstance(district, str):
            asked[district] += float(kwh)
    for row in rows_of(plan.flows):
        served[of_zone[row.zone_id]] += row.kwh_per_day
    return [
        _(
            "{district} is served {served:.6g} of {kwh:.6g} kWh, the floor is {floor:.0%}",
            district=district,
            served=served[district],
            kwh=kwh,
            floor=floor,
        )
        for district, kwh in asked.items()
        if over(floor * kwh, served[district])
    ]
