"""Steps of which one is chosen for each asker, so that they are worth most for the money: a multiple-choice knapsack, exactly.

Without promises by dynamic programming over the money (Kellerer, Pferschy and Pisinger 2004, *Knapsack Problems*, section 11.5): the most that the first
askers make of each sum follows from what the first but one make. What that chooses is the best of all where it keeps the promises, too; else a
mixed-integer program chooses, without the steps to which another is no worse in anything.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.program.effort import Effort
from planner.model.program.lp import End, Outcome, Problem
from planner.support.stopping import Stop, never

STOPPED_S = 5.0
"""Work for each knapsack once the user has asked to stop, in seconds (`planner.support.work`): what is shared by then is handed over with what is proven."""
LIMIT_S = 60.0
"""Work for a knapsack with promises, in seconds: then the best choice so far counts, with what is proven of it."""
MOST_UNITS = 3_000_000
"""For more money the mixed-integer program chooses: the table of sums would take gigabytes."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Choice:
    """One choice of an asker: what it costs, is worth, and gives to accounts."""

    units: int
    worth: float
    gives: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """Number of the step of each asker, None where none was found in time, and what no choice is worth more than."""

    picked: list[int] | None
    bound: float


def best_steps(
    steps: Sequence[Sequence[Choice]], units: int, least: Sequence[tuple[str, float]] = (), stop: Stop = never
) -> Choices | None:
    """Choose one step for each asker.

    Parameters
    ----------
    steps : sequence of sequences of Choice
        Of each asker, at least one.
    units : int
        Of money, in all.
    least : sequence of (str, float)
        Accounts and what all together must give them.
    stop : callable
        Once true, the program hands over the best choice so far; without promises none is needed.

    Returns
    -------
    Choices or None
        None where no choice keeps the promises.

    """
    units = min(units, sum(max(one.units for one in of) for of in steps))
    if units > MOST_UNITS:
        return _with_promises(steps, units, least, math.inf, stop)
    free = _by_money(steps, units)
    if free is None:
        return None
    worth = math.fsum(of[at].worth for of, at in zip(steps, free, strict=True))
    given = [
        (sum(of[at].gives.get(one, 0.0) for of, at in zip(steps, free, strict=True)), amount) for one, amount in least
    ]
    if all(gives >= amount * (1 - ROUNDING) for gives, amount in given):
        return Choices(free, worth)
    return _with_promises(steps, units, least, worth, stop)


def _by_money(steps: Sequence[Sequence[Choice]], units: int) -> list[int] | None:
    """The best choice for the money alone, the cheapest of several; None where none is cheap enough."""
    most = np.zeros(units + 1)
    ways: list[tuple[list[int], NDArray[np.int16]]] = []
    for of in steps:
        kept = _undominated(of, ())
        better, way = np.full(units + 1, -np.inf), np.zeros(units + 1, dtype=np.int16)
        for number, at in enumerate(kept):
            cost = of[at].units
            if cost > units:
                continue
            reached = most[: units + 1 - cost] + of[at].worth
            gains = reached > better[cost:]
            better[cost:][gains] = reached[gains]
            way[cost:][gains] = number
        most = better
        ways.append((kept, way))
    if not math.isfinite(most[-1]):
        return None
    left, picked = int(np.flatnonzero(most == most[-1])[0]), []
    for of, (kept, way) in zip(reversed(steps), reversed(ways), strict=True):
        picked.append(kept[int(way[left])])
        left -= of[picked[-1]].units
    return picked[::-1]


def _undominated(of: Sequence[Choice], accounts: Sequence[str]) -> list[int]:
    """Numbers of the steps to which no other is cheaper or alike and no worse in worth and accounts, the cheapest first."""
    told = np.array([[one.worth, *(one.gives.get(account, 0.0) for account in accounts)] for one in of])
    kept: list[int] = []
    for at in sorted(range(len(of)), key=lambda one: (of[one].units, -of[one].worth)):
        if not kept or not (told[kept] >= told[at]).all(axis=1).any():
            kept.append(at)
    return kept


def _with_promises(
    steps: Sequence[Sequence[Choice]], units: int, least: Sequence[tuple[str, float]], most: float, stop: Stop
) -> Choices | None:
    """The same by a mixed-integer program that holds the promises too; no choice is worth more than `most`."""
    kept = [_undominated(of, [account for account, _ in least]) for of in steps]
    problem = Problem("sharing")
    columns = [problem.add(len(numbers), upper=1.0, whole=True) for numbers in kept]
    everything = np.concatenate([np.empty(0, dtype=np.int64), *columns])
    flat = [of[at] for of, numbers in zip(steps, kept, strict=True) for at in numbers]
    problem.minimise(everything, np.array([-one.worth for one in flat]))
    for at in columns:
        problem.equal(at, np.ones(len(at)), 1.0)
    problem.at_most(everything, np.array([float(one.units) for one in flat]), float(units))
    for account, amount in least:
        scale = max(1.0, abs(amount))
        gives = np.array([min(one.gives.get(account, 0.0), max(amount, 0.0)) for one in flat])
        problem.at_most(everything, -gives / scale, -amount / scale + ROUNDING)
    outcome = solved_or_stopped(problem, stop, LIMIT_S)
    if outcome.end is End.INFEASIBLE:
        return None
    bound = min(most, -outcome.bound)
    if outcome.values is None:
        return Choices(None, bound)
    picked = [numbers[int(np.argmax(outcome.values[at]))] for at, numbers in zip(columns, kept, strict=True)]
    if sum(of[at].units for of, at in zip(steps, picked, strict=True)) > units:
        raise AssertionError("the shared money is more than the budget")
    return Choices(picked, max(math.fsum(of[at].worth for of, at in zip(steps, picked, strict=True)), bound))


def solved_or_stopped(problem: Problem, stop: Stop, work_s: float = math.inf) -> Outcome:
    """Solve to the optimum, or for so much work; once the user asks to stop for `STOPPED_S` at most, if there is no choice yet."""
    if not stop():
        outcome = problem.solve(Effort(gap=0.0, stop=stop, work_s=work_s))
        if outcome.end is not End.STOPPED or outcome.values is not None:
            return outcome
    return problem.solve(Effort(gap=0.0, work_s=STOPPED_S))
