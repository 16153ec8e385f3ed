"""Served floors: a least weighted sum of the energy that zones and classes are served."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.ruling import Given, Line, RuleRows, Ruling, Use, Writer, one_column
from planner.support.amounts import Side, in_place_of, rounded
from planner.support.speech import _

NEAR = 0.01
"""A share that is kept by less than this much of it binds."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FloorRows:
    """Rows ``sum_{i,c} weight[g,i,c] f[i,c] >= promised[g]`` over the energy served, f, of zones and classes.

    A layer holds at most one row for each zone and class, so that rows that do not overlap share one.

    Parameters
    ----------
    promised : (rows,)
        KWh a day.
    row : (layers, zones, classes) int
        Row that each zone and class is in, -1 for none.
    weight : (layers, zones, classes)
    size : (rows,)
        KWh a day by which the steps of each row's multiplier are scaled.
    """

    promised: Floats
    row: Ints
    weight: Floats
    size: Floats

    def __len__(self) -> int:
        return len(self.promised)

    def by_key(self, of_row: Floats) -> Floats:
        """Figures of rows summed over the rows that each zone and class is in, by its weights; (zones, classes)."""
        padded, out = np.append(of_row, 0.0), np.zeros(self.row.shape[1:])
        for rows, weight in zip(self.row, self.weight, strict=True):
            out += padded[rows] * weight
        return out

    def served(self, kwh: Floats) -> Floats:
        """Weighted energy of zones and classes, (zones, classes), added up by row; (rows,)."""
        out = np.zeros(len(self))
        for rows, weight in zip(self.row, self.weight, strict=True):
            inside = rows >= 0
            out += np.bincount(rows[inside], (weight * kwh)[inside], minlength=len(self))
        return out


@dataclass(frozen=True)
class ServedFloor(Ruling):
    """``sum_{i,c} weight[g,i,c] sum_j f[i,c,j] >= promised[g]`` for every row g."""

    def rows(self, instance: Instance) -> FloorRows:
        """The rows of the rule."""
        raise NotImplementedError

    @classmethod
    def stacked(cls, rules: "Sequence[Self]") -> Self:
        """The floor over the zones of all worlds, one after another."""
        raise NotImplementedError

    def stricter(self, share: float) -> Self:
        """So much more is asked."""
        return self


@dataclass(frozen=True)
class ShareFloor(ServedFloor):
    """``sum_{(i,c) in group, j} f[i,c,j] >= share * sum_{(i,c) in group} d[i,c]`` for every group of zones and classes.

    Parameters
    ----------
    share : float
        From 0 to 1.
    """

    demands = True
    share: float

    def group(self, instance: Instance) -> Ints:
        """Group that each zone and class is in, -1 for none; (zones, classes)."""
        raise NotImplementedError

    def groups(self, instance: Instance) -> int:
        """How many groups there are."""
        raise NotImplementedError

    def rows(self, instance: Instance) -> FloorRows:
        """One row a group, every kWh of it counts."""
        group, promised = self.group(instance)[None], self.promised_kwh(instance)
        return FloorRows(promised, group, np.ones(group.shape), np.maximum(promised, 1e-9))

    def whole_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each group asks for; (groups,)."""
        return self.summed(instance, instance.demand.kwh)

    def promised_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each group is promised; (groups,)."""
        return np.asarray(self.share * self.whole_kwh(instance))

    def summed(self, instance: Instance, kwh: Floats) -> Floats:
        """Energy of zones and classes, (zones, classes), added up by group; (groups,)."""
        group = self.group(instance)
        inside = group >= 0
        return np.bincount(group[inside], kwh[inside], minlength=self.groups(instance))

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
            _("at least {share:percent1_least}", share=least) if len(shares) > 1 else _("{share:.1%}", share=least)
        )
        return Line(self.key, self.promise(instance), reached, least <= self.share * (1.0 + NEAR))


@dataclass(frozen=True)
class NamedFloors(ShareFloor):
    """A share of its own for each group that is named.

    Parameters
    ----------
    share : float
        The highest of the floors.
    names : tuple of str
    parts : tuple of float
        Each floor as a part of the highest: where it gives way, all do in proportion.
    """

    names: tuple[str, ...]
    parts: tuple[float, ...]

    def groups(self, instance: Instance) -> int:
        """How many are named."""
        return len(self.names)

    def same(self, other: Rule | None) -> bool:
        """The floors count; every world has zones of its own."""
        return super().same(other) and isinstance(other, NamedFloors) and other.parts == self.parts

    def promised_kwh(self, instance: Instance) -> Floats:
        """KWh a day that each is promised; (groups,)."""
        return np.asarray(self.share * np.array(self.parts) * self.whole_kwh(instance))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """One column for the highest floor; the others in proportion."""
        return one_column(writer, rows, (np.array(self.parts) * self.whole_kwh(instance))[rows.whose].tolist())

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """The highest floor that can be kept."""
        said = super().eased(instance, values, least, proven=proven)
        if len(self.names) == 1:
            return said
        highest = self.names[int(np.argmax(self.parts))]
        return _("{said} for {name}, the others in proportion", said=said, name=highest)

    def line(self, instance: Instance, use: Use) -> Line:
        """The one that has least of its floor."""
        promised, served = self.promised_kwh(instance), self.summed(instance, use.served)
        asked = self.whole_kwh(instance)
        kept = np.divide(served, promised, out=np.full(len(promised), np.inf), where=promised > 0)
        at = int(np.argmin(kept))
        share = rounded(float(served[at] / asked[at]), 3, Side.LEAST) if asked[at] > 0 else 1.0
        reached = _("{name}: {share:.1%}", name=self.names[at], share=share)
        return Line(self.key, self.promise(instance), reached, bool(kept[at] <= 1.0 + NEAR))


def over_classes(group: Ints, instance: Instance) -> Ints:
    """Groups of zones, (zones,), which hold for every class; (zones, classes)."""
    return np.broadcast_to(group[:, None], instance.demand.kwh.shape)


def beside_each_other(groups: Sequence[Ints], counts: Sequence[int]) -> Ints:
    """Groups of several worlds one after another, numbered on; `counts` says how many each world has."""
    first = accumulate(counts, initial=0)
    return np.concatenate([np.where(one >= 0, one + at, -1) for one, at in zip(groups, first, strict=False)])
