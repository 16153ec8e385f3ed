"""What an edit comes to: the plan, its proof, what became of the edit, and what changed; told in a sentence and drawn from small JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geodata.city import City
from planner.edits.shown import shown_of
from planner.edits.shown_plan import shown_as_json
from planner.loop.changes import Changes, Totals
from planner.loop.drawing import drawn_sites
from planner.loop.edits import Edit, Kind
from planner.loop.folded import Folded
from planner.loop.names import Names
from planner.loop.sentences import (
    COUNTED_KWH,
    adding_words,
    balanced_words,
    changed_words,
    found_words,
    improved_words,
    oversized_words,
)
from planner.model.objectives.energy import ENERGY
from planner.output.shared.proof_words import better_by
from planner.plan import Plan
from planner.proofs import Status
from planner.question import Question
from planner.support.site_ids import with_names
from planner.support.speech import _, told


class Became(StrEnum):
    """How a turn ended."""

    PLANNED = "planned"
    """With a new plan."""
    IMPROVED = "improved"
    """With a better plan of the same question, or a closer proof."""
    UNDONE = "undone"
    REDONE = "redone"
    REFUSED = "refused"
    """No edit could be applied; the last plan stays."""
    CONFLICT = "conflict"
    """No plan keeps all that is asked; the last plan stays."""
    STOPPED = "stopped"
    """Before a plan was found; the last plan stays."""


class Scope(StrEnum):
    """How far from an edit the plan changed."""

    CLOSE = "close"
    """At its sites and at a few that share most demand with them."""
    SHARING = "sharing"
    """At sites that share drivers with it."""
    ADDING = "adding"
    """Elsewhere too, but there for freed money alone: something is added, and nothing taken away."""
    CITY = "city"
    """Also elsewhere: with all other sites as they were no plan was found that is as good but for the gap asked for."""
    ANEW = "anew"
    """Anywhere: as was asked, or because such a question is always planned anew."""


@dataclass(frozen=True)
class ToldEdit:
    """What became of one edit.

    Parameters
    ----------
    edit : Edit
    applied : bool
    said : str
        What was done, or why it was not.
    """

    edit: Edit
    applied: bool
    said: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, in the language of the moment."""
        return {
            "edit": self.edit.as_json(),
            "outcome": "applied" if self.applied else "refused",
            "said": told(self.said),
        }


