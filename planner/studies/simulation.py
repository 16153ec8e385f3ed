"""The plan played out, driver by driver, beside what it promises, and whether the promise holds."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.plan import Plan
from planner.question import Question
from planner.simulate.account import account_of
from planner.simulate.play import WARM_UP_DAYS, Rule, play
from planner.studies.saying import go_on
from planner.support.stopping import Stop, heeding, never

ENERGY_SHORT = 0.05
"""Share of the promised energy that may be missing before the promise counts as broken."""
LATE_OVER = 0.02
"""So much more than the promised share of drivers may wait too long before the promise counts as broken."""

CHOICES = {"served": (Rule.CHOICE,), "all": (Rule.CHOICE_OF_ALL,), "off": ()}


def study(question: Question, plan: Plan, say: Callable[[str], None], stop: Stop = never) -> Mapping[str, Any] | None:
    """Play the plan as it is promised and, unless told not to, with drivers who choose for themselves.

    The promise is made for the loads of the plan, so the first play judges it; the others tell what drivers would make of it.
    """
    asked, ask = question.scenario.simulation, question.scenario.plan
    if not asked.run:
        return None
    go_on(stop)
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
    """Whether the promise holds, None where none is made, and the verdict in words."""
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
