"""Whether a plan is a good beginning: what of it stands in plans for more money, and what the first half of its order of building is worth."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.rules.kinds.ruling import with_budget
from planner.model.search.start import Start
from planner.model.solve.instances import sound_instance
from planner.model.solve.ranking import ranked
from planner.model.solve.siting import SitingModel
from planner.model.solve.warm import limited_between, solve_from
from planner.plan import Plan
from planner.proofs import gap_of
from planner.question import Question
from planner.studies.arrays import PlanArrays, label_of, plan_arrays
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

TIMES = (2, 4)
"""How many times the money larger plans are made for."""
GAP, WORK_S = 0.005, 2.0
"""Least gap of a plan here, and the most seconds of counted work for it; a gap asked for that is wider is enough."""
WORSE = 0.05
"""A first half that is worth less than the best plan found for its money by more than this share is called a poor beginning."""
MOST_STAYS = 0.75
"""Where less of the plan's money stays, more money throws much of the plan away."""
CHARGERS, STANDARDS, OTHERS, DROPPED = "chargers", "standards", "other_plugs", "dropped"
"""What becomes of a site: all its chargers stay; others stand there with all its standards; others of other plugs; nothing is built."""


@dataclass(frozen=True)
class BudgetStability:
    """What of a plan stands in a plan for another budget.

    Parameters
    ----------
    sites : int
        Of the plan.
    stay, stay_standards, stay_chargers, same_chargers : int
        Sites where something is built in both; with all plug families that the plan builds there; with all its chargers; with these and no others.
    plan_usd, stay_usd : float
        Cost of the plan, and of the part of it that is in both.
    """

    sites: int
    stay: int
    stay_standards: int
    stay_chargers: int
    same_chargers: int
    plan_usd: float
    stay_usd: float

    @classmethod
    def between(cls, question: Question, own: PlanArrays, other: Ints) -> Self:
        """Compare a plan with the chargers of another, (sites, products)."""
        fates = fates_of(question, own.chargers, other)
        counted = [int((fates == one).sum()) for one in (CHARGERS, STANDARDS, OTHERS)]
        same = own.built & (own.chargers == other).all(axis=1)
        common = own.instance.cost_usd(np.minimum(own.chargers, other))
        return cls(
            int(own.built.sum()),
            sum(counted),
            counted[0] + counted[1],
            counted[0],
            int(same.sum()),
            float(own.cost.sum()),
            float(common.sum()),
        )

    @property
    def stay_share(self) -> float:
        """Share of the plan's money that stays."""
        return self.stay_usd / self.plan_usd if self.plan_usd > 0 else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, with the shares by site and by money."""
        return {
            **asdict(self),
            "stay_share": self.stay_share,
            "stay_sites_share": self.stay / self.sites if self.sites else 1.0,
        }


def fates_of(question: Question, own: Ints, other: Ints) -> NDArray[np.str_]:
    """What becomes of each site of a plan in another; (sites,), empty where the plan builds nothing.

    Parameters
    ----------
    own, other : (sites, products) int
    """
    named = [{plug.family for plug in kind.connectors if plug.family is not None} for kind in question.chargers]
    families = sorted(set().union(*named), key=lambda one: one.value)
    serves = np.array([[one in mine for one in families] for mine in named], dtype=np.int64)
    lacks = (((own @ serves) > 0) & ((other @ serves) == 0)).any(axis=1)
    fates = np.where(lacks, OTHERS, STANDARDS)
    fates[(other >= own).all(axis=1)] = CHARGERS
    fates[~other.any(axis=1)] = DROPPED
    fates[~own.any(axis=1)] = ""
    return fates


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Plan quickly for half, twice and four times the money, each begun from the plan; None without `plan.reasons`, or where the most energy is not what is asked.

    Of objectives in order the first counts; of phases the last one, with all the money.
    """
    ask = question.scenario.plan
    if not ask.reasons or ask.objective != ENERGY.name or plan.chargers.empty:
        return None
    raise_if_stopped(stop)
    order = ranked(question, plan).order
    question = question.phases()[-1] if ask.phases else question
    question = replace(question, scenario=question.scenario.with_plan(then=()))
    own, search = plan_arrays(question, plan), _Search(max(ask.gap, GAP), say, stop)
    larger, failed = list[dict[str, Any]](), list[dict[str, Any]]()
    fates = dict[str, NDArray[np.str_]]()
    for times in TIMES:
        usd = times * float(question.scenario.plan.budget_usd)
        try:
            row, chargers = _larger(question, own, usd, search)
        except (InfeasibleError, SolverError) as error:
            failed.append({"budget_usd": usd, "why": str(error)})
            continue
        larger.append({"times": times, **row})
        fates[str(times)] = fates_of(question, own.chargers, chargers)
    number = question.places.number()
    steps = () if order is None else order.steps
    first, spent, half = list[int](), 0.0, own.cost.sum() / 2
    for step in steps:
        spent += step.cost_usd
        if spent > half:
            break
        first.append(number[step.site_id])
    sites = [
        {
            **label_of(question, number[step.site_id]),
            "rank": step.rank,
            "first_half": number[step.site_id] in first,
            "at": {times: str(found[number[step.site_id]]) for times, found in fates.items()},
        }
        for step in steps
    ]
    return {
        "gap": search.gap,
        "larger": larger,
        "half": _half(question, own, first, search) if first else None,
        "failed": failed,
        "sites": sites,
    }


