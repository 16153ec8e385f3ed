"""Budget sensitivity: a plan for each further budget, and the curve of cost and coverage."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.errors import InfeasibleError, SolverError
from planner.model.rules.kinds.ruling import with_budget
from planner.plan import Plan
from planner.proofs import Sense, gap_of
from planner.question import Question
from planner.studies.arrays import plan_arrays
from planner.studies.other_plans import Other, effort_of, solved, swapped
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Plan for every budget of `plan.budgets`, beside the plan's own."""
    ask = question.scenario.plan
    asked = sorted({float(usd) for usd in ask.budgets} - {float(ask.budget_usd)})
    if not asked:
        return None
    raise_if_stopped(stop)
    first = Other(plan, plan_arrays(question, plan))
    plans: dict[float, Other] = {ask.budget_usd: first}
    failed: list[dict[str, Any]] = []
    for at, usd in enumerate(asked, start=1):
        if stop():
            failed.append({"budget_usd": usd, "why": _("the user stopped the run before its turn")})
            continue
        say(_("planning for {usd:,.0f} USD, budget {at} of {count}", usd=usd, at=at, count=len(asked)))
        other = question.scenario.with_plan(budget_usd=usd)
        try:
            plans[usd] = solved(
                replace(question, scenario=other),
                with_budget(first.arrays.instance, usd),
                effort_of(question, plan, len(asked), stop),
                lambda text: say(_("{usd:,.0f} USD: {text}", usd=usd, text=text)),  # noqa: B023  said before the next budget is asked
            )
        except (InfeasibleError, SolverError) as error:
            failed.append({"budget_usd": usd, "why": str(error)})
    rows = curve([_row(question, usd, plans[usd], first) for usd in sorted(plans)], plan.proof.sense)
    return {"objective": plan.proof.objective, "budgets": rows, "failed": failed}


def _row(question: Question, usd: float, other: Other, first: Other) -> dict[str, Any]:
    proof = other.plan.proof
    return {
        "budget_usd": usd,
        "own": other is first,
        **other.figures(question),
        "bound": proof.bound,
        **swapped(question, first.arrays, other.arrays),
    }


CARRIED = ("value", "cost_usd", "served_kwh", "coverage", "sites", "leave", "enter", "changed")


def curve(rows: list[dict[str, Any]], sense: Sense = Sense.MAX) -> list[dict[str, Any]]:
    """Make values and bounds monotone in the budget: a plan is feasible for any larger budget; rows by budget, ascending.

    A plan of a smaller budget can be built with a larger one, so where the search found less for the larger one it stands for both, and
    ``from_budget_usd`` says so. No plan of a smaller budget is better than the bound of a larger one, so the bound is the tightest of all at
    no less money. ``dominated``: another plan is as good at less cost, or better at no more.
    """
    out = [{**row, "from_budget_usd": row["budget_usd"]} for row in rows]
    for at, row in enumerate(out):
        best = min(out[: at + 1], key=lambda one: sense.sign * float(one["value"]))
        if sense.better(best["value"], row["value"]) and not row["own"]:
            row |= {name: best[name] for name in (*CARRIED, "from_budget_usd")}
        bound = sense.tightest(*(float(one["bound"]) for one in rows[at:]))
        row["bound"] = row["value"] if sense.better(row["value"], bound) else bound
        row["gap"] = gap_of(row["value"], row["bound"])
    for row in out:
        row["dominated"] = any(
            one["cost_usd"] <= row["cost_usd"]
            and not sense.better(row["value"], one["value"])
            and (one["cost_usd"] < row["cost_usd"] or sense.better(one["value"], row["value"]))
            for one in out
        )
    return out
