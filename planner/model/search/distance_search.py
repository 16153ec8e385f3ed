"""Least drive at city scale, by a parametric search: energy problems whose worth falls linearly with drive time.

For any theta above 0 a plan that serves C or more over drives t has ``sum t f >= theta (C - sum (1 - t / theta) f)``, and the last
sum is the energy objective with the worth ``1 - t / theta``, whose Lagrangian bound is L (`planner.model.bound.decomposition`). So
``theta (C - L)`` is a proven lower bound on the drive for every theta; where the number of sites is limited, a second one relaxes
that limit in place of the budget. Plans come from the search for the most of that worth.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.kept_rows import KeptRows, kept_rows
from planner.model.bound.multipliers import Multipliers
from planner.model.bound.subgradient import descend
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.rules.budget import Budget
from planner.model.rules.coverage import Coverage
from planner.model.search.cost_search import WINDOWS, Evaluate
from planner.model.search.exact import Exact
from planner.model.search.promised_energy import at_par, promised_kwh
from planner.model.search.search import Search
from planner.model.search.settling import Settling
from planner.model.search.turned import TurnedBound
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import most_openings
from planner.model.sets.site_sets import SiteSets, site_sets
from planner.proofs import gap_of
from planner.support.progress import Progress, measured
from planner.support.speech import _

FIRST_ROUNDS, ROUNDS, LAST_ROUNDS = 60, 150, 400
"""Rounds of the bound at each theta of `THETAS`, at each one between them, and more at the best."""
THETAS = (0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0)
"""Thetas tried first, in longest drives."""
BETWEEN = 5
"""Thetas tried between the neighbours of the best, by halving the wider side: the bound is concave in theta."""
ABOVE = (1.05, 1.1, 1.25, 2.0, 10.0)
"""Thetas at which plans are searched without the promise, in that of the best bound: plans a little above it serve just what is promised."""
PROMISED_SHARE, PROMISED_S = 0.15, 4.0
"""Share of the work left, and least of it, s, for the search at the theta of the best bound with the promise kept, whose allocations are those of least drive."""
PART = 0.05
"""Share of the work left for each of the searches without it, where the exact model can make a plan better in what remains."""
WARM = 0.5
"""First factor on the steps where the multipliers are those of another theta."""
LOOK_BACK, SETTLED = 25, 2e-4
"""After `FIRST_ROUNDS` the bound at a theta has converged where so many rounds raised it by less than this share."""
SHARE = 0.3
"""Share of the work that the proof takes at most."""


@dataclass
class DistanceSearch:
    """Search for the plan of least drive that meets the coverage constraint.

    Parameters
    ----------
    instance : Instance
        With its drive times and a coverage constraint.
    effort : Effort
    say : callable
    bound : float
        Proven lower bound, kWh a day times seconds.
    """

    instance: Instance
    effort: Effort
    say: Progress
    bound: float = 0.0
    _turned: TurnedBound | None = field(init=False, default=None)
    _spending: Spending = field(init=False)
    _theta: float = field(init=False, default=1.0)

    def __post_init__(self) -> None:
        self._spending = Spending(self.effort)

    def run(self, evaluate: Evaluate, exact: Exact | None = None) -> Solution | None:
        """Prove a bound, then look for plans at every theta, and let the exact model decide among few sets, until one is as near it as asked or the time is over."""
        self.prove()
        best: Solution | None = None
        settling = None
        if exact is not None and self._turned is not None:
            settling = Settling(self.instance, self._turned, exact, self._spending, share=WINDOWS)
        for question, share in self._questions():
            if self._spending.over() or self._near(best):
                break
            left_s = self._spending.left_s
            part = share if settling is None or best is None else PART
            least_s = min(PROMISED_S, left_s) if question.rules.get(Coverage) else 1.0
            effort = replace(self._spending.rest(max(least_s, part * left_s)), gap=0.0)
            found = Search(question, effort, lambda _: None).run()
            plan = evaluate(found.chargers) if math.isfinite(found.value) else None
            best = self._settled(settling, self._bettered(best, plan), evaluate)
        if settling is not None:
            settling.share = math.inf
        return self._settled(settling, best, evaluate)

    def _near(self, plan: Solution | None) -> bool:
        """Whether a plan is as near the bound as asked."""
        return plan is not None and gap_of(plan.value, self.bound) <= self.effort.gap

    def _settled(self, settling: Settling | None, best: Solution | None, evaluate: Evaluate) -> Solution | None:
        """The best plan after the exact model has had its share of the time; raises the bound."""
        if settling is None or best is None or self._near(best):
            return best
        found = settling.pursue(best.chargers)
        self.bound = max(self.bound, -settling.dual.value)
        return best if found is None else self._bettered(best, evaluate(found))

    def _bettered(self, best: Solution | None, plan: Solution | None) -> Solution | None:
        """The plan of less drive; says so where it is the new one."""
        if plan is None or (best is not None and plan.value >= best.value):
            return best
        gap = gap_of(plan.value, self.bound)
        said = _(
            "best plan {value:,.0f}, no plan below {bound:,.0f_least} kWh-seconds of drive a day, gap {gap_of:.2%_most}",
            value=plan.value,
            bound=self.bound,
            gap_of=gap,
        )
        self.say(measured(said, plan.value, self.bound, gap, "kWh-seconds of drive a day"))
        return plan

    def _questions(self) -> Iterator[tuple[Instance, float]]:
        """Questions of most worth whose plans drive little, and the share of the time left for each."""
        yield self._worth(self._theta, promised=True), PROMISED_SHARE
        for place, above in enumerate(ABOVE):
            yield self._worth(above * self._theta), 1.0 / (len(ABOVE) - place)

    def prove(self) -> float:
        """Raise the bound; returns it."""
        sets = site_sets(self.instance, configurations_of(self.instance))
        known: dict[float, tuple[float, Multipliers]] = {}
        for theta in THETAS:
            known[theta] = self._lap(self._worth(theta), sets, theta, FIRST_ROUNDS)
            self._say_bound()
            if most := most_openings(self.instance):
                new = sets.chargers.any(axis=1) & ~self.instance.sites.existing[sets.site]
                counted = self._worth(theta).ruled(Budget(most))
                self._lap(counted, sets.costing(new.astype(float), counted), theta, ROUNDS)
        best = self._look_between(sets, known)
        if kept := kept_rows(sets, best.coupling):
            known[self._theta] = self._lap(self._worth(self._theta), sets, self._theta, ROUNDS, best, kept)
            self._say_bound()
            self._look_between(sets, known, kept)
        return self.bound

    def _look_between(
        self, sets: SiteSets, known: dict[float, tuple[float, Multipliers]], kept: KeptRows | None = None
    ) -> Multipliers:
        """Raise the bound at thetas about the best known one, longest at the best of them; returns its multipliers."""
        for _lap in range(BETWEEN):
            if self._proof_late():
                break
            theta, begin = _next_theta({one: bound for one, (bound, _) in known.items()})
            known[theta] = self._lap(self._worth(theta), sets, theta, ROUNDS, known[begin][1], kept)
            self._say_bound()
        self._theta = max(known, key=lambda one: known[one][0])
        return self._lap(self._worth(self._theta), sets, self._theta, LAST_ROUNDS, known[self._theta][1], kept)[1]

    def _lap(
        self,
        instance: Instance,
        sets: SiteSets,
        theta: float,
        rounds: int,
        begin: Multipliers | None = None,
        kept: KeptRows | None = None,
    ) -> tuple[float, Multipliers]:
        """Raise the bound at one theta; returns its own bound there, and the multipliers of it."""
        promised, problem = promised_kwh(self.instance), Decomposition(instance, sets, kept)
        best, at = -math.inf, problem.first_multipliers() if begin is None else begin
        boldness, bests = 1.0 if begin is None else WARM, list[float]()
        for multipliers, answer in descend(problem, at, value=lambda: 0.0, rounds=rounds, boldness=boldness):
            least = theta * self._longest_s() * (promised - answer.bound)
            if least > best:
                best, at = least, multipliers
                if best > self.bound:
                    self.bound, scale = best, theta * self._longest_s()
                    self._turned = TurnedBound(problem, multipliers, scale * promised, scale, -best)
            bests.append(best)
            settled = len(bests) >= FIRST_ROUNDS and best - bests[-LOOK_BACK] < SETTLED * abs(best)
            if settled or self._proof_late():
                break
        return best, at

    def _say_bound(self) -> None:
        said = _(
            "no plan below {bound:,.0f_least} kWh-seconds of drive a day; raising that bound before the first plan",
            bound=self.bound,
        )
        self.say(measured(said, math.inf, self.bound, math.inf, "kWh-seconds of drive a day"))

    def _proof_late(self) -> bool:
        return self._spending.over(SHARE)

    def _worth(self, theta: float, *, promised: bool = False) -> Instance:
        """The question of most worth ``1 - t / theta``, theta in longest drives; with what is `promised`, if so."""
        plain = at_par(self.instance)
        plain = plain if promised else plain.without(Coverage)
        assert plain.reach.drive_s is not None
        worth = 1.0 - plain.reach.drive_s / (theta * self._longest_s())
        return replace(plain, reach=replace(plain.reach, worth=worth))

    def _longest_s(self) -> float:
        assert self.instance.reach.drive_s is not None
        return max(1.0, float(self.instance.reach.drive_s.max(initial=0.0)))


def _next_theta(known: dict[float, float]) -> tuple[float, float]:
    """The middle of the wider side of the theta of the best bound, and that theta."""
    thetas = sorted(known)
    at = thetas.index(max(thetas, key=known.__getitem__))
    best = thetas[at]
    below = thetas[at - 1] if at else best / 2
    above = thetas[at + 1] if at + 1 < len(thetas) else 2 * best
    return (best + below if best - below > above - best else best + above) / 2, best
