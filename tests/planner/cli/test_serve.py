"""`evplan serve` says in one line where it listens or why it does not, ends quietly, and knows its users."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

COMMAND = [sys.executable, "-m", "planner", "serve"]


def run(*words, said=""):
    done = subprocess.run(
        [*COMMAND, *map(str, words)], input=said, capture_output=True, check=False, text=True, timeout=120, env=plain()
    )
    return done.returncode, done.stdout, done.stderr


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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_its_page_and_ends_quietly_when_it_is_told_to(started, number):
    server, address = started()
    with urllib.request.urlopen(address) as answer:
        assert "/assets/" in answer.read().decode()
    server.send_signal(number)
    out, complaints = server.communicate(timeout=60)
    assert (server.returncode, complaints) == (0, "")
    assert "Traceback" not in out


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


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who may write everywhere is refused nowhere"
)
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    code, _out, said = run("--project", tmp_path / "city")
    tmp_path.chmod(stat.S_IRWXU)
    assert code == 2
    assert said.count("\n") == 1


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
