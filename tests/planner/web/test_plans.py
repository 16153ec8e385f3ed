"""Finished plans and runs over HTTP: sent once, plain text whatever their names are, nothing outside a run, and a difference that reads the same from both sides."""

import io
import json
import re
import shutil
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from markupsafe import escape

from planner.kept import pages
from planner.kept.store import Store
from planner.output import write_all
from planner.output.shared.balance_words import balance_lines
from planner.output.shared.plain_words import keyless
from planner.output.shared.reality import notes
from planner.project.runs.ended import Ended, State
from planner.project.runs.request import RESULTS, Job, Request
from planner.web.plans import shelf
from planner.web.plans.difference import difference, differing
from planner.web.plans.shelf import Shelf
from planner.web.renders import AT_A_TIME
from planner.web.settings import Rates, Settings
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.listening import asked, listening
from tests.fixtures.patience import until

DOSSIER = make_dossier()
FAST = Rates(burst=1e6, changes_burst=1e6)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    write_all(DOSSIER, folder)
    return folder


@pytest.fixture
def browser(project, site, written):
    """A site with one finished run, whose plan has hostile names."""
    folder = project.runs_dir / "0001"
    folder.mkdir()
    shutil.copytree(written, folder / RESULTS)
    Request(Job.PLAN, HOSTILE[0], "scenario.toml", "../../scenarios").write(folder)
    Ended(State.FINISHED, 0, "done", 0.006).write(folder)
    return site()


