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
    _scale: float = field(init=False)
    _stride: Floats = field(init=False)
    _by_zone: Floats = field(init=False)
    _by_floor: Floats = field(init=False)
    _swing: float = field(init=False, default=0.0)
    _rest: float = field(init=False, default=0.0)
    _by_world: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._scale, kwh = _scale_of(self.problem)
        self._stride = self.problem.sets.coupling.stride(self._scale, kwh)
        self._by_zone = 1.0 / np.maximum(self.problem.instance.demand.kwh, 1e-9)
        self._by_floor = self._scale / self.problem.floors.size

    def step(self, multipliers: Multipliers, answer: LagrangianSolution, distance: float) -> Multipliers:
        """Return the multipliers after one step towards a bound lower by `distance`."""
        size = self.turn(multipliers, answer)
        return multipliers if size <= 0 else self.moved(multipliers, distance / size)

    def turn(self, multipliers: Multipliers, answer: LagrangianSolution) -> float:
        """Turn to the direction of the next step; returns its squared length, each group of rows scaled, so that squares of money and kWh can be added."""
        new = subgradient(self.problem, answer, multipliers)
        self._swing = _faded(self._swing, float((new.world**2).sum()))
        self._direction = direction = new if self._direction is None else _deflected(new, self._direction)
        size = float((direction.demand**2 * self._by_zone).sum())
        for part in self.problem.sets.coupling.parts:
            size += float((direction.coupling[part] ** 2 * self._stride[part]).sum())
        size += float((direction.floor**2 * self._by_floor).sum())
        self._rest = _faded(self._rest, size)
        self._by_world = WORLD_SHARE / (1.0 - WORLD_SHARE) * self._rest / max(self._swing, 1e-12)
        return size + float((direction.world**2).sum()) * self._by_world

    def moved(self, old: Multipliers, step: float) -> Multipliers:
        """The multipliers moved so far in that direction."""
        direction, floors = self._direction, self.problem.floors
        assert direction is not None
        floor = np.clip(old.floor - step * direction.floor * self._by_floor, 0.0, MOST_FLOOR_PRICE * self._scale)
        highest = np.maximum(0.0, self._scale + floors.by_key(floor))  # rows of a balance lower it too
        return Multipliers(
            np.clip(old.demand - step * direction.demand * self._by_zone, 0.0, highest),
            np.maximum(0.0, old.coupling - step * direction.coupling * self._stride),
            floor=floor,
            world=settled(old.world - step * direction.world * self._by_world) if len(direction.world) else old.world,
        )


@dataclass
class Length:
    """Length of Polyak's steps, shorter where the bound no longer falls.

    Parameters
    ----------
    boldness : float
        Initial factor; smaller where the multipliers are good already.
    """

    boldness: float
    _best: float = field(init=False, default=np.inf)
    _since: int = field(init=False, default=0)

    def after(self, bound: float, value: float) -> float:
        """By how much the next step is to lower this bound, towards the value of the incumbent or `NEAR` of the bound: a far target makes the first steps too long."""
        self._since = 0 if bound < self._best - 1e-6 * abs(bound) else self._since + 1
        self._best = min(self._best, bound)
        if self._since >= PATIENCE:
            self.boldness, self._since = self.boldness * SHRINK, 0
        return self.boldness * max(bound - max(value, NEAR * bound), 1e-9)


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
        Value of the incumbent, Polyak's target.
    boldness : float
        Initial factor on Polyak's step.
    within_budget : bool
        Keep the budget in the subproblem.
    """
    length, descent = Length(boldness), Descent(problem)
    for _ in range(rounds):
        answer = problem.within_budget(multipliers) if within_budget else problem.evaluate(multipliers)
        yield multipliers, answer
        multipliers = descent.step(multipliers, answer, length.after(answer.bound, value()))


def subgradient(
    problem: Decomposition, answer: LagrangianSolution, multipliers: Multipliers, *, whole: bool = False
) -> Direction:
    """Subgradient of the bound at these multipliers; unless `whole`, projected: 0 for rows whose multiplier would stay at 0."""
    sets, floors = problem.sets, problem.floors
    left = sets.coupling.left(sets.amount[:, answer.best])
    if problem.kept is not None:
        left[problem.kept.part] = 0.0
    return Direction(
        problem.instance.demand.kwh - answer.served,
        left if whole else np.where(sets.coupling.stays_at_zero(multipliers.coupling, left), 0.0, left),
        floors.served(answer.served) - floors.promised,
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
