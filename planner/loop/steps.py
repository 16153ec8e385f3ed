"""Edits as plain JSON, step by step: what was asked for at once is undone at once; and the steps that a finished plan was made with."""

from collections.abc import Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.edits.told import APPLIED
from planner.edits.wishes import chargers_in
from planner.edits.words import Action
from planner.loop.edits import Hold, Kind
from planner.output.shared.chargers import listed
from planner.support.frames import plain

EditJson = dict[str, Any]
"""As `planner.loop.edits` reads it."""
Step = list[EditJson]
"""Edits that were asked for at once, and are undone at once."""


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
