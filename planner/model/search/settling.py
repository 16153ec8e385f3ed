"""A search settled by the exact model: it decides among the few sets of chargers that a better plan may have.

Where neither bound nor plan moves any more, each set that no better plan can have is left out (`planner.model.bound.reduced_costs`). Of tens of thousands a few
hundred remain, and what the decomposition relaxes, fractions of sets at several sites and cabinets that share power, the exact model decides among them. No plan
is worth more than what that model proves, or else than the value above which no set was left out.
"""

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.reduced_costs import some_everywhere
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.spending import Spending
from planner.model.search.exact import Exact, Settled
from planner.model.search.merging import Merging
from planner.model.search.windows import Windows, seconds_after
from planner.model.sets.among import configurations_among
from planner.model.sets.site_sets import SiteSets

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROOM, LEAST, LESS, MORE, MOST_MORE = 1_000, 60, 0.5, 1.25, 6.0
"""Sets that are decided among at first, beyond one a site, and at least; and the factor for the next time: `LESS` where that came to no end, else by the work that it left, within the others."""
LEAST_S, LONGER, MOST = 0.1, 1.2, 0.25
"""Seconds of work that an attempt may take, however little was done before it; else at most in multiples of that; and at most this share of the whole."""
SHARE = 0.5
"""Part of the work that windows take once the exact model has come to no end."""
WORLDS_ROOM, WORLDS_LEAST_S, WORLDS_MOST_MORE, WORLDS_SHARE = 100, 1.0, 2.0, 0.2
"""The same with several worlds and the worst of them as objective, whose exact model grows faster with the sets: sets at first, seconds of work of an attempt at least, most factor for the next time, and share for windows."""
MERGE_S = 5.0
"""Seconds of work of a merge with another plan at most."""
QUICK = 0.5
"""Share of the work of an attempt that a quick one takes at most; the next one follows at once."""
AGAIN, LATER = 1.5, 2.0
"""When the next one follows else, in multiples of the work until then: after one that came to its end, and after one that did not."""
ROUNDED = 1e-9
"""Relative: what is forgiven, for sums are rounded."""
SURE = 1e-7
"""What is proven lies so much, relative, inside the gap asked for, for sums are rounded."""


class Dual(Protocol):
    """A proven upper bound on any plan, as `planner.model.bound.dual_bound.DualBound`."""

    value: float

    @property
    def sets(self) -> SiteSets:
        """Sets that plans are made of."""

    def most_with(self, least: float) -> NDArray[np.float64]:
        """Most that a plan with each set can be worth, as exactly as is known where that is more than `least`; (sets,)."""


