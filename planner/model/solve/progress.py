"""Progress lines of the solver: incumbent, bound and gap in the unit of the objective."""

import math
from collections.abc import Callable

from planner.model.exact.columns import Columns
from planner.model.objectives import OBJECTIVES
from planner.model.program.lp import Problem
from planner.proofs import Sense, gap_of
from planner.support.progress import Progress, measured
from planner.support.speech import _
from planner.support.stop_words import BY_KEYS


def announcement(objective: str, gap: float, time_limit_s: float) -> str:
    """Explain before the first figures what they count and when the search ends."""
    aim = OBJECTIVES[objective]
    return _(
        "plans are counted in {unit}: {meaning}; the search ends at a proven gap of {gap:g}%, after {time_limit_s:,g} s or at {stop}, and keeps the best plan",
        unit=aim.unit,
        meaning=aim.meaning,
        gap=100 * gap,
        time_limit_s=time_limit_s,
        stop=BY_KEYS,
    )


def size_of(columns: Columns, problem: Problem) -> str:
    """Size of the exact model in words."""
    return _(
        "model: {flows:,} flows, {sets:,} charger sets, {rows:,} rows",
        flows=len(columns.flow),
        sets=len(columns.chosen),
        rows=problem.rows,
    )


def progress(say: Progress, known: float, objective: str) -> Callable[[float, float], None]:
    """Make a callback for the solver that reports incumbent, bound and gap; `known` is a bound proven before."""
    sense, unit = OBJECTIVES[objective].sense, OBJECTIVES[objective].unit
    upward = sense is Sense.MAX

    def tell(incumbent: float, bound: float) -> None:
        best, limit = sense.sign * incumbent, sense.tightest(sense.sign * bound, known)
        if not math.isfinite(best) and math.isfinite(limit):
            none = _("above {limit:,.0f_most}", limit=limit) if upward else _("below {limit:,.0f_least}", limit=limit)
            said = _("no plan yet, and none {limit} {unit}", limit=none, unit=unit)
            say(measured(said, best, limit, math.inf, unit))
        elif math.isfinite(best) and math.isfinite(limit) and limit:
            gap = 0.0 if sense.better(best, limit) else gap_of(best, limit)
            none = _("above {limit:,.0f_most}", limit=limit) if upward else _("below {limit:,.0f_least}", limit=limit)
            said = _(
                "best plan {best:,.0f}, no plan {limit} {unit}, gap {gap:.2%_most}",
                best=best,
                limit=none,
                unit=unit,
                gap=gap,
            )
            say(measured(said, best, limit, gap, unit))

    return tell
