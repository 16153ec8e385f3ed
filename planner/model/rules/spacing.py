"""Spacing: new sites keep a distance from each other, as the crow flies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.forced import Forced
from planner.model.rules.kinds.cliques import cliques_covering
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.resource import Resource, openings
from planner.model.rules.kinds.ruling import Given, Line, RuleRows, Use, Writer
from planner.network.locations import Locations
from planner.question import Question
from planner.support.ahead import one_at_a_time
from planner.support.amounts import in_place_of
from planner.support.speech import _, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Spacing(Coupling):
    """``sum_{j in C} open[j] <= 1`` over cliques C of candidate sites that all lie nearer to each other than the spacing.

    Every pair that is too near lies in a clique, so the cliques forbid what the pairs do; halves of sites they bind more.

    Parameters
    ----------
    pairs : (pairs, 2) int
    apart_m : (pairs,)
        How far apart they are.
    spacing_m : float
        What is asked.
    by_pairs : bool
        A row for each pair, as where one pair may give way and others not.
    """

    key = "plan.min_spacing_m"
    place = 50
    title = term("Distance between new sites")
    code = "spacing"
    called = "plan.min_spacing_m"
    pairs: Ints
    apart_m: Floats
    spacing_m: float = 0.0
    by_pairs: bool = False

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Candidate sites nearer than the spacing; asked also where there are none, so that the report says so."""
        places, spacing_m = question.places, question.scenario.plan.min_spacing_m
        if spacing_m <= 0:
            return None
        pairs = pairs_nearer(places, spacing_m)
        apart_m = np.linalg.norm(places.xy_m[pairs[:, 0]] - places.xy_m[pairs[:, 1]], axis=1)
        return cls(pairs, apart_m, spacing_m)

    def resource(self, instance: Instance) -> Resource:
        """Openings."""
        return openings(instance)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Sites of which one may be opened."""
        return (
            tuple((one, other) for one, other in self.pairs.tolist()) if self.by_pairs else cliques_covering(self.pairs)
        )

    def limits(self, instance: Instance) -> Floats:
        """One of each group."""
        return np.ones(len(self.groups))

    def members(self, instance: Instance) -> "sp.csr_array | None":
        """The sites of each group."""
        row = np.repeat(np.arange(len(self.groups)), [len(group) for group in self.groups])
        site = np.array([site for group in self.groups for site in group], dtype=np.int64)
        return sp.csr_array((np.ones(len(row)), (row, site)), shape=(len(self.groups), len(instance.sites)))

    def outright(self, instance: Instance) -> Iterator[str]:
        """Forced sites that stand too near."""
        forced, told = instance.rules.get(Forced), instance.sites.told
        if forced is None:
            return
        new = forced.sites & ~instance.sites.existing
        for (one, other), apart in zip(self.pairs.tolist(), self.apart_m.tolist(), strict=True):
            if new[one] and new[other]:
                yield _(
                    "plan.forced and {key} conflict: the forced sites {names} and {names_2} stand {apart:number} m apart, nearer than the spacing; take one from the list or ask for less spacing",
                    key=self.key,
                    names=told(one),
                    names_2=told(other),
                    apart=apart,
                )

    def size(self, instance: Instance) -> float:
        """The longest distance of a pair."""
        return float(np.append(self.apart_m, 1.0).max())

    @property
    def _longest_m(self) -> float:
        return float(self.apart_m.max(initial=0.0)) + 1.0

    def yielding(self) -> Self:
        """By pairs: with a clique that gives way twice, the nearest two of it could stand together for nothing."""
        return replace(self, by_pairs=True)

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """A pair may stand nearer: the column of each pair, and one for how much the nearest of those that do falls short."""
        (short,) = writer.add(1, upper=0.0).tolist()
        columns = [short]
        for row, pair in zip(rows.row.tolist(), rows.whose.tolist(), strict=True):
            if row >= 0:
                column = writer.ease([row], [1.0])
                writer.at_most([column, short], [self._longest_m - self.apart_m[pair], -1.0], 0.0)
                columns.append(column)
        return Given(np.array(columns), np.array([1.0] + [0.0] * (len(columns) - 1)))

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """The largest spacing that can be kept."""
        said, _asked = in_place_of(self._longest_m - least, self._longest_m, enough=proven)
        if proven:
            return _("{key}: {said} m", key=self.key, said=said)
        return _("{key}: at most {said} m", key=self.key, said=said)

    def full_words(self, instance: Instance, chargers: Ints, site: int) -> str:
        """A site nearby is built."""
        return _("another new site stands nearer than {spacing_m:number} m", spacing_m=self.spacing_m)

    def promise(self, instance: Instance) -> str:
        """The distance."""
        return _("new sites at least {spacing_m:number} m apart", spacing_m=self.spacing_m)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many sites stay shut because a new one is too near."""
        opened = instance.opens(use.chargers)
        one, other = opened[self.pairs[:, 0]], opened[self.pairs[:, 1]]
        shut = np.unique(np.concatenate([self.pairs[one, 1], self.pairs[other, 0]]))
        both = int((one & other).sum())
        reached = (
            _("{count} pairs nearer", count=both)
            if both
            else _("kept; {count} sites lie too near a new one", count=len(shut))
        )
        return Line(self.key, self.promise(instance), reached, bool(len(shut)))


def pairs_nearer(places: Locations, spacing_m: float) -> Ints:
    """Pairs of candidate sites nearer than the spacing, by number; (pairs, 2)."""
    free = np.flatnonzero(~places.existing)
    if spacing_m <= 0 or len(free) < 2:
        return np.empty((0, 2), dtype=np.int64)
    with one_at_a_time:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (a tenth of a second for a rule that few ask for)

    pairs = cKDTree(places.xy_m[free]).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(free[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]], dtype=np.int64).reshape(-1, 2)
