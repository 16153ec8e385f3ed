"""Whether what is called proven is so: small questions with every rule, what is said of each beside plain programs and the exact model."""

import math
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.claims.alternatives import false_alternatives
from benchmarks.claims.countries import false_country
from benchmarks.claims.country_phases import false_country_phases
from benchmarks.claims.hedges import false_hedges
from benchmarks.claims.lists import drawn_list, false_list
from benchmarks.claims.objectives import false_order
from benchmarks.claims.phases import false_phases
from benchmarks.claims.road_money import drawn_counting, false_road_money
from benchmarks.claims.roads import drawn_wish, false_roads
from benchmarks.claims.steps import false_step
from benchmarks.claims.supply import false_supply
from benchmarks.claims.telling import false_proof, false_refusal
from benchmarks.measure import Result, Stopwatch, peak_mb
from benchmarks.phased_country import phased_country
from benchmarks.plain.program import Answer
from benchmarks.plain.truth import best_plan as plain_best
from benchmarks.small_questions import small_question, small_town
from benchmarks.small_roads import STATION_USD, small_roads
from benchmarks.tight_questions import LITTLE_USD, drawn_question, drawn_town, phased_question, worlds_of
from benchmarks.tiny_country import tiny_country
from planner.audit.recheck import broken_promises
from planner.errors import ConfigError, InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.search.search import Search
from planner.model.sets.configurations import offered
from planner.model.sets.limits import allowed_at, least_products, most_products, must_build
from planner.model.solve.deciding import Deciding
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan, planned
from planner.model.solve.siting import SitingModel
from planner.question import Question

ROUNDING = 1e-6
"""Relative: what solvers round."""

EXACT_S = 60.0
GAPS = (0.0, 0.01, 0.05)
COUNTRY_AFTER = 40
"""A country takes as long as ten questions; one is drawn for so many, in turns in several worlds and in phases."""
LIST_AFTER = 7
"""A valued list is drawn for so many questions."""
EACH = 100
"""Questions after which it is told how many are done."""


@dataclass(frozen=True)
class Truth:
    """The optimum lies from `low` to `high`, which are the same but for rounding where the exact model came to its end.

    `low` is -inf where no plan is known, `high` is -inf where there is none.
    """

    low: float
    high: float

    def allows_bound(self, bound: float) -> bool:
        """Whether a bound lies above the optimum, as far as that is known."""
        return bound >= self.low - ROUNDING * max(1.0, abs(self.low)) if math.isfinite(self.low) else True

    def allows_value(self, value: float) -> bool:
        """Whether a plan may be worth so much."""
        return value <= self.high + ROUNDING * max(1.0, abs(self.high)) if math.isfinite(self.high) else False


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--count", type=int, default=1000, help="questions")
    parser.add_argument("--seed", type=int, default=0, help="of the first question; the others follow")
    parser.add_argument(
        "--search-s", type=float, default=0.15, help="seconds for the search by prices on each question"
    )
    parser.add_argument("--plans-only", action="store_true", help="nothing beyond the plan of each question")


def run(asked: Namespace) -> Result:
    """Check so many questions; `value` counts those of which something false was said, which must be none."""
    watch, told = Stopwatch(), Counter[str]()
    watch.start("ask and check")
    seed, lies = asked.seed * 1_000_000, 0
    while told["questions"] < max(1, asked.count):
        try:
            question = (small_question if seed % 2 == 0 else drawn_question)(seed)
            instance = sound_instance(question)
        except ConfigError:
            told["drawn and refused, as nobody reaches a site"] += 1
        else:
            told["questions"] += 1
            gap = GAPS[seed % len(GAPS)]
            said = falsehoods(question, instance, gap, asked.search_s, told)
            if not asked.plans_only:
                said += further(seed, gap, told)
            for text in said:
                print(f"false, question {seed}: {text}", file=sys.stderr)
            lies += bool(said)
            if told["questions"] % EACH == 0:
                print(f"{told['questions']:,} questions, something false of {lies:,}", file=sys.stderr)
        seed += 1
    watch.stop()
    print(watch.table(), file=sys.stderr)
    status = "no false certificate" if not lies else "false certificates"
    kinds = {kind: told[kind] for kind in sorted(told)}
    return Result(float(lies), 0.0, status, watch.cpu_s, watch.wall_s, peak_mb(), more=kinds, passed=not lies)


