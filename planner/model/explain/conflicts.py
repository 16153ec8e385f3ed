"""Explanation of infeasibility: the rules that conflict, and the least relaxation of each, by elastic programs with the others kept."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.explain.relaxations import Stated, relaxable, stated
from planner.model.explain.sufficing import in_words, sufficing
from planner.model.instance.instance import Instance
from planner.model.program.draft import Draft
from planner.model.program.effort import Effort
from planner.model.rules.kinds.ruling import Given, Ruling
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.sets.limits import demands
from planner.support.progress import Progress
from planner.support.speech import _, joined, message_of, term
from planner.support.stopping import heeding

WHOLE_FLOWS = 3_000
"""Up to so many flows the integer program is solved; above, the linear relaxation gives a lower bound on the relaxation of a rule."""
WHOLE_S = 20.0
"""Time limit for one rule."""
BRIEF = Effort()
"""Of who tells of the conflict without advice."""
NOTHING, ROUNDED = 1e-6, 1e-9
PROVEN = term("proven to be the least")
RELAXED = term("by the linear relaxation; with whole chargers it may have to give way further")
UNKNOWN = term("the least is not proven: in the linear relaxation nothing conflicts, in whole chargers it does")


def check_outright(instance: Instance, say: Progress = lambda _: None, effort: Effort = BRIEF) -> None:
    """Raise InfeasibleError for rules whose data contradict each other, without any solving."""
    outright = next((line for rule in instance.rules.every(Ruling) for line in rule.outright(instance)), None)
    if outright is not None:
        raise InfeasibleError(outright, explained(instance, say, effort).ways)


def check_promises(instance: Instance, say: Progress = lambda _: None, effort: Effort = BRIEF) -> None:
    """Raise InfeasibleError for rules that contradict each other outright or in the linear relaxation, which takes minutes for a large city."""
    check_outright(instance, say, effort)
    if not demands(instance):
        return
    if not stated(instance).draft.reoptimise().possible:
        raise explained(instance, say, effort)
    if not instance.rules.every(ServedFloor) and not stated(instance).draft.reoptimise(whole=True).possible:
        raise explained(instance, say, effort)


@contextmanager
def ways_out(instance: Instance, say: Progress, effort: Effort) -> Iterator[None]:
    """Tell with a refusal of the search, which knows only where it failed, the least by which each promise would have to give way."""
    try:
        yield
    except InfeasibleError as error:
        if error.ways:
            raise
        raise InfeasibleError(message_of(error), explained(instance, say, effort).ways) from error


def explained(instance: Instance, say: Progress = lambda _: None, effort: Effort = BRIEF) -> InfeasibleError:
    """Find the conflicting rules, those without any one of which the rest are feasible, and the least relaxation of each.

    Raises
    ------
    StoppedError
        The user stops.
    """
    say = heeding(say, effort.stop)
    asked = relaxable(instance)
    ways: dict[str, str] = {}
    unknown: list[str] = []
    for promise in asked:
        say(_("no plan keeps all promises; looking how far {key} would have to give way", key=promise.key))
        relaxation = _relaxation(instance, promise, effort)
        if relaxation is not None and relaxation:
            ways[promise.key] = relaxation
        elif relaxation is not None:
            unknown.append(promise.key)
    short = _hints(instance)
    open_question = (
        [_("whether easing {unknown} alone helps was not found in the time", unknown=", ".join(unknown))]
        if unknown
        else []
    )
    if not ways and unknown:
        return InfeasibleError(
            _(
                "no plan keeps all promises{short}; which one to ease was not found in the time, try {unknown}",
                short=short,
                unknown=", ".join(unknown),
            ),
            open_question,
        )
    if not ways:
        return InfeasibleError(
            _(
                "no plan keeps all promises, and easing any single one does not help{short}; ease several of {key}",
                short=short,
                key=", ".join(promise.key for promise in asked),
            ),
            _together(instance, asked),
        )
    names = ", ".join(ways)
    return InfeasibleError(
        _("no plan keeps all promises: {names} conflicts with the rest{short}; ease it", names=names, short=short)
        if len(ways) == 1
        else _("no plan keeps all promises: {names} conflict{short}; ease one of them", names=names, short=short),
        [
            *(_("with all other promises kept, {relaxation}", relaxation=relaxation) for relaxation in ways.values()),
            *open_question,
        ],
    )


def _relaxation(instance: Instance, promise: Ruling, effort: Effort) -> str | None:
    """Least relaxation of a rule with the others kept, in words; None where that does not help, empty where it is not known."""
    state = stated(instance, type(promise))
    given = state.give_way(promise)
    found = _least(state, given, given.counts)
    if found is None:
        return None
    if found.enough <= ROUNDED * promise.size(instance):
        return ""  # it would read as what was asked
    if found.proven:
        return _("{way} ({why})", way=promise.eased(instance, found.values, found.enough, proven=True), why=PROVEN)
    enough, values = sufficing(instance, promise, effort, least=found.least, enough=found.enough), found.values
    enough, values = (enough, np.array([enough])) if math.isfinite(enough) else (found.enough, values)
    known = in_words(instance, promise, values, enough) if math.isfinite(enough) else ""
    if found.least <= NOTHING * promise.size(instance):
        return joined("; ", [known, UNKNOWN]) if known else ""
    way = promise.eased(instance, found.values, found.least, proven=False)
    return joined("; ", [_("{way} ({why})", way=way, why=RELAXED), *([known] if known else [])])


@dataclass(frozen=True)
class Found:
    """Relaxation by elastic columns: their values, the proven lower bound on their sum, and a sum known to suffice (inf where none is)."""

    values: NDArray[np.float64]
    least: float
    enough: float

    @property
    def proven(self) -> bool:
        """Whether no less suffices, to what solvers leave open."""
        return self.enough - self.least <= NOTHING + 0.1 * NOTHING * abs(self.least)


def _least(state: Stated, given: Given, counts: NDArray[np.float64]) -> Found | None:
    """Minimise the sum of the elastic columns; None where no values are feasible.

    The integer program is solved for small questions, and for large ones whose linear relaxation is feasible.
    """
    draft = state.draft
    draft.minimise(given.columns, counts)
    draft.limit(given.columns, 0.0, math.inf)
    relaxed = draft.reoptimise()
    if not relaxed.possible:
        return None
    if relaxed.values is None:  # not solved to its end, so nothing is known
        return Found(np.zeros(len(given.columns)), 0.0, math.inf)
    values = relaxed.values[given.columns]
    if (settled := _settled(draft, relaxed.values)) is not None:
        return Found(settled.solution[given.columns], relaxed.value, settled.value)
    if len(state.columns.flow) > WHOLE_FLOWS and relaxed.value > NOTHING:
        return Found(values, relaxed.value, math.inf)
    reply = draft.reoptimise(whole=True, time_limit_s=WHOLE_S)
    settled = None if reply.values is None else _settled(draft, reply.values)
    if settled is not None:
        values = settled.solution[given.columns]
    enough = math.inf if settled is None else settled.value
    return Found(values, max(relaxed.value, reply.bound), enough) if reply.possible else None


class Settled(NamedTuple):
    """A solution in which every column that must be whole is, and its value."""

    solution: NDArray[np.float64]
    value: float


def _settled(draft: Draft, values: NDArray[np.float64]) -> Settled | None:
    """Solve again with whole columns at their whole numbers; None where one is not whole: a set, an opened site, a step or any other."""
    whole = np.flatnonzero(draft.whole)
    at = values[whole].round()
    if not np.allclose(values[whole], at, rtol=0.0, atol=1e-6):
        return None
    draft.limit(whole, at, at)
    reply = draft.reoptimise()
    draft.limit(whole, 0.0, draft.upper[whole])
    return None if reply.values is None or not reply.possible else Settled(reply.values, reply.value)


def _together(instance: Instance, asked: list[Ruling]) -> list[str]:
    """Relax all rules together, minimising the sum of relative relaxations; empty where even that does not help."""
    state = stated(instance, *(type(promise) for promise in asked))
    parts = [(promise, state.give_way(promise)) for promise in asked]
    columns = np.concatenate([given.columns for _, given in parts])
    counts = np.concatenate([given.counts / promise.size(instance) for promise, given in parts])
    found = _least(state, Given(columns, counts), counts)
    if found is None:
        return []
    lines, first, enough = [], 0, math.isfinite(found.enough)
    for promise, given in parts:
        mine = found.values[first : first + len(given.columns)]
        first += len(given.columns)
        if float(mine @ given.counts) > 1e-6:
            lines.append(promise.eased(instance, mine, float(mine @ given.counts), proven=enough))
    said = (
        _("one way out is to ease these together")
        if enough
        else _("at least these must give way, or others more (linear relaxation)")
    )
    return [_("{what}: {why}", what=said, why=joined("; ", lines))] if lines else []


def _hints(instance: Instance) -> str:
    """Hints of the rules on why they cannot be satisfied."""
    hints = [hint for hint in (rule.hint(instance) for rule in instance.rules.every(Ruling)) if hint]
    return joined("", [" (", joined("; ", hints), ")"]) if hints else ""
