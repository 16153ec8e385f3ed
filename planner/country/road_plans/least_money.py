"""The least money for a share of all trips between towns: a plan below which it is not known to be possible, and money below which no plan makes it so."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.audit.drives.recheck import broken_drives
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.search import Search
from planner.country.money.curves import UNIT_USD
from planner.country.road_plans.answers import RoadAnswers
from planner.country.road_plans.task import RoadTask
from planner.errors import InfeasibleError, SolverError
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

ROUNDING = 1e-9


@dataclass(frozen=True)
class LeastMoney:
    """What a share of the trips takes.

    Parameters
    ----------
    share : float
        Of all trips between towns on the mean of the year, those that need no charging and those without an open road counted.
    usd : float
        Of the cheapest plan that is known; inf where none is.
    bound_usd : float
        Below which no plan that keeps the rules makes so many possible; inf where none does, whatever it costs.
    stations : int
        New ones of that plan.
    refused : bool
        Where none does: whether it may be rules that refuse, and other stations do.
    """

    share: float
    usd: float
    bound_usd: float
    stations: int = 0
    refused: bool = False


@dataclass(frozen=True)
class ShareAnswers:
    """What each of several shares takes, in the order of the shares."""

    found: tuple[LeastMoney, ...]


def least_money(
    say: Progress,
    stopping: Stopping,
    task: RoadTask,
    shares: Sequence[float],
    lost: float,
    answers: RoadAnswers,
) -> ShareAnswers:
    """Search for each share, beginning from the cheapest plan at hand that makes it possible; a job.

    Parameters
    ----------
    say, stopping, task
    shares : sequence of float
        Ascending.
    lost : float
        Trips a day on the mean of the year, by their weight, that no open road allows and that the question has not.
    answers : RoadAnswers
        Plans that are known, with what is proven of them.
    """
    instance = task.instance.with_budget(math.inf)
    whole = sum(one.trips_per_day * one.weight for one in instance.trips)
    found: list[LeastMoney] = []
    for share in shares:
        of_these = share * (whole + lost) / whole if whole > 0 else 0.0
        if of_these > 1 + ROUNDING:
            found.append(LeastMoney(share, math.inf, math.inf))
            continue
        prepared = Prepared.of(instance, Wish(Aim.COST, min(1.0, of_these)))
        known = _known(prepared, share, answers, task.wish)
        found.append(known if stopping() else _searched(say, stopping, task, prepared, known, answers))
    return ShareAnswers(_in_step(found))


def _known(prepared: Prepared, share: float, answers: RoadAnswers, wish: Wish) -> LeastMoney:
    """What plans and proofs for sums of money tell of a share: where trips are counted, no plan for a sum makes more possible than its bound says.

    To build nothing is no plan where rules ask for stations.
    """
    need, bound, usd, stations = prepared.target * wish.each, 0.0, math.inf, 0
    bare = not prepared.instance.rules.ask_for_stations
    if need <= 0 and bare:
        return LeastMoney(share, 0.0, 0.0)
    for one in answers.answers if wish.aim is Aim.TRIPS else ():
        if max(one.value, one.bound) < need * (1 - ROUNDING):
            bound = max(bound, one.usd)
        if one.value >= need * (1 + ROUNDING) and one.cost_usd < usd and (bare or one.built):
            usd, stations = one.cost_usd, len(one.built)
    for line in answers.lines if wish.aim is Aim.TRIPS else ():
        if line.slope > 0:
            reaches = line.end - (line.at_end - need * (1 - ROUNDING)) / line.slope
            bound = max(bound, min(reaches, line.end) * UNIT_USD)
    return LeastMoney(share, usd, min(bound, usd), stations)


def _searched(
    say: Progress,
    stopping: Stopping,
    task: RoadTask,
    prepared: Prepared,
    known: LeastMoney,
    answers: RoadAnswers,
) -> LeastMoney:
    """The better of what is known and of what a search finds and proves, its plan driven again by the audit.

    Raises
    ------
    AssertionError
        That plan breaks what it promises, so that it, or the audit, is wrong.
    """
    if known.usd <= known.bound_usd:
        return known

    def said(text: str) -> None:
        say(_("{share:percent1} of the trips: {said}", share=known.share, said=text))

    search = Search(prepared, said, stopping)
    for one in answers.answers:
        if one.usd > 0 and one.cost_usd <= known.usd:
            search.trying.attempt(np.flatnonzero(prepared.stations.chosen(one.built)))
    try:
        with stopping.gently():
            plan = search.run(task.gap, task.time_limit_s)
    except InfeasibleError:
        return LeastMoney(known.share, math.inf, math.inf, refused=prepared.instance.rules.may_refuse)
    except SolverError:
        return known
    if broken := broken_drives(prepared.instance, plan):
        raise AssertionError(f"the plan for {known.share} of the trips breaks {len(broken)} promises: {broken[0]}")
    better = plan.value < known.usd
    return LeastMoney(
        known.share,
        min(known.usd, plan.value),
        max(known.bound_usd, min(plan.bound, plan.value)),
        len(plan.built) if better else known.stations,
    )


def _in_step(found: Sequence[LeastMoney]) -> tuple[LeastMoney, ...]:
    """No share takes less than a smaller one at least does, nor is its plan dearer than that of a greater one."""
    out: list[LeastMoney] = []
    for one in reversed(found):
        after = out[-1] if out else None
        cheaper = after is not None and after.usd < one.usd
        out.append(replace(one, usd=after.usd, stations=after.stations) if after is not None and cheaper else one)
    least, risen = 0.0, []
    for one in reversed(out):
        least = max(least, one.bound_usd)
        risen.append(replace(one, bound_usd=min(least, one.usd) if math.isfinite(one.usd) else least))
    return tuple(risen)