@dataclass(frozen=True)
class Conflict:
    """Promises that no plan keeps together.

    Parameters
    ----------
    text : str
    ways : tuple of str
        By how much to ease each, a line each.
    """

    text: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One turn of the loop; where it ended without a new plan, `plan` and `question` are the last ones.

    Parameters
    ----------
    became : Became
    question : Question
    plan : Plan
        Audited.
    city : City
        As the edits leave it.
    folded : Folded
        All edits that hold.
    totals : Totals
    changed : Changes or None
        From the plan before; None of the first.
    told : tuple of ToldEdit
        Edits of this turn.
    conflict : Conflict or None
    names : Names
    before : Plan or None
        The plan before.
    scope : Scope
    anew : bool
        Whether it is the plan of a run that had to be proven anew.
    narrower : bool
        Whether no plan is possible after the edits of this turn that was not possible before.
    """

    became: Became
    question: Question
    plan: Plan
    city: City
    folded: Folded
    totals: Totals
    names: Names
    changed: Changes | None = None
    told: tuple[ToldEdit, ...] = ()
    conflict: Conflict | None = None
    before: Plan | None = None
    scope: Scope = Scope.CLOSE
    anew: bool = False
    narrower: bool = False

    @property
    def value(self) -> float:
        """Value of the plan."""
        return self.plan.proof.value

    @property
    def bound(self) -> float:
        """Proven bound on any plan."""
        return self.plan.proof.bound

    @property
    def gap(self) -> float:
        """Proven gap."""
        return self.plan.proof.gap

    @property
    def status(self) -> Status:
        """Whether the asked gap is proven."""
        return self.plan.proof.status

    @property
    def sentence(self) -> str:
        """What happened, in the language of the moment."""
        if self.changed is None or self.became in (Became.REFUSED, Became.CONFLICT, Became.STOPPED):
            return self._unchanged()
        stand = {str(site) for site in self.question.places.site_id[self.question.places.existing]}
        said, refused = changed_words(self.changed, self._called(), stand, self._worth()), self._refused()
        if self.changed.balance_moved:
            said = balanced_words(said, self.changed)
        if self.became is Became.UNDONE:
            return _("undone: {what}", what=said)
        if self.became is Became.REDONE:
            return _("done again: {what}", what=said)
        said = self._explained(said, self.changed)
        if self.became is Became.IMPROVED:
            return improved_words(said, self.gap)
        return said if not refused else _("{what}; not done: {why}", what=said, why=refused)

    def _explained(self, said: str, changed: Changes) -> str:
        """Add to what changed why it did, where the edit alone does not tell."""
        if changed.balance_moved and self.became is Became.PLANNED and not changed.sites:
            return _(
                "{what}; no plan with this balance is more than {gap:gap_most} better",
                what=said,
                gap=better_by(self.gap),
            )
        if self.scope is Scope.CITY and not changed.balance_moved:
            return oversized_words(said)
        if self._found_by_itself():
            return found_words(said)
        if self.scope is Scope.ADDING:
            return adding_words(said)
        if self._looked_in_vain():
            return _("planned anew, and no better plan was found: {what}", what=said)
        return said

    def _unchanged(self) -> str:
        """Say why the plan stays as it is, or what is proven of the first one."""
        if self.conflict is not None:
            return _("no plan keeps all that is asked, and the last plan stays: {why}", why=self.conflict.text)
        if self.became is Became.REFUSED:
            return _("nothing was changed: {why}", why=self._refused())
        if self.became is Became.STOPPED:
            return _("stopped before a new plan was found; the last plan stays")
        if self.anew:
            return _(
                "proven anew for edits, as the question is no longer quite that of the run (phases, another version of the program, or changed files): no plan is more than {gap:gap_most} better",
                gap=better_by(self.gap),
            )
        return _("no plan is more than {gap:gap_most} better", gap=better_by(self.gap))

    def _worth(self) -> float | None:
        """How much more the energy is worth than that of the plan before, weighted kWh a day; None where another objective counts, or phases do."""
        if self.before is None or self.plan.phases is not None or self.plan.proof.objective != ENERGY.name:
            return None
        return self.value - self.before.proof.value

    def _found_by_itself(self) -> bool:
        """Whether the plan is better though its edits only take choices away."""
        worth = self._worth()
        return (
            self.narrower
            and self.became in (Became.PLANNED, Became.IMPROVED)
            and worth is not None
            and worth > COUNTED_KWH
        )

    def _looked_in_vain(self) -> bool:
        """Whether everything was asked to be planned anew and nothing changed."""
        asked = any(one.edit.kind is Kind.ANEW and one.applied for one in self.told)
        return asked and self.became is Became.PLANNED and self.changed is not None and not self.changed.sites

    def _refused(self) -> str:
        """Why the first of the edits that were not applied was not; empty where all were."""
        return next((one.said for one in self.told if not one.applied), "")

    def _called(self) -> Mapping[str, str]:
        """Names of sites, also of those of the plan before."""
        return self.names.of(self.city)

    def built(self) -> list[dict[str, Any]]:
        """Chargers of the plan, by phase where it has several, as a file of edits carries them."""
        return shown_as_json(shown_of(self.plan))

    def picture(self) -> dict[str, Any]:
        """What a map and a panel draw, as small JSON in the language of the moment, sites by their names; the ground of the map does not come again."""
        called = self._called()
        return {
            "became": self.became.value,
            "status": self.status.value,
            "objective": self.plan.proof.objective,
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "sentence": told(with_names(self.sentence, called)),
            "anew": self.anew,
            "totals": self.totals.as_dict(),
            "balance": self.totals.plugs_as_dict(),
            "before": None if self.changed is None else self.changed.before.as_dict(),
            "built": self.built(),
            "sites": drawn_sites(self.question, self.plan, self.city, called, (self.changed, self.before)),
            "areas": [
                {"name": name, "polygon": [list(one) for one in area]} for name, area in self.folded.areas.items()
            ],
            "told": [one.as_dict() for one in self.told],
            "refused": [one.as_dict() for one in self.told if not one.applied],
            "conflict": None
            if self.conflict is None
            else {
                "text": told(with_names(self.conflict.text, called)),
                "ways": [told(with_names(way, called)) for way in self.conflict.ways],
            },
        }
