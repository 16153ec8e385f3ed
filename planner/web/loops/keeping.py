"""An edited plan as a scenario of its own: its TOML with the budget and without the rules that were taken back, and beside it a file of edits that `evplan plan --edits` repeats."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from planner.config.scenario import scenario_from
from planner.edits.words import Action
from planner.loop.edits import edit_from
from planner.loop.folded import folded
from planner.project.project import Project
from planner.project.scenario_folder import loaded
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
    keys = {"name": name, **_asked(text, name, steps)}
    whole = {**layer, "features": [*layer["features"], *_kept_free(steps, layer, places)]}
    beside = json.dumps(whole, ensure_ascii=False, indent=1) if whole["features"] else ""
    return project.scenarios.make(name, with_keys(text, keys), edits=beside)


def _asked(text: str, name: str, steps: Sequence[Step]) -> dict[str, Any]:
    """Keys that the edits change: the budget, and rules of the scenario itself that were taken back."""
    before = scenario_from(loaded(text, name), where=name)
    after = folded(edit_from(edit) for step in steps for edit in step).asked_of(before)
    old, new = (one.model_dump(mode="json", exclude_unset=True).get("plan", {}) for one in (before, after))
    changed = {key: new.get(key) for key in ("budget_usd", "forced", "forbidden", "locked")}
    return {f"plan.{key}": None if value == [] else value for key, value in changed.items() if value != old.get(key)}


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
