"""Least drive at city scale, by a parametric search: energy problems whose worth falls linearly with drive time.

For any theta above 0 a plan that serves C or more over drives t has ``sum t f >= theta (C - sum (1 - t / theta) f)``, and the last
sum is the energy objective with the worth ``1 - t / theta``, whose Lagrangian bound is L (`planner.model.bound.decomposition`). So
``theta (C - L)`` is a proven lower bound on the drive for every theta; where the number of sites is limited, a second one relaxes
that limit in place of the budget. Plans come from the search for the most of that worth.
"""

import math
import time
from dataclasses import dataclass, field, replace

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.subgradient import descend
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.rules.budget import Budget
from planner.model.rules.coverage import Coverage
from planner.model.search.cost_search import Evaluate, at_par, promised_kwh
from planner.model.search.search import Search
from planner.model.sets.configurations import configurations_of
from planner.model.sets.limits import most_openings
from planner.model.sets.site_sets import SiteSets, site_sets
from planner.plan import gap_of
from planner.support.progress import Progress

ROUNDS = 150
"""Rounds of the bound at one theta."""
THETAS = (0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0)
"""Thetas tried, in longest drives."""
SHARE = 0.3
"""Share of the time that the proof takes at most."""


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
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = time.perf_counter()

    def run(self, evaluate: Evaluate) -> Solution | None:
        """Prove a bound, then look for plans at every theta until one is as near it as asked or the time is over."""
        self.prove()
        best: Solution | None = None
        for place, theta in enumerate(reversed(THETAS)):
            left = self.effort.time_limit_s - (time.perf_counter() - self._began)
            if (
                left <= 0
                or self.effort.stop()
                or (best is not None and gap_of(best.value, self.bound) <= self.effort.gap)
            ):
                break
            effort = replace(self.effort, gap=0.0, time_limit_s=max(1.0, left / (len(THETAS) - place)))
            found = Search(self._worth(theta), effort, lambda _: None).run()
            plan = evaluate(found.chargers) if math.isfinite(found.value) else None
            if plan is not None and (best is None or plan.value < best.value):
                best = plan
                self.say(
                    f"best plan {best.value:,.0f}, no plan below {self.bound:,.0f} kWh-seconds of drive a day, gap {gap_of(best.value, self.bound):.2%}"
                )
        return best

    def prove(self) -> float:
        """Raise the bound; returns it."""
        instance, sets = self.instance, site_sets(self.instance, configurations_of(self.instance))
        for theta in THETAS:
            self._lap(self._worth(theta), sets, theta)
            self.say(
                f"no plan below {self.bound:,.0f} kWh-seconds of drive a day; raising that bound before the first plan"
            )
            most = most_openings(instance)
            if most:
                new = sets.chargers.any(axis=1) & ~instance.sites.existing[sets.site]
                counted = self._worth(theta).ruled(Budget(most))
                self._lap(counted, sets.costing(new.astype(float), counted), theta)
        return self.bound

    def _lap(self, instance: Instance, sets: SiteSets, theta: float) -> None:
        promised, problem = promised_kwh(self.instance), Decomposition(instance, sets)
        for _, answer in descend(problem, problem.first_multipliers(), value=lambda: 0.0, rounds=ROUNDS):
            self.bound = max(self.bound, theta * self._longest_s() * (promised - answer.bound))
            if self.effort.stop() or time.perf_counter() - self._began > SHARE * self.effort.time_limit_s:
                break

    def _worth(self, theta: float) -> Instance:
        """The question of most worth ``1 - t / theta``, theta in longest drives."""
        plain = at_par(self.instance).without(Coverage)
        assert plain.reach.drive_s is not None
        worth = 1.0 - plain.reach.drive_s / (theta * self._longest_s())
        return replace(plain, reach=replace(plain.reach, worth=worth))

    def _longest_s(self) -> float:
        assert self.instance.reach.drive_s is not None
        return max(1.0, float(self.instance.reach.drive_s.max(initial=0.0)))
