"""The studies of a plan that a scenario asks for, in the order in which a reader meets them."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import PlannerError
from planner.plan import Plan
from planner.question import Question
from planner.studies import (
    alternatives,
    annual,
    balance_price,
    bands,
    beginning,
    budgets,
    catchments,
    coming,
    depots,
    fairness,
    order,
    phases,
    plug_balance,
    reasons,
    rules,
    simulation,
    sizing,
    spare_power,
    tariff,
    unspent,
)
from planner.studies.names import studies_listed
from planner.support.progress import Progress
from planner.support.speech import _, message_of, term
from planner.support.stopping import Stop, StoppedError, always, never

log = logging.getLogger(__name__)
Study = Callable[[Question, Plan, Progress, Stop], Mapping[str, Any] | None]
"""Plain JSON, or None where the scenario does not ask for the study."""
LEFT_OUT = "left_out"
"""Key beside the studies' names: those that failed or were stopped, and why."""
BY_STOPPING = term("the user stopped the run")
BY_CHOICE = term("this run was asked for the quick studies alone")

STUDIES: dict[str, Study] = {
    "rules": rules.study,
    "sizing": sizing.study,
    "spare_power": spare_power.study,
    "unspent": unspent.study,
    "plug_balance": plug_balance.study,
    "phases": phases.study,
    "coming": coming.study,
    "annual": annual.study,
    "tariff": tariff.study,
    "fairness": fairness.study,
    "balance_price": balance_price.study,
    "catchments": catchments.study,
    "bands": bands.study,
    "simulation": simulation.study,
    "reasons": reasons.study,
    "order": order.study,
    "beginning": beginning.study,
    "alternatives": alternatives.study,
    "budgets": budgets.study,
    "depots": depots.study,
}
OF_ORDER = ("reasons", "order", "beginning")
"""Those that read the order of building."""


@dataclass(frozen=True)
class Studied:
    """What the studies found, plain JSON by name, and how many seconds each of these took."""

    found: Mapping[str, Any]
    wall_s: Mapping[str, float]


def studies_of(
    question: Question,
    plan: Plan,
    say: Progress,
    stop: Stop = never,
    *,
    quick: bool = False,
    ordered: Callable[[], Plan] | None = None,
) -> Studied:
    """Make every study that is asked for, by name; what fails or is stopped is named under `LEFT_OUT`, for the plan stands without it.

    Where the order of building is still being worked out, `ordered` waits for the plan that has it; it is called before the first study that reads it. The `quick` ones are those that are made even if the user stops, for they take no time; the others are then left out as if he had.
    """
    made: dict[str, Any] = {}
    wall_s: dict[str, float] = {}
    left_out: list[dict[str, str]] = []
    for name, study in STUDIES.items():
        if name in OF_ORDER and ordered is not None:
            plan = ordered()
        began = time.perf_counter()
        found, why = _made(study, question, plan, _nothing if quick else say, always if quick else stop)
        if why:
            left_out.append({"study": name, "why": why})
        elif found is not None:
            made[name], wall_s[name] = found, time.perf_counter() - began
    if quick:
        left_out = [{**one, "why": BY_CHOICE} if one["why"] == BY_STOPPING else one for one in left_out]
    for why in dict.fromkeys(one["why"] for one in left_out if one["why"] != BY_CHOICE):
        names = studies_listed(one["study"] for one in left_out if one["why"] == why)
        log.warning(_("left out: {name}: {why}", name=names, why=why))
    return Studied({**made, LEFT_OUT: left_out} if left_out else made, wall_s)


def _nothing(_step: str) -> None:
    """No step of a study that is not made."""


def _made(
    study: Study, question: Question, plan: Plan, say: Progress, stop: Stop
) -> tuple[Mapping[str, Any] | None, str]:
    """What a study found, and why it found nothing where it should have."""
    try:
        return study(question, plan, say, stop), ""
    except StoppedError:
        return None, BY_STOPPING
    except PlannerError as error:
        return None, message_of(error)
    except Exception as error:  # a bug in a study must not cost the plan, which has been checked; it is reported as one
        log.info("traceback of the study that failed", exc_info=True)
        return None, _("{name} {error}; this is a bug, please report it", name=type(error).__name__, error=error)