def further(seed: int, gap: float, told: "Counter[str]") -> list[str]:
    """Everything false that is said of one thing beyond a plan: what stands beside it at several budgets, phases, several worlds, or roads; now and then of a country or a valued list too."""
    try:
        found = _of_country(seed, told) if seed % COUNTRY_AFTER == COUNTRY_AFTER - 1 else []
        found += _of_list(seed, told) if seed % LIST_AFTER == LIST_AFTER - 1 else []
        turns = (_beside_plans, _of_phases, _of_worlds, _of_roads)
        return found + turns[seed // len(GAPS) % len(turns)](seed, gap, told)
    except ConfigError:
        told["drawn and refused, as it makes no question"] += 1
        return []
    except (AssertionError, ValueError) as error:  # what refuses itself is false too
        return [f"ended by {type(error).__name__}: {error}"]


def _of_phases(seed: int, gap: float, told: "Counter[str]") -> list[str]:
    question = phased_question(seed)
    return false_phases(replace(question, scenario=question.scenario.with_plan(gap=gap)), told)


def _of_worlds(seed: int, gap: float, told: "Counter[str]") -> list[str]:
    return false_hedges(worlds_of(seed), gap, told)


def _of_roads(seed: int, gap: float, told: "Counter[str]") -> list[str]:
    """What is false of a plan of roads, of what roads make of several sums, and of roads that are built in phases."""
    roads = small_roads(seed, STATION_USD)
    found = false_roads(roads, drawn_wish(seed), gap, told) + false_road_money(roads, drawn_counting(seed), gap, told)
    return found + false_country_phases(phased_country(seed, towns=False), told)


def _of_country(seed: int, told: "Counter[str]") -> list[str]:
    if seed // COUNTRY_AFTER % 2:
        return false_country_phases(phased_country(seed, towns=True), told)
    return false_country(tiny_country(seed), told)


def _of_list(seed: int, told: "Counter[str]") -> list[str]:
    city, scenario = (small_town, drawn_town)[seed // LIST_AFTER % 2](seed)
    return false_list(city, scenario, drawn_list(city, scenario, np.random.default_rng([seed, 14])), told)


def _beside_plans(seed: int, gap: float, told: "Counter[str]") -> list[str]:
    """What is false of alternatives and of the cheapest step where nothing is built, or of the ways out where there is no plan."""
    question, found = _of_energy(drawn_question(seed)), list[str]()
    for usd in sorted({question.scenario.plan.budget_usd, *LITTLE_USD[seed % 2 :: 2]}):
        asked = replace(question, scenario=question.scenario.with_plan(gap=gap, budget_usd=usd))
        instance = sound_instance(asked)
        try:
            plan = best_plan(asked, say=lambda _: None)
        except InfeasibleError as error:
            found += false_refusal("a question", instance, error, told)
        else:
            found += false_proof("the plan", plan.proof, plain_best(instance), told)
            found += false_alternatives(asked, plan, seed, told) + false_step(asked, plan, told)
    return found


def falsehoods(
    question: Question, instance: Instance, gap: float, search_s: float, told: "Counter[str] | None" = None
) -> list[str]:
    """Everything false that is said of a question, in words: by the way that a user takes, and by the search by prices."""
    told, model = Counter() if told is None else told, SitingModel(instance)
    truth, plain, found, refused = truth_of(model), plain_best(instance), list[str](), False
    told["with a plan" if math.isfinite(truth.low) else "without any plan"] += 1
    told["the exact model beside a plain program"] += 1
    found += false_supply(question, instance, told) + _of_order(question, instance, gap, told)
    question = _of_energy(question)
    if not (truth.allows_value(plain.value) or plain.value == -math.inf) or not truth.allows_bound(plain.bound):
        found.append(f"the exact model has {truth}, a plain program {plain.value} to {plain.bound}")
    try:
        solution = model.solve(Effort(gap, EXACT_S), lambda _: None)
    except InfeasibleError as error:
        refused = True
        found += ["said to have no plan, the exact model has one"] if math.isfinite(truth.low) else []
        found += false_refusal("a plan", instance, error, told)
    except SolverError as error:
        told[f"not solved: {error}"] += 1
    else:
        told[f"solved: {solution.path.split(',')[0]}"] += 1
        told["called optimal"] += solution.end is End.GAP
        found += _claims("the plan", solution, truth, (question, instance, gap))
        found += _against_plain("the plan", solution, plain, (question, instance, gap), told)
    searched = told["planned by the search too"]
    found += _of_search(model, truth, (question, instance, gap), search_s, told)
    if refused and told["planned by the search too"] > searched:
        found.append("said to have no plan, the search has one")
    return found


def _of_energy(question: Question) -> Question:
    """The question without the objectives that follow."""
    return replace(question, scenario=question.scenario.with_plan(then=()))


def _of_order(question: Question, instance: Instance, gap: float, told: "Counter[str]") -> list[str]:
    """What is false of objectives that follow one another, where a plan is found."""
    if not question.scenario.plan.then:
        return []
    asked = replace(question, scenario=question.scenario.with_plan(gap=gap, time_limit_s=EXACT_S))
    try:
        stages = best_plan(asked, say=lambda _: None).proof.stages
        return false_order(stages, instance, asked.scenario.plan.then_give, told)
    except InfeasibleError:  # told of below
        return []
    except SolverError as error:
        told[f"objectives in order: not solved: {error}"] += 1
        return []


def _against_plain(
    who: str, solution: Solution, plain: Answer, asked: tuple[Question, Instance, float], told: "Counter[str]"
) -> list[str]:
    question, instance, gap = asked
    try:
        proof = planned(solution, question, instance, gap).proof
    except ValueError:  # told of by `_claims`
        return []
    return false_proof(who, proof, plain, told)


def truth_of(model: SitingModel) -> Truth:
    """Ask the exact model alone, for a gap of nothing and without the bound of any search.

    That there is no plan is believed where the relaxation has none either; elsewhere the relaxation says how good one could be.
    """
    instance = model.instance
    nothing = least_products(instance)
    bare = must_build(instance) & ~(most_products(instance) * (instance.products.bays >= 0)).any(axis=1)
    if (bare & ~allowed_at(instance, np.arange(len(nothing)), nothing)).any():
        return Truth(-math.inf, -math.inf)
    problem, _ = model.state(offered(instance, None))
    outcome = problem.solve(Effort(0.0, EXACT_S))
    if outcome.end is End.INFEASIBLE:
        relaxed = problem.solve(Effort(relaxed=True))
        return Truth(-math.inf, -math.inf if relaxed.end is End.INFEASIBLE else -relaxed.objective)
    return Truth(-outcome.objective if outcome.values is not None else -math.inf, -outcome.bound)


def _of_search(
    model: SitingModel,
    truth: Truth,
    asked: tuple[Question, Instance, float],
    search_s: float,
    told: "Counter[str]",
) -> list[str]:
    """What the search by prices says where the exact model would decide in its stead: its bound, and its plan put to use."""
    instance, gap = model.instance, asked[2]
    if not most_products(instance).any():
        return []
    try:
        search = Search(instance, Effort(gap, search_s), lambda _: None, exact=Deciding(model)).run()
    except InfeasibleError:
        return ["the search says that there is no plan, the exact model has one"] if math.isfinite(truth.low) else []
    found = [] if truth.allows_bound(search.bound) else [f"the search's bound {search.bound} < {truth.low}"]
    kept = model.evaluated(search.chargers) if math.isfinite(search.value) else None
    if kept is not None:
        told["planned by the search too"] += 1
        found += _claims("the search's plan", replace(kept, bound=max(search.bound, kept.value)), truth, asked)
    return found


def _claims(who: str, solution: Solution, truth: Truth, asked: tuple[Question, Instance, float]) -> list[str]:
    """What is false of a plan: its bound, its value, its proof, or a promise that it does not keep."""
    question, instance, gap = asked
    found = []
    if not truth.allows_bound(solution.bound):
        found.append(f"{who} has a bound of {solution.bound}, the optimum is {truth.low}")
    if not truth.allows_value(solution.value):
        found.append(f"{who} is worth {solution.value}, the optimum is {truth.high}")
    try:
        plan = planned(solution, question, instance, gap)
    except ValueError as error:
        return [*found, f"{who} has a proof that refuses itself: {error}"]
    return found + [f"{who} is refused by the recheck: {text}" for text in broken_promises(plan, question)]
