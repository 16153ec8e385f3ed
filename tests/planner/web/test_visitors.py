"""Nobody gets in who may not: by token, by password or at all, and who did what is written down."""

import re

import pytest
from fastapi.routing import APIRoute

from planner.errors import ConfigError
from planner.web import assets
from planner.web.app import make_app
from planner.web.security.visitors import Role
from planner.web.settings import Rates, Settings
from tests.fixtures.listening import asked, listening


def walked(router):
    """Routes of a router and of those within it."""
    for one in router.routes:
        yield from walked(one.original_router) if hasattr(one, "original_router") else (one,)


def test_every_route_asks_who_is_there(site):
    stranger = site(token="t" * 20)
    pages = stranger.app.state.serving.pages.values()
    routers = [assets.router, *(one.pages for one in pages), *(one.api for one in pages if one.api)]
    routes = [route for router in routers for route in walked(router)]
    assert all(isinstance(one, APIRoute) for one in routes)
    assert len(routes) > 60
    open_to_all = set()
    for one in routes:
        path = re.sub(r"\{\w+(:path)?\}", "1", one.path)
        path = f"/api{path}" if any(one in walked(page.api) for page in pages if page.api) else path
        for method in one.methods:
            answer = stranger.request(method, path, headers={"X-Evplan": "1"}, follow_redirects=False)
            if answer.status_code not in (401, 303):
                open_to_all.add(path)
    assert open_to_all == {"/assets/1/1", "/language/1", "/login", "/logout", "/api/login"}


def test_nobody_comes_in_from_elsewhere_without_showing_who_they_are(project):
    for settings in (
        Settings(host="0.0.0.0"),
        Settings(names=("plan.city.example",)),
        Settings(proxies=("127.0.0.1",)),
    ):
        with pytest.raises(ConfigError, match="--token"):
            make_app(project, settings)


def test_the_token_lets_in_by_page_by_address_and_by_script_and_nothing_else_does(site):
    browser = site(token="the token of the server")
    for path in ("/", "/files", "/log", "/log.csv", "/scenarios"):
        assert browser.get(path, follow_redirects=False).headers["location"] == "/login"
    assert browser.get("/api/project").status_code == 401
    browser.look("/login")
    assert browser.change("/login", data={"token": "another"}).status_code == 403
    assert browser.get("/login?token=another").status_code == 200
    assert browser.look("/files").url.path == "/login"
    assert browser.change("/login", data={"token": "the token of the server"}).status_code == 200
    assert browser.look("/files").url.path == "/files"
    assert browser.change("/logout").status_code == 200
    assert browser.look("/files").url.path == "/login"

    by_address = browser.another()
    assert by_address.look("/login?token=the token of the server").url.path == "/"
    script = browser.another()
    assert script.get("/api/project", headers={"Authorization": "Bearer the token of the server"}).status_code == 200
    assert script.get("/api/project", headers={"Authorization": "Bearer another"}).status_code == 401


def test_a_session_ends_with_its_time_its_user_and_another_token(site, project, monkeypatch):
    browser = site(token="one", session_hours=1)
    browser.look("/login?token=one")
    assert browser.look("/").url.path == "/"
    other = site(token="two")
    other.cookies = browser.cookies
    assert other.look("/").url.path == "/login"

    from planner.web.security import sessions

    now = sessions.now_s()
    monkeypatch.setattr(sessions, "now_s", lambda: now + 3700)
    assert browser.look("/").url.path == "/login"


def test_all_that_reading_writes_is_once_a_minute_when_a_session_was_last_seen(site, project, monkeypatch):
    from planner.web.security import sessions

    def kept():
        with project.database.reading() as connection:
            rows = [one for one in connection.iterdump() if not one.startswith('INSERT INTO "web_sessions"')]
            return rows, *connection.execute("SELECT began_s, seen_s FROM web_sessions").fetchone()

    browser = site(token="one")
    browser.look("/login?token=one")
    rows, began_s, seen_s = kept()
    pages = ("/", "/files", "/scenarios", "/runs", "/log", "/log.csv", "/help", "/compare", "/api/project", "/api/runs")
    for now_s, written_s in ((began_s + 30, seen_s), (began_s + 90, began_s + 90), (began_s + 120, began_s + 90)):
        monkeypatch.setattr(sessions, "now_s", lambda now_s=now_s: now_s)
        assert {browser.look(page).status_code for page in pages} == {200}
        assert kept() == (rows, began_s, written_s)


