"""Floors of single districts: each that is named gets its own share of what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.ids import numbered
from planner.model.rules.kinds.ruling import Given, Line, RuleRows, Use, Writer, one_column
from planner.model.rules.kinds.served_floor import NEAR, ServedFloor
from planner.question import Question
from planner.support.amounts import rounded_down
from planner.support.speech import _, listed, term
from planner.support.spelling import nearest_known

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class DistrictFloors(ServedFloor):
    """``sum_{i in D, c, j} f[i,c,j] >= floor[D] * sum_{i in D, c} d[i,c]`` for each district D that is named.

    Parameters
    ----------
    share : float
        The highest of the floors.
    district : (zones,) int
        -1 where none that is named.
    names : tuple of str
    parts : tuple of float
        Each floor as a part of the highest: where it gives way, all do in proportion.
    """

    key = "plan.district_floors"
    place = 21
    title = term("Share of single districts")
    called = "plan.district_floors"
    district: Ints
    names: tuple[str, ...]
    parts: tuple[float, ...]

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
        return cls(most, numbered(np.array(district, dtype=object), tuple(floors)), tuple(floors), parts)

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """The districts of every world."""
        first = accumulate((len(one.names) for one in rules), initial=0)
        zones = [np.where(one.district >= 0, one.district + at, -1) for one, at in zip(rules, first, strict=False)]
        return replace(
            rules[0],
            district=np.concatenate(zones),
            names=tuple(name for one in rules for name in one.names),
            parts=tuple(part for one in rules for part in one.parts),
        )

    def same(self, other: Rule | None) -> bool:
        """The floors count; every world has zones of its own."""
        return super().same(other) and isinstance(other, DistrictFloors) and other.parts == self.parts

    def group(self, instance: Instance) -> Ints:
        """The district."""
        return self.district

    def groups(self, instance: Instance) -> int:
        """How many districts are named."""
        return len(self.names)

    def promised_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each district is promised; (groups,)."""
        return np.asarray(self.share * np.array(self.parts) * self.whole_kwh(instance))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """One column for the highest floor; the others in proportion."""
        return one_column(writer, rows, (np.array(self.parts) * self.whole_kwh(instance))[rows.whose].tolist())

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """The highest floor that can be kept."""
        said = super().eased(instance, values, least, proven=proven)
        others = len(self.names) > 1
        return _("{said} for {name}, the others in proportion", said=said, name=self._highest()) if others else said

    def _highest(self) -> str:
        return self.names[int(np.argmax(self.parts))]

    def line(self, instance: Instance, use: Use) -> Line:
        """The district that has least of its floor."""
        promised, served = self.promised_kwh(instance), self.summed(instance, use.served)
        asked = self.whole_kwh(instance)
        kept = np.divide(served, promised, out=np.full(len(promised), np.inf), where=promised > 0)
        at = int(np.argmin(kept))
        share = rounded_down(float(served[at] / asked[at]), 3) if asked[at] > 0 else 1.0
        reached = _("{name}: {share:.1%}", name=self.names[at], share=share)
        return Line(self.key, self.promise(instance), reached, bool(kept[at] <= 1.0 + NEAR))

    def promise(self, instance: Instance) -> str:
        """The shares."""
        floors = zip(self.names, self.parts, strict=True)
        shares = [_("{share:.4g} in {name}", share=self.share * part, name=name) for name, part in floors]
        return _("of the demand of single districts at least {shares} is served", shares=listed(shares))
