"""What is said of a plan of roads: value, bound and the line of its search, that no stations keep the rules, trips that none helps, gaps of norms."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from benchmarks.claims.telling import FIGURE, false_figures, figures_read
from benchmarks.plain.program import Answer
from benchmarks.plain.roads import Chosen, best_drives, best_value, longest_km, worth_of
from planner.audit.drives.recheck import broken_drives
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import StationOption
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Aim, Wish
from planner.corridors.search.plan import CorridorPlan
from planner.corridors.solve import solve
from planner.errors import CorridorError, InfeasibleError, SolverError
from planner.proofs import Status

ROUNDING = 1e-5
"""Relative: what the program of the stations and that of the drives round together."""
EXACT_S = 60.0
MORE_MONEY = "raise the budget"
BEST = re.compile(rf"best plan {FIGURE}.*, no plan (?:above|below) {FIGURE}, gap ([0-9.]+)")
EVERYWHERE = 1e6
"""KWh a day of a station that never lacks any."""


def drawn_wish(seed: int) -> Wish:
    """One of the three aims."""
    rng = Random(seed)  # noqa: S311  no secret
    each, share = rng.choice((1.0, 40.0)), rng.choice((0.2, 0.4, 0.8, 1.0))
    return (Wish(Aim.TRIPS, each=each), Wish(Aim.ENERGY), Wish(Aim.COST, share))[rng.randrange(3)]


def false_roads(question: CorridorInstance, wish: Wish, gap: float, told: "Counter[str]") -> list[str]:
    """What is false of the plan for a wish, or of there being none."""
    who, said, best = f"roads, {wish.aim.value}", list[str](), _best(question, wish)
    try:
        plan = solve(question, wish=wish, gap=gap, time_limit_s=EXACT_S, say=said.append)
    except (InfeasibleError, CorridorError) as error:
        return _false_refusal(question, wish, error, told)
    except SolverError as error:
        told[f"{who}: not solved: {error}"] += 1
        return []
    told[f"{who}: value and bound"] += 1
    told["roads: built beside what stands"] += any(
        place.standing is not None and place.id in plan.built for place in question.places
    )
    found = [f"{who} are refused by the recheck: {text}" for text in broken_drives(question, plan)]
    found += _false_parts(question, plan, told)
    if best is None:
        return [*found, f"{who} are given a plan worth {plan.value}, no choice keeps the rules"]
    sign = -plan.proof.sense.sign
    found += false_figures(who, sign * plan.value, sign * plan.bound, Answer(sign * best, sign * best), ROUNDING)
    if plan.proof.status is Status.OPTIMAL:
        told[f"{who}: within the gap asked for"] += 1
        if sign * plan.value < sign * best - (plan.proof.asked_gap + ROUNDING) * abs(best) - ROUNDING:
            found.append(f"{who} are called optimal to {plan.proof.asked_gap} with {plan.value}, one has {best}")
    return found + _false_line(said[-1:], plan, sign * best / _unit(wish), told)


def _best(question: CorridorInstance, wish: Wish) -> float | None:
    """The optimum by enumeration, in what the wish counts."""
    best = best_value(question, wish.aim.value, wish.share)
    return None if best is None else best * _unit(wish)


def _unit(wish: Wish) -> float:
    return wish.each if wish.aim is Aim.TRIPS else 1.0


def _false_line(said: Sequence[str], plan: CorridorPlan, best: float, told: "Counter[str]") -> list[str]:
    """What is false of the line with which a search ends, where one is told of it; `best` is below 0 of money."""
    read, sign = figures_read(BEST, " ".join(said)), -plan.proof.sense.sign
    if read is None:
        return [f"no bound can be read: {said}"] if plan.value > 0 else []
    told["roads: the line of a search, in words"] += 1
    room = ROUNDING * max(1.0, abs(best))
    found = [f"one plan has {sign * best}: {said[0]}"] if sign * read[1] < best - room else []
    return found + ([f"the gap is {plan.gap}: {said[0]}"] if read[2] / 100.0 < plan.gap - ROUNDING else [])


def _false_refusal(question: CorridorInstance, wish: Wish, error: Exception, told: "Counter[str]") -> list[str]:
    """What is false where no stations are said to keep the rules: for this money, or for any."""
    told["roads: no stations keep the rules"] += 1
    rich, any_money = question.with_budget(math.inf), MORE_MONEY not in str(error)
    told["roads: no stations keep the rules, whatever they cost"] += any_money
    best = _best(rich if any_money else question, wish)
    return [] if best is None else [f"roads are said to have no plan, one has {best}: {error}"]


def _false_parts(question: CorridorInstance, plan: CorridorPlan, told: "Counter[str]") -> list[str]:
    """What is false of what is told beside the value: what the stations are worth, gaps of norms, trips that no station helps."""
    chosen = chosen_by(question, plan.built)
    aim = plan.wish.aim if plan.wish.aim is Aim.ENERGY else Aim.TRIPS
    most, found = best_drives(question, chosen, worth_of(question, aim.value)), list[str]()
    told["roads: what the stations of a plan are worth"] += 1
    if most is None or (
        plan.wish.aim is not Aim.COST and plan.value > most * _unit(plan.wish) + ROUNDING * max(1, plan.value)
    ):
        found.append(f"the stations are worth {most}, not {plan.value}")  # fmt: skip
    norms = {norm.name: norm for norm in question.rules.norms}
    for one in plan.gaps:
        told["roads: the greatest gap of a norm"] += 1
        km = longest_km(question, chosen, norms[one.norm])
        if abs(km - one.km) > ROUNDING or one.kept != (km <= norms[one.norm].km + ROUNDING):
            found.append(f"the greatest gap is said to be {one.km} km, it is {km}")
    stranded = list(plan.stranded)
    told["roads: trips that no station helps"] += len(stranded)
    if stranded and (share := _helped(question, stranded)) > ROUNDING:
        found.append(f"{share} of the trips {stranded} are possible, none is said to be")
    return found


def chosen_by(question: CorridorInstance, built: "dict[str, str]") -> Chosen:
    """What a plan builds at each place, by the key of its option."""
    return tuple(
        next((one for one in place.options if one.key == built.get(place.id)), None) for place in question.places
    )


def _helped(question: CorridorInstance, trips: Sequence[int]) -> float:
    """How many of some trips are possible, counted by share, with as much energy as anybody wants wherever something stands or may."""
    families, closed = len(question.families), question.rules.closed
    places = []
    for at, place in enumerate(question.places):
        some = [*(place.options[one] for one in question.may_build(at)), *filter(None, (place.standing,))]
        usable = [any(one.kwh_per_day[family] > 0 for one in some) for family in range(families)]
        kwh = tuple(EVERYWHERE * one for one in usable)
        rich = StationOption("rich", tuple(int(one) for one in usable), 1.0, 0, 0.0, kwh)
        places.append(replace(place, options=(), standing=rich))
    free = replace(question, places=tuple(places), rules=CorridorRules(closed=closed))
    worth = np.zeros(len(question.trips))
    worth[list(trips)] = 1.0
    return best_drives(free, (None,) * len(places), worth) or 0.0
