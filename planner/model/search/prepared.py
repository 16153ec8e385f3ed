"""What a search works on: an instance, its sets of chargers, and the bound that it lowers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.bound.multipliers import Multipliers
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import insist, search_bytes
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import shared_out, site_sets
from planner.support.progress import Progress
from planner.support.speech import _

KERNEL = 2
"""Sets in the kernel by site, on average. More hold better plans that take longer to find; measured on cities of 264 sites."""


class Bound(Protocol):
    """A proven upper bound on any plan that can be lowered, see `DualBound`."""

    @property
    def value(self) -> float:
        """The bound."""

    @property
    def multipliers(self) -> Multipliers:
        """Of the least bound."""

    @property
    def within(self) -> Multipliers | None:
        """Of the least bound with the budget in the subproblem; None before any."""

    @property
    def priced(self) -> Multipliers:
        """The multipliers of the least bound; of rows that it keeps in the subproblem those from before."""

    def keep_rows(self) -> bool:
        """Keep the rows of a rule in the subproblem from now on, if that lowers the bound; returns whether it does."""

    def lower(self, rounds: int, *, boldness: float, target: float, stop: Callable[[int], bool]) -> None:
        """Take at most so many steps."""


@dataclass(frozen=True)
class Prepared:
    """A problem to search.

    Parameters
    ----------
    instance : Instance
    bound : Bound
    given : Decomposition or None
        Over the sets that plans are made of; None for those of the bound, see `restricted`.
    plans : tuple of (sites,) int
        Feasible plans to begin from, as rows of the sets.
    kernel : int
        Sets in the kernel by site, on average.
    value : float
        Worth of the first of the plans, where it is known; else -inf.
    dives : int
        Most dives for further plans at a time.
    """

    instance: Instance
    bound: Bound
    given: Decomposition | None = None
    plans: tuple[NDArray[np.int64], ...] = ()
    kernel: int = KERNEL
    value: float = -math.inf
    dives: int = 6

    @cached_property
    def restricted(self) -> Decomposition:
        """The problem over the sets that plans are made of: no pool serves several families, each is divided between them."""
        if self.given is not None:
            return self.given
        assert isinstance(self.bound, DualBound)
        sets = self.bound.unkept.sets
        return Decomposition(self.instance, shared_out(sets)) if sets.joins.size else self.bound.unkept

    def with_rows_kept(self) -> Decomposition:
        """The problem over the sets that plans are made of, with those rows kept that the bound keeps."""
        assert isinstance(self.bound, DualBound)
        if self.restricted.sets is self.bound.problem.sets:
            return self.bound.problem
        assert self.bound.problem.kept is not None
        return Decomposition(self.instance, self.restricted.sets, self.bound.problem.kept.over(self.restricted.sets))


def prepared_for(instance: Instance, known: float, say: Progress) -> Prepared:
    """Prepare one instance; `known` is a bound on any plan that is known already."""
    instance = split_by_adapter(instance)
    sets = site_sets(instance, configurations_of(instance))
    insist(_("the search for a plan"), search_bytes(instance, len(sets.site)))
    bound = DualBound(Decomposition(instance, sets), known)
    say(
        _(
            "{count:,} pairs of zone and site, {count_2:,} sets of chargers",
            count=len(instance.reach.zone),
            count_2=len(sets.site),
        )
    )
    return Prepared(instance, bound)
