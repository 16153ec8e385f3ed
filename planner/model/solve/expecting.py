"""Expected value over several worlds: the plan that maximises ``sum_w p_w value_w`` in the stack of those that are likely at all (`stacking`)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.solve.countable import countable_within
from planner.model.solve.hedged import ROUNDING, Hedged
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import stacked
from planner.proofs import Sense
from planner.support.progress import Progress

Ints = NDArray[np.int64]


def expected_plan(
    instances: Sequence[Instance],
    probabilities: Sequence[float],
    effort: Effort,
    say: Progress,
    begin: Sequence[Ints] = (),
) -> Hedged:
    """Maximise the expected value over the worlds; otherwise as `hedged_plan`."""
    spending, weights = Spending(effort), np.asarray(probabilities, dtype=float)
    likely = np.flatnonzero(weights > 0).tolist()
    stack = stacked([instances[at] for at in likely], weights[likely].tolist())
    solution = (model := SitingModel(stack)).solve(effort, say)
    known = [plan for one in begin if (plan := _used(stack, one)) is not None]
    best = max([solution, *known], key=lambda plan: plan.value)
    best = countable_within(model, best, (best.value, solution.bound), effort.gap)
    values = np.array([SitingModel(one).allocate(best.chargers).value for one in instances])
    bound = Sense.MAX.bound_beside(best.value, solution.bound, slack=ROUNDING)
    end = End.GAP if bound - best.value <= effort.gap * abs(bound) else solution.end
    return Hedged(
        best.chargers, values, values, best.value, bound, end, solution.solver, spending.wall_s, solution.path
    )


def _used(stack: Instance, chargers: Ints) -> Solution | None:
    """Allocate energy to chargers in all worlds; None where they are infeasible in one."""
    try:
        return SitingModel(stack).allocate(chargers)
    except SolverError:
        return None
