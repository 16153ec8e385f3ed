"""The studies of a plan that a scenario asks for, in the order in which a reader meets them."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.plan import Plan
from planner.question import Question
from planner.studies import alternatives, budgets, fairness, order, phases, reasons, simulation

Say = Callable[[str], None]
Study = Callable[[Question, Plan, Say], Mapping[str, Any] | None]
"""Plain JSON, or None where the scenario does not ask for the study."""

STUDIES: dict[str, Study] = {
    "phases": phases.study,
    "fairness": fairness.study,
    "simulation": simulation.study,
    "reasons": reasons.study,
    "order": order.study,
    "alternatives": alternatives.study,
    "budgets": budgets.study,
}


def studies_of(question: Question, plan: Plan, say: Say) -> dict[str, Any]:
    """Make every study that is asked for, by name."""
    made = {name: study(question, plan, say) for name, study in STUDIES.items()}
    return {name: found for name, found in made.items() if found is not None}
