"""Coverage: the whole city gets its share of what it asks for, in every world."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.served_floor import ShareFloor, over_classes
from planner.question import Question
from planner.support.speech import _, term


@dataclass(frozen=True)
class Coverage(ShareFloor):
    """``sum f[i,c,j] >= coverage * sum d[i,c]``, in each world."""

    key = "plan.coverage"
    place = 30
    title = term("Share of the whole city")
    called = "plan.coverage"

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked."""
        share = question.scenario.plan.coverage
        return cls(share) if share > 0 else None

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """In each world; the zones say which they are in."""
        return rules[0]

    def group(self, instance: Instance) -> NDArray[np.int64]:
        """The world."""
        return over_classes(instance.demand.world, instance)

    def groups(self, instance: Instance) -> int:
        """How many worlds."""
        return instance.worlds

    def promise(self, instance: Instance) -> str:
        """The share."""
        return _("at least {share:percent_exactly} of all demand is served", share=self.share)
