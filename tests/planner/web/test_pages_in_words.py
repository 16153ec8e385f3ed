"""Every sentence of the pages of files and of the start is in the reader's language, days too; files are taken for what they are."""

import io

import pytest

from planner.proofs import GIVEN, Proof, Status
from planner.support.speech import dated, speaking, told
from planner.web.plans.figures import figures
from tests.fixtures.dossier_fixture import make_dossier

PEOPLE = "lon,lat,population\n50.9,46.2,100\n50.91,46.21,200\n"
FILES = {
    "sites.csv": ("site_id,lon,lat,bays\na,10.9,43.2,2\n", "(строка 2: вне города"),
    "депо.csv": ("name,lon,lat\na,10.9,43.2\n", "(строка 2: вне города"),
    "mix.csv": ("vehicle_class,gbt,ccs2\ntaxi,0.5,0.7\n", "mix.csv, строка 2: доли"),
    "sessions.csv": ("start,end,kwh\nfoo,bar,3\n", "начало: &#39;foo&#39; — не дата и время"),
}


@pytest.fixture
def browser(site, project):
    project.start_sample()
    found = site()
    found.cookies.set("evplan_lang", "ru")
    found.look()
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_with_a_row_is_told_in_the_language_of_the_reader(browser, project, name):
    text, said = FILES[name]
    file = project.files.add(name, io.BytesIO(text.encode()))
    page = browser.look(f"/files/{file.id}/read").text
    assert said in page
    assert "row 2" not in page
    assert str(project.files.get(file.id).path.parent) not in page, "folders of the machine are nobody's business"


def test_a_start_without_a_place_is_refused_in_the_language_of_the_reader(browser):
    refused = browser.change("/start/place", data={"budget_usd": "5"})
    assert refused.status_code == 422
    assert "Место: заполните" in refused.text
    assert "Место: не короче 2 знаков" in browser.change("/start/place", data={"place": "a"}).text


def test_days_are_written_as_the_language_of_the_reader_writes_them(browser, project):
    browser.change("/start/plan", data={"scenario": project.scenarios.names()[0]})
    browser.change("/api/runs/0001/end")
    for path in ("/runs", "/log"):
        assert "\u202fг." in browser.look(path).text, path
    day = dated("2026-12-01")
    assert day == "2026-12-01"
    with speaking("ru"):
        assert told(day) == "1 декабря 2026\u202fг."
        assert told(dated("2026")) == "2026"


def test_a_table_of_people_is_not_valued_as_a_list_of_places_unless_she_says_that_it_is_one(browser, project):
    file = project.files.add("people.csv", io.BytesIO(PEOPLE.encode()))
    asked = {"job": "value", "scenario": project.scenarios.names()[0], "table": file.id}
    assert f'value="{file.id}"' not in browser.look("/runs").text
    refused = browser.change("/api/runs", json=asked)
    assert (refused.status_code, "people.csv" in refused.text) == (422, True)
    browser.change(f"/files/{file.id}/kind", data={"kind": "own sites"})
    assert "Судя по столбцам" in browser.look("/files").text
    assert browser.change("/api/runs", json=asked).status_code == 201


def test_the_proof_of_a_list_says_that_its_chargers_were_given_and_nothing_of_better_plans():
    dossier = make_dossier()
    proof = Proof(80.0, 100.0, 0.01, Status.FEASIBLE, GIVEN, "-")
    said = figures(dossier.__class__(**{**vars(dossier), "proof": proof})).told()["proof"]
    assert said["word"] == "chargers as given"
    assert said["said"] == "The chargers of this plan were given, not searched for."
