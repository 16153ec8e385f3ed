"""The plan of a finished run as the loop begins from it: its chargers, its proof, and the edits that it was made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.dossier.dossier import Dossier
from planner.edits.told import APPLIED
from planner.edits.wishes import chargers_in
from planner.edits.words import Action
from planner.loop.edits import Edit, Hold, Kind, edits_from
from planner.loop.folded import Folded, folded
from planner.loop.moment import chargers_at
from planner.model.solve.again import plan_again
from planner.output.shared.chargers import listed
from planner.plan import Plan, Proof
from planner.question import Question
from planner.support.frames import plain

EditJson = dict[str, Any]
"""As `planner.loop.edits` reads it."""
Step = list[EditJson]
"""Edits that were asked for at once, and are undone at once."""


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

    def again(self, question: Question) -> Plan | None:
        """The plan itself, whole and checked again; None where it is not a plan of this question, or is worth something else in it."""
        chargers = chargers_at(self.chargers, question)
        if self.proof is None or int(chargers.sum()) != int(self.chargers["count"].sum()):
            return None
        plan = plan_again(question, chargers, self.proof)
        return None if plan is None or broken_promises(plan, question) or broken_phases(plan, question) else plan


def chargers_filed(dossier: Dossier) -> pd.DataFrame:
    """Chargers that a filed plan adds: ``site_id, charger, count``."""
    rows = [
        {"site_id": str(site), "charger": str(one["type"]), "count": int(one["count"])}
        for site, added in zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True)
        for one in added or ()
    ]
    return pd.DataFrame(rows, columns=["site_id", "charger", "count"])


def steps_filed(dossier: Dossier) -> list[Step]:
    """Edits that a plan was made with, a step a site: a loop begins from the question without any."""
    cells = zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True)
    built = {str(site): by_type(cell) for site, cell in cells}
    steps = [_step(dict(one), built) for one in dossier.edits]
    return [step for step in steps if step]


def by_type(chargers: Any) -> dict[str, int]:
    """How many of each type of the catalogue in a cell of `Dossier.sites`; work on standing guns is none."""
    out: dict[str, int] = {}
    for one in listed(chargers):
        if not one.get("words"):
            out[str(one["type"])] = out.get(str(one["type"]), 0) + int(plain(one["count"]))
    return out


def _step(told: Mapping[str, Any], built: Mapping[str, dict[str, int]]) -> Step:
    """What was applied of one row of a file of edits; the site as the plan knows it."""
    site, done = str(told["site_id"]), {one["action"] for one in told["changes"] if one["outcome"] == APPLIED}
    at = {"lon": told["lon"], "lat": told["lat"]}
    chargers = chargers_in(str(told.get("new_chargers") or "")) or built.get(site) or {}
    step: Step = []
    if Action.DRAWN in done:
        step.append({"kind": Kind.ADD.value, **at})
    elif Action.MOVE in done:
        step.append({"kind": Kind.MOVE.value, "site": site, **at})
    if Action.BAYS in done:
        step.append({"kind": Kind.BAYS.value, "site": site, "bays": int(float(told["new_bays"]))})
    if Action.KW in done:
        step.append({"kind": Kind.KW.value, "site": site, "kw": float(told["new_kw"])})
    for action, kind in ((Action.FORCE, Kind.FORCE), (Action.FORBID, Kind.FORBID)):
        if action in done:
            step.append({"kind": kind.value, "site": site})
    for action, hold in ((Action.LOCK, Hold.EXACTLY), (Action.KEEP, Hold.AT_LEAST)):
        if action in done and chargers:
            step.append({"kind": Kind.CHARGERS.value, "site": site, "chargers": chargers, "hold": hold.value})
    return step
