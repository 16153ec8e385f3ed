"""The multi-period exact model: the columns of every phase, linked by rows that nothing built is removed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.rule_rows import state_all
from planner.model.exact.solution import Solution, start_of
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.program.lp import End, Outcome, Problem
from planner.model.program.watching import SolverProgress
from planner.model.sets.configurations import configurations_of
from planner.support.speech import _

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class JointModel:
    """The exact model of all phases.

    Dominated sets of chargers are on offer too: a later phase may extend them to an undominated one.

    Parameters
    ----------
    instances : sequence of Instance
    weights : sequence of float
        Of each phase's worth in the sum.
    """

    instances: Sequence[Instance]
    weights: Sequence[float]

    def state(self) -> tuple[Problem, list[Columns]]:
        """State the model: ``max sum_t weight[t] sum v f[t]``."""
        problem, blocks = Problem("phases"), []
        for instance in self.instances:
            columns = lay_columns(problem, instance, configurations_of(instance, whole=True))
            state_all(problem, instance, columns)
            blocks.append(columns)
        for before, after in pairwise(blocks):
            stays(problem, before, after)
        gains = [
            weight * ENERGY.terms(instance, columns)[1]
            for weight, instance, columns in zip(self.weights, self.instances, blocks, strict=True)
        ]
        problem.minimise(np.concatenate([columns.flow for columns in blocks]), -np.concatenate(gains))
        return problem, blocks

    def solve(
        self, effort: Effort, begin: Sequence[Solution] | None, progress: SolverProgress
    ) -> tuple[list[Ints] | None, Outcome]:
        """Chargers of each phase, None where none were found in time, and the outcome.

        Raises
        ------
        InfeasibleError
            No plans of all phases keep the promises together.
        """
        problem, blocks = self.state()
        start = None
        if begin is not None:
            start = np.zeros(problem.columns)
            for plan, at, instance in zip(begin, blocks, self.instances, strict=True):
                start += start_of(plan, problem, at, instance)
        outcome = problem.solve(effort, start=start, progress=progress)
        if outcome.end is End.INFEASIBLE:
            raise InfeasibleError(
                _(
                    "no plans of all phases keep their promises together, though each phase alone may: what one builds, the next keeps; give earlier phases more money, or lower the floors"
                )
            )
        return (None if outcome.values is None else list(self._chargers(blocks, outcome.values))), outcome

    def _chargers(self, blocks: Sequence[Columns], values: NDArray[np.float64]) -> Iterator[Ints]:
        for instance, columns in zip(self.instances, blocks, strict=True):
            chargers = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
            built = values[columns.chosen] > 0.5
            np.add.at(chargers, columns.sets.site[built], columns.sets.chargers[built])
            yield chargers


def stays(problem: Problem, before: Columns, after: Columns) -> None:
    """Nothing built is torn down: ``sum_s n_k(s) w[t,j,s] >= sum_s n_k(s) w[t-1,j,s]`` for each site and charger type."""
    for site, kind in sorted(set(zip(*_offered(before), strict=True))):
        old, new = (
            np.flatnonzero((one.sets.site == site) & (one.sets.chargers[:, kind] > 0)) for one in (before, after)
        )
        problem.at_most(
            [*before.chosen[old], *after.chosen[new]],
            [*before.sets.chargers[old, kind], *-after.sets.chargers[new, kind]],
            0.0,
        )


def _offered(columns: Columns) -> tuple[list[int], list[int]]:
    """Site and charger type of all that may be built."""
    at, kind = np.nonzero(columns.sets.chargers)
    return columns.sets.site[at].tolist(), kind.tolist()
