"""The value of the objective, audited."""

from geodata.tables import rows_of
from planner.audit.plugs import with_plugs, worth_by_adapter
from planner.audit.reckoning import SLACK, connections_usd, kinds_of, new_sites, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _

WORDS = {"energy": "the flows are worth", "cost": "the plan costs a year", "distance": "the drive is"}


def broken(plan: Plan, question: Question) -> list[str]:
    """The proof speaks of what was asked (`plan.objective`, `plan.then`), each value is that of the plan, and none gave up more than `plan.then_give`."""
    ask, proof, found = question.scenario.plan, plan.proof, []
    told = [(stage.objective, stage.value) for stage in proof.stages] or [(proof.objective, proof.value)]
    if [name for name, _ in told] != [ask.objective, *ask.then]:
        asked = ", ".join((ask.objective, *ask.then))
        found.append(
            _(
                "the plan is for {name}, asked were {asked}",
                name=", ".join((name for name, _ in told)),
                asked=asked,
            )
        )
    if proof.stages and proof.value != proof.stages[0].value:
        found.append(_("the proof's value is not that of its first objective"))
    for name, said in told:
        value = _VALUES[name](plan, question)
        if abs(value - said) > SLACK * max(1.0, abs(value)):
            found.append(_("{words} {value:.6g}, the proof says {said:.6g}", words=WORDS[name], value=value, said=said))
    for stage in proof.stages:
        lost = (stage.value - stage.reached) * (1.0 if stage.sense.value == "min" else -1.0)
        if over(lost, ask.then_give * abs(stage.reached) + SLACK * abs(stage.reached)):
            found.append(
                _(
                    "{objective} went from {reached:.6g} to {value:.6g}, more than its share",
                    objective=stage.objective,
                    reached=stage.reached,
                    value=stage.value,
                )
            )
    return found


def _worth_kwh(plan: Plan, question: Question) -> float:
    """Energy, each kWh weighted by its worth, which falls with the drive and may fall by adapter; kWh per day."""
    at_limit, limit_s = question.scenario.plan.worth_at_limit, question.access.limit_s
    flows = rows_of(with_plugs(plan))
    return float(sum(r.kwh_per_day * at_limit ** (r.drive_s / limit_s) * worth_by_adapter(question, r) for r in flows))


def _annual_usd(plan: Plan, question: Question) -> float:
    """Annuities of chargers, ground works and stepped connections, operation and maintenance; US dollars a year."""
    places, costs, kinds, number = question.places, question.costs, kinds_of(question), question.places.number()
    ground = sum(
        costs.ground_annual_usd(float(places.site_cost_usd[number[site]])) for site in new_sites(plan, question)
    )
    ground += costs.ground_annual_usd(connections_usd(plan, question))
    return float(sum(costs.charger_annual_usd(kinds[r.charger]) * r.count for r in rows_of(plan.chargers)) + ground)


def _driven(plan: Plan, question: Question) -> float:  # noqa: ARG001  # each objective has this form
    """KWh per day times seconds of drive."""
    return float(sum(r.kwh_per_day * r.drive_s for r in rows_of(plan.flows)))


_VALUES = {"energy": _worth_kwh, "cost": _annual_usd, "distance": _driven}
