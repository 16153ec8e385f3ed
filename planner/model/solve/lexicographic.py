"""Lexicographic optimisation with tolerances: each objective is optimised subject to bounds on the values of those before it.

H. Isermann, Linear lexicographic optimization, OR Spektrum 4 (1982). The tolerance on earlier objectives leaves a choice to later ones,
which a first objective without one usually does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives import OBJECTIVES
from planner.model.objectives.objective import Hold
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.siting import SitingModel
from planner.support.progress import Progress
from planner.support.speech import _


@dataclass(frozen=True)
class Turn:
    """One objective and the plan that is best for it."""

    objective: str
    solution: Solution


def in_order(
    instance: Instance,
    objectives: Sequence[str],
    give: float,
    effort: Effort,
    say: Progress,
    *,
    begin: NDArray[np.int64] | None = None,
) -> tuple[Turn, ...]:
    """Optimise one objective after the other; the last one's plan is the result. They share the remaining work evenly; the first begins as `SitingModel.solve`.

    Raises
    ------
    InfeasibleError, SolverError
        As `SitingModel.solve`.
    """
    spending = Spending(effort)
    turns: list[Turn] = []
    for place, objective in enumerate(objectives):
        share = spending.left_s / (len(objectives) - place) if place + 1 < len(objectives) else None
        mine = spending.rest(share, least_s=1.0)
        holds = tuple(Hold(OBJECTIVES[turn.objective], turn.solution.value, give) for turn in turns)
        if turns:
            say(
                _(
                    "next objective: {objective}, of the others at most {give:.0%} given up",
                    objective=objective,
                    give=give,
                )
            )
        model = SitingModel(instance, objective, holds)
        plan = model.solve(mine, say, turns[-1].solution.chargers if turns else begin)
        turns.append(Turn(objective, countable_only(model, plan, room_within(plan, model.sense, effort.gap))))
    return tuple(turns)
