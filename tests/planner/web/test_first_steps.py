"""What a newcomer is told on the way: how long a run takes, in her language, without names of the program; and what goes with which city."""

import re

import pytest

from planner.project.form_titles import FIELDS, title_of
from planner.support.speech import speaking
from planner.web.titled import with_titles
from tests.conftest import ROOT

SAMPLE = ROOT / "configs" / "sample_city"


@pytest.fixture
def browser(site, project, monkeypatch, tmp_path):
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    found = site()
    found.cookies.set("evplan_lang", "ru")
    found.look()
    return found


def test_how_long_a_run_takes_is_said_before_it_begins_and_on_its_own_page(browser, project):
    name = project.start_sample()
    for path in ("/", f"/scenarios/{name}", "/runs"):
        assert browser.look(path).status_code == 200
    said = browser.get("/api/expected", params={"scenario": name}).json()
    assert (said["known"], said["shortest_s"]) == ("nothing", 0.0)
    assert said["words"] in browser.look("/").text
    assert browser.get("/api/expected", params={"scenario": "nothing of the kind"}).status_code == 404
    browser.change("/start/plan", data={"scenario": name})
    page = browser.look("/runs/0001").text
    assert said["words"] in page
    assert 'id="stop"' in page, "a run that waits has the button as well, and shows it once it works"


def test_a_plan_is_written_in_the_language_of_whoever_asks_unless_its_scenario_names_others(browser, project, site):
    name = project.start_sample()
    browser.change("/start/plan", data={"scenario": name})
    project.scenarios.changed_together(name, {"output.languages": ["kk"]})
    browser.change("/start/plan", data={"scenario": name})
    runs = browser.app.state.serving.runs
    assert [one.request.options.languages for one in runs.list()] == [("ru",), ()]


def test_another_scenario_is_offered_with_the_files_of_its_own_city(browser, project):
    for name in ("sarytau.osm.pbf", "fleet.csv"):
        with (SAMPLE / name).open("rb") as stream:
            project.files.add(name, stream)
    project.start_from(city="First")
    with (SAMPLE / "sarytau.osm.pbf").open("rb") as stream:
        second = project.files.add("second.osm.pbf", stream)
    page = browser.look("/scenarios").text
    assert f'value="{second.id}" selected' in page
    fleet = next(one for one in project.files.all() if one.name == "fleet.csv")
    assert f'name="file" value="{fleet.id}">' in page, "offered, but not taken"
    asked = {"roads": second.id, "file": [], "city": "Second", "vehicles": "12", "budget_usd": "5 000 000", "mix": ""}
    assert browser.change("/start/first-plan", data=asked).status_code == 200
    made = project.scenarios.scenario("Second")
    assert made.path(made.fleet.path).read_text(encoding="utf-8").endswith("private,12\n")
    assert made.plan.budget_usd == 5_000_000


def test_what_is_chosen_in_a_form_goes_by_words_and_is_kept_by_its_code(browser, project):
    name = project.start_sample()
    page = browser.look(f"/scenarios/{name}").text
    assert '<option value="cost">' in page
    for code in ("dc_gbt_60", "gbt_heavy", "retail", "kz_low"):
        assert f"> {code}<" not in page
        assert f">{code}<" not in page
    field = f"/scenarios/{name}/field/plan.objective"
    assert browser.change(field, data={"value": "energy"}).status_code == 200
    assert project.scenarios.scenario(name).plan.objective == "energy"


def test_the_balance_of_plugs_is_a_slider_that_gives_no_key_at_its_default(browser, project):
    name = project.start_sample()
    page = browser.look(f"/scenarios/{name}").text
    assert 'type="range" min="0" max="1' in page
    assert 'step="0.05" value="0.75"' in page
    assert re.search(r'<output id="[^"]+-shown" for="[^"]+-input">0.75</output>', page)
    field = f"/scenarios/{name}/field/plan."
    assert browser.change(field + "plug_balance", data={"value": "0.9"}).status_code == 200
    assert project.scenarios.scenario(name).plan.plug_balance == 0.9
    assert browser.change(field + "plug_balance", data={"value": "0.75"}).status_code == 200
    assert "plug_balance" not in project.scenarios.text(name)
    assert browser.change(field + "plug_floors", data={"value": "{ ccs2 = 0.2 }"}).status_code == 200
    assert project.scenarios.scenario(name).plan.plug_floors == {"ccs2": 0.2}
    assert browser.change(field + "plug_balance_from", data={"value": "0,2"}).status_code == 200
    assert project.scenarios.scenario(name).plan.plug_balance_from == 0.2


@pytest.mark.parametrize("code", ["en", "ru", "uz"])
def test_keys_are_told_by_the_titles_of_their_fields(code):
    with speaking(code):
        for key in FIELDS:
            if "." in key:
                assert with_titles(f"{key}: 1, [{key}]; x.{key} {key}_y") == (
                    f"“{title_of(key)}”: 1, [“{title_of(key)}”]; x.{key} {key}_y".replace(
                        "“", with_titles(key)[0]
                    ).replace("”", with_titles(key)[-1])
                )


def test_columns_of_a_file_of_edits_are_told_by_the_fields_of_the_card():
    assert with_titles("change its bays in new_bays") == "change its bays in “Bays”"
    assert with_titles("a new_bays_of and new_kw") == "a new_bays_of and “Spare power of the grid, kW”"


def test_a_map_that_is_read_when_a_plan_is_made_is_not_said_to_hold_nothing(browser, project):
    project.start_sample()
    file = next(one for one in project.files.all() if one.name == "sarytau.osm.pbf")
    page = browser.look(f"/files/{file.id}/read").text
    assert "1 марта 2026\u202fг." in page
    assert "<b>0" not in page
    assert "столбц" not in page, "what is wrong with columns is nothing to tell of a map"
