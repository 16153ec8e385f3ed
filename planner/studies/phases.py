"""What each phase of a plan builds, spends and serves, and how good all of them together are proven to be."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from planner.audit.scorecard import scorecard_of
from planner.plan import Phases, Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Table of the phases; made even if the user stops, for it takes no time; None for a single period."""
    del stop
    if plan.phases is None:
        return None
    say(_("what each phase builds and serves"))
    return {
        "phases": _rows(question, plan.phases),
        "sites": {
            site: {str(year): kinds for year, kinds in steps.items()} for site, steps in plan.phases.added().items()
        },
        "weights": list(plan.phases.weights),
        "proof": plan.phases.proof.as_dict(),
        "growth": _growth(question),
    }


def _rows(question: Question, phases: Phases) -> list[dict[str, Any]]:
    """One row a phase; money and chargers also as what this phase adds."""
    rows: list[dict[str, Any]] = []
    for step, its, plan, weight in zip(
        question.scenario.plan.phases, question.phases(), phases.plans, phases.weights, strict=True
    ):
        card, before = scorecard_of(plan, its, {}), rows[-1] if rows else defaultdict(float)
        rows.append(
            {
                "year": step.year,
                "weight": weight,
                "budget_usd": step.budget_usd,
                "money_so_far_usd": its.scenario.plan.budget_usd,
                "spent_so_far_usd": card.cost_usd,
                "spent_usd": card.cost_usd - before["spent_so_far_usd"],
                "new_sites": card.new_sites,
                "upgraded_sites": card.upgraded_sites,
                "chargers": card.chargers,
                "chargers_added": card.chargers - int(before["chargers"]),
                "power_kw": card.power_kw_added,
                "demand_kwh": card.total_demand_kwh,
                "served_kwh": card.total_served_kwh,
                "coverage": card.coverage,
                "proof": plan.proof.as_dict(),
            }
        )
    return rows


def _growth(question: Question) -> str:
    """Say whether the phases differ in demand at all, and where the growth comes from."""
    totals = [float(one.demand.kwh_per_day.sum()) for one in question.phases()]
    if max(totals) - min(totals) <= 1e-6 * max(totals):
        return _(
            "The demand is the same in every phase: the fleet table has no dated counts, and no curve of growth is chosen (fleet.growth)."
        )
    if question.scenario.fleet.growth is None:
        return _("The demand of each phase follows the counts of the fleet table, on a straight line between them.")
    beyond = (
        _("an outlook by peer countries")
        if question.scenario.fleet.growth == "peers"
        else f"a {question.scenario.fleet.growth} curve"
    )
    return _(
        "The demand of each phase follows the fleet: its dated counts, beyond them {beyond}. What it rests on stands under the assumptions of the demand.",
        beyond=beyond,
    )
