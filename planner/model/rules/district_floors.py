"""Floors of single districts: each that is named gets its own share of what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.served_floor import NamedFloors, beside_each_other, over_classes
from planner.question import Question
from planner.support.speech import _, listed, term
from planner.support.spelling import nearest_known

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class DistrictFloors(NamedFloors):
    """``sum_{i in D, c, j} f[i,c,j] >= floor[D] * sum_{i in D, c} d[i,c]`` for each district D that is named.

    Parameters
    ----------
    district : (zones,) int
        -1 where none that is named.
    """

    key = "plan.district_floors"
    place = 21
    title = term("Share of single districts")
    called = "plan.district_floors"
    district: Ints

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked for some district.

        Raises
        ------
        ConfigError
            One is named in which nobody lives, or that is not there.
        """
        known = {name for name in question.demand.district if isinstance(name, str)}
        for name in question.scenario.plan.district_floors:
            if name not in known:
                near = nearest_known(name, sorted(known))
                raise ConfigError(
                    _("plan.district_floors: no zone is in the district {name!r}; {near}", name=name[:80], near=near)
                )
        floors = {name: share for name, share in sorted(question.scenario.plan.district_floors.items()) if share > 0}
        if not floors:
            return None
        most = max(floors.values())
        district = [name if isinstance(name, str) and name in floors else None for name in question.demand.district]
        parts = tuple(share / most for share in floors.values())
        return cls(most, tuple(floors), parts, numbered(np.array(district, dtype=object), tuple(floors)))

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """The districts of every world."""
        return replace(
            rules[0],
            district=beside_each_other([one.district for one in rules], [len(one.names) for one in rules]),
            names=tuple(name for one in rules for name in one.names),
            parts=tuple(part for one in rules for part in one.parts),
        )

    def group(self, instance: Instance) -> Ints:
        """The district."""
        return over_classes(self.district, instance)

    def promise(self, instance: Instance) -> str:
        """The shares."""
        floors = zip(self.names, self.parts, strict=True)
        shares = [_("{share:percent_exactly} in {name}", share=self.share * part, name=name) for name, part in floors]
        return _("of the demand of single districts at least {shares} is served", shares=listed(shares))
