"""The search for a corridor plan: the program and the drives in turn, until the plan is as good as is proven to be possible."""

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.aims import Aim
from planner.corridors.search.driving import Driven, drive, work
from planner.corridors.search.finished import finished
from planner.corridors.search.master import Master
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.polishing import Polish
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.pricing import priced
from planner.errors import InfeasibleError, SolverError
from planner.model.program.draft import Reply
from planner.model.program.lp import solver_version
from planner.plan import Proof, Sense, Status, gap_of
from planner.support.progress import Progress, measured
from planner.support.speech import _
from planner.support.stopping import BY_USER, Stop

ROUNDS = 8
"""Rounds of prices in the relaxation before whole stations are asked for."""
POLISHED = 3
"""Times that a found plan is made better by hand, while that helps."""
PRICED = 400
"""Rounds of prices before the program."""
RELAXING = 0.4
"""Share of the time by which the relaxation is left as it is."""
KERNELS = 6
KERNEL_TIME = 0.1
"""Rounds of whole stations at some places alone, and share of the time of each."""
LEAST_KERNEL = 30
MOST_WORK = 40_000
"""Stops at places that are built in part: more take longer to drive with than their prices are worth."""
LEAST_GAP = 1e-6
"""A smaller gap is what solvers round."""
ROUNDED = 1e-5
"""What a plan may beat its bound by, as a share: the tolerances of the program and of the drives together."""


