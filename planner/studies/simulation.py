"""Discrete-event simulation of a plan, compared with its planned energy and waiting times."""

import math
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
"""Tolerance on the planned energy, as a share, beside the band of chance."""
WAITS_OFF = 0.02
"""Tolerance on the shares of drivers who find all guns taken or wait too long, beside those told or promised and the band of chance: one
standard error of what was simulated, for a few drivers tell no more than that."""

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
    share, band = play["served_kwh_per_day"] / promised, play["served_error_kwh_per_day"] / promised
    short = share < 1 - ENERGY_SHORT - band
    said = [_energy_served(play, days, share, band)]
    if play["taken_peak"] is None and play["full_peak"] is None:
        said.append(_("nobody came in a peak hour"))
    if play["taken_peak"] is not None:
        said.append(
            _(
                "in the busiest hour {taken:.1%} of the drivers found all fast guns taken where they went first ({told})",
                taken=play["taken_peak"],
                told=_as_told(play, "taken_peak", play["taken_told"]),
            )
        )
    if play["full_peak"] is not None:
        said.append(
            _(
                "{taken:.1%} found all slow posts taken there ({told})",
                taken=play["full_peak"],
                told=_as_told(play, "full_peak", play["full_told"]),
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
            (_("too little energy is served"), short),
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
    """Whether a share is above the one told or promised by more than the tolerance and chance."""
    share = play[name]
    return share is not None and told is not None and share > told + WAITS_OFF + _band(play, name, told)


def _band(play: Mapping[str, Any], name: str, told: float) -> float:
    """Standard error of a played share: from day to day, and no less than that of so many drivers each of whom has the share told."""
    drivers = play["full_peak_drivers" if name == "full_peak" else "taken_peak_drivers"]
    return max(play[f"{name}_error"] or 0.0, math.sqrt(told * (1 - told) / drivers) if drivers else 0.0)


def _energy_served(play: Mapping[str, Any], days: int, share: float, band: float) -> str:
    """What was served of the planned energy, what chance makes of that and, where it is too little, with whom the rest went."""
    if abs(1 - share) <= WAITS_OFF:
        return _("over {days} simulated days {share:.1%} of the planned energy was served", days=days, share=share)
    said = _(
        "over {days} simulated days {share:.1%} of the planned energy was served (chance alone moves it by {band:.1%})",
        days=days,
        share=share,
        band=band,
    )
    most = max(play["lost_by"], key=lambda one: float(one["kwh_per_day"]))
    if share >= 1 - ENERGY_SHORT or most["kwh_per_day"] <= 0:
        return said
    lost = play["lost_kwh_per_day"] / play["promised_kwh_per_day"]
    left = _("{lost:.1%} was for drivers who left without it (most: {why})", lost=lost, why=most["why"])
    return listed([said, left])


def _as_told(play: Mapping[str, Any], name: str, told: float) -> str:
    """The share that the plan tells, with what chance makes of the played one where it is of few drivers or beside that told."""
    band, drivers = _band(play, name, told), play["full_peak_drivers" if name == "full_peak" else "taken_peak_drivers"]
    off = abs(play[name] - told)
    if max(band, off) <= WAITS_OFF:
        return _("the plan tells {told:.1%}", told=told)
    if WAITS_OFF < off <= WAITS_OFF + band and band > WAITS_OFF:
        return _(
            "the plan tells {told:.1%}, which {drivers:number} drivers neither bear out nor refute: chance alone moves such a share by {band:.1%}",
            told=told,
            drivers=drivers,
            band=band,
        )
    return _("the plan tells {told:.1%}; chance alone moves the share by {band:.1%}", told=told, band=band)
