"""What became of each edit: applied or refused, and why, for the terminal, the report and `summary.json`."""

from dataclasses import dataclass, field
from typing import Any

from geodata.report import DROPPED, Problem, SourceReport
from planner.edits.edit_layer import EditLayer, EditRow
from planner.edits.words import Action, action_words
from planner.support.speech import _, joined, within

APPLIED, REFUSED, NOTED = "applied", "refused", "noted"


@dataclass
class ToldRow:
    """A row with all that was asked in it and what became of each wish.

    Parameters
    ----------
    row : EditRow
    site_id : str or None
        Of the site that is meant, also where the row only has a point.
    outcomes : list of (Action, str, str)
        What was asked, `APPLIED`, `REFUSED` or `NOTED`, and in words what was done or why not.
    """

    row: EditRow
    site_id: str | None = None
    outcomes: list[tuple[Action, str, str]] = field(default_factory=list)

    def apply(self, action: Action, said: str) -> None:
        """Say that a wish was granted."""
        self.outcomes.append((action, APPLIED, said))

    def refuse(self, action: Action, why: str) -> None:
        """Say that a wish was not granted."""
        self.outcomes.append((action, REFUSED, why))

    def note(self, said: str) -> None:
        """Say something that changes nothing."""
        self.outcomes.append((Action.LOOKED, NOTED, said))

    @property
    def label(self) -> str:
        """What to call it: the id of its site, else where it lies."""
        if named := self.site_id or self.row.site_id:
            return named
        if self.row.lon is None:
            return _("a row without a point")
        # as a map takes them, with a decimal point in every language
        lat, lon = f"{self.row.lat:.5f}", f"{self.row.lon:.5f}"
        return _("the point at {lat}, {lon}", lat=lat, lon=lon)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "site_id": self.site_id or self.row.site_id,
            "name": self.row.known.get("name"),
            "lon": None if self.row.lon is None else round(self.row.lon, 6),
            "lat": None if self.row.lat is None else round(self.row.lat, 6),
            **{name: self.row.asked.get(name) for name in ("action", "new_bays", "new_kw", "new_chargers", "note")},
            "seen": dict(self.row.seen),
            "changes": [{"action": one.value, "outcome": out, "said": said} for one, out, said in self.outcomes],
        }


def plain_edits(told: list[ToldRow]) -> tuple[dict[str, Any], ...]:
    """Rows that ask or say something, plain JSON, as a dossier holds them."""
    return tuple(one.as_dict() for one in told if one.outcomes or one.row.asked or one.row.seen)


def counted(told: list[ToldRow]) -> str:
    """How many edits were applied and how many refused."""
    outcomes = [out for one in told for _, out, _ in one.outcomes]
    return _(
        "edits: {count} applied, {count_2} refused", count=outcomes.count(APPLIED), count_2=outcomes.count(REFUSED)
    )


def report_of(layer: EditLayer, told: list[ToldRow]) -> SourceReport:
    """The account of the file: rows that ask nothing and rows of which something was applied are kept."""
    lost = [one for one in told if one.outcomes and all(out == REFUSED for _, out, _ in one.outcomes)]
    problems = tuple(
        Problem(
            one.label, joined(": ", (action_words(action), said)), DROPPED if one in lost else within("edit", "refused")
        )
        for one in told
        for action, out, said in one.outcomes
        if out == REFUSED
    )
    whole = len(layer.rows)
    return SourceReport(
        layer.path, "edits", whole, whole - len(lost), dropped=len(lost), problems=problems, file=layer.file
    )
