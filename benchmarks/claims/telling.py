"""What every kind of claim is held to: the proof of a plan beside the truth, the recheck, and what a refusal says."""

import re
from collections import Counter

from benchmarks.claims.easing import Judge, false_words, with_less, with_one_off
from benchmarks.plain import truth
from benchmarks.plain.program import Answer
from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.output.shared.words import verdict
from planner.proofs import Proof, Status

ROUNDING = 1e-6
"""Relative: what solvers round."""
NO_OTHER = "no other plan"
FIGURE = "\\$?([0-9\u202f]+(?:\\.[0-9]+)?)"
"""A figure as it is told, with narrow spaces between thousands."""


def judged(answer: Answer) -> float | None:
    """What had to give way at least; None where the program did not come to its end."""
    return -answer.bound if answer.known else None


JUDGE = Judge(
    truth.possible,
    lambda instance, kind: judged(truth.least_kw(instance, kind)),
    lambda instance, of: judged(truth.fewest(instance, of)),
)


def false_proof(who: str, proof: Proof, best: Answer, told: "Counter[str]") -> list[str]:
    """What is false of value, bound, gap, status and verdict of a plan that is maximised."""
    found = false_figures(who, proof.value, proof.bound, best)
    gap = (proof.bound - proof.value) / abs(proof.bound) if proof.bound != proof.value else 0.0
    if abs(gap - proof.gap) > 1e-9:
        found.append(f"{who} has a gap of {proof.gap}, its bound and value say {gap}")
    if NO_OTHER in verdict(proof):
        told[f"{who}: no other plan serves more"] += 1
        if not _near(proof.value, best.value):
            found.append(f"no other plan is said to serve more than {who}'s {proof.value}, one serves {best.value}")
    if proof.status is Status.OPTIMAL:
        told[f"{who}: within the gap asked for"] += 1
        if proof.value < best.value - proof.asked_gap * abs(best.value) - _room(best.value):
            found.append(f"{who} is called optimal to {proof.asked_gap} with {proof.value}, one serves {best.value}")
    return found


def false_figures(who: str, value: float, bound: float, best: Answer, rounding: float = ROUNDING) -> list[str]:
    """What is false of a value and its bound."""
    found = []
    if bound < best.value - _room(best.value, rounding):
        found.append(f"{who} has a bound of {bound}, a plan is worth {best.value}")
    if value > best.bound + _room(best.bound, rounding):
        found.append(f"{who} is worth {value}, no plan more than {best.bound}")
    return found


def figures_read(words: "re.Pattern[str]", said: str) -> tuple[float, ...] | None:
    """The figures of a sentence where it reads so."""
    told = words.search(said)
    return None if told is None else tuple(float(one.replace("\u202f", "")) for one in told.groups())


def _room(value: float, rounding: float = ROUNDING) -> float:
    return rounding * max(1.0, abs(value))


def _near(value: float, best: float) -> bool:
    return value >= best - _room(best)


def false_refusal(who: str, instance: Instance, error: InfeasibleError, told: "Counter[str]") -> list[str]:
    """What is false where no plan is said to keep all promises, and of every way out that is told."""
    told[f"{who}: no plan keeps all promises"] += 1
    if truth.possible(instance):
        return [f"{who} is said to have no plan, there is one: {error}"]
    own = Counter[str]()
    found = [f"{who}, {wrong}" for wrong in false_words(instance, error.ways, JUDGE, own)]
    for line, less in with_less(instance, error.ways):
        own["what a site needs at least"] += 1
        if truth.possible(less):
            found.append(f"{who}, less is enough: {line}")
    for key, free in with_one_off(instance, str(error)):
        own["a single one does not help"] += 1
        if truth.possible(free):
            found.append(f"{who}, easing {key} alone is said not to help, and does")
    for kind, number in own.items():
        told[f"easing: {kind}"] += number
    return found
