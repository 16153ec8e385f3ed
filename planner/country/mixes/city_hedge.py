"""A plan of a city for the world in which the country loses most, beside what the other parts make; a job.

With ``v`` the worth of the plan in a world, ``e`` that of the other parts and ``B`` what no plan of the country passes there, the least ``(v + e) / B`` over the worlds is
to be greatest. A plan passes a share ``s`` where ``v / (s B - e)`` is above 1 in every world, and the plan for which the least of these is greatest is the hedged one of the
city by itself; from the share of each such plan the next one is sought, until none passes it.

Source: W. Dinkelbach, On nonlinear fractional programming, Management Science 13 (1967).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.compare.crossplay import charger_array, chargers_by_id
from planner.country.mixes.answers import BlendAnswers, HedgeTask, MixAnswer, MixAnswers, PlayedOffer
from planner.country.mixes.city_jobs import CityInWorlds, alike_at, played_in_all
from planner.country.money.curves import units_up
from planner.country.money.progress import with_sum
from planner.errors import InfeasibleError, SolverError
from planner.model.program.effort import Effort
from planner.model.solve.hedging import hedged_plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

Ints = NDArray[np.int64]

STEPS = 3
"""Most plans that are sought beside a plan of the others, each with as much of the time."""
SAME = 1e-6
"""Shares that differ by no more are one."""


def hedge_city(say: Progress, stopping: Stopping, in_worlds: CityInWorlds, hedges: Sequence[HedgeTask]) -> BlendAnswers:
    """Plan a city so that the greatest loss of the country over the worlds is least beside each of several plans of the others, and play each plan in every world; a job."""
    stated = in_worlds.all(say)
    first = next(iter(stated[1].values()))
    ask = first.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s / (STEPS * len(hedges)), ask.threads, ask.solver, stop=stopping)
    answers, plays = list[MixAnswer](), list[dict[str, PlayedOffer]]()
    for number, hedge in enumerate(hedges, start=1):
        if answers and stopping():
            break
        said = with_sum(say, hedge.usd, number, len(hedges))
        said(_("looking for the best plan"))
        try:
            with stopping.gently():
                chargers, share = _best(stated[1], hedge, effort)
        except (InfeasibleError, SolverError) as error:  # the plans for other sums are none the worse
            said(_("left out: {why}", why=error))
            continue
        said(
            _(
                "for all worlds: at most {loss:percent1_most} lost, for {usd:money}",
                loss=max(0.0, 1.0 - share),
                usd=hedge.usd,
            )
        )
        built = chargers_by_id(chargers, first)
        plays.append(played_in_all(in_worlds, stated, built))
        cost = max(one.cost_units for one in plays[-1].values())
        answers.append(MixAnswer(units_up(hedge.usd), cost, 0.0, math.inf, built))
    return BlendAnswers({}, MixAnswers(tuple(answers), math.inf), tuple(plays))


def _unsaid(_text: str) -> None:
    """What the search tells on the way is of shares of other sums."""


def _best(questions: Mapping[str, Question], hedge: HedgeTask, effort: Effort) -> tuple[Ints, float]:
    """Chargers, (sites, chargers), with which the least share of what no plan passes is greatest, and that."""
    first, instances = next(iter(questions.values())), alike_at(questions, list(hedge.against), hedge.usd)
    whole = np.array(list(hedge.against.values()))
    there = np.array([hedge.elsewhere.get(mix, 0.0) for mix in hedge.against])
    begin = [charger_array(one, first) for one in hedge.begins]
    share, best, chargers = hedge.share, -math.inf, None
    for _step in range(STEPS):
        lacks = (share * whole - there).tolist()
        try:
            found = hedged_plan(instances, lacks, effort, _unsaid, begin)
        except SolverError:  # HiGHS may give up on a model that it is given a plan for, and solve it without
            found = hedged_plan(instances, lacks, effort, _unsaid)
        reached = float(((found.values + there) / whole).min())
        if reached > best + SAME:
            best, chargers, begin = reached, found.chargers, [found.chargers, *begin]
        if effort.stop() or reached <= share + SAME:
            break
        share = reached
    assert chargers is not None
    return chargers, best
