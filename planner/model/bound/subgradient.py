"""The subgradient method: steps on the multipliers of the decomposition that lower its bound.

Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science 27
(1981); step by Polyak's rule with the deflected direction of Camerini, Fratta and Maffioli (1975).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition, LagrangianSolution
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.world_weights import settled

Floats = NDArray[np.float64]

MEMORY = 0.8
"""Weight of the previous direction in the deflected one."""
PATIENCE, SHRINK = 6, 0.85
"""After so many rounds without improvement the step length is multiplied by this factor."""
NEAR = 0.96
"""The target of Polyak's step is at least this share of the bound."""
MOST_FLOOR_PRICE = 1e4
"""Cap on a floor's multiplier, which would diverge where no plan can meet the floor."""
WORLD_SHARE, FADING = 0.1, 0.95
"""The weights of worlds make up this share of a step, on average over rounds that fade by this factor: what a weight brings grows with the city and
with what worlds differ in, so no length of their own fits all; too short a one leaves them where they began.
"""


class Direction(NamedTuple):
    """Slack of every relaxed row at the relaxed solution, negative where violated: demand, coupling rows, served floors, worlds."""

    demand: Floats
    coupling: Floats
    floor: Floats
    world: Floats


@dataclass
class Descent:
    """Deflected subgradient steps with Polyak's step length."""

    problem: Decomposition
    _direction: Direction | None = field(init=False, default=None)
    _stride: Floats = field(init=False)
    _swing: float = field(init=False, default=0.0)
    _rest: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        scale, kwh = _scale_of(self.problem)
        self._stride = self.problem.sets.coupling.stride(scale, kwh)

    def step(self, multipliers: Multipliers, answer: LagrangianSolution, distance: float) -> Multipliers:
        """Return the multipliers after one step towards a bound lower by `distance`."""
        new = subgradient(self.problem, answer, multipliers)
        self._swing = _faded(self._swing, float((new.world**2).sum()))
        self._direction = new if self._direction is None else _deflected(new, self._direction)
        return self._stepped(multipliers, self._direction, distance)

    def _stepped(self, old: Multipliers, direction: Direction, distance: float) -> Multipliers:
        """Polyak's step; each group of multipliers is scaled, so that squares of money and kWh can be added."""
        (scale, _), demand, floors = _scale_of(self.problem), self.problem.instance.demand.kwh, self.problem.floors
        by_zone, by_floor = 1.0 / np.maximum(demand, 1e-9), scale / np.maximum(floors.promised, 1e-9)
        size = float((direction.demand**2 * by_zone).sum())
        for part in self.problem.sets.coupling.parts:
            size += float((direction.coupling[part] ** 2 * self._stride[part]).sum())
        size += float((direction.floor**2 * by_floor).sum())
        self._rest = _faded(self._rest, size)
        by_world = WORLD_SHARE / (1.0 - WORLD_SHARE) * self._rest / max(self._swing, 1e-12)
        size += float((direction.world**2).sum()) * by_world
        if size <= 0:
            return old
        step = distance / size
        floor = np.clip(old.floor - step * direction.floor * by_floor, 0.0, MOST_FLOOR_PRICE * scale)
        highest = scale + floors.by_zone(floor)[:, None]
        return Multipliers(
            np.clip(old.demand - step * direction.demand * by_zone, 0.0, highest),
            np.maximum(0.0, old.coupling - step * direction.coupling * self._stride),
            floor=floor,
            world=settled(old.world - step * direction.world * by_world) if len(direction.world) else old.world,
        )


def descend(
    problem: Decomposition,
    multipliers: Multipliers,
    *,
    value: Callable[[], float],
    rounds: int,
    boldness: float = 1.0,
    within_budget: bool = False,
) -> Iterator[tuple[Multipliers, LagrangianSolution]]:
    """Minimise the dual bound; yields multipliers and relaxed solution of every round. The bound is not monotone: the best is rarely the last.

    Parameters
    ----------
    value : callable
        Value of the incumbent, Polyak's target; raised to `NEAR` of the bound, since a far target makes the first steps
        too long.
    boldness : float
        Initial factor on Polyak's step; smaller where the multipliers are good already.
    within_budget : bool
        Keep the budget in the subproblem.
    """
    best, shrink, since, descent = np.inf, boldness, 0, Descent(problem)
    for _ in range(rounds):
        answer = problem.within_budget(multipliers) if within_budget else problem.evaluate(multipliers)
        yield multipliers, answer
        since = 0 if answer.bound < best - 1e-6 * abs(answer.bound) else since + 1
        best = min(best, answer.bound)
        if since >= PATIENCE:
            shrink, since = shrink * SHRINK, 0
        goal = max(value(), NEAR * answer.bound)
        multipliers = descent.step(multipliers, answer, shrink * max(answer.bound - goal, 1e-9))


def subgradient(
    problem: Decomposition, answer: LagrangianSolution, multipliers: Multipliers, *, whole: bool = False
) -> Direction:
    """Subgradient of the bound at these multipliers; unless `whole`, projected: 0 for rows whose multiplier would stay at 0."""
    sets, floors = problem.sets, problem.floors
    left = sets.coupling.left(sets.amount[:, answer.best])
    return Direction(
        problem.instance.demand.kwh - answer.served,
        left if whole else np.where(sets.coupling.stays_at_zero(multipliers.coupling, left), 0.0, left),
        floors.served(answer.served.sum(axis=1)) - floors.promised,
        answer.gained - answer.gained.mean() if len(answer.gained) else answer.gained,
    )


def _faded(old: float, new: float) -> float:
    return new if old == 0 else FADING * old + (1.0 - FADING) * new


def _deflected(new: Direction, old: Direction) -> Direction:
    return Direction(*((1.0 - MEMORY) * one + MEMORY * other for one, other in zip(new, old, strict=True)))


def _scale_of(problem: Decomposition) -> tuple[float, float]:
    """Largest worth of a kWh, and the total demand, kWh a day."""
    reach = problem.instance.reach
    return max(float(reach.worth.max(initial=1.0)), 1e-9), float(problem.instance.demand.kwh.sum())
