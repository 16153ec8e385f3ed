"""An edited plan as a scenario of its own: its TOML with the budget, and beside it a file of edits that `evplan plan --edits` repeats."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from planner.edits.words import Action
from planner.project.project import Project
from planner.project.toml_text import with_keys
from planner.web.loops.steps import Step


def kept_scenario(
    project: Project,
    text: str,
    name: str,
    steps: Sequence[Step],
    layer: Mapping[str, Any],
    places: Sequence[Mapping[str, Any]],
) -> str:
    """Make the scenario; the name of its file.

    Parameters
    ----------
    project : Project
    text : str
        TOML of the run's scenario, its paths as in the folder of scenarios.
    name : str
    steps : sequence of steps
    layer : mapping
        Edits of sites as GeoJSON, as the loop tells them.
    places : sequence of mapping
        Candidates: what lies in an area that is kept free is forbidden one by one.

    Raises
    ------
    ConfigError, ProjectError
        The scenario cannot be kept. Nothing was changed.
    """
    keys: dict[str, Any] = {"name": name}
    budgets = [edit["usd"] for step in steps for edit in step if edit["kind"] == "budget"]
    if budgets:
        keys["plan.budget_usd"] = budgets[-1]
    whole = {**layer, "features": [*layer["features"], *_kept_free(steps, layer, places)]}
    beside = json.dumps(whole, ensure_ascii=False, indent=1) if whole["features"] else ""
    return project.scenarios.make(name, with_keys(text, keys), edits=beside)


def _kept_free(
    steps: Sequence[Step], layer: Mapping[str, Any], places: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows that forbid what lies in the areas, where no other edit says more of it."""
    areas: dict[str, Any] = {}
    for edit in (one for step in steps for one in step):
        if edit["kind"] == "keep_free":
            areas[edit["name"]] = shapely.Polygon(edit["polygon"])
        elif edit["kind"] == "release" and edit.get("name"):
            areas.pop(edit["name"], None)
    said = {one["properties"]["site_id"] for one in layer["features"] if one["properties"].get("action")}
    rows = []
    for place in places:
        point = shapely.Point(place["lon"], place["lat"])
        name = next((name for name, area in areas.items() if area.intersects(point)), None)
        if name is not None and place["id"] not in said:
            asked = {"site_id": place["id"], "action": Action.FORBID.value, "note": name}
            rows.append(
                {
                    "type": "Feature",
                    "properties": asked,
                    "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
                }
            )
    return rows
