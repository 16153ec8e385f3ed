"""A planner edits a plan on the page and keeps it: its run writes the very sites, chargers and plugs that she saw, and the page says so."""

import json
import time

import pytest
from fastapi.testclient import TestClient

from planner.dossier.dossier import Dossier
from planner.loop.filed import chargers_filed
from planner.project.project import Project
from planner.web.app import make_app
from planner.web.settings import Rates, Settings
from tests.fixtures.patience import until

pytestmark = pytest.mark.slow

LONG_S = 240
FAST = Rates(burst=1e6, changes_burst=1e6, logins_burst=1e6)
US = {"X-Evplan": "1"}


@pytest.fixture
def page(tmp_path):
    """A page at work on the sample city, with the folder of its project."""
    project = Project.open(tmp_path / "Алматы")
    name = project.start_sample()
    project.scenarios.changed_together(name, {"plan.budget_usd": 900_000, "plan.reasons": False, "demand.samples": 0})
    app = make_app(project, Settings(rates=FAST))
    with app.state.serving.runs, TestClient(app, base_url="http://127.0.0.1:8765", headers=US) as asking:
        yield asking, project


def ran(asking, project, scenario):
    """The plan of a run of a scenario, and its number."""
    asked = asking.post("/api/runs", json={"job": "plan", "scenario": scenario})
    assert asked.is_success, asked.text
    run = asked.json()["id"]
    over = until(lambda: (found := asking.get(f"/api/runs/{run}").json())["is_over"] and found, LONG_S)
    assert over, "the run has not ended"
    assert over["state"] == "finished", over
    return run, Dossier.load(project.runs_dir / run / "results")


def seen(picture):
    """Chargers of a picture of the loop, by site."""
    return {one["id"]: one["chargers"] for one in picture["sites"] if one["chargers"]}


def built(dossier):
    out = {}
    for row in chargers_filed(dossier).itertuples():
        out.setdefault(row.site_id, {})[row.charger] = int(row.count)
    return out


def test_what_was_seen_on_the_page_is_what_its_run_writes(page):
    asking, project = page
    scenario = project.scenarios.names()[0]
    run, first = ran(asking, project, scenario)
    loop = f"/api/plans/{run}/loop"
    until(lambda: "sites" in asking.post(loop, json={}).json() or time.sleep(0.5), LONG_S)
    site = str(first.sites.loc[first.sites["rank"] == 1, "site_id"].iloc[0])
    shown = asking.post(f"{loop}/edits", json={"edits": [{"kind": "forbid", "site": site}]}).json()
    assert site not in seen(shown)

    kept = asking.post(f"{loop}/keep", json={"name": "without it", "turn": shown["turn"]})
    assert kept.status_code == 201, kept.text
    assert "writes exactly that one" in kept.json()["said"]
    edits = project.scenarios.edits(kept.json()["scenario"])
    number, made = ran(asking, project, kept.json()["scenario"])
    assert built(made) == seen(shown)
    assert made.seen_plan["became"] == "same"
    assert made.proof.gap <= made.proof.asked_gap
    assert made.seen_plan["said"] in asking.get(f"/runs/{number}", headers={"accept": "text/html"}).text
    asking.cookies.clear()  # a script goes on
    report = (project.runs_dir / number / "results" / "report.html").read_text(encoding="utf-8")
    assert "План, который был показан" in report or made.seen_plan["said"] in report

    bare = json.loads(edits.read_text(encoding="utf-8"))
    bare.pop("plan")
    edits.write_text(json.dumps(bare), encoding="utf-8")
    _number, anew = ran(asking, project, kept.json()["scenario"])
    assert built(anew) != seen(shown), "the case shows nothing"
    assert anew.seen_plan == {}

    then = asking.post(f"{loop}/edits", json={"edits": [{"kind": "budget", "usd": 700_000}]}).json()
    late = asking.post(f"{loop}/keep", json={"name": "too late", "turn": shown["turn"]})
    assert late.status_code == 409
    assert "look at the plan as it is now" in late.json()["error"]
    asking.post(f"{loop}/undo", json={})
    back = asking.post(f"{loop}/edits", json={"edits": [{"kind": "budget", "usd": 700_000}]}).json()
    assert back["turn"] > then["turn"]
    assert asking.post(f"{loop}/keep", json={"name": "in time", "turn": back["turn"]}).status_code == 201
