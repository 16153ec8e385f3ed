"""A further budget for a finished plan, asked for on its page: a run of its own in which all of the plan stays, and one line where it cannot be."""

import json
import os
import shutil

import pytest
from city_fixtures import town

from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.dossier.filed_chargers import chargers_filed
from planner.project.runs.ended import State
from planner.project.runs.inputs import EDITS
from planner.project.runs.request import RESULTS, Job, Options, Request
from planner.project.runs.run import SCENARIO
from planner.project.runs.worker import Work
from tests.fixtures.city_cache import city_cache
from tests.fixtures.town_config import TOWN_CONFIG


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory):
    with city_cache(tmp_path_factory.mktemp("kept")):
        yield


def counted(folder):
    rows = chargers_filed(Dossier.load(folder / RESULTS)).itertuples()
    return {(row.site_id, row.charger): row.count for row in rows}


def made_first(project, inputs, edits=None, budget=100_000):
    """Folder of a finished plan, and its scenario."""
    options = Options(quick=True, edits=None if edits is None else EDITS)
    if not inputs.exists():
        inputs.mkdir()
        town(inputs)
    first = project.runs_dir / "0001"
    first.mkdir()
    text = TOWN_CONFIG.format(budget=budget) + "reasons = false\n[demand]\nsamples = 0\n"
    (first / SCENARIO).write_text(text, encoding="utf-8")
    if edits is not None:
        (first / EDITS).write_text(json.dumps({"type": "FeatureCollection", "features": edits}), encoding="utf-8")
    Request(Job.PLAN, "town", SCENARIO, os.path.relpath(inputs, first), options).write(first)
    before = Work(first)
    assert before.end(before.done()) == 0
    return first, text


def test_a_further_budget_is_a_run_of_its_own_in_which_all_of_the_plan_stays(project, site, tmp_path):
    first, text = made_first(project, tmp_path / "town")
    browser = site()
    assert "Add a further budget" in browser.look("/runs/0001").text
    ask = "/api/runs/0001/grown"
    for none in ({}, {"usd": 0}, {"usd": "much"}):
        assert browser.change(ask, json=none).status_code == 422

    made = browser.change(ask, json={"usd": 150_000})
    assert made.status_code == 201, made.text
    second = project.runs_dir / made.json()["id"]
    after = Work(second)
    assert after.end(after.done()) == 0, after
    old, new = counted(first), counted(second)
    assert old
    assert all(new.get(key, 0) >= n for key, n in old.items())
    cost = Dossier.load(first / RESULTS).scorecard.cost_usd
    assert Dossier.load(second / RESULTS).scorecard.cost_usd <= cost + 150_001
    page = browser.look(f"/runs/{second.name}").text
    sites, chargers = len({site for site, _kind in old}), sum(old.values())
    assert "Grown from the plan of run № 0001." in page
    assert f"{sites} of {sites} sites and {chargers} of {chargers} chargers stayed." in page
    assert f"chargers {sum(new.values()) - chargers}," in page

    # its plan is another one meanwhile, or gone; a plan of another city is refused at once
    for spoil in (lambda plan: plan.write_bytes(plan.read_bytes() + b" "), lambda plan: plan.unlink()):
        waiting = project.runs_dir / browser.change(ask, json={"usd": 10_000}).json()["id"]
        spoil(first / RESULTS / PLAN_FILE)
        ended = Work(waiting).done()
        assert ended.state is State.FAILED
        assert "the plan that was to grow" in ended.line
        assert "\n" not in ended.line
    gone = browser.change(ask, json={"usd": 10_000})
    assert gone.status_code in (404, 409, 422)
    assert gone.json()["error"]
    shutil.copyfile(second / RESULTS / PLAN_FILE, first / RESULTS / PLAN_FILE)
    (first / "scenario.toml").write_text(text.replace('[city]\nname = "', '[city]\nname = "Other '), encoding="utf-8")
    other = browser.change(ask, json={"usd": 10_000})
    assert "name a plan of the same city" in other.json()["error"]
    assert len([one for one in project.runs_dir.iterdir() if one.name.isdigit()]) == 4, "nothing half made"


def edit(site, action, **cells):
    return {"type": "Feature", "geometry": None, "properties": {"site_id": site, "action": action, **cells}}


def test_edits_hold_in_the_plan_that_grows_from_one_made_with_them(project, site, tmp_path):
    plain, _text = made_first(project, tmp_path / "town", budget=180_000)
    built = sorted({name for name, _kind in counted(plain)})
    shutil.rmtree(plain)
    settled = {"dc_gbt_60": 1}
    edits = [edit(built[0], "forbid"), edit(built[1], "lock", new_chargers="1 x dc_gbt_60")]
    first, _text = made_first(project, tmp_path / "town", edits, budget=180_000)
    browser = site()
    browser.look("/runs/0001")
    made = browser.change("/api/runs/0001/grown", json={"usd": 400_000})
    assert made.status_code == 201, made.text
    second = project.runs_dir / made.json()["id"]
    after = Work(second)
    assert after.end(after.done()) == 0, after
    old, new = counted(first), counted(second)
    assert all(new.get(key, 0) >= n for key, n in old.items())
    for found in (old, new):
        assert not any(name == built[0] for name, _kind in found)
        assert {kind: n for (name, kind), n in found.items() if name == built[1]} == settled, "locked is locked"
    told = Dossier.load(second / RESULTS).edits
    assert {one["outcome"] for row in told for one in row["changes"]} == {"applied"}, told
