"""A search settled by the exact model: it decides among the few sets of chargers that a better plan may have.

Where neither bound nor plan moves any more, each set that no better plan can have is left out (`planner.model.bound.reduced_costs`). Of tens of thousands a few
hundred remain, and what the decomposition relaxes, fractions of sets at several sites and cabinets that share power, the exact model decides among them. No plan
is worth more than what that model proves, or else than the value above which no set was left out.
"""

import math
import time
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.reduced_costs import some_everywhere
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.sets.among import configurations_among
from planner.model.sets.configurations import Configurations
from planner.model.sets.site_sets import SiteSets

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROOM, LEAST, MORE = 1_000, 60, 2
"""Sets that are decided among at first, beyond one a site, and at least, and the factor for the next time: more where that was quick, fewer where it came to no end."""
QUICK = 0.5
"""Share of the time so far that a quick decision takes at most."""
ROUNDED = 1e-9
"""Relative: what is forgiven, for sums are rounded."""
SURE = 1e-7
"""What is proven lies so much, relative, inside the gap asked for, for sums are rounded."""


class Settled(NamedTuple):
    """What the exact model found among some sets.

    Parameters
    ----------
    bound : float
        No plan of these sets is worth more; -inf where there is none.
    chargers : (sites, chargers) int or None
    value : float
        Their worth; -inf without a plan.
    """

    bound: float
    chargers: Ints | None = None
    value: float = -math.inf


class Dual(Protocol):
    """A proven upper bound on any plan, as `planner.model.bound.dual_bound.DualBound`."""

    value: float

    @property
    def sets(self) -> SiteSets:
        """Sets that plans are made of."""

    def most_with(self, least: float) -> NDArray[np.float64]:
        """Most that a plan with each set can be worth, as exactly as is known where that is more than `least`; (sets,)."""


class Exact(Protocol):
    """The exact model of the question that is searched; what is minimised counts with its sign changed."""

    def worth(self, chargers: Ints) -> float:
        """True worth of a plan; -inf where it breaks what the search relaxes."""

    def best_among(self, sets: Configurations, known: Ints, effort: Effort, enough: float) -> Settled:
        """Best plan of these sets, from a known one; it may end where no plan is worth more than `enough`."""


@dataclass
class Settling:
    """When the exact model is asked, and what follows from its answer.

    Parameters
    ----------
    instance : Instance
    dual : Dual
        Lowered by what is proven.
    exact : Exact
    effort : Effort
        Of the whole search.
    room : int
        Sets that are decided among, beyond one a site.
    began : float
        When the search began, by `time.perf_counter`.
    """

    instance: Instance
    dual: Dual
    exact: Exact
    effort: Effort
    room: int = ROOM
    began: float = field(default_factory=lambda: time.perf_counter())  # noqa: PLW0108  # the clock of the benchmarks is another
    _next_s: float = field(init=False, default=0.0)

    def attempt(self, chargers: Ints) -> tuple[float, Ints | None]:
        """Decide among the sets in question, if it is time to; a plan and its true worth, None where nothing was decided.

        An attempt takes no longer than all that came before it.

        Parameters
        ----------
        chargers : (sites, chargers) int
            Best plan known.
        """
        begin_s = self._spent_s
        if not self._next_s <= begin_s < self.effort.time_limit_s:
            return -math.inf, None
        worth, settled = self.exact.worth(chargers), Settled(-math.inf)
        if not math.isfinite(worth):
            return -math.inf, None
        least, keep = self._question(worth)
        if some_everywhere(self.dual.sets, keep):
            sets = configurations_among(self.instance, self.dual.sets, keep, chargers)
            limit_s = max(0.1, min(begin_s, self.effort.time_limit_s - begin_s))
            settled = self.exact.best_among(sets, chargers, replace(self.effort, time_limit_s=limit_s), least)
        ended, took_s = settled.bound <= least, self._spent_s - begin_s
        quick = ended and took_s <= QUICK * begin_s
        self.room = MORE * self.room if quick else self.room if ended else max(LEAST, self.room // MORE)
        self._next_s = self._spent_s if quick else 2.0 * self._spent_s
        self.dual.value = min(self.dual.value, max(least, settled.bound))
        return (worth, chargers) if settled.value <= worth else (settled.value, settled.chargers)

    def _question(self, value: float) -> tuple[float, Mask]:
        """A value that no plan need exceed for the gap asked for to be proven, or one so far above it that few sets are left; and those sets, (sets,)."""
        least = value / (1.0 - self.effort.gap if value > 0 else 1.0 + self.effort.gap)
        least -= SURE * abs(least)
        most = self.dual.most_with(least - ROUNDED * abs(least))
        room = min(len(most), self.room + len(self.dual.sets.first))
        least = max(least, float(np.partition(most, -room)[-room]))
        return least, most >= least - ROUNDED * abs(least)

    @property
    def _spent_s(self) -> float:
        return time.perf_counter() - self.began
