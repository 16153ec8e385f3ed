"""What the process of a loop is asked to open: the scenario of a run as it was then, and the plan that it made."""

from pathlib import Path
from typing import Any

from planner.project.runs.run import Run
from planner.support.speech import _
from planner.web.plans.places import PlanPlace

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
