"""What is said of one plan for several worlds: its least share of the best, its expected value, the bound of each, and that there is none."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.claims.telling import false_figures
from benchmarks.plain.building import kept_together
from benchmarks.plain.program import Answer
from benchmarks.plain.truth import best_expected, best_hedge, best_plan
from planner.compare.summary import proven_loss
from planner.errors import InfeasibleError, SolverError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.lp import End
from planner.model.solve.expecting import expected_plan
from planner.model.solve.hedged import Hedged
from planner.model.solve.hedging import hedged_plan
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.model.solve.stacking import difference
from planner.question import Question

EXACT_S = 60.0
HEDGE = "the hedge"
LOSES = re.compile(r"loses less than ([0-9.]+)")


def false_hedges(questions: Sequence[Question], gap: float, told: "Counter[str]") -> list[str]:
    """What is false of the hedged and of the expected plan."""
    instances = [sound_instance(one) for one in questions]
    if words := difference(instances):
        told[f"worlds, not hedged over: they differ in {words}"] += 1
        return []
    effort, best, begin = Effort(gap, EXACT_S), list[float](), list[np.ndarray]()
    for instance in instances:
        try:
            own = SitingModel(instance).solve(effort, lambda _: None)
        except InfeasibleError:
            told["worlds, not hedged over: one has no plan"] += 1
            return []
        best.append(own.value)
        begin.append(own.chargers)
    rng = np.random.default_rng(len(instances))
    chances = rng.dirichlet(np.ones(len(instances))).tolist()
    found = _false_of(
        HEDGE,
        instances,
        gap,
        (lambda: hedged_plan(instances, best, effort, lambda _: None, begin), best_hedge(instances, best)),
        told,
    )
    return found + _false_of(
        "the expected plan",
        instances,
        gap,
        (lambda: expected_plan(instances, chances, effort, lambda _: None), best_expected(instances, chances)),
        told,
    )


def _false_of(
    who: str,
    instances: Sequence[Instance],
    gap: float,
    asked: tuple[Callable[[], Hedged], Answer],
    told: "Counter[str]",
) -> list[str]:
    plan, truth = asked
    try:
        found = plan()
    except InfeasibleError as error:
        told[f"{who}: no plan keeps the promises in all worlds"] += 1
        return [f"{who} is said not to exist, one is worth {truth.value}: {error}"] if truth.chargers else []
    except SolverError as error:
        told[f"{who}: not solved: {error}"] += 1
        return []
    told[f"{who}: value and bound"] += 1
    wrong = false_figures(who, found.value, found.bound, truth)
    if who == HEDGE and (said := proven_loss({"hedge": {"bound": found.bound}})):
        told[f"{who}: what no plan loses less than"] += 1
        wrong += false_loss(said, truth)
    if found.end is End.GAP:
        told[f"{who}: within the gap asked for"] += 1
        if found.value < truth.value * (1.0 - gap) - 1e-6 * max(1.0, truth.value):
            wrong.append(f"{who} is called optimal to {gap} with {found.value}, one is worth {truth.value}")
    if not kept_together(instances[0], found.chargers):
        wrong.append(f"{who} breaks a rule")
    for at, (instance, value) in enumerate(zip(instances, found.values, strict=True)):
        told[f"{who}: value in a world"] += 1
        most = best_plan(instance)
        wrong += false_figures(f"{who} in world {at}", float(value), np.inf, most)
    return wrong


def false_loss(said: str, truth: Answer) -> list[str]:
    """What is false of a sentence on what no plan loses less than at worst, as it reads."""
    told = LOSES.search(said)
    if told is None:
        return [f"no loss is told by {said!r}"]
    least = 1.0 - truth.value
    return [f"{said!r}, one loses {least:.4%}"] if float(told[1]) / 100.0 > least + 1e-6 else []
