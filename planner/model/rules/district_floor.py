"""Floor of the districts: each district gets its share of what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.served_floor import ShareFloor, beside_each_other, over_classes
from planner.question import Question
from planner.support.speech import _, joined, term

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class DistrictFloor(ShareFloor):
    """``sum_{i in D, c, j} f[i,c,j] >= floor * sum_{i in D, c} d[i,c]`` for each district D.

    Parameters
    ----------
    district : (zones,) int
        -1 where none.
    names : tuple of str
    """

    key = "plan.district_floor"
    place = 20
    title = term("Share of each district")
    called = "plan.district_floor"
    district: Ints
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked."""
        share, district = question.scenario.plan.district_floor, question.demand.district
        if share <= 0:
            return None
        names = tuple(sorted({d for d in district if isinstance(d, str)}))
        return cls(share, numbered(district, names), names)

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """The districts of every world."""
        return replace(
            rules[0],
            district=beside_each_other([one.district for one in rules], [len(one.names) for one in rules]),
            names=tuple(name for one in rules for name in one.names),
        )

    def group(self, instance: Instance) -> Ints:
        """The district."""
        return over_classes(self.district, instance)

    def groups(self, instance: Instance) -> int:
        """How many districts."""
        return len(self.names)

    def hint(self, instance: Instance) -> str:
        """Districts whose demand within reach is already below the floor, in words."""
        reached = np.zeros(len(instance.demand.kwh), dtype=bool)
        reached[instance.reach.zone] = True
        kwh = instance.demand.kwh
        whole, near = self.summed(instance, kwh), self.summed(instance, np.where(reached[:, None], kwh, 0.0))
        said = [
            _(
                "{name} can reach sites with at most {share:percent_most} of its demand",
                name=name,
                share=some / all_,
            )
            for name, some, all_ in zip(self.names, near, whole, strict=True)
            if all_ > 0 and some / all_ < self.share
        ]
        return joined("; ", said) if said else ""

    def promise(self, instance: Instance) -> str:
        """The share."""
        return _("at least {share:percent_exactly} of the demand of each district is served", share=self.share)
