"""Served floors: a least share of what groups of zones ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.ruling import Given, Line, RuleRows, Ruling, Use, Writer, one_column
from planner.support.amounts import in_place_of, rounded_down
from planner.support.speech import _

NEAR = 0.01
"""A share that is kept by less than this much of it binds."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ServedFloor(Ruling):
    """``sum_{i in group, c, j} f[i,c,j] >= share * sum_{i in group, c} d[i,c]`` for every group of zones.

    Parameters
    ----------
    share : float
        From 0 to 1.
    """

    demands = True
    share: float

    def group(self, instance: Instance) -> Ints:
        """Group that each zone is in, -1 for none; (zones,)."""
        raise NotImplementedError

    def groups(self, instance: Instance) -> int:
        """How many groups there are."""
        raise NotImplementedError

    def whole_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each group asks for; (groups,)."""
        return self.summed(instance, instance.demand.kwh.sum(axis=1))

    def promised_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each group is promised; (groups,)."""
        return np.asarray(self.share * self.whole_kwh(instance))

    def summed(self, instance: Instance, by_zone: Floats) -> Floats:
        """Figures by zone added up by group; (groups,)."""
        group = self.group(instance)
        inside = group >= 0
        return np.bincount(group[inside], by_zone[inside], minlength=self.groups(instance))

    @classmethod
    def stacked(cls, rules: "Sequence[Self]") -> Self:
        """The floor over the zones of all worlds, one after another."""
        raise NotImplementedError

    def same(self, other: Rule | None) -> bool:
        """The share counts; every world has zones of its own."""
        return isinstance(other, type(self)) and other.share == self.share

    def loosened(self, share: float) -> Self:
        """So much less is asked."""
        return replace(self, share=self.share / (1.0 + share))

    def stricter(self, share: float) -> Self:
        """So much more is asked, no more than all."""
        return replace(self, share=min(1.0, self.share * share))

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """The share."""
        yield Figures("share", self.share, "", (self.key,), most=1.0)

    def size(self, instance: Instance) -> float:
        """The share itself."""
        return max(self.share, 1e-6)

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """One column for the share of all groups."""
        return one_column(writer, rows, self.whole_kwh(instance)[rows.whose].tolist())

    def given_way(self, instance: Instance, amount: float) -> Instance:
        """A lower share."""
        return instance.ruled(replace(self, share=max(0.0, self.share - amount)))

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """The highest share that can be kept."""
        said, asked = in_place_of(max(0.0, self.share - least), self.share, enough=proven, digits=3)
        if proven:
            return _("{key}: {said} instead of {asked}", key=self.key, said=said, asked=asked)
        return _("{key}: at most {said} instead of {asked}", key=self.key, said=said, asked=asked)

    def line(self, instance: Instance, use: Use) -> Line:
        """The group that is served least."""
        asked, served = self.whole_kwh(instance), self.summed(instance, use.served)
        shares = np.divide(served, asked, out=np.ones(len(asked)), where=asked > 0)
        least = float(shares.min(initial=1.0))
        reached = (
            _("at least {share:.1%}", share=rounded_down(least, 3))
            if len(shares) > 1
            else _("{share:.1%}", share=least)
        )
        return Line(self.key, self.promise(instance), reached, least <= self.share * (1.0 + NEAR))
