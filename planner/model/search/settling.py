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
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.sets.among import configurations_among
from planner.model.sets.configurations import Configurations
from planner.model.sets.site_sets import SiteSets

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROOM, LEAST, MORE = 1_000, 60, 2
"""Sets that are decided among at first, beyond one a site, and at least, and the factor for the next time: more where that was quick, fewer where it came to no end."""
LEAST_S = 0.1
"""An attempt may take so long, however short the time before it was."""
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
    stated : bool
        Whether there was memory to state the model.
    """

    bound: float
    chargers: Ints | None = None
    value: float = -math.inf
    stated: bool = True


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

    def judged(self, chargers: Ints, /) -> tuple[float, Solution] | None:
        """True worth of a plan, and its allocation; None where it breaks what the search relaxes."""

    def best_among(self, sets: Configurations, known: Solution, effort: Effort, enough: float) -> Settled:
        """Best plan of these sets, from a known one; it may end where no plan is worth more than `enough`. The time counts from the call."""


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

    Attributes
    ----------
    plan : (sites, chargers) int or None
        The plan of most true worth that was judged or found.
    worth : float
        Its true worth; -inf without one.
    of_use : bool
        Whether the last attempt could ask the exact model: there was a plan that keeps all rules, and memory.
    """

    instance: Instance
    dual: Dual
    exact: Exact
    effort: Effort
    room: int = ROOM
    began: float = field(default_factory=lambda: time.perf_counter())  # noqa: PLW0108  # the clock of the benchmarks is another
    plan: Ints | None = field(init=False, default=None)
    worth: float = field(init=False, default=-math.inf)
    of_use: bool = field(init=False, default=True)
    _next_s: float = field(init=False, default=0.0)
    _asked: Ints | None = field(init=False, default=None)
    _solution: Solution | None = field(init=False, default=None)

    def judge(self, chargers: Ints) -> None:
        """Hold the true worth of a plan against that of the best one; of the plan that was asked about last nothing is asked again.

        Parameters
        ----------
        chargers : (sites, chargers) int
        """
        if self._asked is None or not np.array_equal(self._asked, chargers):
            self._asked = chargers.copy()
            self._hold(self._asked)

    def best(self, chargers: Ints, most: float) -> Ints:
        """The best plan by true worth, where any was judged, of those and one that is worth at most so much; else that one.

        Parameters
        ----------
        chargers : (sites, chargers) int
        most : float
            Its worth by the relaxation.
        """
        if self.plan is not None and most > self.worth:
            self.judge(chargers)
        return chargers if self.plan is None else self.plan

    def _hold(self, chargers: Ints) -> None:
        judged = self.exact.judged(chargers)
        if judged is not None and judged[0] > self.worth:
            self.plan, (self.worth, self._solution) = chargers, judged

    def attempt(self, chargers: Ints, relaxed: float = -math.inf) -> tuple[float, Ints | None]:
        """Decide among the sets in question, if it is time to; the best plan and its true worth, None where nothing was decided.

        An attempt takes no longer than all that came before it, from judging the plan to the last node.

        Parameters
        ----------
        chargers : (sites, chargers) int
            Best plan known to the search, which may be truly worth less than one that was judged before.
        relaxed : float
            Its worth by a relaxation, where there is one. If that would prove the gap the plan is judged though it is not time for more.
        """
        begin_s = self._spent_s
        if self.effort.stop() or begin_s >= self.effort.time_limit_s:
            return -math.inf, None
        if self._proven(relaxed):
            self.best(chargers, relaxed)
        if begin_s < self._next_s or self._proven(self.worth):
            return -math.inf, None
        self.judge(chargers)
        if self.plan is None or self._solution is None:
            self.of_use = False
            return -math.inf, None
        least, keep = self._question(self.worth)
        settled = Settled(-math.inf)
        if some_everywhere(self.dual.sets, keep):
            end_s = min(begin_s + max(LEAST_S, begin_s), self.effort.time_limit_s)
            settled = self._decided(keep, end_s, least)
        ended, took_s = settled.bound <= least, self._spent_s - begin_s
        quick = ended and took_s <= QUICK * begin_s
        self.room = MORE * self.room if quick else self.room if ended else max(LEAST, self.room // MORE)
        self._next_s, self.of_use = self._spent_s if quick else 2.0 * self._spent_s, settled.stated
        self.dual.value = min(self.dual.value, max(least, settled.bound))
        if settled.chargers is not None and settled.value > self.worth:
            self._hold(settled.chargers)
        return self.worth, self.plan

    def _decided(self, keep: Mask, end_s: float, least: float) -> Settled:
        """What the exact model says of the sets to keep, until a time of the search."""
        assert self.plan is not None
        assert self._solution is not None
        sets = configurations_among(self.instance, self.dual.sets, keep, self.plan)
        left_s = end_s - self._spent_s
        if left_s <= 0 or self.effort.stop():
            return Settled(math.inf)
        return self.exact.best_among(sets, self._solution, replace(self.effort, time_limit_s=left_s), least)

    def _proven(self, value: float) -> bool:
        return self.dual.value - value <= self.effort.gap * abs(self.dual.value)

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
