"""Where a plan of a project lies: by the id of its run, and the world of it where the run compared several."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from planner.dossier.dossier import PLAN_FILE
from planner.project.folder import RUNS
from planner.project.project import Project
from planner.project.runs.request import RESULTS
from planner.support.speech import _
from planner.web.refused import RefusedError

BETWEEN = "~"
"""Stands between a run and one of its worlds: ``7f3a~gbt_heavy``."""
_PART = re.compile(r"[\w][\w .+-]{0,120}")


@dataclass(frozen=True)
class PlanPlace:
    """A finished plan.

    Parameters
    ----------
    key : str
        As addresses name it.
    run, world : str
        World is empty where the run made one plan.
    folder : Path
        With its ``plan.json``.
    """

    key: str
    run: str
    world: str
    folder: Path


def place_of(project: Project, key: str) -> PlanPlace:
    """Find a plan.

    Raises
    ------
    RefusedError
        404: there is no such run, or it has no plan (yet).
    """
    run, _between, world = key.partition(BETWEEN)
    parts = [run, *([world] if world else [])]
    if all(_PART.fullmatch(part) for part in parts):
        folder = project.folder.path(*_names(run, world))
        if (folder / PLAN_FILE).is_file():
            return PlanPlace(key, run, world, folder)
    raise RefusedError(404, _("there is no finished plan of that name"))


def plans_in(project: Project, run: str) -> list[PlanPlace]:
    """Finished plans of a run: one, or one a world that was compared; none while there is nothing yet."""
    folder = project.folder.path(RUNS, run, RESULTS)
    worlds = sorted(one.name for one in _folders(folder) if (one / PLAN_FILE).is_file() and _PART.fullmatch(one.name))
    found = [PlanPlace(run, run, "", folder)] if (folder / PLAN_FILE).is_file() else []
    return found + [PlanPlace(f"{run}{BETWEEN}{one}", run, one, folder / one) for one in worlds]


def _names(run: str, world: str) -> list[str]:
    return [RUNS, run, RESULTS, *([world] if world else [])]


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            return [Path(one.path) for one in found if one.is_dir(follow_symlinks=False)]
    except OSError:
        return []