@dataclass(frozen=True)
class _Search:
    """Quick searches to a gap, within bounded work."""

    gap: float
    say: Progress
    stop: Stop

    def from_plan(self, instance: Instance, start: Start) -> tuple[Solution, Start]:
        """The plan that is found from another one, and what the next search may begin from."""
        raise_if_stopped(self.stop)
        effort = Effort(self.gap, threads=1, solver="highs", work_s=WORK_S, stop=self.stop)
        found, prices = solve_from(instance, start, effort, self.say, explained=False)
        raise_if_stopped(self.stop)
        return found, Start(found.chargers, prices)

    def standing(self, instance: Instance, start: Start, low: Ints) -> Solution | None:
        """The same with at least these chargers, (sites, products); None where no such plan is found."""
        bounded = limited_between(instance, (low, np.full_like(low, UNLIMITED)))
        try:
            return None if bounded is None else self.from_plan(bounded, start)[0]
        except (InfeasibleError, SolverError):
            return None


def _larger(question: Question, own: PlanArrays, usd: float, search: _Search) -> tuple[dict[str, Any], Ints]:
    """What of the plan stands in a plan for more money, and the chargers of that one.

    Of plans within the gap of the best found that one is taken which keeps most of the plan: all of it, or all at sites where the best one
    builds. So what is given up is given up for a gain, and not by chance.
    """
    search.say(_("a quick plan for {usd:,.0f} USD, begun from this one", usd=usd))
    instance = with_budget(own.instance, usd)
    free, start = search.from_plan(instance, Start(own.chargers))
    kept_anyway = bool((free.chargers >= own.chargers).all())
    grown = free if kept_anyway else search.standing(instance, start, own.chargers)
    value = free.value if grown is None else max(free.value, grown.value)
    bound = max(free.bound, value)
    taken = grown
    if not _within(grown, value, search.gap):
        kept = np.where(free.chargers.any(axis=1)[:, None], own.chargers, 0)
        taken = search.standing(instance, start, kept)
    if taken is None or not _within(taken, value, search.gap):
        taken = free
    row = {
        "budget_usd": usd,
        "cost_usd": float(instance.cost_usd(taken.chargers).sum()),
        "value": taken.value,
        "best_value": value,
        "bound": bound,
        "gap": gap_of(taken.value, bound),
        "less_share": 1.0 - taken.value / value if value > 0 else 0.0,
        **BudgetStability.between(question, own, taken.chargers).as_dict(),
        "freely": BudgetStability.between(question, own, free.chargers).as_dict(),
        "all_kept": None if grown is None else _beside(grown.value, value, bound),
    }
    return row, taken.chargers


def _within(found: Solution | None, value: float, gap: float) -> bool:
    return found is not None and found.value >= (1.0 - gap) * value


def _beside(value: float, best: float, bound: float) -> dict[str, float]:
    """By which share a plan is worth less than the best found, and than any could be at most."""
    return {
        "value": value,
        "less_share": max(0.0, 1.0 - value / best) if best > 0 else 0.0,
        "at_most_share": max(0.0, 1.0 - value / bound) if bound > 0 else 0.0,
    }


def _half(question: Question, own: PlanArrays, first: list[int], search: _Search) -> dict[str, Any] | None:
    """What the first sites in the order of building, for up to half of the plan's money, are worth beside the best plan for what they cost.

    Where they do not keep what the plan promises, or only by withholding energy, both are valued without promises. None where they break
    another rule, as a settled site that comes later does.
    """
    chargers = np.zeros_like(own.chargers)
    chargers[first] = own.chargers[first]
    usd = float(own.instance.cost_usd(chargers).sum())
    search.say(_("a quick plan for {usd:,.0f} USD, what the first half of the order costs", usd=usd))
    free = sound_instance(replace(question, scenario=question.scenario.without_promises_or_balance()))
    try:
        bare = SitingModel(with_budget(free, usd)).allocate(chargers)
    except SolverError:
        return None
    promised = True
    try:
        mine = SitingModel(with_budget(own.instance, usd)).allocate(chargers)
        promised = _within(mine, bare.value, search.gap)
    except SolverError:
        promised = False
    instance, mine = (own.instance, mine) if promised else (free, bare)
    try:
        found, _start = search.from_plan(with_budget(instance, usd), Start(chargers))
    except (InfeasibleError, SolverError):
        return None
    best = max(found.value, mine.value)
    bound = max(found.bound, best)
    beside = _beside(mine.value, best, bound)
    return {
        "budget_usd": usd,
        "sites": len(first),
        **beside,
        "best_value": best,
        "bound": bound,
        "gap": gap_of(best, bound),
        "with_promises": promised,
        "poor": beside["less_share"] > WORSE,
    }
