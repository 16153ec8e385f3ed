"""Steps of edits over a loop that knows only its own: which of them its plans hold, so that any step can be undone, also one of an earlier day."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from planner.loop.edits import MOST_EDITS
from planner.loop.steps import EditJson as Edit
from planner.loop.steps import Step

Ask = Callable[..., dict[str, Any]]
"""``ask("turn", edits=[…])``: the answer's turn, as `planner.loop.serving` gives it."""
NAME_LETTERS = 12
MOST_APART = 20
"""Steps that are done again one by one."""
KEPT = ("planned", "improved", "undone", "redone")
"""How a turn ends that the plan follows."""


@dataclass
class Steps:
    """The steps that hold, and those that were undone.

    Parameters
    ----------
    steps, undone : list of steps
        The last undone last.
    """

    steps: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    _marks: list[int] = field(default_factory=lambda: [0])
    """How many steps each plan of the loop holds, the first and the last one's at the ends."""

    def replayed(self, ask: Ask) -> dict[str, Any] | None:
        """Ask for all kept steps; the last turn, None where there are none. Steps that can no longer be kept are let go."""
        if not self.steps:
            return None
        try:
            found, marks = _asked(ask, self.steps)
        except Exception:
            self.steps, self.undone = [], []
            raise
        if found["became"] in KEPT:
            self._marks += marks
        else:
            self.steps, self.undone = [], []
        return found

    def done(self, ask: Ask, edits: Sequence[Edit]) -> dict[str, Any]:
        """Do a further step; it is kept as the loop understood it, where it could be done."""
        before = len(_flat(self.steps))
        found = ask("turn", edits=list(edits))
        if found["became"] in KEPT:
            self.steps.append(found["edits"][before:])
            self.undone = []
            self._marks.append(len(self.steps))
        return found

    def undo(self, ask: Ask) -> dict[str, Any] | None:
        """Take the last step back; None where there is none."""
        if not self.steps:
            return None
        found = self._without(ask, {len(self.steps) - 1})
        if found["became"] in KEPT:
            self.undone.append(self.steps.pop())
        return found

    def redo(self, ask: Ask) -> dict[str, Any] | None:
        """Do the step again that was undone last; None where there is none."""
        if not self.undone:
            return None
        kept = self.undone
        found = self.done(ask, kept[-1])
        self.undone = kept[:-1] if found["became"] in KEPT else kept
        return found

    def take_back(self, ask: Ask, names: set[str]) -> dict[str, Any] | None:
        """Take some steps back and keep those after them; None where one of these names is of no step that holds."""
        known = names_of(self.steps)
        if not names or not names <= set(known):
            return None
        gone = {n for n, name in enumerate(known) if name in names}
        found = self._without(ask, gone)
        if found["became"] in KEPT:
            self.steps = [step for n, step in enumerate(self.steps) if n not in gone]
            self.undone = []
            self._marks[-1] = len(self.steps)
        return found

    def _without(self, ask: Ask, gone: set[int]) -> dict[str, Any]:
        """The plan of all steps but some: back to a plan that holds none of them, and from there on with the others."""
        first, back = min(gone), 0
        found: dict[str, Any] = {}
        while self._marks[-1 - back] > first:
            back += 1
            found = ask("undo")
        base = self._marks[-1 - back]
        rest = [step for n, step in enumerate(self.steps) if n >= base and n not in gone]
        held, marks = self._marks[len(self._marks) - back :], list[int]()
        if rest:
            found, marks = _asked(ask, rest)
            if found["became"] not in KEPT:
                if len(_parts(rest)) == 1:
                    for _again in range(back):
                        ask("redo")
                else:  # what was undone is forgotten by then
                    _turn, again = _asked(ask, self.steps[base:])
                    held = [base + mark for mark in again]
                self._marks[len(self._marks) - back :] = held
                return found
        self._marks[len(self._marks) - back :] = [base + mark for mark in marks]
        return found


def names_of(steps: Sequence[Step]) -> list[str]:
    """A name for each step: it stays the same whatever becomes of the others, and no two are alike."""
    seen: Counter[str] = Counter()
    names = []
    for step in steps:
        own = sha256(json.dumps(step, sort_keys=True).encode()).hexdigest()[:NAME_LETTERS]
        seen[own] += 1
        names.append(own if seen[own] == 1 else f"{own}-{seen[own]}")
    return names


def _asked(ask: Ask, steps: Sequence[Step]) -> tuple[dict[str, Any], list[int]]:
    """Ask for steps part by part, all or none: the last turn, and how many of the steps each new plan holds."""
    found: dict[str, Any] = {}
    marks: list[int] = []
    try:
        for part in _parts(steps):
            found = ask("turn", edits=_flat(part))
            if found["became"] not in KEPT:
                break
            marks.append((marks[-1] if marks else 0) + len(part))
        else:
            return found, marks
    except Exception:
        _back(ask, len(marks))
        raise
    _back(ask, len(marks))
    return found, []


def _back(ask: Ask, times: int) -> None:
    for _time in range(times):
        ask("undo")


def _parts(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps one by one, so that the plan of each begins from the one before; of very many as many at once as a loop takes."""
    if len(steps) <= MOST_APART:
        return [[step] for step in steps]
    parts: list[list[Step]] = []
    room = 0
    for step in steps:
        if len(step) > room:
            parts.append([])
            room = MOST_EDITS
        parts[-1].append(step)
        room -= len(step)
    return parts


def _flat(steps: Any) -> list[Edit]:
    return [edit for step in steps for edit in step]
