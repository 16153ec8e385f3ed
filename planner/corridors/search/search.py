"""The search for a corridor plan: the program and the drives in turn, until the plan is as good as is proven to be possible."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.corridors.search.filling import Filling
from planner.corridors.search.finished import finished, proof_of
from planner.corridors.search.frontier import Frontier
from planner.corridors.search.improving import Improving
from planner.corridors.search.liking import Liking
from planner.corridors.search.master import Master
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.pricing import priced
from planner.corridors.search.relaxing import ROUNDS, Relaxing
from planner.corridors.search.saying import Saying
from planner.corridors.search.together import LARGE, Together
from planner.corridors.search.tree import Tree
from planner.corridors.search.trying import LEAST_GAP, Found, Trying
from planner.corridors.search.turns import take_turns
from planner.errors import InfeasibleError, SolverError
from planner.model.program.draft import Reply
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.proofs import gap_of
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, StoppedError

PRICED = 400
"""Rounds of prices before the program."""
RELAXING = 0.4
"""Share of the work by which the relaxation is left for plans, until those help no more."""
KERNELS, KERNEL_TIME, LEAST_KERNEL = 6, 0.04, 30
"""Rounds of whole stations at some places alone, share of the work of each, and places at least."""
LEAST_KERNEL_S = 6.0
"""Work of such a round at least, counted s, as long as no more than a quarter of what is left: a shorter one ends before it finds anything."""
IMPROVING = 0.5
"""Share of the work by which plans are looked for by programs in large networks, until that helps no more; then proof, plans made anew and others take turns."""
TURN, FRUITLESS = 0.08, 3
"""Share of the work of a turn, and as many turns that helped no more count at first for plans that are made better part by part: in large networks they were until then, in small ones programs overrun their turn and find little."""
FILLING = 0.05
"""Share of the time that is kept back for money that is left in the end."""
FAR_OFF = 0.1
"""Gap above which a program of stations and drives, which takes its time, looks for a better plan where drives alone do."""
ROUNDED = 1e-5
"""What a plan may beat its bound by, as a share: the tolerances of the program and of the drives together."""


class Search:
    """A question under search; other budgets go on from what is known."""

    def __init__(self, asked: Prepared, say: Progress, stop: Stop) -> None:
        self.asked, self.stop, self.saying = asked, stop, Saying(asked.wish, say)
        self.master = Master(asked)
        self.master.add_worth()
        self.trying = Trying(asked, self.master, stop)
        self.least, self.sense = self.trying.least, self.trying.sense
        self.improving = Improving(
            asked, self.master, self.trying, stop, Frontier(lambda: self.bound, lambda: self.parts)
        )
        self.filling = Filling(asked)
        self.tree = Tree(asked, self.master, self.trying, self._tell)
        self.budget_usd = asked.instance.budget_usd
        self.bound = 0.0 if self.least else float(asked.gain.sum())
        self.relaxed: NDArray[np.float64] | None = None
        self.liking = Liking.of(asked)
        self.relaxing = Relaxing(asked, self.master, self.trying, self.liking, self._note, stop)

    @property
    def parts(self) -> NDArray[np.float64] | None:
        """How much of each station is built where no plan is ruled out: by branch and bound, or else by the relaxation; None where neither has begun."""
        return self.relaxed if self.tree.parts is None else self.tree.parts

    @property
    def best(self) -> Found | None:
        """The best plan so far."""
        return self.trying.best

    def with_budget(self, usd: float, best: Found | None) -> None:
        """Go on with more money; the best plan so far is one for it too."""
        self.tree.begin_anew()
        self.master.with_budget(usd)
        self.budget_usd = usd
        self.bound = 0.0 if self.least else float(self.asked.gain.sum())
        self.trying.with_best(best)

    def run(self, gap: float, time_limit_s: float, work_s: float = math.inf) -> CorridorPlan:
        """Search to a relative gap, or until time or work are over."""
        spending = Spending(Effort(max(gap, LEAST_GAP), time_limit_s, stop=self.stop, work_s=work_s))
        gap, whole_s = spending.effort.gap, spending.whole_s

        def left() -> float:
            return 0.0 if spending.over() else time_limit_s - spending.wall_s

        def relaxing() -> float:
            return 0.0 if spending.over() else RELAXING * whole_s - spending.work_s

        def improving(share: float = IMPROVING) -> float:
            return 0.0 if self._done(gap) or spending.over() else share * whole_s - spending.work_s

        self.trying.left = left
        self.trying.begin(self.budget_usd)
        self._price(left)
        found = self._relax(gap, relaxing)
        self.relaxed = None if found is None else found[self.master.built]
        if not self._done(gap):
            self.trying.thin_relaxed(self.budget_usd)
        self.improving.begin(improving, whole_s, self._tell)
        if found is not None:
            self._kernels(found, gap, improving, relaxing, KERNEL_TIME * whole_s)
        self._fill(improving)
        if not self.improving.moving.quick():
            self.improving.improve(improving, self.liking, whole_s, self._tell)
        take_turns(
            (
                lambda turn: self._relaxed_on(gap, turn),
                lambda turn: self._merged(turn, whole_s),
                lambda turn: self._prove(gap, turn),
                lambda turn: self.improving.rebuild(turn, self._tell),
                lambda turn: self._improved(turn, whole_s),
                lambda turn: self.improving.move(turn, self._tell),
            ),
            (0.0, 0.0, 0.0, 0.0, FRUITLESS * TURN * whole_s, 0.0),
            TURN * whole_s,
            lambda: 0.0 if self._done(gap) else left() - self._kept_back(time_limit_s),
            self._open,
        )
        self._fill(lambda: 0.0 if self._done(gap) else left())
        return self._plan(gap, spending.wall_s)

    def _fill(self, left: Callable[[], float]) -> None:
        """Spend money that is left on whole chains, as long as that makes the plan better."""
        while not self.least and self.best is not None and left() > 0:
            before = self.best
            for built in self.filling.with_chain(before[1], before[2], self.budget_usd):
                self.trying.attempt(built)
                self._tell()
                if self.best is not before or left() <= 0:
                    break
            if self.best is before:
                return

    def _kept_back(self, time_limit_s: float) -> float:
        """Seconds of the limit that are for chains in the end, where there is money for any."""
        if self.least or self.best is None or not math.isfinite(time_limit_s):
            return 0.0
        usd = self.asked.stations.usd
        over = self.budget_usd - float(usd[self.best[1]].sum())
        return FILLING * time_limit_s if over >= usd.min(initial=math.inf) else 0.0

    def _open(self) -> float:
        return math.inf if self.best is None else abs(self.bound - self.best[0])

    def _relaxed_on(self, gap: float, left: Callable[[], float]) -> bool:
        """Go on relaxing from where it was left; returns whether it stalls."""
        self._relax(gap, left)
        return left() > 0

    def _merged(self, left: Callable[[], float], whole_s: float) -> bool:
        """Spend what is left, and merge other plans with this one; returns whether that can do nothing here."""
        self._fill(left)
        return self.improving.merge(left, self.liking, whole_s, self._tell)

    def _improved(self, left: Callable[[], float], whole_s: float) -> bool:
        self.improving.improve(left, self.liking, whole_s, self._tell)
        return False

    def _prove(self, gap: float, left: Callable[[], float]) -> bool:
        """Go on with branch and bound; returns whether it has come to its end."""
        explored = self.tree.explore(gap, left)
        if explored.whole and self.best is None and math.isinf(explored.bound):
            raise InfeasibleError(self.master.refusal(self.stop))
        self.bound = self.sense.tightest(self.bound, explored.bound)
        return explored.whole

    def _price(self, left: Callable[[], float]) -> None:
        """Begin with prices of energy that are found without the program."""
        if self.least or not len(self.asked.gain) or len(self.asked.floor_trips) or self.stop():
            return
        known = 0.0 if self.best is None else self.best[0]
        found = priced(self.asked, self.budget_usd, known, PRICED, lambda: self.stop() or left() <= 0)
        self.bound = min(self.bound, found.bound)
        self.master.add_prices(found.price, np.ones(len(self.asked.lines.place), dtype=bool))

    def _whole(self, gap: float, work_s: float, without: NDArray[np.int64] | None) -> Reply:
        start = None if self.best is None else self.master.start_of(self.best[1], self.best[2].share)
        if start is not None and without is not None and start[without].any():
            start = None
        return self.master.draft.solve_whole(
            without=without, gap=gap, time_limit_s=self.trying.left(), work_s=work_s, start=start, stop=self.stop
        )

    def _learn(self, values: NDArray[np.float64]) -> int:
        """Add the covers that a point breaks, and drive with its stations; returns how much is new."""
        new = self.master.add_covers(values)
        return new + self.trying.attempt(np.flatnonzero(values[self.master.built] > 0.5))

    def _kernels(
        self,
        relaxed: NDArray[np.float64],
        gap: float,
        left: Callable[[], float],
        relaxing: Callable[[], float],
        each_s: float,
    ) -> None:
        """Ask for whole stations at the places alone that the relaxation builds most of, `each_s` seconds of work a time but a quarter of what is left at most, while that makes plans better."""
        if not self.least and not (self._done(FAR_OFF) and self.improving.moving.quick()):
            self._together(gap, left, each_s)
        places = self.asked.stations.place
        for _round in range(KERNELS):
            if left() <= 0:
                return
            built = relaxed[self.master.built]
            size = max(LEAST_KERNEL, int(1.2 * (built > LEAST_GAP).sum()))
            liked = np.bincount(places, built, minlength=int(places.max(initial=-1)) + 1).astype(np.float64)
            if self.best is not None:
                liked[places[self.best[1]]] += 1.0
            kernel = np.argsort(-liked, kind="stable")[:size]
            without = self.master.built[~np.isin(places, kernel)]
            before = self.best
            reply = self._whole(gap / 3, min(left() / 4, max(LEAST_KERNEL_S, each_s)), without)
            if reply.values is None:
                return
            new = self._learn(reply.values)
            self._tell()
            found = self._relax(gap, relaxing, rounds=2)
            relaxed = relaxed if found is None else found
            if self.best is before and (not new or before is not None):
                return

    def _together(self, gap: float, left: Callable[[], float], limit_s: float) -> None:
        """Stations that the relaxation built a part of lately, and their drives, in one program."""
        now = None if self.best is None else self.best[1:]
        program = Together(self.asked, self.liking.part(self.asked, now), self.master.usd, self.master.needed)
        if program.program.columns > LARGE:
            return
        found = program.best(gap / 3, self.trying.left(), self.stop, now, min(left() / 4, max(2.0, limit_s)))
        if found is not None:
            self.trying.attempt(found)
        self._tell()

    def _relax(self, gap: float, left: Callable[[], float], rounds: int = ROUNDS) -> NDArray[np.float64] | None:
        return self.relaxing.relax(gap, left, lambda: self._done(gap), rounds)

    def _note(self, reply: Reply) -> None:
        """Keep the bound of a relaxation.

        Raises
        ------
        InfeasibleError
            It has no solution, so no plan keeps the rules.
        """
        if not reply.possible:
            raise InfeasibleError(self.master.refusal(self.stop))
        if math.isfinite(reply.bound):
            self.bound = self.sense.tightest(self.bound, self.master.sign * reply.bound * self.master.unit)

    def _done(self, gap: float) -> bool:
        return self.best is not None and gap_of(self.best[0], self._honest()) <= gap

    def _honest(self) -> float:
        """The bound, where rounding does not put it on the wrong side of the plan."""
        assert self.best is not None
        return self.sense.bound_beside(self.best[0], self.bound, slack=ROUNDED)

    def _tell(self, bound: float | None = None) -> None:
        """Take in a bound, and say now and then what is found and proven."""
        if bound is not None and self.best is not None:
            self.bound = self.sense.tightest(self.bound, bound)
        if self.best is not None:
            value = self.best[0]
            self.saying.now_and_then(lambda: (value, self._honest()))

    def _plan(self, gap: float, wall_s: float) -> CorridorPlan:
        if self.best is None and self.stop():
            raise StoppedError
        if self.best is None:
            raise SolverError(
                _("no plan of the corridors that keeps its rules was found in time; let it run longer, or ease a rule")
            )
        value, built, driven = self.best
        self.saying.ended(value, self._honest())
        proof = proof_of(self.asked, (value, self._honest()), self.sense, gap, wall_s, by_user=self.stop())
        return finished(self.asked, built, driven, proof)
