"""Multi-period planning: a plan for each phase within the cumulative budget, nothing removed, maximising the weighted sum of values.

Two greedy decompositions by phase are tried: backward, each phase within the chargers of the next, and forward, each with at least the
chargers of the one before; the better is kept. Where the gap is still open the phases are planned together from there: by the joint exact
model (`multi_period`) where the question is small enough, else by the bound and the search over chains of sets (`phased_search`). Every
phase of a joint plan is feasible for that phase alone, so the weighted sum of the phases' own bounds is a bound.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, PlannerError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.multi_period import JointModel
from planner.model.solve.phase_instances import kept, useful_throughout
from planner.model.solve.phased_progress import progress_under
from planner.model.solve.phased_search import PhasedSearch
from planner.model.solve.siting import SitingModel
from planner.model.solve.strategy import MIDDLING_FLOWS, asked_flows, own_solver
from planner.proofs import Sense
from planner.support.progress import Progress, about
from planner.support.speech import _, term
from planner.support.stopping import StoppedError

Plans = list[Solution]
Ints = NDArray[np.int64]

ALONE, BESIDE, EXACTLY, SEARCHED = 2.0, 1.0, 6.0, 8.0
"""Shares of the time: a phase alone, which gives a bound; a phase given those planned already; all together, exactly or by search."""
NOTHING, ONE = term("nothing to decide"), term("one phase")
BESIDE_GAP = 0.3
"""Phases given others are solved to this share of the gap asked for, since their losses add up."""


CRUMBS = 0.1
"""Share of the gap asked for that chargers which add no countable energy may be worth in a joint plan, together."""


@dataclass(frozen=True)
class PhasedSolution:
    """Plans of all phases.

    Parameters
    ----------
    phases : tuple of Solution
        With the bound of each phase by itself.
    value, bound : float
        Of the weighted sum.
    end : End
    solver : str
    wall_s : float
    path : str
    """

    phases: tuple[Solution, ...]
    value: float
    bound: float
    end: End
    solver: str
    wall_s: float
    path: str


@dataclass(frozen=True)
class PhasedModel:
    """The siting models of several phases, linked by what is built.

    Parameters
    ----------
    names : sequence of str
        For people.
    instances : sequence of Instance
        With the same sites and charger types, and the money so far as budget.
    weights : sequence of float
        Of each phase's worth in the sum.
    """

    names: Sequence[str]
    instances: Sequence[Instance]
    weights: Sequence[float]

    def solve(self, effort: Effort, say: Progress) -> PhasedSolution:
        """Plan all phases, to the asked gap of the weighted sum or until the time is over.

        Raises
        ------
        InfeasibleError
            No plan of some phase keeps its promises, or no plans of all phases do so together.
        SolverError
            The time was over, or the user stopped, before such plans were found.
        """
        flows = sum(asked_flows(one) for one in self.instances)
        search = _Search(self, useful_throughout(self.instances), effort, say, exact=flows <= MIDDLING_FLOWS)
        found = search.one_by_one()
        if not search.exact and (found is None or found.end is not End.GAP):
            found = search.together(found)
        if found is not None and (not search.exact or found.end in (End.GAP, End.STOPPED)):
            return found
        if effort.stop():
            raise StoppedError
        return search.jointly(found)


@dataclass
class _Search:
    """Search for plans of all phases; `exact` says whether the joint exact model is small enough."""

    model: PhasedModel
    instances: list[Instance]
    effort: Effort
    say: Progress
    exact: bool
    _bounds: list[float] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._spending = Spending(self.effort)

    def one_by_one(self) -> PhasedSolution | None:
        """Plan each phase alone for the bounds, then backward and forward; None where neither is feasible."""
        more = len(self.instances) - 1
        left = ALONE * len(self.instances) + 2 * BESIDE * more + (EXACTLY if self.exact else SEARCHED)
        alone: Plans = []
        for at, instance in enumerate(self.instances):
            alone.append(self._alone(at, instance, ALONE / left))
            left -= ALONE
        self._bounds = [plan.bound for plan in alone]
        if all(plan.path == NOTHING for plan in alone):
            return self._combined(alone, NOTHING)
        if not more:
            return self._combined(alone, ONE)
        candidates = []
        for found, path in (
            (self._backward(alone[-1], left), _("phase by phase, the last one first")),
            (self._forward(alone[0], left - BESIDE * more), _("phase by phase, the first one first")),
        ):
            if found is not None:
                candidates.append(self._combined(found, path))
        return max(candidates, key=lambda one: one.value, default=None)

    def together(self, known: PhasedSolution | None) -> PhasedSolution | None:
        """Search all phases together, from known plans where there are some; the better plans under the lower bound, None where there are none."""
        if (known is not None and known.path in (NOTHING, ONE)) or self.effort.stop():
            return known
        search = PhasedSearch.of(self.instances, self.model.weights, self._sum(self._bounds))
        if search is None:
            return known
        self.say(_("all phases together: chains of chargers that stay, priced"))
        value = -math.inf if known is None else known.value
        search.lower(value, lambda: self._end(value, search.bound.value) is not End.OTHER)
        if known is not None:
            known = self._under(known, search.bound.value)
            if known.end is not End.OTHER:
                return known
        begin = () if known is None else ([plan.chargers for plan in known.phases],)
        chargers, path = search.run(
            self._rest(1.0), lambda text: self.say(about(_("all phases together: {text}", text=text), text)), begin
        )
        candidates = [] if known is None else [known]
        try:
            if chargers is not None:
                path = path if known is None else _("{before}, then {path}", before=known.path, path=path)
                candidates.append(self._combined(self._tidied(chargers), path))
        except SolverError as error:
            self.say(_("all phases together: {error}", error=error))
        candidates = [self._under(one, search.bound.value) for one in candidates]
        return max(candidates, key=lambda one: one.value, default=None)

    def jointly(self, known: PhasedSolution | None) -> PhasedSolution:
        """Solve the joint exact model, from known plans as MIP start where there are some."""
        self.say(_("all phases together by the exact model"))
        begin = None if known is None else known.phases
        chargers, outcome = JointModel(self.instances, self.model.weights).solve(
            self._rest(1.0), begin, progress_under(self.say, self._sum(self._bounds))
        )
        candidates = []
        if known is not None:
            candidates.append(
                replace(known, bound=Sense.MAX.bound_beside(known.value, min(known.bound, -outcome.bound)))
            )
        if chargers is not None:
            path = _("exact model of all phases together")
            path = path if known is None else _("{before}, then the {path}", before=known.path, path=path)
            candidates.append(
                replace(self._combined(self._tidied(chargers), path, -outcome.bound), solver=outcome.solver)
            )
        if not candidates:
            if self.effort.stop():
                raise StoppedError
            raise SolverError(
                _(
                    "the time was over before plans of all phases were found that keep the promises; raise plan.time_limit_s"
                )
            )
        best = max(reversed(candidates), key=lambda one: one.value)
        return replace(best, end=self._end(best.value, best.bound))

    def _alone(self, at: int, instance: Instance, share: float) -> Solution:
        try:
            return self._solved(instance, self._rest(share), at)
        except InfeasibleError as error:
            raise InfeasibleError(
                _("in the phase of {names}: {error}", names=self.model.names[at], error=error), error.ways
            ) from None

    def _backward(self, last: Solution, left: float) -> Plans | None:
        """Plan earlier phases within the chargers of the later ones."""
        plans = [last]
        for at in reversed(range(len(self.instances) - 1)):
            within = kept(self.instances[at], high=plans[0].chargers)
            plan = self._beside(at, within, BESIDE / left)
            if plan is None:
                return None
            plans.insert(0, plan)
            left -= BESIDE
        return plans

    def _forward(self, first: Solution, left: float) -> Plans | None:
        """Plan later phases with at least the chargers of the earlier ones."""
        plans = [first]
        for at in range(1, len(self.instances)):
            upon = kept(self.instances[at], low=plans[-1].chargers)
            plan = self._beside(at, upon, BESIDE / left)
            if plan is None:
                return None
            plans.append(plan)
            left -= BESIDE
        return plans

    def _beside(self, at: int, instance: Instance, share: float) -> Solution | None:
        effort = self._rest(share)
        try:
            return self._solved(instance, replace(effort, gap=BESIDE_GAP * effort.gap), at)
        except PlannerError as error:
            self.say(_("phase {names} beside the others: {error}", names=self.model.names[at], error=error))
            return None

    def _tidied(self, chargers: Sequence[NDArray[np.int64]]) -> Plans:
        """Trim unused chargers phase by phase, with the trimmed chargers of the one before as lower bounds."""
        plans: Plans = []
        for instance, new in zip(self.instances, chargers, strict=True):
            least = plans[-1].chargers if plans else None
            model = SitingModel(kept(instance, low=least))
            plan = model.tidied(new)
            plans.append(countable_only(model, plan, CRUMBS * self.effort.gap * abs(plan.value)))
        return plans

    def _solved(self, instance: Instance, effort: Effort, at: int) -> Solution:
        """Solve one phase, without chargers that add no countable energy."""
        model = SitingModel(instance)
        plan = model.solve(effort, self._named(at))
        own = replace(plan, bound=Sense.MAX.bound_beside(plan.value, self._bounds[at])) if self._bounds else plan
        fewer = countable_only(model, plan, room_within(own, model.sense, self.effort.gap))
        return replace(fewer, bound=Sense.MAX.bound_beside(fewer.value, plan.bound))

    def _rest(self, share: float) -> Effort:
        return self._spending.rest(None if share == 1.0 else share * self._spending.left_s, least_s=1.0)

    def _named(self, at: int) -> Progress:
        name = self.model.names[at]
        return lambda text: self.say(about(_("phase {names}: {text}", names=name, text=text), text, name))

    def _sum(self, figures: Sequence[float]) -> float:
        return sum(weight * one for weight, one in zip(self.model.weights, figures, strict=True))

    def _combined(self, plans: Plans, path: str, joint_bound: float = math.inf) -> PhasedSolution:
        """Combine the proofs: each phase has its own bound, their sum the lower of the sum of bounds and the joint bound."""
        proven = [self._within(plan, bound) for plan, bound in zip(plans, self._bounds, strict=True)]
        value, bound = self._sum([plan.value for plan in proven]), self._sum([plan.bound for plan in proven])
        bound = Sense.MAX.bound_beside(value, min(bound, joint_bound))
        return PhasedSolution(tuple(proven), value, bound, self._end(value, bound), own_solver(), self._elapsed(), path)

    def _under(self, found: PhasedSolution, bound: float) -> PhasedSolution:
        """The same plans under a bound that may be lower."""
        bound = Sense.MAX.bound_beside(found.value, min(found.bound, bound))
        return replace(found, bound=bound, end=self._end(found.value, bound), wall_s=self._elapsed())

    def _within(self, plan: Solution, bound: float) -> Solution:
        bound = Sense.MAX.bound_beside(plan.value, bound)
        cut = plan.end if plan.end in (End.TIME, End.STOPPED) else End.OTHER
        end = End.GAP if bound - plan.value <= self.effort.gap * abs(bound) else cut
        return replace(plan, bound=bound, end=end)

    def _end(self, value: float, bound: float) -> End:
        if bound - value <= self.effort.gap * abs(bound):
            return End.GAP
        if self.effort.stop():
            return End.STOPPED
        return End.TIME if self._elapsed() >= self.effort.time_limit_s else End.OTHER

    def _elapsed(self) -> float:
        return self._spending.wall_s
