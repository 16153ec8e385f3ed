"""Recourse cost: what a plan must buy later in its worst world until its regret there is at most the target.

The plan's chargers are lower bounds; in its worst world budget is added until the best plan upon them reaches the target. The least such
sum is found by bisection: a sum that suffices is shown by a plan, one that does not by the bound of the search.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.compare.spending import install_usd, spent_usd
from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.budget import Budget
from planner.model.rules.kept_chargers import KeptChargers
from planner.model.rules.kinds.ruling import with_budget
from planner.model.solve.siting import SitingModel
from planner.question import Question
from planner.support.speech import _
from planner.support.stopping import StoppedError

Ints = NDArray[np.int64]

SEARCHES = 6
"""Steps of the bisection, one solve each."""
FINE = 0.05
"""Relative width of the interval at which the bisection ends."""
MOST = 2.0
"""Budgets that are tried to be added at most."""


@dataclass
class Later:
    """One plan in its worst world.

    Parameters
    ----------
    instance : Instance
        Of that world.
    question : Question
    now : (sites, chargers) int
        What the plan builds.
    need : float
        Worth-weighted kWh a day to reach.
    effort : Effort
        For each search.
    """

    instance: Instance
    question: Question
    now: Ints
    need: float
    effort: Effort
    _enough: Ints | None = field(init=False, default=None)
    _lacks: float = field(init=False, default=0.0)

    def look(self, value: float, best: float) -> None:
        """Look for the least sum; `value` is the plan's there now, `best` the best known."""
        before = spent_usd(self.instance, self.now)
        budget = max(self.instance.rules.of(Budget).usd, before, 1.0)
        low, high, tried = 0.0, np.inf, max(0.05, min(1.0, (self.need - value) / max(best, 1e-9))) * budget
        for _step in range(SEARCHES):
            found, bound = self._with(before + tried)
            if found is not None:
                self._enough = found
                high = min(tried, spent_usd(self.instance, found) - before)
            else:
                low = tried
                self._lacks = max(self._lacks, tried) if bound < self.need else self._lacks
            if low >= MOST * budget or (np.isfinite(high) and high - low <= FINE * high):
                return
            tried = (low + high) / 2 if np.isfinite(high) else min(2.0 * low, MOST * budget)

    def _with(self, money: float) -> tuple[Ints | None, float]:
        """Chargers of a plan with so much money that reaches the need, if one is found; and what no plan has more than."""
        asked = with_budget(self.instance, money).ruled(KeptChargers(low=self.now))
        try:
            plan = SitingModel(asked).solve(self.effort, lambda _: None)
        except StoppedError:
            raise
        except PlannerError:
            return None, np.inf
        return (plan.chargers if plan.value >= self.need * (1 - 1e-9) else None), plan.bound

    def told(self, conduit_usd: float, saves: float) -> dict[str, Any]:
        """What was found, with and without spare conduits at the sites that the plan opens, each for `conduit_usd` now."""
        if self._enough is None:
            why = _(
                "no plan upon it that was found reaches the target with up to {times:g} times the budget more",
                times=MOST,
            )
            return {"later_usd": None, "at_least_usd": self._lacks, "why_not": why}
        more = self._enough - self.now
        later = spent_usd(self.instance, self._enough) - spent_usd(self.instance, self.now)
        opened = self.now.any(axis=1) & ~self.instance.sites.existing
        saved = saves * float(install_usd(self.question, more)[opened].sum())
        conduits = conduit_usd * int(opened.sum())
        return {
            "later_usd": later,
            "at_least_usd": min(self._lacks, later),
            "cabinets_later": int(more[:, [kind.work is None for kind in self.question.chargers]].sum()),
            "at_sites_of_the_plan": int(more[opened].any(axis=1).sum()),
            "conduits_now_usd": conduits,
            "later_with_conduits_usd": later - saved,
            "conduits_gain_usd": saved - conduits,
            "why_not": None,
        }