@dataclass
class Settling:
    """When the exact model is asked, and what follows from its answer.

    Parameters
    ----------
    instance : Instance
    dual : Dual
        Lowered by what is proven.
    exact : Exact
    spending : Spending
        Of the whole search.
    room : int
        Sets that are decided among, beyond one a site.
    least_s, most : float
        Work that an attempt may take, s, however little the whole is, and share of the whole.
    share : float
        Part of the work that windows take once the exact model has come to no end.
    most_more : float
        Most factor on the room for the next time.

    Attributes
    ----------
    plan : (sites, chargers) int or None
        The plan of most true worth that was judged or found.
    worth : float
        Its true worth; -inf without one.
    asked : (sites, chargers) int or None
        The plan that was judged last.
    of_use : bool
        Whether the last attempt could ask the exact model: there was a plan that keeps all rules, and memory.
    """

    instance: Instance
    dual: Dual
    exact: Exact
    spending: Spending
    room: int = ROOM
    least_s: float = LEAST_S
    most: float = MOST
    share: float = SHARE
    most_more: float = MOST_MORE
    plan: Ints | None = field(init=False, default=None)
    worth: float = field(init=False, default=-math.inf)
    of_use: bool = field(init=False, default=True)
    _next_s: float = field(init=False, default=0.0)
    _slow_s: float = field(init=False, default=math.inf)
    _windows_s: float = field(init=False, default=0.0)
    _windows: Windows = field(init=False)
    _merging: Merging = field(init=False)
    asked: Ints | None = field(init=False, default=None)
    _solution: Solution | None = field(init=False, default=None)

    @classmethod
    def suited(cls, instance: Instance, dual: Dual, exact: Exact, spending: Spending) -> "Settling":
        """With fewer sets for the exact model where the worst of several worlds is the objective."""
        if not instance.by_worst:
            return cls(instance, dual, exact, spending)
        return cls(
            instance,
            dual,
            exact,
            spending,
            room=WORLDS_ROOM,
            least_s=WORLDS_LEAST_S,
            share=WORLDS_SHARE,
            most_more=WORLDS_MOST_MORE,
        )

    def __post_init__(self) -> None:
        self._windows = Windows(self.instance, self.dual.sets, self.exact)
        self._merging = Merging(self.instance, self.dual.sets, self.exact)

    def judge(self, chargers: Ints) -> None:
        """Hold the true worth of a plan against that of the best one; of the plan that was asked about last nothing is asked again.

        Parameters
        ----------
        chargers : (sites, chargers) int
        """
        if self.asked is None or not np.array_equal(self.asked, chargers):
            self.asked = chargers.copy()
            self._hold(self.asked)

    def take_over(self, other: "Settling") -> None:
        """Take over what was judged of the best plan of the same question with less on offer."""
        self.asked = other.asked
        if other.plan is not None:
            self.plan, self.worth, self._solution = other.plan, other.worth, other.allocation(other.plan)

    def weigh(self, chargers: Ints, relaxed: float) -> None:
        """Judge a plan whose worth by a relaxation would prove the gap."""
        if self._proven(relaxed) and relaxed > self.worth:
            self.judge(chargers)

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

    def allocation(self, chargers: Ints) -> Solution | None:
        """The exact allocation to the best plan that was judged; None for any other."""
        return self._solution if chargers is self.plan else None

    def _hold(self, chargers: Ints) -> None:
        judged = self.exact.judged(chargers)
        if judged is not None and judged[0] > self.worth:
            self.plan, (self.worth, self._solution) = chargers, judged

    def attempt(self, chargers: Ints, relaxed: float = -math.inf) -> tuple[float, Ints | None]:
        """Decide among the sets in question, if it is time to; the best plan and its true worth, None where nothing was decided.

        An attempt takes no more work than `LONGER` times all that came before it, from judging the plan to the last node, nor than `most` of the whole. After one that was not quick, until it is
        time for the next, the exact model makes the plan better in windows, for a share of the work.

        Parameters
        ----------
        chargers : (sites, chargers) int
            Best plan known to the search, which may be truly worth less than one that was judged before.
        relaxed : float
            Its worth by a relaxation, where there is one. If that would prove the gap the plan is judged though it is not time for more.
        """
        begin_s = self._spent_s
        if self.spending.over():
            return -math.inf, None
        self.weigh(chargers, relaxed)
        if self._proven(self.worth):
            return -math.inf, None
        if begin_s < self._next_s:
            return self._bettered(chargers, begin_s)
        self.judge(chargers)
        if self.plan is None or self._solution is None:
            self.of_use = False
            return -math.inf, None
        least, keep = self._question(self.worth)
        most_s = max(self.least_s, min(LONGER * begin_s, self.most * self.spending.whole_s))
        settled = Settled(-math.inf)
        if some_everywhere(self.dual.sets, keep):
            settled = self._decided(keep, begin_s + most_s, least)
        ended, took_s = settled.bound <= least, self._spent_s - begin_s
        quick = ended and took_s <= QUICK * most_s
        self._slow_s = self._slow_s if quick else min(self._slow_s, self._spent_s)
        more = min(max(MORE, QUICK * most_s / max(took_s, LEAST_S)), self.most_more)
        self.room = max(LEAST, int(self.room * (more if ended else LESS)))
        self._next_s = self._spent_s * (1.0 if quick else AGAIN if ended else LATER)
        self.of_use = settled.stated
        self.dual.value = min(self.dual.value, max(least, settled.bound))
        if settled.chargers is not None and settled.value > self.worth:
            self._hold(settled.chargers)
        return self.worth, self.plan

    def pursue(self, chargers: Ints) -> Ints | None:
        """Attempts and windows until they have had their share of the work; the best plan of those, None where there were none."""
        best = None
        while (plan := self.attempt(chargers)[1]) is not None:
            best = plan
        return best

    def merged(self, chargers: Ints, other: Ints) -> Ints | None:
        """The best plan, after the exact model chose between it and another one where they differ; None where there was nothing to choose, or no time.

        Parameters
        ----------
        chargers, other : (sites, chargers) int
            Best plan known to the search, and the other one, of sets that plans are made of.
        """
        self.judge(chargers)
        if self.plan is None or self._solution is None or self.spending.over():
            return None
        found = self._merging.better(self._solution, self.worth, other, self.spending.rest(MERGE_S))
        if found is None or not found.stated:
            return None
        if found.chargers is not None and found.value > self.worth:
            self._hold(found.chargers)
        return self.plan

    def _bettered(self, chargers: Ints, begin_s: float) -> tuple[float, Ints | None]:
        """The best plan after a window, if windows have not had their share of the work since the exact model came to no end; None where not."""
        if self._windows_s > self.share * (begin_s - self._slow_s) or begin_s < self._slow_s:
            return -math.inf, None
        self.judge(chargers)
        if self.plan is None or self._solution is None:
            return -math.inf, None
        effort = self.spending.rest(seconds_after(begin_s))
        most = self.dual.most_with(self.worth)
        found = self._windows.better(self._solution, self.worth, most, effort)
        self._windows_s += self._spent_s - begin_s
        if found is None or not found.stated:
            return -math.inf, None
        if found.chargers is not None and found.value > self.worth:
            self._hold(found.chargers)
        return self.worth, self.plan

    def _decided(self, keep: Mask, end_s: float, least: float) -> Settled:
        """What the exact model says of the sets to keep, until so much work of the search is done."""
        assert self.plan is not None
        assert self._solution is not None
        sets = configurations_among(self.instance, self.dual.sets, keep, self.plan)
        left_s = end_s - self._spent_s
        if left_s <= 0 or self.spending.over():
            return Settled(math.inf)
        return self.exact.best_among(sets, self._solution, self.spending.rest(left_s), least, tight=True)

    def _proven(self, value: float) -> bool:
        return self.dual.value - value <= self.spending.effort.gap * abs(self.dual.value)

    def _question(self, value: float) -> tuple[float, Mask]:
        """A value that no plan need exceed for the gap asked for to be proven, or one so far above it that few sets are left; and those sets, (sets,)."""
        least = value / (1.0 - self.spending.effort.gap if value > 0 else 1.0 + self.spending.effort.gap)
        least -= SURE * abs(least)
        most = self.dual.most_with(least - ROUNDED * abs(least))
        room = min(len(most), self.room + len(self.dual.sets.first))
        least = max(least, float(np.partition(most, -room)[-room]))
        return least, most >= least - ROUNDED * abs(least)

    @property
    def _spent_s(self) -> float:
        return self.spending.work_s