def test_the_ground_of_a_map_is_sent_once(browser):
    first = browser.get("/api/plans/0001/ground")
    assert first.status_code == 200
    assert {"behind", "districts", "boundary", "bounds", "candidates"} <= set(first.json())
    again = browser.get("/api/plans/0001/ground", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    russian = browser.get("/api/plans/0001/sites", headers={"Accept-Language": "ru"})
    assert russian.headers["etag"] != browser.get("/api/plans/0001/sites").headers["etag"]


def test_names_of_the_data_are_plain_text_in_json_and_never_markup_in_a_page(browser):
    titles = " ".join(one["title"] for one in browser.get("/api/plans/0001/sites").json()["sites"])
    assert "window.hacked" in titles
    for path in ("/runs", "/runs/0001", "/plans/0001/map", "/compare?left=0001&right=0001"):
        page = browser.look(path)
        assert page.status_code == 200, path
        assert HOSTILE[0] not in page.text, path
        assert "<script>" not in page.text, path
        assert " style=" not in page.text, path


@pytest.mark.parametrize(
    "name",
    [
        "../request.json",
        "..%2frequest.json",
        "%2e%2e/%2e%2e/project.sqlite",
        "/etc/passwd",
        ".staging",
        "map.html/../../request.json",
    ],
)
def test_nothing_but_the_files_of_the_results_is_sent(browser, name):
    assert browser.get(f"/api/runs/0001/files/{name}").status_code in (404, 405)
    assert browser.get("/api/plans/..%2f..%2f/sites").status_code == 404
    assert browser.get("/api/plans/0001~..%2f0001/sites").status_code == 404


def test_a_reader_sees_map_and_report_in_her_language_and_each_is_written_once(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "store_of_user", lambda: Store(tmp_path / "kept", 10**8))
    english = browser.get("/api/runs/0001/read/map.html")
    assert '<html lang="en"' in english.text
    russian = browser.get("/api/runs/0001/read/map.html", headers={"Accept-Language": "ru"})
    assert '<html lang="ru"' in russian.text
    assert russian.headers["content-security-policy"] == english.headers["content-security-policy"]
    monkeypatch.setattr(pages, "write_one", None)
    assert browser.get("/api/runs/0001/read/map.html", headers={"Accept-Language": "ru"}).content == russian.content
    assert "/api/runs/0001/read/map.html" in browser.look("/runs/0001").text
    assert browser.get("/api/runs/0001/read/plan.json").status_code == 422


def test_the_page_of_a_run_warns_as_its_report_does_and_counts_what_is_assumed(browser, project):
    sentence = HOSTILE[0] + " the map is of 2012 (city.roads)."
    checked = {"key": "map", "what": "map", "expected": "", "found": "", "severity": "warning", "sentence": sentence}
    fine = checked | {"key": "people", "severity": "ok", "sentence": "All is well."}
    plan = replace(DOSSIER, reality=(checked, fine))
    write_all(plan, project.runs_dir / "0001" / RESULTS)
    page = browser.look("/runs/0001").text
    (said,) = (keyless(one) for one in notes(plan))
    assert "the map is of 2012" in said
    assert "city.roads" not in said
    assert escape(said) in page
    assert escape(said) in browser.get("/api/runs/0001/read/map.html").text
    assert "All is well" not in page
    assert f"{len(plan.assumptions)} figures are assumed" in page
    (path,) = re.findall(r'href="([^"]*report.html#[^"]*)"', page)
    address, _hash, anchor = path.partition("#")
    assert f'id="{anchor}"' in browser.get(address).text


def test_the_page_of_a_run_has_the_table_and_the_sentences_of_its_report_on_the_balance_of_plugs(browser, project):
    families = [
        {"family": one, "need": "fast", "demand_kwh": 50.0, "served_kwh": kwh, "share": kwh / 50, "large": True}
        for one, kwh in (("gbt", 30.0), ("ccs2", 12.5))
    ]
    rows = [
        {"share": share, "made_for": 0.75, "value": 42.5, "bound": 43.0, "gap": 0.0117, "served_kwh": 42.5,
         "coverage": 0.4, "families": families, "standards": [{"families": ["GB/T"], "need": "fast", "count": 7}]}
        for share in (0.0, 0.75, 1.0)
    ]  # fmt: skip
    rows[2] |= {"value": 41.5, "served_kwh": 83.0}
    studies = {
        "plug_balance": {"share": 0.75, "large_from": 0.1, "families": families, "withheld_kwh": 5.0,
                         "withheld_share": 0.1, "why": HOSTILE[0] + " is served more: it costs less."},
        "balance_price": {"share": 0.75, "rows": rows, "better_kept": None, "price": None, "sentence": "It costs 2 %."},
    }  # fmt: skip
    write_all(replace(DOSSIER, studies=studies), project.runs_dir / "0001" / RESULTS)
    page, report = browser.look("/runs/0001").text, browser.get("/api/runs/0001/read/report.html").text
    lines = balance_lines(studies)
    assert len(lines) == 3
    assert all(escape(line) in page for line in lines)
    of_report, of_page = (re.findall(r"<tr[^>]*>.*?</tr>", _after(one, HEADING), re.DOTALL) for one in (report, page))
    assert "60.0\u202f%" in of_page[1]
    assert of_page[:4] == of_report[:4]
    for one in (page, report):
        assert (
            "The plan for 1 serves 40.5 kWh a day more than that for 0 and is worth less: its drives are longer" in one
        )


HEADING = "What a looser or a stricter balance of plugs would change"


def _after(page: str, heading: str) -> str:
    return page[page.rindex(heading) :]


def test_pages_of_results_are_shown_as_strangers(browser):
    said = browser.get("/api/runs/0001/files/map.html").headers
    assert said["content-security-policy"].startswith("sandbox ")
    assert "allow-same-origin" not in said["content-security-policy"]
    assert said["content-disposition"].startswith("inline")
    assert browser.get("/api/runs/0001/files/plan.geojson").headers["content-disposition"].startswith("attachment")


def test_the_archive_holds_every_file_as_it_was_written(browser, written):
    archive = zipfile.ZipFile(io.BytesIO(browser.get("/api/runs/0001/all.zip").content))
    assert archive.testzip() is None
    found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert found == {
        one.name: one.read_bytes() for one in written.iterdir() if one.is_file() and not one.name.startswith(".")
    }


def test_a_finished_plan_is_made_again_in_another_language(browser):
    page = browser.get("/api/runs/0001/made/report.html?lang=ru")
    assert page.status_code == 200
    assert '<html lang="ru"' in page.text
    assert browser.get("/api/runs/0001/made/report.exe").status_code == 404
    assert browser.get("/api/runs/0001/made/report.html?lang=xx").status_code == 404


def test_what_many_ask_for_at_once_is_made_once_and_pages_are_answered_meanwhile(
    browser, project, monkeypatch, tmp_path
):
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    writes, free, write = [], threading.Event(), pages.write_one

    def slow(dossier, file, language):
        writes.append(f"{language} {file.name}")
        assert free.wait(20)
        return write(dossier, file, language=language)

    monkeypatch.setattr(pages, "write_one", slow)
    wanted = [
        f"/api/runs/0001/made/{name}?lang={code}" for name in ("report.docx", "sites.csv") for code in ("ru", "kk")
    ]
    with listening(project, Settings(rates=FAST)) as port, ThreadPoolExecutor(60) as readers:

        def read(path):
            return asked(port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode(), 30)

        answers = [readers.submit(read, path) for path in 15 * wanted]
        assert until(lambda: len(writes) == AT_A_TIME, 10.0)
        assert read("/runs").startswith(b"HTTP/1.1 200")
        assert len(writes) == AT_A_TIME
        free.set()
        assert all(one.result().startswith(b"HTTP/1.1 200") for one in answers)
        assert sorted(writes) == sorted(set(writes))
        assert len(writes) == len(wanted)


def test_a_plan_does_not_differ_from_itself_and_what_differs_is_told_the_same_from_both_sides():
    same = difference(DOSSIER, DOSSIER)["sites"]
    assert (same["only_left"], same["only_right"], same["other"]) == ([], [], [])
    sites = difference(DOSSIER, DOSSIER)["left"]["sites"]
    built = [one for one in sites if one["status"] != "existing"]
    other = [dict(one, build=["something else"]) if one is built[0] else one for one in sites if one is not built[-1]]
    there, back = differing(sites, other), differing(other, sites)
    assert there["only_left"] == back["only_right"] == [built[-1]["id"]]
    assert there["only_right"] == back["only_left"] == []
    assert there["other"] == [pair[::-1] for pair in back["other"]] == [[built[0]["id"], built[0]["id"]]]
    # A site that another plan calls otherwise is the same where it stands in its place.
    renamed = [dict(one, id="drawn-1") if one is built[0] else one for one in sites]
    assert differing(sites, renamed)["only_left"] == []


def test_sites_that_stand_close_are_paired_one_for_one_whichever_plan_is_asked_first():
    drawn = np.random.default_rng(49)

    def plan():
        ids, steps = drawn.choice(8, 5, replace=False), drawn.integers(0, 9, 5)  # eight metres a step
        return [
            {"id": f"s{one}", "at": [75.0, 43.0 + step * 8 / 111_195], "build": [], "status": "new"}
            for one, step in zip(ids, steps, strict=True)
        ]

    alone = 0
    for _ in range(200):
        left, right = plan(), plan()
        there, back = differing(left, right), differing(right, left)
        pairs = there["met"]
        assert pairs, "five sites within 64 m"
        assert sorted(pairs) == sorted(pair[::-1] for pair in back["met"])
        for side, only in ((left, "only_left"), (right, "only_right")):
            mine = [pair[side is right] for pair in pairs]
            assert len(set(mine)) == len(mine)
            assert {*mine, *there[only]} == {one["id"] for one in side}
            alone += len(there[only])
        assert there["only_left"] == back["only_right"]
        assert [pair for pair in pairs if pair[0] == pair[1]] == [
            [one["id"], one["id"]] for one in left if one["id"] in {two["id"] for two in right}
        ]
    assert alone, "a site without any partner was drawn"


def test_a_shelf_keeps_the_pairs_that_were_looked_at_last_and_no_lock_of_a_plan_that_nobody_loads(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(shelf, "MOST_PAIRS", 2)
    monkeypatch.setattr(shelf.Dossier, "load", lambda _folder: DOSSIER)
    one, made = Shelf(most=1), []

    def ask(name):
        one.of_two(tmp_path / name, tmp_path / name, lambda _left, _right: made.append(name))

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert made == ["a", "b", "c", "b"], "a was looked at again before c came"
    assert len(one._loading) == 0


def test_energy_is_rounded_once_where_it_is_shown(browser):
    plan = make_dossier()
    plan.sites["served_kwh_per_day"] = [{**one, "total": 898.498} for one in plan.sites["served_kwh_per_day"]]
    assert {round(one["kwh"]) for one in difference(plan, plan)["left"]["sites"]} == {898}


def test_the_difference_as_a_table_runs_no_formula(browser):
    table = browser.get("/compare/download?left=0001&right=0001")
    assert table.headers["content-type"].startswith("text/csv")
    assert not any(line.startswith("=") for line in table.text.splitlines())


def test_a_plan_that_is_not_there_and_one_that_is_not_open_are_told_in_one_line(browser):
    browser.look("/runs")
    assert browser.get("/api/plans/0099/sites").status_code == 404
    for method, path in (("POST", "undo"), ("POST", "redo"), ("GET", ""), ("DELETE", "edits/0")):
        answer = browser.change(f"/api/plans/0001/loop/{path}".rstrip("/"), method)
        assert (answer.status_code, "error" in answer.json()) == (409, True), path
    assert json.loads(browser.get("/api/openapi.json").text)["paths"]["/api/plans/{plan}/loop/edits"]