def test_readers_look_and_planners_change(site, project):
    site().app.state.serving.access.users.add("Reader", Role.READ, "a long password")
    browser = site()
    browser.app.state.serving.access.users.add("Planner", Role.PLAN, "another long password")
    reader, planner = browser, browser.another()
    for one, name, password in ((reader, "Reader", "a long password"), (planner, "Planner", "another long password")):
        one.look("/login")
        assert one.change("/login", data={"name": name, "password": "a wrong password"}).status_code == 403
        assert one.change("/login", data={"name": name, "password": password}).status_code == 200
        assert one.look("/files").url.path == "/files"
    body = {"content": b"a,b\n1,2\n"}
    assert reader.change("/api/files?name=a.csv", **body).status_code == 403
    assert project.files.all() == ()
    assert planner.change("/api/files?name=fleet.csv", content=b"vehicle_class,count\nprivate,100\n").status_code == 201
    said = [(one.who, one.what) for one in planner.app.state.serving.access.log.entries()]
    assert ("Planner", "added the file fleet.csv") in said
    assert [one.who for one in project.history.changes()] == ["Planner"]
    assert "fleet.csv" in planner.get("/log.csv").text
    planner.app.state.serving.access.users.remove("Reader")
    assert reader.look("/files").url.path == "/login"


def test_the_log_is_an_account_in_the_language_of_its_reader_that_can_be_narrowed_down(site):
    browser = site()
    browser.look("/")
    assert browser.change("/api/files?name=fleet.csv", content=b"vehicle_class,count\nprivate,1\n").status_code == 201
    assert browser.change("/api/files?name=roads.osm.pbf", content=b"no extract").status_code == 400
    edits = {"edits": [{"kind": "budget", "usd": 1}]}
    assert browser.change("/api/plans/0002/loop/edits", json=edits).status_code >= 400
    russian = {"Accept-Language": "ru"}
    told = browser.look("/log", **russian).text
    assert "/api/" not in told.partition("</form>")[2]
    assert "добавлен файл fleet.csv" in told
    assert "попытка добавить файл roads.osm.pbf" in told
    for narrowed, there, gone in (
        ("words=ДОБАВЛЕН+fleet", "fleet.csv", "roads.osm.pbf"),
        ("became=refused", "roads.osm.pbf", "fleet.csv"),
        ("who=Nobody", "", "fleet.csv"),
    ):
        told = browser.look(f"/log?{narrowed}", **russian).text.partition("</form>")[2]
        assert there in told, narrowed
        assert gone not in told, narrowed
    assert "added the file fleet.csv" in browser.get("/log.csv", headers={"Accept-Language": "en"}).text


def test_no_password_stands_in_the_project_and_no_two_alike(site, project):
    users = site().app.state.serving.access.users
    users.add("A", Role.READ, "the same password")
    users.add("B", Role.READ, "the same password")
    with project.database.reading() as connection:
        kept = [row["password"] for row in connection.execute("SELECT password FROM web_users")]
    assert len(set(kept)) == 2
    assert all(one.startswith("scrypt$") and "same" not in one for one in kept)
    for name, password in (("", "a long password"), ("local", "a long password"), ("C\n", "short"), ("C", "short")):
        with pytest.raises(ConfigError):
            users.add(name, Role.READ, password)


def test_whoever_guesses_waits(site):
    browser = site(token="t" * 20, rates=Rates(burst=1e6, changes_burst=1e6, logins_burst=3, logins_per_s=0.001))
    browser.look("/login")
    answers = [browser.change("/login", data={"token": str(number)}) for number in range(6)]
    assert [one.status_code for one in answers] == [403, 403, 403, 429, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 60
    names = [browser.change("/login", data={"name": str(n), "password": "wrong"}).status_code for n in range(40)]
    assert names[0] == 403, "of another name"
    assert names[-1] == 429, "and not for any number of names"


SLOW = Rates(burst=1e6, changes_burst=1e6, logins_burst=3, logins_per_s=0.001)


def test_whoever_guesses_keeps_nobody_out_who_is_elsewhere(project):
    token = "the token of the server"
    settings = Settings(token=token, proxies=("127.0.0.1",), rates=SLOW)

    def tried(port, text, **headers):
        head = {"Host": "127.0.0.1", "Connection": "close", "X-Evplan": "1", **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
        body = f"token={text}".encode()
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return int(asked(port, f"POST /login HTTP/1.1\r\n{lines}{form}\r\n".encode() + body).split()[1])

    with listening(project, settings) as port:
        guesser = [tried(port, "wrong", X_Forwarded_For=f"8.8.8.{at}, 203.0.113.5") for at in range(5)]
        assert guesser == [403, 403, 403, 429, 429], "what a client writes into the header itself is no address"
        assert tried(port, token, X_Forwarded_For="203.0.113.6") == 200
        assert tried(port, token, X_Forwarded_For="2001:db8::1") == 200
        assert [tried(port, "x", X_Forwarded_For=f"2001:db8:1::{at}") for at in range(1, 5)] == [403, 403, 403, 429]
        link = f"GET /login?token={token.replace(' ', '+')} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for address, status in (("203.0.113.7", b" 303 "), ("203.0.113.5", b" 429 ")):
            assert status in asked(port, f"{link}X-Forwarded-For: {address}\r\n\r\n".encode()).partition(b"\r\n")[0]
    with listening(project, Settings(token=token, rates=SLOW)) as port:
        bare = [tried(port, "wrong", X_Forwarded_For=f"203.0.113.{at}") for at in range(5)]
        assert bare == [403, 403, 403, 429, 429], "nobody is believed who was not named"
