"""What the process of a loop is asked to open: the scenario of a run as it was then, and the plan that it made."""

from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.edits.told import APPLIED
from planner.edits.wishes import chargers_in
from planner.edits.words import Action
from planner.loop.edits import Hold, Kind
from planner.project.runs.run import Run
from planner.support.speech import _
from planner.web.loops.steps import Edit, Step
from planner.web.plans.places import PlanPlace
from planner.web.plans.sites import by_type

LOG = "loop.log"
"""In the folder of the run."""


def request_of(run: Run, place: PlanPlace) -> dict[str, Any]:
    """Keys of ``open``."""
    asked = run.request
    return {
        "scenario": str(run.folder / asked.scenario),
        "beside": str((run.folder / asked.beside).resolve()),
        "keys": dict(asked.options.keys),
        "run": str(place.folder),
    }


def log_of(run: Run) -> Path:
    """Where the process writes what it and its libraries say."""
    return run.folder / LOG


def why_not(place: PlanPlace) -> str:
    """Why a plan is only to be looked at; empty where it can be edited."""
    if place.world:
        return _("This is a plan of a comparison; run its world as a scenario of its own to edit it.")
    return ""


def steps_filed(dossier: Dossier) -> list[Step]:
    """Edits that the plan was made with, a step a site: a loop begins from the question without any."""
    built = {
        str(site): by_type(cell) for site, cell in zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True)
    }
    steps = [_step(dict(one), built) for one in dossier.edits]
    return [step for step in steps if step]


def _step(told: dict[str, Any], built: dict[str, dict[str, int]]) -> Step:
    """What was applied of one row of a file of edits; the site as the plan knows it."""
    site, done = str(told["site_id"]), {one["action"] for one in told["changes"] if one["outcome"] == APPLIED}
    at = {"lon": told["lon"], "lat": told["lat"]}
    chargers = chargers_in(str(told.get("new_chargers") or "")) or built.get(site) or {}
    step: list[Edit] = []
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
