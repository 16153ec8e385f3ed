"""A list of places is dropped on the page and valued: the run is asked for with the file, and refused without one."""

import pytest
from fastapi.testclient import TestClient

from planner.project.project import Project
from planner.project.runs.request import Job
from planner.web.app import make_app
from planner.web.settings import Rates, Settings

FAST = Rates(burst=1e6, changes_burst=1e6, logins_burst=1e6)


@pytest.fixture
def page(tmp_path):
    """A page whose queue does not work, with its project."""
    project = Project.open(tmp_path / "Алматы")
    project.start_sample()
    app = make_app(project, Settings(rates=FAST))
    with TestClient(app, base_url="http://127.0.0.1:8765", headers={"X-Evplan": "1"}) as asking:
        yield asking, project


def test_a_dropped_table_is_asked_of_a_run_and_a_run_without_one_is_refused(page):
    asking, project = page
    body = b"lat;lon;chargers\n43.2;76.9;1 x dc_gbt_60\n"
    dropped = asking.post("/api/files?name=plots.csv", content=body).json()
    asked = {"job": "value", "scenario": project.scenarios.names()[0]}
    assert asking.post("/api/runs", json=asked).status_code == 422
    assert not asking.post("/api/runs", json={**asked, "table": "../../secret"}).is_success
    run = asking.post("/api/runs", json={**asked, "table": dropped["id"]})
    assert run.status_code == 201, run.text
    found = asking.app.state.serving.runs.run(run.json()["id"])
    assert found.request.job is Job.VALUE
    assert (found.folder / found.request.options.table).read_bytes() == body
    text = asking.get("/runs").text
    assert all(words in text for words in ("Value this list", "Drop the table here", "plots.csv"))
