"""What became of each edit, in rows and in lines."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from planner.dossier.dossier import Dossier
from planner.edits.words import Action, action_words
from planner.output.shared.chargers import listed
from planner.support.speech import _, joined, told, within

NO_TITLES: Mapping[str, str] = MappingProxyType({})

_OF_GROUND = (Action.MOVE, Action.DRAWN, Action.BAYS, Action.KW)
"""Edits that say where and how large a site is, and not whether anything is built there."""
ORDER = ("refused", "applied", "noted")
_OUTCOMES: Mapping[str, Callable[[], str]] = {
    "refused": lambda: within("edit", "refused"),
    "applied": lambda: within("edit", "applied"),
    "noted": lambda: within("edit", "noted"),
}


def edit_rows(
    edits: Iterable[Mapping[str, Any]], called: Mapping[str, str] = NO_TITLES, built: Collection[str] | None = None
) -> list[dict[str, str]]:
    """One row for each thing that was asked: the site, what, what became of it (one of `ORDER`), and why; what was refused first.

    `called` has names for people by `site_id`; `built` the sites at which the plan adds something, where that is to be said of those that were moved, drawn or measured.
    """
    rows = [
        {
            "site": str(one["site_id"] or _place(one)),
            "name": called.get(str(one["site_id"]), str(one["name"] or "")),
            "action": action_words(str(change["action"])),
            "outcome": str(change["outcome"]),
            "said": _with_built(change, str(one["site_id"]), built),
            "note": str(one["note"] or ""),
        }
        for one in edits
        for change in one["changes"]
    ]
    return sorted(rows, key=lambda row: ORDER.index(row["outcome"]))


def _with_built(change: Mapping[str, Any], site: str, built: Collection[str] | None) -> str:
    """What was done, and of an edit that asks for nothing to be built whether the plan does."""
    said = told(change["said"])
    if built is None or change["outcome"] != "applied" or change["action"] not in _OF_GROUND:
        return said
    return joined("; ", (said, _("chargers are added there") if site in built else _("nothing is built there")))


def built_by(dossier: Dossier) -> set[str]:
    """Sites at which a plan adds something."""
    cells = zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True)
    return {str(site) for site, added in cells if listed(added)}


def edit_lines(
    edits: Iterable[Mapping[str, Any]], called: Mapping[str, str] = NO_TITLES, built: Collection[str] | None = None
) -> list[str]:
    """How many were applied and refused, then a line for each; nothing where there were none."""
    rows = edit_rows(edits, called, built)
    if not rows:
        return []
    count = {name: sum(row["outcome"] == name for row in rows) for name in ORDER}
    head = _("Edits: {applied} applied, {refused} refused.", applied=count["applied"], refused=count["refused"])
    return [head, *(_line(row) for row in rows)]


def became(change: Mapping[str, Any]) -> str:
    """What became of one thing that was asked."""
    asked = action_words(str(change["action"]))
    return joined(": ", (_OUTCOMES[str(change["outcome"])](), asked, told(change["said"])))


def _line(row: Mapping[str, str]) -> str:
    asked = joined(", ", (_who(row), row["action"]))
    return joined("", ("  ", joined(": ", (_OUTCOMES[row["outcome"]](), asked, row["said"]))))


def _who(row: Mapping[str, str]) -> str:
    return f"{row['site']} ({row['name']})" if row["name"] else row["site"]


def _place(one: Mapping[str, Any]) -> str:
    return (
        _("a row without a point")
        if one["lon"] is None
        else _("the point at {lat:.5f}, {lon:.5f}", lat=one["lat"], lon=one["lon"])
    )
