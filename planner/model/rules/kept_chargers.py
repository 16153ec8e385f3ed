"""Chargers of other phases: what an earlier phase builds stays, and a phase builds no more than a later one has."""

from dataclasses import dataclass
from typing import Self

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.between import Between
from planner.model.rules.kinds.ruling import Line, Use
from planner.question import Question
from planner.support.speech import _, plural, term


@dataclass(frozen=True)
class KeptChargers(Between):
    """Cabinets that stand and are paid here, the least; the most that there may be."""

    key = "plan.phases"
    place = 140
    title = term("Chargers of other phases")
    called = term("the least or the most of a charger that may be built")

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """None: the phases find it out as they are planned."""
        return None

    def line(self, instance: Instance, use: Use) -> Line:
        """What stands from an earlier phase."""
        low = 0 if self.low is None else int(self.low.sum())
        return Line(
            self.key,
            _("{low} cabinets of earlier phases stay", low=low),
            plural("{n} cabinet", "{n} cabinets", int(use.chargers.sum())),
            binds=low > 0,
        )
