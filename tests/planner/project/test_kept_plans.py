"""An edited plan that is kept asks for the same as the plan that was seen: also where a rule of its scenario was taken back."""

import json

import pytest

from planner.errors import ProjectError
from planner.loop.edits import edits_from
from planner.loop.folded import as_geojson, folded, with_plan
from planner.project.kept_plan import kept_scenario
from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.project.toml_text import with_keys

RULES = {
    "plan.forbidden": ["s1", "s2"],
    "plan.forced": ["s3"],
    "plan.locked": [{"site": one, "chargers": {"dc_gbt_60": 1}} for one in ("s4", "s5")],
}


@pytest.fixture
def project(tmp_path):
    return Project.open(tmp_path / "Алматы")


def test_a_rule_of_the_scenario_that_was_taken_back_stays_taken_back(project):
    text = with_keys(project.scenarios.text(project.start_sample()), RULES)
    before = project.scenarios.scenario(project.scenarios.make("before", text))
    steps = [[{"kind": "release", "site": one}] for one in ("s1", "s3", "s4")]
    steps += [[{"kind": "force", "site": "s1"}], [{"kind": "budget", "usd": 123_000.0}]]
    steps += [[{"kind": "balance", "share": 0.9}]]
    edits = edits_from([edit for step in steps for edit in step])
    name = kept_scenario(project, text, "mine", steps, as_geojson(edits), [])
    kept = project.scenarios.scenario(name)
    assert kept.plan == folded(edits).asked_of(before).plan
    assert (kept.plan.forbidden, kept.plan.forced, [one.site for one in kept.plan.locked]) == (("s2",), (), ["s5"])
    assert (kept.plan.budget_usd, kept.plan.plug_balance) == (123_000, 0.9)
    assert project.scenarios.edits(name) is not None
    same = project.scenarios.scenario(kept_scenario(project, text, "same", [], as_geojson([]), []))
    assert same.plan == before.plan
    assert project.scenarios.edits("same") is None
    free = project.scenarios.scenario(kept_scenario(project, text, "free", [], as_geojson([]), ["s2", "s9"]))
    assert free.plan.forbidden == ("s1", "s2", "s9")


def test_the_plan_that_was_seen_is_kept_beside_and_of_a_budget_alone_no_edits_stand_in_the_way_of_a_check(project):
    text = project.scenarios.text(project.start_sample())
    built = [{"chargers": {"s1": {"dc_gbt_60": 2}}}]
    money = [[{"kind": "budget", "usd": 123_000.0}]]
    name = kept_scenario(project, text, "money", money, with_plan(as_geojson([]), built), [])
    assert json.loads(project.scenarios.edits(name).read_text(encoding="utf-8"))["plan"] == built
    queue = RunQueue(project)
    assert queue.add("plan", name).request.options.edits is not None
    assert queue.add("check", name).request.options.edits is None
    sites = [[{"kind": "forbid", "site": "s1"}]]
    layer = with_plan(as_geojson(edits_from([edit for step in sites for edit in step])), built)
    with pytest.raises(ProjectError, match="only a plan follows"):
        queue.add("check", kept_scenario(project, text, "sites", sites, layer, []))
