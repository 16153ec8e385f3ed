"""Coverage: the whole city gets its share of what it asks for, in every world."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.question import Question


@dataclass(frozen=True)
class Coverage(ServedFloor):
    """``sum f[i,c,j] >= coverage * sum d[i,c]``, in each world."""

    key = "plan.coverage"
    place = 30
    title = "Share of the whole city"
    called = "plan.coverage"

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked."""
        share = question.scenario.plan.coverage
        return cls(share) if share > 0 else None

    def group(self, instance: Instance) -> NDArray[np.int64]:
        """The world."""
        return instance.demand.world

    def groups(self, instance: Instance) -> int:
        """How many worlds."""
        return instance.worlds

    def promise(self, instance: Instance) -> str:
        """The share."""
        return f"at least {self.share:.4g} of all demand is served"
