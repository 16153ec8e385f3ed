"""The plan of a finished run as the loop begins from it: its chargers, its proof, and the edits that it was made with."""

from dataclasses import dataclass
from typing import Self

import pandas as pd

from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.dossier.dossier import Dossier
from planner.dossier.filed_chargers import chargers_filed
from planner.loop.edits import Edit, edits_from
from planner.loop.folded import Folded, folded
from planner.loop.moment import chargers_at
from planner.loop.steps import steps_filed
from planner.model.solve.again import plan_again
from planner.plan import Plan
from planner.proofs import Proof
from planner.question import Question


@dataclass(frozen=True)
class Filed:
    """A plan as it was filed.

    Parameters
    ----------
    chargers : DataFrame
        ``site_id, charger, count``: what it adds.
    proof : Proof or None
        None where it is not known: then the plan is only where the search begins.
    edits : tuple of Edit
        That it was made with.
    """

    chargers: pd.DataFrame
    proof: Proof | None = None
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """As a dossier has it."""
        steps = steps_filed(dossier)
        return cls(chargers_filed(dossier), dossier.proof, edits_from([edit for step in steps for edit in step]))

    @classmethod
    def given(cls, plan: Plan | pd.DataFrame) -> Self:
        """Of a plan in memory, or of the chargers of one."""
        return cls(plan.chargers, plan.proof) if isinstance(plan, Plan) else cls(plan)

    @property
    def asks(self) -> Folded:
        """What its edits come to."""
        return folded(self.edits)

    def again(self, question: Question, bound: float) -> Plan | None:
        """The plan itself, whole and checked again; None where it is not a plan of this question, on any plan of which `bound` is one."""
        chargers = chargers_at(self.chargers, question)
        if self.proof is None or int(chargers.sum()) != int(self.chargers["count"].sum()):
            return None
        plan = plan_again(question, chargers, self.proof, bound)
        return None if plan is None or broken_promises(plan, question) or broken_phases(plan, question) else plan
