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
from planner.network.service_level import ServiceLevel, service_level_of
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
WAITS_OFF = 0.02
"""Tolerance on the shares of drivers who find all guns taken or wait too long, beside those told or promised; or twice the standard error
of what was simulated, where that is more: a few days at a few posts tell no more than that."""

CHOICES = {"served": (Rule.CHOICE,), "all": (Rule.CHOICE_OF_ALL,), "off": ()}


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Simulate the plan with its own allocation of drivers and, unless switched off, with drivers who choose for themselves.

    What the plan tells is for its own loads, so the first simulation tests it; the others show the effect of free choice.
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
    holds, verdict = _judged(plays[0], asked.days, service_level_of(ask))
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
        kept = ("arrived_kwh_per_day", "served_kwh_per_day", "taken_peak", "full_peak")
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


def _judged(play: Mapping[str, Any], days: int, level: ServiceLevel) -> tuple[bool | None, str]:
    """Whether the simulation bears out what the plan tells, None where it tells nothing, and the verdict in words."""
    promised = play["promised_kwh_per_day"]
    if promised <= 0:
        return None, _("The plan serves nobody, so there is nothing to play.")
    share = play["served_kwh_per_day"] / promised
    said = [_("over {days} simulated days {share:.1%} of the planned energy was served", days=days, share=share)]
    if play["taken_peak"] is None and play["full_peak"] is None:
        said.append(_("nobody came in a peak hour"))
    if play["taken_peak"] is not None:
        said.append(
            _(
                "in the busiest hour {taken:.1%} of the drivers found all fast guns taken where they went first (the plan tells {told:.1%})",
                taken=play["taken_peak"],
                told=play["taken_told"],
            )
        )
    if play["full_peak"] is not None:
        said.append(
            _(
                "{taken:.1%} found all slow posts taken there (the plan tells {told:.1%})",
                taken=play["full_peak"],
                told=play["full_told"],
            )
        )
    if level.wait_probability is not None and play["late_peak"] is not None:
        said.append(
            _(
                "{late:.1%} were not at a fast gun within {wait_min:g} minutes (promised: at most {promised:.0%})",
                late=play["late_peak"],
                wait_min=level.wait_min,
                promised=level.wait_probability,
            )
        )
    missed = [
        words
        for words, is_so in (
            (_("too little energy is served"), share < 1 - ENERGY_SHORT),
            (_("more drivers find fast guns taken than is told"), _beyond(play, "taken_peak", play["taken_told"])),
            (_("more find slow posts taken than is told"), _beyond(play, "full_peak", play["full_told"])),
            (_("too many drivers wait"), _beyond(play, "late_peak", level.wait_probability)),
            (_("too many find all slow posts taken"), _beyond(play, "full_peak", _full_promised(play, level))),
        )
        if is_so
    ]
    words = _("{said}.", said=listed(said))
    if missed:
        return False, _(
            "The plan does not hold even if the assumed figures are right, {missed}: {words}",
            missed=listed(missed),
            words=words,
        )
    return True, _("The plan holds if the assumed figures are right, played day by day: {words}", words=words)


def _full_promised(play: Mapping[str, Any], level: ServiceLevel) -> float | None:
    """Most who may find all slow posts taken or out of order; the promise is for posts that work."""
    return None if level.full_probability is None else max(level.full_probability, play["full_told"] or 0.0)


def _beyond(play: Mapping[str, Any], name: str, told: float | None) -> bool:
    """Whether a share is above the one told or promised by more than the tolerance."""
    share, error = play[name], play[f"{name}_error"]
    return share is not None and told is not None and share > told + max(WAITS_OFF, 2 * (error or 0.0))
