"""On a disk without a byte or a name to spare the page still shows all that is there, refuses in one line, and stops what works."""

import itertools
import os
import re
import subprocess
import sys

import pytest
import requests

from planner.project.project import Project
from planner.project.runs import children
from planner.web.security.users import Users
from planner.web.security.visitors import Role
from planner.web.settings import Rates, Settings
from tests.conftest import ROOT
from tests.fixtures.listening import listening
from tests.fixtures.patience import until
from tests.planner.project.scripted_project import made

FAST = Rates(burst=1e6, changes_burst=1e6)
SCRIPT = {"X-Evplan": "1", "Accept-Language": "en"}
READ = (
    "/",
    "/files",
    "/scenarios",
    "/scenarios/waits",
    "/runs",
    "/runs/0001",
    "/log",
    "/help",
    "/compare",
    "/api/runs",
)


def write_endlessly(file):
    with file.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))


def name_endlessly(folder):
    for number in itertools.count():
        (folder / str(number)).touch()


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own, and what fills it."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=400", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount has a disk to fill")

    def fill():
        with pytest.raises(OSError, match="No space"):
            write_endlessly(place / "filler")
        with pytest.raises(OSError, match="No space"):
            name_endlessly(place)

    yield place, fill
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_keeps_nobody_from_reading_and_runs_can_be_stopped(disk, monkeypatch):
    place, fill = disk
    monkeypatch.setattr(children, "MODULE", "tests.planner.project.scripted_worker")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    project = made(place / "city")
    with listening(project, Settings(rates=FAST), works=True) as port:
        at = f"http://127.0.0.1:{port}"

        def change(path, method="POST", **more):
            return requests.request(method, at + path, headers=SCRIPT, timeout=20, **more)

        def state(run):
            return requests.get(f"{at}/api/runs/{run}", timeout=20).json()["state"]

        for scenario in ("waits", "waits-2"):
            assert change("/api/runs", json={"job": "plan", "scenario": scenario}).status_code == 201
        assert until(lambda: [state("0001"), state("0002")] == ["running"] * 2, 30)
        begun = [project.runs_dir / run / "progress.jsonl" for run in ("0001", "0002")]
        assert until(lambda: all(one.exists() for one in begun), 30)
        (project.scenarios_dir / "town.toml").write_text("# changed by another program\n")
        fill()
        for path in READ:
            read = requests.get(at + path, headers={"Accept": "text/html"}, timeout=20)
            assert read.status_code == 200, (path, re.sub("<[^>]+>", " ", read.text)[-300:])
        assert requests.get(f"{at}/nope", headers={"Accept": "text/html"}, timeout=20).status_code == 404
        for path, more in (
            ("/api/files?name=a.csv", {"data": b"a,b\n1,2\n"}),
            ("/api/runs", {"json": {"job": "plan", "scenario": "ends"}}),
            ("/api/scenarios/sample", {}),
        ):
            refused = change(path, **more)
            assert refused.status_code == 507, (path, refused.text)
            assert "bug" not in refused.json()["error"]
        assert change("/api/runs/0001/stop").status_code == 200
        assert change("/api/runs/0002/end").status_code == 200
        assert until(lambda: {state("0001"), state("0002")} == {"stopped"}, 30)
        (place / "filler").unlink()
        (place / "0").unlink()
        assert change("/api/files?name=a.csv", data=b"a,b\n1,2\n").status_code == 201


def test_a_refusal_needs_no_database(site, project, monkeypatch):
    browser = site()
    browser.look("/")
    project.database.file.write_bytes(b"no database any more" * 1000)
    for path, status in (("/files", 400), ("/no/such/page", 404)):
        told = browser.look(path)
        assert told.status_code == status, told.text
        assert "bug" not in told.text


def test_a_project_that_may_not_be_written_is_one_line(tmp_path, disk):
    place, _fill = disk
    Project.open(place / "city")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    words = ["serve", "--project", str(place / "city"), "--port", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "planner", *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_logs_in_on_a_full_disk_comes_in_reads_and_goes_again(disk):
    place, fill = disk
    project = Project.open(place / "city")
    Users(project.database).add("aigul", Role.PLAN, "a long password")
    with listening(project, Settings(rates=FAST)) as port:
        at = f"http://127.0.0.1:{port}"
        assert requests.get(f"{at}/login", timeout=20).status_code == 200
        fill()
        browser = requests.Session()
        browser.headers.update(SCRIPT)
        words = {"name": "aigul", "password": "a long password"}
        wrong = browser.post(f"{at}/login", data=words | {"password": "another one"}, timeout=20)
        assert (wrong.status_code, "bug" in wrong.text) == (403, False), wrong.text
        assert browser.post(f"{at}/login", data=words, timeout=20).status_code == 200
        seen = browser.get(f"{at}/files", timeout=20, allow_redirects=False)
        assert seen.status_code == 200
        browser.headers["X-CSRF-Token"] = re.search(r"X-CSRF-Token&#34;: &#34;(\w+)", seen.text)[1]
        cookies = browser.cookies.copy()
        assert browser.post(f"{at}/logout", timeout=20).status_code == 200
        assert requests.get(f"{at}/files", cookies=cookies, timeout=20, allow_redirects=False).status_code != 200
