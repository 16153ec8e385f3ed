"""What is said of roads that share money: plan and bound of each sum, bounds of all sums between, the sentence of proof, and the least money for shares of the trips."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from benchmarks.claims.roads import ROUNDING
from benchmarks.claims.telling import FIGURE, false_figures, figures_read
from benchmarks.plain.program import Answer
from benchmarks.plain.roads import Built, every_choice, least_usd
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules
from planner.corridors.search.aims import Aim, Wish
from planner.country.accounts import ROADS_NAME, ROADS_RULES
from planner.country.money.curves import UNIT_USD, Curve, units_up
from planner.country.money.sharing import Floor, share
from planner.country.output.proof_words import proof
from planner.country.output.trip_shares import share_lines
from planner.country.result import KWH, ROADS, TRIPS, Asker, Country, TripShare
from planner.country.road_plans.answers import RoadAnswers
from planner.country.road_plans.least_money import LeastMoney, least_money
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import RoadTask
from planner.errors import CorridorError, InfeasibleError
from planner.support.stopping import Stopping

EXACT_S = 60.0
SHARES = (0.3, 0.6, 0.9, 1.0)
AT_BEST = re.compile(rf"(?:sells above|makes more than) {FIGURE}")
NO_LESS = re.compile(rf"take {FIGURE} on the roads, and no less")
TAKE = re.compile(rf"take {FIGURE} on the roads; no plan for less than {FIGURE}")
ONLY = re.compile(rf"none is possible for less than {FIGURE}")
NO_STATION, NO_STATIONS, REFUSED = "need no new station", "no stations make so many", "no stations that keep the rules"


def drawn_counting(seed: int) -> Wish:
    """By what a country counts what roads make of its money: trips, of roads alone or beside cities, or energy."""
    return (Wish(Aim.TRIPS), Wish(Aim.TRIPS, each=40.0), Wish(Aim.ENERGY))[seed % 3]


def silent(_text: str) -> None:
    """Say nothing."""


class RoadTruth:
    """All choices of a question that keep its rules, whatever they cost, valued by what is counted."""

    def __init__(self, question: CorridorInstance, wish: Wish) -> None:
        self.question, self.wish = question.with_budget(math.inf), wish
        each = wish.each if wish.aim is Aim.TRIPS else 1.0
        self.every = [one._replace(worth=one.worth * each) for one in every_choice(self.question, wish.aim.value)]

    def best(self, usd: float) -> float | None:
        """The optimum for a sum; None where no choice keeps the rules."""
        return max((one.worth for one in self.every if one.usd <= usd), default=None)

    def least_usd(self, of_trips: float, question: CorridorInstance) -> float:
        """The least money for a share of the trips; inf where none makes so many possible."""
        found = least_usd(question, self._by_trips(question), of_trips)
        return math.inf if found is None else found

    def _by_trips(self, question: CorridorInstance) -> Iterator[Built]:
        if question is not self.question or self.wish.aim is not Aim.TRIPS:
            return every_choice(question, Aim.TRIPS.value)
        return (one._replace(worth=one.worth / self.wish.each) for one in self.every)


def false_road_money(question: CorridorInstance, wish: Wish, gap: float, told: "Counter[str]") -> list[str]:
    """What is false of what the roads make of sums of money, and of what is told of a country of roads alone."""
    sums = sorted({float(units_up(part * question.budget_usd) * UNIT_USD) for part in (0.3, 0.6, 1.0)})
    task, truth = RoadTask(question, gap, EXACT_S, wish), RoadTruth(question, wish)
    try:
        answers = answer_roads(silent, Stopping(), task, sums)
    except CorridorError as error:
        told["roads by sum: a norm that no place can keep"] += 1
        return [f"a choice keeps the rules: {error}"] if truth.every else []
    found = _false_answers(answers, truth, told)
    curve = answers.curve(ROADS_NAME, 1.0)
    found += _false_curve(answers, curve, truth, told)
    found += _false_proof(question, wish, answers, curve, truth, told)
    return found + _false_least(task, answers, truth, told)


def _false_answers(answers: RoadAnswers, truth: RoadTruth, told: "Counter[str]") -> list[str]:
    found = []
    for one in answers.answers:
        told["roads by sum: plan and bound"] += 1
        best = truth.best(one.usd)
        if one.keeps_rules != (best is not None) or one.cost_usd > one.usd + ROUNDING:
            found.append(
                f"for {one.usd} a plan for {one.cost_usd} keeps the rules: {one.keeps_rules}, the best is {best}"
            )
        if one.keeps_rules and best is not None:
            found += false_figures(f"roads for {one.usd}", one.value, one.bound, Answer(best, best), ROUNDING)
    for usd in answers.refused:
        told["roads by sum: no stations keep the rules"] += 1
        found += [f"for {usd} no stations are said to keep the rules"] if truth.best(usd) is not None else []
    return found


def _false_curve(answers: RoadAnswers, curve: Curve, truth: RoadTruth, told: "Counter[str]") -> list[str]:
    """Whether a choice is worth more than the bounds for its price, or than the most of all."""
    found = []
    for one in truth.every:
        units, room = units_up(one.usd), ROUNDING * max(1.0, one.worth)
        told["roads by sum: a bound for a sum between"] += 1
        bounds = [curve.bound_for(units), curve.ceiling, *(line.at(units) for line in answers.lines)]
        if one.worth > min(bounds) + room:
            found.append(f"a choice for {one.usd} is worth {one.worth}, none more than {min(bounds)}")
    return found


def _false_proof(
    question: CorridorInstance,
    wish: Wish,
    answers: RoadAnswers,
    curve: Curve,
    truth: RoadTruth,
    told: "Counter[str]",
) -> list[str]:
    """What is false of the sentence of proof of a country of roads alone."""
    units = int(question.budget_usd // UNIT_USD)
    best = truth.best(units * UNIT_USD)
    floors = [Floor(ROADS_RULES, 1.0, "the rules", is_rule=True)] if answers.are_rules_asked else []
    try:
        found = share([curve], units, floors)
    except InfeasibleError as error:
        told["roads by sum: no plan of a country"] += 1
        proven = "at the sums that were planned for" not in str(error)
        return [f"one plan is worth {best}: {error}"] if best is not None and proven else []
    if best is None:
        return [f"a country of roads has a plan worth {found.value}, no choice keeps the rules"]
    wrong = false_figures("a country of roads", found.value, found.bound, Answer(best, best), ROUNDING)
    unit = TRIPS if wish.aim is Aim.TRIPS and wish.each == 1.0 else KWH
    asker = Asker(name=ROADS_NAME, kind=ROADS, value=found.value, bound=found.bound)
    country = Country(
        "roads", "KZ", 2028, question.budget_usd, (asker,), found.value, found.bound, found.bound, unit=unit
    )
    said = str(proof(country))
    told["roads by sum: the sentence of proof"] += 1
    read = figures_read(AT_BEST, said)
    most = found.value if read is None else read[0]
    return wrong + ([f"one plan is worth {best}: {said}"] if best > most + ROUNDING * max(1.0, best) else [])


def _false_least(task: RoadTask, answers: RoadAnswers, truth: RoadTruth, told: "Counter[str]") -> list[str]:
    """What is false of the least money for shares of the trips, and of its sentences."""
    found = list[str]()
    for one in least_money(silent, Stopping(), task, SHARES, 0.0, answers).found:
        told["roads: the least money for a share"] += 1
        least = truth.least_usd(one.share, truth.question)
        if one.bound_usd > least * (1 + ROUNDING) + ROUNDING or one.usd < least * (1 - ROUNDING) - ROUNDING:
            found.append(f"{one.share} of the trips take {one.bound_usd} to {one.usd}, it is {least}")
        found += _false_sentence(one, least, truth, told)
    return found


def _false_sentence(one: LeastMoney, least: float, truth: RoadTruth, told: "Counter[str]") -> list[str]:
    usd, bound = (value if math.isfinite(value) else None for value in (one.usd, one.bound_usd))
    row = TripShare(one.share, usd, bound, one.stations, one.refused)
    (line,) = share_lines(Country("roads", "KZ", 2028, 0.0, (), 0.0, 0.0, 0.0, least=(row,)))
    said, room = str(line), ROUNDING * max(1.0, least)
    told["roads: the least money for a share, in words"] += 1
    if NO_STATION in said:
        return [f"it takes {least}: {said}"] if least > room else []
    if REFUSED in said or NO_STATIONS in said:
        free = truth.question if REFUSED in said else replace(truth.question, rules=CorridorRules())
        told["roads: a share that no stations make possible"] += 1
        return [f"it takes {least}: {said}"] if math.isfinite(truth.least_usd(one.share, free)) else []
    if (exact := figures_read(NO_LESS, said)) is not None:
        return [] if exact[0] - room <= least <= exact[0] + 1 else [f"it takes {least}: {said}"]
    read: Sequence[float] | None = figures_read(TAKE, said) or figures_read(ONLY, said)
    if read is None:
        return [f"no money can be read: {said}"]
    return [f"it takes {least}: {said}"] if read[-1] > least + room else []
