"""The plan that edits gave when they were kept, from a finished plan and as a question counts it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.edits.shown_plan import ShownPhase, ShownPlan
from planner.plan import Plan
from planner.question import Question

Ints = NDArray[np.int64]


def shown_of(plan: Plan) -> ShownPlan:
    """Chargers of a plan, by phase where it has several."""
    if plan.phases is None:
        return (ShownPhase(_counted(plan.chargers)),)
    each = zip(plan.phases.years, plan.phases.plans, strict=True)
    return tuple(ShownPhase(_counted(one.chargers), int(year)) for year, one in each)


def chargers_shown(plan: ShownPlan, question: Question) -> Sequence[Ints] | None:
    """Chargers of each phase as the model counts them, (sites, chargers); None where the question has other phases, or knows a site or a type no more."""
    years = tuple(phase.year for phase in question.scenario.plan.phases) or (None,)
    if years != tuple(phase.year for phase in plan):
        return None
    number, kinds = question.places.number(), {one.id: at for at, one in enumerate(question.chargers)}
    out = []
    for phase in plan:
        chargers = np.zeros((len(question.places), len(kinds)), dtype=np.int64)
        for site, kind, count in phase.chargers:
            if site not in number or kind not in kinds:
                return None
            chargers[number[site], kinds[kind]] += count
        out.append(chargers)
    return out


def _counted(chargers: pd.DataFrame) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for row in rows_of(chargers):
        at = (str(row.site_id), str(row.charger))
        counts[at] = counts.get(at, 0) + int(row.count)
    return tuple((*at, count) for at, count in sorted(counts.items()))
