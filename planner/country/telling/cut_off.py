"""Searches for the roads that ended by their time while much was open, in words: what a reader must know before the figures."""

from planner.corridors.search.aims import Aim
from planner.country.accounts import ROADS_NAME
from planner.country.plan.planned import Planned
from planner.country.road_plans.answers import RoadAnswer
from planner.proofs import gap_of
from planner.support.amounts import number
from planner.support.speech import _, listed

OPEN = 0.1
"""A plan that may lie by so much below the best one is told."""
BY_TIME = "time"
MOST_NAMED = 4
"""Of sums, in a sentence."""


def cut_off(run: Planned) -> tuple[str, ...]:
    """Sums for which the roads have no plan, or one that may be far from the best, because the time was over, where that may have changed who gets what.

    Nothing is told where the proof says that no split of the money serves much more, nor of sums above the budget; of roads that share with nobody only those for which there may be a plan
    that is much better than the one they were given.
    """
    if run.road_answers is None or run.sharing is None or run.sharing.gap <= OPEN:
        return ()
    alone = len(run.sharing.chosen) == 1
    budget = run.config.budget_usd
    ended = [one for one in run.road_answers.answers if 0 < one.usd <= budget and one.stopped == BY_TIME]
    if alone:
        given = run.road_answers.made_for(run.sharing.chosen[ROADS_NAME].made_for)
        ended = [one for one in ended if gap_of(given.value, one.bound) > OPEN]
    without = [one for one in ended if not one.built and one.bound > 0]
    open_ = [one for one in ended if one.built and gap_of(one.value, one.bound) > OPEN]
    seconds = run.config.money.road_time_limit_s
    out = []
    if without and run.roads is not None and run.roads.task.wish.aim is Aim.TRIPS:
        out.append(
            _(
                "No plan of the roads was found within {seconds:number} s for {sums}, where up to {trips:number1_most} trips a day might be made possible: that they get little there says nothing of their worth. Let the search run longer.",
                seconds=seconds,
                sums=_sums(without),
                trips=max(one.bound for one in without) / run.roads.task.wish.each,
            )
        )
    elif without:
        out.append(
            _(
                "No plan of the roads was found within {seconds:number} s for {sums}, where up to {kwh:number_most} kWh a day might be sold: that they get little there says nothing of their worth. Let the search run longer.",
                seconds=seconds,
                sums=_sums(without),
                kwh=max(one.bound for one in without),
            )
        )
    if open_:
        worst = max(gap_of(one.value, one.bound) for one in open_)
        sums = _sums(open_)
        out.append(
            _(
                "The search for the roads was cut off after {seconds:number} s for {sums}: a better plan may be found if it runs longer.",
                seconds=seconds,
                sums=sums,
            )
            if alone
            else _(
                "The search for the roads was cut off after {seconds:number} s for {sums}: a plan found there may lie up to {gap:percent_most} below the best, and the roads may deserve more money than they are given. Let it run longer.",
                seconds=seconds,
                sums=sums,
                gap=worst,
            )
        )
    return tuple(out)


def _sums(answers: list[RoadAnswer]) -> str:
    """The sums themselves where they are few, else how many."""
    if len(answers) > MOST_NAMED:
        return _("{count} sums of money", count=number(len(answers)))
    return listed([_("{usd:money}", usd=one.usd) for one in answers])
