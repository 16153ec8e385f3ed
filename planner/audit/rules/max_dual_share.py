"""Money for cabinets of several standards, audited."""

from geodata.tables import rows_of
from planner.audit.reckoning import kinds_of, over
from planner.catalogue.chargers import ChargerType
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New DC cabinets that serve two port standards or more cost together no more than the share `plan.max_dual_share` of `plan.budget_usd`.

    A cabinet costs what it does installed and, where it has a connection of its own, connected; work on standing guns makes no new
    cabinet. Where nothing or 1 is asked for, the budget is the only limit.
    """
    ask = question.scenario.plan
    share, budget = ask.max_dual_share, ask.budget_usd
    if share is None or share >= 1:
        return []
    usd = {kind: question.costs.charger_usd(one) for kind, one in kinds_of(question).items() if _of_several(one)}
    spent = sum(usd.get(row.charger, 0.0) * row.count for row in rows_of(plan.chargers))
    if over(spent, share * budget):
        return [
            _(
                "{spent:,.0f} of {budget:,.0f} USD are spent on new DC cabinets that serve two standards, the largest share asked for is {share:.4g}",
                spent=spent,
                budget=budget,
                share=share,
            )
        ]
    return []


def _of_several(kind: ChargerType) -> bool:
    """Whether it is a new cabinet that charges vehicles of two port standards or more by DC."""
    direct = {plug.family for plug in kind.connectors if plug.current.value == "DC"}
    return kind.work is None and len(direct) > 1
