"""An edited plan as a scenario of its own: its TOML with the budget, the balance of plugs and without the rules that were taken back, and beside it a file of edits, with the plan that they gave, that `evplan plan --edits` repeats."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from planner.config.scenario import scenario_from
from planner.edits.shown_plan import MEMBER
from planner.loop.edits import edit_from
from planner.loop.folded import folded
from planner.loop.steps import Step
from planner.project.project import Project
from planner.project.scenario_folder import loaded
from planner.project.toml_text import with_keys


def kept_scenario(
    project: Project,
    text: str,
    name: str,
    steps: Sequence[Step],
    layer: Mapping[str, Any],
    free: Sequence[str],
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
        Edits of sites as GeoJSON, with the plan that was seen, as the loop tells them.
    free : sequence of str
        Sites in the areas that are kept free, as the loop tells them: each is forbidden.

    Raises
    ------
    ConfigError, ProjectError
        The scenario cannot be kept. Nothing was changed.
    """
    keys = {"name": name, **_asked(text, name, steps, free)}
    beside = json.dumps(layer, ensure_ascii=False, indent=1) if layer["features"] or MEMBER in layer else ""
    return project.scenarios.make(name, with_keys(text, keys), edits=beside)


def _asked(text: str, name: str, steps: Sequence[Step], free: Sequence[str]) -> dict[str, Any]:
    """Keys that the edits change: the budget, the balance of plugs, areas that are kept free, and rules of the scenario itself that were taken back."""
    before = scenario_from(loaded(text, name), where=name)
    after = folded(edit_from(edit) for step in steps for edit in step).asked_of(before)
    if free:
        after = after.with_plan(forbidden=tuple(dict.fromkeys((*after.plan.forbidden, *free))))
    old, new = (one.model_dump(mode="json", exclude_unset=True).get("plan", {}) for one in (before, after))
    changed = {key: new.get(key) for key in ("budget_usd", "plug_balance", "forced", "forbidden", "locked")}
    return {f"plan.{key}": None if value == [] else value for key, value in changed.items() if value != old.get(key)}
