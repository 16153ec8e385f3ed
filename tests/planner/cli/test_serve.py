"""`evplan serve` says in one line where it listens or why it does not, ends quietly, and knows its users."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from planner.cli import served
from planner.project.project import Project
from planner.support import apart
from planner.web.settings import Settings
from tests.conftest import ROOT
from tests.fixtures.command_line import run as here

pytestmark = pytest.mark.slow

NOBODY = 65534
EACH = """
import json, sys
from tests.conftest import ROOT
from tests.fixtures.command_line import run
done = [run("serve", "--project", folder) for folder in sys.argv[1:]]
print(json.dumps([(one.exit_code, one.stderr) for one in done]))
"""
COMMAND = [sys.executable, "-m", "planner", "serve"]


def run(*words, said=""):
    done = here("serve", *words, said=said)
    return done.exit_code, done.stdout, done.stderr


def run_as(user, *projects):
    """What is said of each of these projects, with the code, in a process of another user where one is told."""
    done = subprocess.run(
        [sys.executable, "-c", EACH, *map(str, projects)], user=user, capture_output=True, check=True, text=True,
        timeout=120, env=plain(), cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)


def plain():
    return {name: value for name, value in os.environ.items() if not name.startswith("EVPLAN_")}


@pytest.fixture
def started(tmp_path):
    """Starts a server and gives it with its address."""
    running = []

    def start(*words):
        server = subprocess.Popen(
            [*COMMAND, "--project", tmp_path / "city", "--port", "0", *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=plain(),
        )  # fmt: skip
        running.append(server)
        return server, re.search(r"http://\S+", server.stdout.readline())[0]

    yield start
    for one in running:
        if one.poll() is None:
            one.kill()
        one.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_it_serves_its_page_and_ends_quietly_when_it_is_told_to(tmp_path, started, number):
    server, address = started("--lang", "ru")
    with urllib.request.urlopen(address) as answer:
        assert "/assets/" in answer.read().decode()
    told_where = server.stdout.readline()  # before it is told to end: a busy machine may not have written it by then
    code, _out, said = run("--project", tmp_path / "city")
    assert code == 2
    assert said.count("\n") == 1
    assert f"process {server.pid}" in said, "another server on its project is told whose it is"
    server.send_signal(number)
    out, complaints = server.communicate(timeout=60)
    assert (server.returncode, complaints) == (0, "")
    assert "Traceback" not in out
    assert "Ctrl-C" in told_where
    assert "ends" not in told_where + out, "in the language of the reader"


@pytest.mark.slow
def test_a_browser_that_never_ends_its_question_does_not_hold_it_up(started):
    server, address = started("--token", "a token of some length")
    assert urllib.request.urlopen(address).status == 200
    with socket.create_connection(("127.0.0.1", int(re.search(r":(\d+)/", address)[1]))) as waiting:
        waiting.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")  # and never says the rest
        server.send_signal(signal.SIGINT)
        _out, complaints = server.communicate(timeout=60)
    assert (server.returncode, complaints) == (0, "")


def test_a_port_that_is_taken_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _out, said = run("--project", tmp_path / "city", "--port", taken.getsockname()[1])
    assert code == 2
    assert said.count("\n") == 1
    assert "--port" in said


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system knows no rights of folders")
def test_a_folder_that_cannot_be_written_is_one_line():
    with tempfile.TemporaryDirectory() as name:  # where another user may look
        place = Path(name)
        Project.open(place / "city")
        place.chmod(0o755)
        for one in (place / "city", *(place / "city").rglob("*")):
            one.chmod(0o555 if one.is_dir() else 0o444)
        folders = (place / "city", place / "new")
        told = run_as(NOBODY if os.geteuid() == 0 else None, *folders)
        for folder, (code, said) in zip(folders, told, strict=True):
            assert code == 2
            assert "Traceback" not in said
            assert re.match(f"error: {folder}: cannot be written to", said.splitlines()[-1])
        for one in (place / "city", *(place / "city").rglob("*")):
            one.chmod(0o755)


def test_a_folder_of_something_else_is_one_line_and_stays_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("dear city", encoding="utf-8")
    code, _out, said = run("--project", tmp_path)
    assert code == 2
    assert said.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_others_are_let_in_by_a_token_or_as_users_alone(tmp_path, started):
    city = tmp_path / "city"
    assert run("--project", city, "--host", "0.0.0.0")[0] == 2
    assert run("users", "add", "Айгуль", "--role", "plan", "--project", city, said="too short\n")[0] == 2
    assert run("users", "add", "Айгуль", "--role", "plan", "--project", city, said="a long password\n")[0] == 0
    assert run("users", "list", "--project", city)[1].split() == ["Айгуль", "plan"]
    _server, address = started("--host", "0.0.0.0")
    with urllib.request.urlopen(address) as answer:
        assert answer.url.endswith("/login")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{address}api/project")
    assert run("users", "remove", "Айгуль", "--project", city)[0] == 0
    assert run("users", "remove", "Айгуль", "--project", city)[0] == 2


def test_behind_a_proxy_it_lives_under_a_path_of_its_own(started):
    _server, address = started(
        "--token", "t" * 20, "--root-path", "/plans", "--name", "plans.city.example", "--proxy", "127.0.0.1"
    )
    asked = urllib.request.Request(
        address.replace("/plans/", "/login"),
        headers={"Host": "plans.city.example", "X-Forwarded-Proto": "https", "Accept": "text/html"},
    )
    with urllib.request.urlopen(asked) as answer:
        text, cookie = answer.read().decode(), answer.headers["set-cookie"]
    assert 'href="/plans/assets/' in text
    assert 'hx-post="/plans/login"' in text
    assert "Secure" in cookie
    assert "Path=/plans" in cookie


@pytest.mark.parametrize(
    ("host", "platform", "said"),
    [("0.0.0.0", "win32", True), ("0.0.0.0", "linux", False), ("127.0.0.1", "win32", False)],
)
def test_where_the_system_has_no_limits_a_server_for_others_says_so(
    tmp_path, monkeypatch, capsys, host, platform, said
):
    settings = Settings(host=host, token="a token of some length", port=8765)
    monkeypatch.setattr(apart, "_DOOR", apart._Door())
    monkeypatch.setattr(apart.sys, "platform", platform)
    apart.keep_apart()
    monkeypatch.setattr(served, "serve", lambda _project, known, **how: how["tell"](known))
    served.serve_project(tmp_path / "city", settings, exact_port=True, open_browser=False, quiet=True)
    assert ("without limits of memory and time" in "".join(capsys.readouterr())) == said
