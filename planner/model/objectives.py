"""What a plan is good for: each objective is one function that states its formula, and its line in OBJECTIVES."""

from collections.abc import Callable

import numpy as np

from planner.model.columns import Columns
from planner.model.instance import Instance
from planner.model.lp import Problem


def energy(problem: Problem, instance: Instance, columns: Columns) -> None:
    """Most energy, weighted by worth: ``max sum v[i,j] f[i,c,j]``, stated as the least of its negative."""
    problem.minimise(columns.flow, -np.asarray(instance.worth[columns.flow_pair]))


OBJECTIVES: dict[str, Callable[[Problem, Instance, Columns], None]] = {"energy": energy}