class Search:
    """A question under search; other budgets go on from what is known."""

    def __init__(self, asked: Prepared, say: Progress, stop: Stop) -> None:
        self.asked, self.say, self.stop = asked, say, stop
        self.master, self.polish = Master(asked), Polish(asked)
        self.master.add_worth()
        self.least = asked.wish.aim is Aim.COST
        self.sense = Sense.MIN if self.least else Sense.MAX
        self.budget_usd = asked.instance.budget_usd
        self.best: tuple[float, NDArray[np.int64], Driven] | None = None
        self.bound = 0.0 if self.least else float(asked.gain.sum())
        self.tried: set[bytes] = set()

    def with_budget(self, usd: float, best: "tuple[float, NDArray[np.int64], Driven] | None") -> None:
        """Go on with more money; the best plan so far is one for it too."""
        self.master.with_budget(usd)
        self.budget_usd, self.best = usd, best
        self.bound = 0.0 if self.least else float(self.asked.gain.sum())
        self.tried.clear()

    def run(self, gap: float, time_limit_s: float) -> CorridorPlan:
        """Search to a relative gap, or until the time is over."""
        began = time.monotonic()

        def left() -> float:
            return time_limit_s - (time.monotonic() - began)

        gap = max(gap, LEAST_GAP)

        def relaxing() -> float:
            return RELAXING * time_limit_s - (time.monotonic() - began)

        self._try(np.zeros(0, dtype=np.int64))
        self._price(left)
        found = self._relax(gap, relaxing)
        if found is not None:
            self._kernels(found, gap, left, relaxing, KERNEL_TIME * time_limit_s)
        slice_s = max(5.0, time_limit_s / 4)
        while not self._done(gap) and left() > 0 and not self.stop():
            reply = self._whole(gap / 3, min(left(), slice_s), None)
            self._note(reply)
            if reply.values is None:
                slice_s *= 2
                continue
            new = self._learn(reply.values)
            self._tell()
            if not new and gap_of(reply.value, reply.bound) <= gap / 3:
                break  # the program is solved and the drives agree: the rest is rounding
            slice_s *= 1 if new else 2
        return self._plan(gap, time.monotonic() - began)

    def _price(self, left: Callable[[], float]) -> None:
        """Begin with prices of energy that are found without the program."""
        if self.least or not len(self.asked.gain) or len(self.asked.floor_trips) or self.stop():
            return
        known = 0.0 if self.best is None else self.best[0]
        found = priced(self.asked, self.budget_usd, known, PRICED, lambda: self.stop() or left() <= 0)
        self.bound = min(self.bound, found.bound)
        self.master.add_prices(found.price, np.ones(len(self.asked.lines.place), dtype=bool))

    def _whole(self, gap: float, time_limit_s: float, without: NDArray[np.int64] | None) -> Reply:
        start = None if self.best is None else self.master.start_of(self.best[1], self.best[2].share)
        if start is not None and without is not None and start[without].any():
            start = None
        return self.master.draft.solve_whole(
            without=without, gap=gap, time_limit_s=time_limit_s, start=start, stop=self.stop
        )

    def _learn(self, values: NDArray[np.float64]) -> int:
        """Add the covers that a point breaks, and drive with its stations; returns how much is new."""
        new = self.master.add_covers(values)
        return new + self._try(np.flatnonzero(values[self.master.built] > 0.5))

    def _kernels(
        self,
        relaxed: NDArray[np.float64],
        gap: float,
        left: Callable[[], float],
        relaxing: Callable[[], float],
        each_s: float,
    ) -> None:
        """Ask for whole stations at the places alone that the relaxation builds most of, `each_s` seconds a time, while that makes plans better."""
        places = self.asked.stations.place
        for _round in range(KERNELS):
            if self._done(gap) or left() <= 0 or self.stop():
                return
            size = max(LEAST_KERNEL, int(1.2 * (relaxed[self.master.built] > LEAST_GAP).sum()))
            liked = np.bincount(places, relaxed[self.master.built], minlength=int(places.max(initial=-1)) + 1)
            if self.best is not None:
                liked[places[self.best[1]]] += 1.0
            kernel = np.argsort(-liked, kind="stable")[:size]
            without = self.master.built[~np.isin(places, kernel)]
            before = self.best
            reply = self._whole(gap / 3, min(left(), max(2.0, each_s)), without)
            if reply.values is None:
                return
            new = self._learn(reply.values)
            self._tell()
            found = self._relax(gap, relaxing, rounds=2)
            relaxed = relaxed if found is None else found
            if not new and self.best is before:
                return

    def _relax(self, gap: float, left: Callable[[], float], rounds: int = ROUNDS) -> NDArray[np.float64] | None:
        """Add rows while the relaxation breaks any, and prices of what it builds in part; returns the last point of it."""
        values: NDArray[np.float64] | None = None
        for _round in range(rounds):
            reply = self.master.relax(time_limit_s=max(0.0, left()))
            self._note(reply)
            while reply.values is not None and left() > 0 and not self.stop() and self.master.add_covers(reply.values):
                values = reply.values
                reply = self.master.relax(time_limit_s=max(0.0, left()))
                self._note(reply)
            values = values if reply.values is None else reply.values
            if reply.values is None or left() <= 0 or self.stop() or self._done(gap):
                return values
            capacity = self.asked.stations.capacity(reply.values[self.master.built])
            if work(self.asked, capacity) > MOST_WORK:
                return values
            driven = drive(self.asked, capacity)
            short = driven.lacking > LEAST_GAP or driven.value < float(
                self.asked.gain @ reply.values[self.master.share]
            ) * (1 - gap / 10)
            if not short or not self.master.add_prices(driven.price, driven.opened):
                return values
        return values

    def _note(self, reply: Reply) -> None:
        """Keep the bound of a relaxation.

        Raises
        ------
        InfeasibleError
            It has no solution, so no plan keeps the rules.
        """
        if not reply.possible:
            raise InfeasibleError(self._refusal())
        if math.isfinite(reply.bound):
            self.bound = self.sense.tightest(self.bound, self.master.sign * reply.bound * self.master.unit)

    def _refusal(self) -> str:
        if not math.isfinite(self.budget_usd):
            return _("no stations at these places keep the rules of the corridors, whatever they cost")
        self.master.with_budget(math.inf)
        if self.master.relax().possible:
            return _(
                "no stations for {usd:money} keep the rules of the corridors; raise the budget, or ask for less",
                usd=self.budget_usd,
            )
        return _("no stations at these places keep the rules of the corridors, whatever they cost")

    def _try(self, built: NDArray[np.int64]) -> int:
        """Drive with these stations, add what the program did not know, and make them better by hand; returns whether they are new."""
        if (key := built.tobytes()) in self.tried:
            return 0
        self.tried.add(key)
        driven = self._drive(built)
        self.master.add_prices(driven.price, driven.opened)
        for _round in range(POLISHED):
            if not self._keeps(built, driven):
                break
            better = self.polish.smaller(built, driven)
            if not self.least:
                better = self.polish.larger(better, driven, self.budget_usd)
            if better.tobytes() in self.tried:
                break
            self.tried.add(better.tobytes())
            before, built = self.best, better
            driven = self._drive(built)
            self.master.add_prices(driven.price, driven.opened)
            if self.best is before:
                break
        return 1

    def _drive(self, built: NDArray[np.int64]) -> Driven:
        part = np.zeros(len(self.asked.stations.usd))
        part[built] = 1.0
        driven = drive(self.asked, self.asked.stations.capacity(part))
        if self._keeps(built, driven):
            value = float(self.asked.stations.usd[built].sum()) if self.least else driven.value
            if self.best is None or self.sense.better(value, self.best[0]):
                self.best = value, built, driven
        return driven

    def _keeps(self, built: NDArray[np.int64], driven: Driven) -> bool:
        """Whether a plan keeps every rule."""
        if driven.lacking > LEAST_GAP * max(1.0, float(self.asked.floor_trips.max(initial=0.0))):
            return False
        if self.least and driven.value < self.asked.target * (1 - LEAST_GAP):
            return False
        return self.master.allows(built)

    def _done(self, gap: float) -> bool:
        return self.best is not None and gap_of(self.best[0], self._honest()) <= gap

    def _honest(self) -> float:
        """The bound, where rounding does not put it on the wrong side of the plan.

        Raises
        ------
        AssertionError
            The plan beats it by more than rounding, so one of the two is false.
        """
        assert self.best is not None
        value = self.best[0]
        if not self.sense.better(value, self.bound):
            return self.bound
        if abs(value - self.bound) > ROUNDED * max(1.0, abs(self.bound)):
            raise AssertionError(f"the plan of the corridors is worth {value}, better than its bound {self.bound}")
        return value

    def _tell(self) -> None:
        if self.best is None:
            return
        value, bound = self.best[0], self._honest()
        gap = gap_of(value, bound)
        said = _(
            "corridors: {value:number1} found, {bound:number1} at most, gap {gap:percent1}",
            value=value,
            bound=bound,
            gap=gap,
        )
        self.say(measured(said, value, bound, gap, self.asked.wish.aim.value))

    def _plan(self, gap: float, wall_s: float) -> CorridorPlan:
        if self.best is None:
            raise SolverError(
                _("no plan of the corridors that keeps its rules was found in time; let it run longer, or ease a rule")
            )
        value, built, driven = self.best
        bound = self._honest()
        done = gap_of(value, bound) <= gap
        stopped = "gap" if done else BY_USER if self.stop() else "time"
        proof = Proof(
            value,
            bound,
            gap,
            Status.OPTIMAL if done else Status.FEASIBLE,
            stopped,
            f"HiGHS {solver_version()}",
            wall_s,
            "arc cover with energy",
            self.sense,
            self.asked.wish.aim.value,
        )
        return finished(self.asked, built, driven, proof)
