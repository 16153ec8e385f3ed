"""A site of a fresh project, asked as a browser and as a script ask it."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.project.project import Project
from planner.web.app import make_app
from planner.web.settings import Rates, Settings

ADDRESS = "http://127.0.0.1:8765"
FAST = Rates(burst=1e6, changes_burst=1e6, logins_burst=1e6)


@pytest.fixture
def project(tmp_path):
    return Project.open(tmp_path / "Алматы")


@pytest.fixture
def site(project):
    """Makes the site of the project with some settings and gives a browser that looks at it."""

    def make(**settings):
        app = make_app(project, Settings(**{"rates": FAST, **settings}))
        return Browser(app, base_url=ADDRESS, raise_server_exceptions=False)  # without its life: no run is begun

    return make


class Browser(TestClient):
    """A browser: it keeps cookies, and its changes carry the token of the page it looked at last."""

    token = ""

    def look(self, path="/", **headers):
        page = self.get(path, headers={"accept": "text/html", **headers})
        found = re.search(r"X-CSRF-Token&#34;: &#34;(\w+)", page.text)
        self.token = found[1] if found else self.token
        return page

    def change(self, path, method="POST", headers=None, **more):
        return self.request(
            method, path, headers={"X-CSRF-Token": self.token, "HX-Request": "true", **(headers or {})}, **more
        )

    def another(self):
        """Another browser at the same site."""
        return Browser(self.app, base_url=ADDRESS, raise_server_exceptions=False)
