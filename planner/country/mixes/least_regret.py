"""The least greatest regret that any plan of a country can have, bounded from below for every way to share the money.

Take any plan: part ``i`` is given ``b[i]`` and is worth ``z[i,w]`` in world ``w``. Where ``g[k-1] < b[i] <= g[k]`` its worth in each world is no more than the bound ``U[k,w]`` that is proven there for
``g[k]``, and for any weights over the worlds its weighted worth is no more than the bound ``J[k]`` that is proven for them. So the plan is one of the choices of a program in which each part takes a step ``k``,
is charged ``g[k-1]``, and takes any ``z`` within these bounds (as `planner.country.money.sharing` has it for one world); the greatest regret of that choice is no more than that of the plan.
Bounds of single worlds alone would let each part be the best in all of them at once; those of the weighted worlds say what that costs.

The regret is a share of what is given for each world: against what no plan passes there, as the hedged plan is measured, or against the best plan that is known, which bounds the regret against the true best of each world.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.country.mixes.choice import Floors
from planner.country.mixes.offers import PartOffers
from planner.country.mixes.part_offers import fine_for
from planner.country.money.curves import Curve
from planner.model.program.effort import Effort
from planner.model.program.lp import Problem
from planner.support.stopping import Stop, never

LIMIT_S = 60.0
ROUNDED = 1e-6
"""By which the bound of the solver may be too high."""


@dataclass(frozen=True)
class _Step:
    """Money above `begins` and up to `ends`."""

    begins: int
    ends: int

    def bound(self, curve: Curve) -> float:
        return curve.bound_for(self.ends)

    def gives(self, curve: Curve) -> Mapping[str, float]:
        return curve.most_for(self.ends)


def least_regret(
    parts: Sequence[PartOffers], money: int, against: Mapping[str, float], floors: Floors, stop: Stop = never
) -> float:
    """Bound the greatest regret of all plans from below; 0 where nothing is proven.

    Parameters
    ----------
    parts : sequence of PartOffers
    money : int
        Units.
    against : mapping of str to float
        By world, the value of which the regret is a share; more than 0.
    floors : mapping
    stop : callable, optional
        Once true, what is proven by then is handed over.
    """
    problem = Problem("least_possible_regret")
    steps = [_steps(part, money, fine_for(len(parts))) for part in parts]
    columns = [problem.add(len(of), upper=1.0, whole=True) for of in steps]
    worth = [{world: int(problem.add(1)[0]) for world in against} for _part in parts]
    worst = int(problem.add(1, upper=1.0)[0])
    for world, whole in against.items():
        mine = np.array([*(one[world] for one in worth), worst])
        problem.at_most(
            mine, np.array([*(-1.0 for _one in worth), -1.0]), -1.0
        )  # worth is counted in shares of what it is held against
        for part, of, at, one in zip(parts, steps, columns, worth, strict=True):
            most = np.array([step.bound(part.curves[world]) for step in of]) / whole
            problem.at_most(np.append(at, one[world]), np.append(-most, 1.0), 0.0)
    for part, of, at, one in zip(parts, steps, columns, worth, strict=True):
        problem.equal(at, np.ones(len(at)), 1.0)
        for blend in part.blends:
            weights = {world: weight for world, weight in blend.weights.items() if weight > 0}
            if not weights or not weights.keys() <= against.keys():
                continue  # it counts worlds that are not asked for
            weighted = {world: weight * against[world] for world, weight in weights.items()}
            scale = max(weighted.values())
            most = np.array([step.bound(blend.curve) for step in of]) / scale
            shares = np.array([weight / scale for weight in weighted.values()])
            problem.at_most(np.append(at, [one[world] for world in weighted]), np.append(-most, shares), 0.0)
    everything = np.concatenate(columns)
    begins = np.array([float(step.begins) for of in steps for step in of])
    problem.at_most(everything, begins, float(max(money - 1, 0)))
    for world, of_world in floors.items():
        flat = [step.gives(part.curves[world]) for part, of in zip(parts, steps, strict=True) for step in of]
        for floor in of_world:
            scale = max(1.0, abs(floor.least))
            gives = np.array([min(one.get(floor.account, 0.0), max(floor.least, 0.0)) for one in flat])
            problem.at_most(everything, -gives / scale, -floor.least / scale + 1e-9)
    problem.minimise(np.array([worst]), np.ones(1))
    outcome = problem.solve(Effort(gap=1e-4, work_s=LIMIT_S, stop=stop))
    return max(0.0, outcome.bound - ROUNDED) if math.isfinite(outcome.bound) else 0.0


def _steps(part: PartOffers, money: int, fine: int) -> list[_Step]:
    """Of a part: no money, then from sum to sum, up to all of it."""
    sums = {offer.asked_units for offer in part.offers} | {money * step // fine for step in range(fine + 1)}
    ends = sorted(one for one in {0, *sums} if one <= money)
    return [_Step(0, 0), *(_Step(a, b) for a, b in pairwise(ends))]
