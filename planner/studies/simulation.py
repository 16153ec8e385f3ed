"""Discrete-event simulation of a plan, compared with its planned energy and waiting times."""

from collections.abc import Mapping
from typing import Any

from planner.plan import Plan
from planner.question import Question
from planner.simulate.account import account_of
from planner.simulate.play import WARM_UP_DAYS, Rule, play
from planner.support.progress import Progress
from planner.support.stopping import Stop, heeding, never, raise_if_stopped

ENERGY_SHORT = 0.05
"""Tolerance on the planned energy, as a share."""
LATE_OVER = 0.02
"""Tolerance on the share of drivers who wait too long, above that of the waiting-time constraint."""

CHOICES = {"served": (Rule.CHOICE,), "all": (Rule.CHOICE_OF_ALL,), "off": ()}


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Simulate the plan with its own allocation of drivers and, unless switched off, with drivers who choose for themselves.

    The waiting-time constraint is for the loads of the plan, so the first simulation tests it; the others show the effect of free choice.
    """
    asked, ask = question.scenario.simulation, question.scenario.plan
    if not asked.run:
        return None
    raise_if_stopped(stop)
    plays = [
        account_of(play(question, plan, rule, heeding(say, stop)), question, plan)
        for rule in (Rule.ASSIGNED, *CHOICES[asked.choice])
    ]
    holds, verdict = _judged(plays[0], asked.days, ask.max_wait_min, ask.wait_probability)
    return {
        "days": asked.days,
        "warm_up_days": WARM_UP_DAYS,
        "seed": asked.seed,
        "patience_min": asked.patience_min,
        "energy_spread": asked.energy_spread,
        "hours": asked.hours,
        "max_wait_min": ask.max_wait_min,
        "wait_probability": ask.wait_probability,
        "holds": holds,
        "verdict": verdict,
        "plays": plays,
    }


def _judged(play: Mapping[str, Any], days: int, wait_min: float, probability: float) -> tuple[bool | None, str]:
    """Whether the simulation meets the waiting-time constraint, None where there is none, and the verdict in words."""
    promised, late = play["promised_kwh_per_day"], play["late_peak"]
    if promised <= 0:
        return None, "The plan serves nobody, so there is no promise to play."
    share = play["served_kwh_per_day"] / promised
    said = f"over {days} simulated days {share:.1%} of the promised energy was served"
    if late is None:
        said += ", and nobody came in a peak hour"
    else:
        said += f", and {late:.1%} of the drivers of the peak hour were not at a plug within {wait_min:g} minutes (promised: at most {probability:.0%})"
    short = share < 1 - ENERGY_SHORT
    slow = late is not None and late > probability + LATE_OVER
    if not short and not slow:
        return True, f"The promise holds: {said}."
    missed = " and ".join(
        word for word, is_so in (("too little energy is served", short), ("too many drivers wait", slow)) if is_so
    )
    return False, f"The promise does not hold, {missed}: {said}."
