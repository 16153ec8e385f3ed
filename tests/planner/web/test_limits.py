"""No request is larger or faster than it may be, reaches outside of the project, or shows what went wrong inside."""

import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.web.security.rates import Bucket
from planner.web.settings import Limits


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
    answers = (browser.change(f"/api/files?name={at}.csv", content=b"a,b\n1,2\n") for at in range(200))
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
