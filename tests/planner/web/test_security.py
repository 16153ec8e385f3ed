"""Nobody gets in who may not, nothing is changed from another site, and no request is larger or faster than it may be."""

import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from planner.errors import ConfigError
from planner.web import assets
from planner.web.app import make_app
from planner.web.security.rates import Bucket
from planner.web.security.visitors import Role
from planner.web.settings import Limits, Rates, Settings

PAGES = ("/", "/files", "/scenarios", "/help", "/log", "/login", "/no/such/page")


def test_every_answer_forbids_scripts_and_styles_that_are_not_files_of_the_site(site):
    browser = site()
    for path in (*PAGES, "/api/openapi.json", "/api/no-such-thing"):
        said = browser.look(path).headers
        policy = dict(part.strip().split(" ", 1) for part in said["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'", path
        assert policy["frame-ancestors"] == "'self'"
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "no-referrer"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert "no-store" in said["cache-control"]


def test_no_page_holds_a_script_or_style_of_its_own_or_an_address_elsewhere(site):
    browser = site()
    for path in PAGES:
        text = browser.look(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on|hx-vals=.js:", text), path
        assert all(re.match(r'<script src="/assets/', one) for one in re.findall(r"<script[^>]*>", text)), path
        assert not re.findall(r'(?:href|src|action|hx-\w+)="(?:https?:)?//', text), path


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "192.168.1.7:8765", "", "[::2]:8765"]
)
def test_a_name_of_somebody_else_that_leads_here_is_refused(site, host):
    browser = site()
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST"])
def test_the_names_of_this_machine_are_known(site, host):
    assert site().get("/", headers={"host": host}).status_code == 200


def test_where_others_come_its_name_and_addresses_are_known_and_other_names_are_not(site):
    browser = site(host="0.0.0.0", token="t" * 20, names=("plan.city.example",))
    for host, status in (("plan.city.example", 200), ("192.168.1.7:8765", 200), ("evil.example", 421)):
        assert browser.get("/login", headers={"host": host}).status_code == status


FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9999"},
    {"X-CSRF-Token": ""},
    {"X-CSRF-Token": "0" * 64},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_change_that_another_site_made_the_browser_send_is_refused(site, headers):
    browser = site()
    browser.look("/")
    assert browser.change("/language/ru").status_code == 200
    assert browser.change("/language/ru", headers=headers).status_code == 403


def test_the_token_of_one_browser_is_none_of_another(site):
    one = site()
    other = one.another()
    one.look("/")
    other.look("/")
    assert other.change("/language/ru").status_code == 200
    assert other.change("/language/ru", headers={"X-CSRF-Token": one.token}).status_code == 403


def test_a_script_without_a_cookie_says_that_it_is_one(site):
    script = site()
    assert script.post("/language/ru").status_code == 403
    assert script.post("/language/ru", headers={"X-Evplan": "1"}).status_code == 200
    assert script.post("/language/ru", headers={"X-Evplan": "1", "origin": "http://evil.example"}).status_code == 403


def test_a_page_stays_good_when_the_server_begins_again(site):
    browser = site()
    browser.look("/")
    again = site()
    again.cookies = browser.cookies
    again.token = browser.token
    assert again.change("/language/kk").status_code == 200


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


def test_a_bucket_lets_so_many_through_at_once_and_then_so_many_a_second():
    now = [0.0]
    bucket = Bucket(3, 2, clock=lambda: now[0])
    assert [bucket.wait_s("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.wait_s("b") == 0
    now[0] += 0.5
    assert [bucket.wait_s("a") for _ in range(2)] == [0, 0.5]
    now[0] -= 100  # a clock that is set back gives nothing and takes nothing
    assert bucket.wait_s("a") == 0.5


def test_a_body_is_counted_as_it_comes_and_not_as_it_is_announced(site, project):
    browser = site(limits=Limits(body_bytes=1000, upload_bytes=5000))
    browser.look("/")

    def endless():
        for _ in range(100):
            yield b"x" * 100

    for path in ("/language/ru", "/login"):
        assert browser.change(path, content=b"x" * 1001).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.change("/login", content=endless(), headers=form).status_code == 413
    assert browser.change("/api/files?name=a.csv", content=b"x" * 5001).status_code == 413
    assert browser.change("/api/files?name=a.csv", content=endless()).status_code == 413
    assert project.files.all() == ()
    assert not any(one for one in (project.root / "files").iterdir())


@pytest.mark.parametrize(
    "name",
    ["../project.sqlite", "..%2fproject.sqlite", "%2e%2e/%2e%2e/etc/passwd", "leaflet/../../app.py", "/etc/passwd"],
)
def test_assets_are_a_list_and_no_folder(site, name):
    assert site().get(f"/assets/x/{name}").status_code == 404


def test_a_bug_is_told_by_a_number_and_its_traceback_stays_in_the_log(site, monkeypatch, caplog):
    browser = site()
    monkeypatch.setattr(type(browser.app.state.serving), "title", property(lambda _self: 1 / 0))
    answer = browser.look("/")
    assert answer.status_code == 500
    number = re.search(r"[0-9a-f]{8}", answer.text)[0]
    assert "ZeroDivisionError" not in answer.text
    assert "Traceback" not in answer.text
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_disk_that_is_full_is_told_of_in_one_line_and_changes_nothing(site, project, monkeypatch):
    browser = site()
    browser.look("/")

    def full(*_arguments, **_more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    answer = browser.change("/api/files?name=a.csv", content=b"a,b\n1,2\n")
    assert answer.status_code == 507
    assert "No space left" in answer.json()["error"]
    assert project.files.all() == ()
    monkeypatch.undo()
    with closing(sqlite3.connect(project.database.file)) as held:
        pages = held.execute("PRAGMA page_count").fetchone()[0]
    opened = project.database._opened

    def small():
        connection = opened()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(project.database, "_opened", small)
    answers = [browser.change(f"/api/files?name={at}.csv", content=b"a,b\n1,2\n") for at in range(200)]
    refused = next(one for one in answers if one.status_code != 201)
    assert (refused.status_code, "full" in refused.json()["error"]) == (507, True)


def test_what_is_not_in_the_project_is_404(site):
    browser = site()
    for path in ("/api/files/99", "/api/scenarios/nope/toml", "/api/runs/0099", "/scenarios/nope"):
        assert browser.look(path).status_code == 404, path


def test_what_stays_for_undo_counts_against_the_room_of_a_project(site, project):
    limits = Limits(project_bytes=3000)
    browser = site(limits=limits)
    browser.look("/")
    statuses = []
    for _ in range(4):
        answer = browser.change("/api/files?name=a.csv", content=b"a,b\n" + 300 * b"1,2\n")
        statuses.append(answer.status_code)
        if answer.status_code == 201:
            project.files.remove(answer.json()["id"])
    assert statuses[0] == 201
    assert statuses[-1] >= 400
    assert project.files.kept_bytes() <= 3000


def test_files_keep_their_names_inside_the_project_whatever_they_are_called(site, project):
    browser = site()
    browser.look("/")
    for name in (
        "../../../etc/passwd.csv",
        "..\\..\\boot.csv",
        "CON.csv",
        "a\x00b.csv",
        "\u202efdp.csv",
        "x" * 300 + ".csv",
    ):
        answer = browser.change("/api/files", params={"name": name}, content=b"vehicle_class,count\nprivate,1\n")
        assert answer.status_code == 201, name
        path = project.files.get(answer.json()["id"]).path
        assert path.resolve().is_relative_to(project.root)
        assert path.is_file()
        sent = browser.get(f"/api/files/{answer.json()['id']}/content")
        assert sent.headers["content-disposition"].startswith("attachment")


def test_the_parts_of_a_shapefile_come_together_and_other_things_are_refused(site, project):
    browser = site()
    browser.look("/")
    assert browser.change("/api/files/together", files=[]).status_code == 400
    parts = [("files", (f"part{number}.csv", b"a,b\n1,2\n")) for number in range(20)]
    assert browser.change("/api/files/together", files=parts).status_code == 400
    assert project.files.all() == ()
