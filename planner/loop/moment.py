"""A plan of the loop with all edits that led to it, and what becomes of it beside another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.errors import InfeasibleError, SolverError
from planner.loop.asking import Asked
from planner.loop.changes import Totals
from planner.loop.edits import Edit
from planner.loop.turn import Became, Conflict, ToldEdit, Turn
from planner.model.solve.warm import Answer
from planner.proofs import Status, gap_of
from planner.question import Question
from planner.support.speech import message_of

GAIN = 1e-4
"""A gain of less than this share is none."""


@dataclass(frozen=True)
class Moment:
    """A plan with all edits that led to it.

    Parameters
    ----------
    edits : tuple of Edit
    asked : Asked
    answer : Answer
    totals : Totals
    turn : Turn
    """

    edits: tuple[Edit, ...]
    asked: Asked
    answer: Answer
    totals: Totals
    turn: Turn


def chargers_at(chargers: pd.DataFrame, question: Question) -> NDArray[np.int64]:
    """Chargers of a plan as a question counts them, those that it does not know left out; (sites, chargers)."""
    number, kind = question.places.number(), {one.id: at for at, one in enumerate(question.chargers)}
    out = np.zeros((len(question.places), len(kind)), dtype=np.int64)
    for row in rows_of(chargers):
        if row.site_id in number and row.charger in kind:
            out[number[row.site_id], kind[row.charger]] += int(row.count)
    return out


def stays(last: Moment, kept: Sequence[Edit], told: Sequence[ToldEdit], error: Exception) -> Turn:
    """The last plan, with what kept the next one from being."""
    refused = [ToldEdit(edit, False, message_of(error)) for edit in kept]
    became, conflict = Became.REFUSED, None
    if isinstance(error, InfeasibleError):
        became, conflict = Became.CONFLICT, Conflict(message_of(error), error.ways)
    elif isinstance(error, SolverError):
        became = Became.STOPPED
    return replace(last.turn, became=became, told=(*refused, *told), conflict=conflict)


def asked_to(answer: Answer, gap: float, known: float | None = None) -> Answer:
    """The answer as one to a gap that was asked for, beside a bound that is known of its question; one that the answer passes was of another."""
    proof = answer.plan.proof
    holds = known is not None and not proof.sense.better(proof.value, known)
    bound = proof.sense.tightest(proof.bound, known) if known is not None and holds else proof.bound
    status = Status.OPTIMAL if gap_of(proof.value, bound) <= gap else Status.FEASIBLE
    return replace(answer, plan=replace(answer.plan, proof=replace(proof, bound=bound, asked_gap=gap, status=status)))


def better_of(old: Answer, new: Answer, asked_gap: float, *, keep: bool = False) -> Answer | None:
    """The better plan of two of one question with the closer bound; None where neither is countably better.

    `keep` keeps the old plan, whatever the new one is worth.
    """
    one, other = old.plan.proof, new.plan.proof
    bound = one.sense.tightest(one.bound, other.bound)
    best = new if not keep and one.sense.better(other.value, one.value) else old
    gap = gap_of(best.plan.proof.value, bound)
    if one.gap - gap < GAIN:
        return None
    status = Status.OPTIMAL if gap <= asked_gap else Status.FEASIBLE
    proof = replace(best.plan.proof, bound=bound, asked_gap=asked_gap, status=status)
    return Answer(
        replace(best.plan, proof=proof, order=None if best is new else best.plan.order),
        new.start if best is new else old.start,
    )
