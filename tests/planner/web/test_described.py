"""The JSON of the page stands as its OpenAPI document says, and whatever is sent to it, it is never a bug."""

import re
from pathlib import Path

import pytest
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings

from planner.project.project import Project
from planner.web.app import PAGES, make_app
from planner.web.settings import Rates, Settings

ROOT = Path(__file__).parents[3]
ADDRESS = "http://127.0.0.1:8765"
EXAMPLES = 4
SCRIPT = {"X-Evplan": "1"}
TAKES = ("method", "url", "headers", "params", "json", "data", "files", "cookies")


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """A site with the sample city in it, and what its document describes; no run is begun."""
    project = Project.open(tmp_path_factory.mktemp("described") / "project")
    project.start_sample()
    app = make_app(project, Settings(rates=Rates(burst=1e6, changes_burst=1e6, logins_burst=1e6)))
    client = TestClient(app, base_url=ADDRESS, headers=SCRIPT, raise_server_exceptions=False)
    document = client.get("/api/openapi.json").json()
    operations = [one.ok() for one in schemathesis.openapi.from_dict(document).get_all_operations()]
    return client, document, operations, project


def walked(router):
    """Routes of a router and of those within it."""
    for one in router.routes:
        yield from walked(one.original_router) if hasattr(one, "original_router") else (one,)


def test_every_route_of_the_interface_is_described_with_what_it_is_for(described):
    _client, document, _operations, _project = described
    routes = {
        (method.lower(), re.sub(r":path\}", "}", f"/api{one.path}"))
        for page in PAGES.values()
        if page.api
        for one in walked(page.api)
        if one.include_in_schema
        for method in one.methods
    }
    found = {(method, path) for path, ways in document["paths"].items() for method in ways}
    assert found == routes
    assert all(way["description"] for ways in document["paths"].values() for way in ways.values())


@pytest.mark.slow
def test_whatever_is_sent_is_never_a_bug_and_what_is_done_stands_in_the_log_in_words(described):
    client, _document, operations, project = described
    assert len(operations) > 20
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            asked = case.as_transport_kwargs(base_url=ADDRESS)
            sent = requests.Request(**{name: asked[name] for name in TAKES if asked.get(name) is not None}).prepare()
            with client.stream(sent.method, sent.url, content=sent.body, headers=dict(sent.headers)) as answer:
                assert answer.status_code < 500, (sent.method, sent.url, answer.read()[:300])

        ask()
    with project.database.reading() as connection:
        rows = connection.execute("SELECT what FROM web_audit WHERE status < 400").fetchall()
    assert rows
    assert [row["what"] for row in rows if "/api/" in row["what"]] == []  # whatever is done is told in words


def test_the_examples_of_the_manual_name_addresses_that_are_there(described):
    _client, document, _operations, _project = described
    text = (ROOT / "docs" / "planners-page.md").read_text("utf-8")
    named = set(re.findall(r"(?:\$base|\{base\})(/[a-z/]+)", text))
    assert len(named) >= 4
    known = document["paths"]
    for one in named:
        assert any(path.startswith(f"/api{one}") for path in known), one
