"""Discrete-event simulation of a plan, compared with its planned energy and waiting times."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from planner.catalogue.facts import parameter_figure
from planner.demand.queue_figures import (
    peak_factor,
    place_factors,
    power_factor,
    queue_figures,
    stay_factor,
    works_share,
)
from planner.demand.sampling import draws_of
from planner.network.promise import Promise, promise_of
from planner.plan import Plan
from planner.question import Question
from planner.simulate.account import account_of
from planner.simulate.play import WARM_UP_DAYS, Supposed, play
from planner.simulate.rule import Rule
from planner.support.progress import Progress
from planner.support.speech import _, listed
from planner.support.stopping import Stop, heeding, never, raise_if_stopped

ENERGY_SHORT = 0.05
"""Tolerance on the planned energy, as a share."""
LATE_OVER = 0.02
"""Tolerance on the share of drivers who wait too long, or find all slow posts taken, above the promised one; or twice the standard error
of what was simulated, where that is more: a few days at a few posts tell no more than that."""

CHOICES = {"served": (Rule.CHOICE,), "all": (Rule.CHOICE_OF_ALL,), "off": ()}


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Simulate the plan with its own allocation of drivers and, unless switched off, with drivers who choose for themselves.

    The promise is for the loads of the plan, so the first simulation tests it; the others show the effect of free choice.
    """
    asked, ask = question.scenario.simulation, question.scenario.plan
    if not asked.run:
        return None
    raise_if_stopped(stop)
    rules = (Rule.ASSIGNED, *CHOICES[asked.choice])
    numbered = partial(_numbered, heeding(say, stop), len(rules) + asked.draws)
    plays = [
        account_of(play(question, plan, rule, numbered(at)), question, plan) for at, rule in enumerate(rules, start=1)
    ]
    drawn = _drawn(question, plan, lambda number: numbered(len(rules) + number))
    holds, verdict = _judged(plays[0], asked.days, promise_of(ask))
    return {
        "days": asked.days,
        "warm_up_days": WARM_UP_DAYS,
        "seed": asked.seed,
        "patience_min": asked.patience_min,
        "energy_spread": asked.energy_spread,
        "hours": asked.hours,
        "outage_h": asked.outage_h,
        "max_wait_min": ask.max_wait_min,
        "wait_probability": ask.wait_probability,
        "full_probability": ask.full_probability,
        "holds": holds,
        "verdict": verdict,
        "plays": plays,
        "drawn": drawn,
    }


def _numbered(say: Progress, count: int, at: int) -> Progress:
    """Say of each line which play of how many it is of."""
    return lambda text: say(_("play {at} of {count}: {text}", at=at, count=count, text=text))


def _drawn(question: Question, plan: Plan, numbered: Callable[[int], Progress]) -> list[dict[str, Any]]:
    """Plays with the figures of the queues drawn and sites that differ as like places do: what each comes to in all."""
    asked, sites = question.scenario.simulation, len(question.places)
    rng, spread = np.random.default_rng([asked.seed, 3]), parameter_figure("place_spread").central
    given, out = question.scenario.plan.availability, []
    standing = parameter_figure("availability_operational").central if given is None else given
    figures = queue_figures(question.estimate, question.scenario)
    for number, draw in enumerate(draws_of(figures, asked.draws, asked.seed), start=1):
        supposed = Supposed(draw, place_factors(sites, spread, rng), number)
        found = account_of(play(question, plan, Rule.ASSIGNED, numbered(number), supposed), question, plan)
        kept = ("arrived_kwh_per_day", "served_kwh_per_day", "late_peak", "full_peak")
        out.append(
            {
                "power_factor": power_factor(draw),
                "stay_factor": stay_factor(draw, question.scenario),
                "peak_factor": peak_factor(draw),
                "working_share": works_share(draw, standing),
                **{name: found[name] for name in kept},
            }
        )
    return out


def _judged(play: Mapping[str, Any], days: int, promise: Promise) -> tuple[bool | None, str]:
    """Whether the simulation keeps the promise, None where there is none, and the verdict in words."""
    promised, late, full = play["promised_kwh_per_day"], play["late_peak"], play["full_peak"]
    if promised <= 0:
        return None, _("The plan serves nobody, so there is no promise to play.")
    share = play["served_kwh_per_day"] / promised
    said = [_("over {days} simulated days {share:.1%} of the promised energy was served", days=days, share=share)]
    if late is None and full is None:
        said.append(_("nobody came in a peak hour"))
    if late is not None:
        said.append(
            _(
                "{late:.1%} of the drivers of the peak hour were not at a fast gun within {wait_min:g} minutes (promised: at most {wait_probability:.0%})",
                late=late,
                wait_min=promise.wait_min,
                wait_probability=promise.wait_probability,
            )
        )
    if full is not None:
        said.append(
            _(
                "{full:.1%} of those of the busiest hour found all slow posts taken (promised: at most {full_probability:.0%})",
                full=full,
                full_probability=promise.full_probability,
            )
        )
    missed = [
        words
        for words, is_so in (
            (_("too little energy is served"), share < 1 - ENERGY_SHORT),
            (_("too many drivers wait"), _beyond(play, "late_peak", promise.wait_probability)),
            (_("too many find all slow posts taken"), _beyond(play, "full_peak", promise.full_probability)),
        )
        if is_so
    ]
    words = _("{said}.", said=listed(said))
    return (
        (
            False,
            _(
                "The promise does not hold even if the assumed figures are right, {missed}: {words}",
                missed=listed(missed),
                words=words,
            ),
        )
        if missed
        else (True, _("The promise holds if the assumed figures are right, played day by day: {words}", words=words))
    )


def _beyond(play: Mapping[str, Any], name: str, promised: float) -> bool:
    """Whether a share is above the promised one by more than the tolerance."""
    share, error = play[name], play[f"{name}_error"]
    return share is not None and share > promised + max(LATE_OVER, 2 * (error or 0.0))
