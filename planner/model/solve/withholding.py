"""Energy that the balance of plugs withholds from drivers whom the chosen chargers could serve."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.lexicographic import in_order
from planner.model.solve.siting import SitingModel
from planner.proofs import Sense
from planner.support.progress import Progress
from planner.support.speech import _

MOST_WITHHELD = 0.005
"""Share of what chargers could serve from which a plan is looked for that withholds less."""
SMALLER = (0.5, 0.2)
"""Gaps to which it is looked for, as parts of the one asked for."""
WORK_S = 10.0
"""Most work for each of them, s."""


def served_freely(instance: Instance, chargers: NDArray[np.int64]) -> Solution:
    """What given chargers serve where no balance of plugs is asked, and where they cannot keep the other promises none of these; (sites, products)."""
    free = instance.without(PlugBalance)
    try:
        return SitingModel(free).allocate(chargers)
    except SolverError:  # a list that somebody gave is valued though it breaks what was promised
        return SitingModel(replace(free, rules=free.rules.only(lambda _rule: False))).allocate(chargers)


def withheld_share(instance: Instance, plan: Solution) -> float:
    """Part of what its chargers could serve that a plan for the most energy withholds to keep the balance; 0 where none is asked."""
    if instance.rules.get(PlugBalance) is None:
        return 0.0
    could = float(served_freely(instance, plan.chargers).flow_kwh.sum())
    return max(0.0, 1.0 - float(plan.flow_kwh.sum()) / could) if could > 0 else 0.0


def with_little_withheld(instance: Instance, plan: Solution, effort: Effort, say: Progress) -> Solution:
    """The plan, or a better one found to a smaller gap where it withholds more than `MOST_WITHHELD`.

    A search that ends within its gap may leave guns of one family too few for those of another, which then may not serve what they could:
    one percent of the worth may be two of them. A smaller gap finds the missing guns.

    Parameters
    ----------
    plan : Solution
        For the most energy.
    effort : Effort
        What is left of it is spent.
    """
    spending, best = Spending(effort), plan
    for part in SMALLER:
        share = withheld_share(instance, best)
        if share <= MOST_WITHHELD or spending.over() or effort.stop():
            break
        say(_("{share:.1%} of the energy is withheld for the balance of plugs: searching on for less", share=share))
        rest = replace(spending.rest(WORK_S, least_s=1.0), gap=effort.gap * part)
        found = in_order(instance, (ENERGY.name,), 0.0, rest, say)[0].solution
        bound = Sense.MAX.tightest(best.bound, found.bound)
        best = replace(found if found.value > best.value else best, bound=bound)
        best = replace(best, bound=Sense.MAX.bound_beside(best.value, bound), wall_s=plan.wall_s + spending.wall_s)
    return best
