"""What a run finds in the folder of its results: inputs and files of others are never replaced, and what an earlier run wrote is replaced with a word."""

import json
import shutil
from pathlib import Path

import pytest

from planner.config.scenario import load_scenario
from planner.country.config.country import load_country
from planner.country.output.tables import asked_tables
from planner.country.output.writer import COUNTRY_FILES, READ_BY_PEOPLE, country_before, country_files, going
from planner.errors import PlannerError
from planner.jobs.own_files import keep_to_own_check, keep_to_own_comparison, keep_to_own_plan
from planner.output import OF_STUDIES, WRITERS, write_all, written_before
from planner.output.check.writer import check_before
from planner.output.shared.reader import named_for
from planner.support.earlier import Replaced, insist_on_own, keep_to_own, summary_in
from tests.fixtures.command_line import only_line, run
from tests.fixtures.demo_city import DEMO
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.one_road_country import one_road_country
from tests.planner.corridors.corridor_towns import TOWNS

MINE = "name,lon,lat\nMine,70,42\n"
SUMMARY = {"versions": {"evplan": "0"}, "configuration": {"output": {"languages": ["en", "ru"]}}}


def results_of_a_country(folder: Path, **more: object) -> Path:
    """What an earlier run in English and Russian left, without phases and worlds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in country_files(["en", "ru"], asked_tables(roads=True, phases=False, worlds=False)):
        (folder / name).write_text("old", encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps({**SUMMARY, "trips": {"winter": {}}, **more}), encoding="utf-8")
    return folder


def test_a_country_never_replaces_the_tables_it_is_planned_from(tmp_path):
    file = one_road_country(tmp_path)
    told = run("country", file, "--out", tmp_path, "-q")
    assert told.exit_code == 2
    line = only_line(told.stderr)
    assert f"{tmp_path / 'towns.csv'}: an input of this run (corridors.towns.path)" in line
    assert line.endswith("; name another folder for the results")
    assert (tmp_path / "towns.csv").read_text(encoding="utf-8") == TOWNS


def test_it_is_refused_too_where_an_earlier_run_stands_there(tmp_path):
    file = one_road_country(tmp_path)
    results_of_a_country(tmp_path)
    (tmp_path / "towns.csv").write_text(TOWNS, encoding="utf-8")
    assert "an input of this run (corridors.towns.path)" in only_line(
        run("country", file, "--out", tmp_path, "-q").stderr
    )


@pytest.mark.parametrize("name", ["towns.csv", "cities", "map.html"])
def test_a_country_never_replaces_what_no_run_wrote(tmp_path, name):
    file = one_road_country(tmp_path, head='country = "KG"\n[[cities]]\nconfig = "psi.toml"\n')
    (tmp_path / "psi.toml").write_text('[city]\nname = "Psi"\ncountry = "KG"\nplace = "Psi"\n', encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_text(MINE, encoding="utf-8")
    told = run("country", file, "--out", tmp_path / "own", "-q")
    assert told.exit_code == 2
    assert str(tmp_path / "own" / name) in only_line(told.stderr)
    assert "move it away, or name another folder for the results" in told.stderr
    assert [one.read_text(encoding="utf-8") for one in (tmp_path / "own").iterdir()] == [MINE]


def test_a_link_to_a_table_of_mine_is_not_replaced_either(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "mine.csv").write_text(MINE, encoding="utf-8")
    (tmp_path / "out" / "gaps.csv").symlink_to(tmp_path / "mine.csv")
    told = run("country", one_road_country(tmp_path), "--out", tmp_path / "out", "-q")
    assert "gaps.csv: a file that no earlier run of this command wrote" in only_line(told.stderr)


def test_of_a_country_that_is_run_again_its_own_files_are_known_and_those_of_others_stay(tmp_path):
    out = results_of_a_country(tmp_path / "out")
    for name in ("phases.csv", "worlds.csv", "report.kk.html", "notes.txt"):
        (out / name).write_text(MINE, encoding="utf-8")
    assert set(COUNTRY_FILES) | {named_for(one, "ru") for one in READ_BY_PEOPLE} <= country_before(out)
    assert not {"phases.csv", "worlds.csv", "report.kk.html", "notes.txt"} & (country_before(out) | going(out))
    assert country_before(results_of_a_country(tmp_path / "phases", phases=[{"year": 2028}])) - country_before(out) == {
        "phases.csv"
    }


def test_a_country_that_replaces_an_earlier_run_says_so_first_with_what_goes(tmp_path, monkeypatch):
    def planned(*_args: object, **_more: object) -> None:
        raise PlannerError("asked no further")

    monkeypatch.setattr("planner.country.run.plan_country", planned)
    out = results_of_a_country(tmp_path / "out")
    told = run("country", one_road_country(tmp_path), "--out", out).stderr.splitlines()
    (said,) = [line for line in told if "results of an earlier run" in line]
    assert f"{out} holds results of an earlier run; those of this run replace them" in said
    assert "is deleted then: country.ru.xlsx, map.ru.html, report.ru.docx, report.ru.html and report.ru.pdf;" in said
    told = run("country", one_road_country(tmp_path), "--out", out, "--lang", "en,ru").stderr.splitlines()
    (said,) = [line for line in told if "results of an earlier run" in line]
    assert said.endswith("those of this run replace them")
    assert (out / "report.ru.html").read_text(encoding="utf-8") == "old", "a run that fails replaces nothing"


def test_a_country_says_that_old_plans_go_of_cities_that_it_may_not_come_to(tmp_path):
    out, said = tmp_path / "out", []
    (out / "cities" / "Psi").mkdir(parents=True)
    (out / "cities" / "Psi" / "plan.json").write_text("old", encoding="utf-8")
    names = {"cities/Psi/plan.json"}
    for in_part in (False, True):
        keep_to_own(out, Replaced(names, names, names, in_part=in_part), [], said.append)
    assert ["loses its old plan too" in one for one in said] == [False, False, True]


def test_an_input_that_leads_to_a_result_by_another_name_is_kept_and_a_second_name_of_its_own_is_none(tmp_path):
    place = tmp_path / "towns.csv"
    place.write_text(MINE, encoding="utf-8")
    (tmp_path / "mine.csv").symlink_to(place)
    (tmp_path / "copy.csv").hardlink_to(place)
    insist_on_own(tmp_path, ["towns.csv"], ["towns.csv"], [("towns", tmp_path / "copy.csv")])
    with pytest.raises(ValueError, match=r"towns\.csv: an input of this run \(towns\)"):
        insist_on_own(tmp_path, ["towns.csv"], ["towns.csv"], [("towns", tmp_path / "mine.csv")])


def test_a_summary_of_somebody_else_is_none_of_ours(tmp_path):
    (tmp_path / "summary.json").write_text('{"versions": 5, "configuration": {}}', encoding="utf-8")
    assert summary_in(tmp_path) == {}


def demo(folder: Path) -> Path:
    shutil.copytree(DEMO.parent, folder)
    return folder / DEMO.name


@pytest.mark.parametrize("command", ["plan", "check", "compare"])
def test_a_city_never_replaces_what_no_run_wrote(tmp_path, command):
    name = {"plan": "demand.csv", "check": "stations.csv", "compare": "comparison.csv"}[command]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text(MINE, encoding="utf-8")
    told = run(command, demo(tmp_path / "city"), "--out", tmp_path / "out", "-q")
    assert told.exit_code == 2
    assert f"{name}: a file that no earlier run of this command wrote" in only_line(told.stderr)
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == MINE


def test_a_city_never_replaces_a_table_it_is_planned_from(tmp_path):
    out = tmp_path / "out"
    write_all(make_dossier(side=3, roads=2), out)
    config = tmp_path / "city.toml"
    config.write_text(
        '[city]\nname = "Psi"\ncountry = "KG"\nplace = "Psi"\n[[stations]]\npath = "out/sites.csv"\nformat = "csv"\n',
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=r"sites\.csv: an input of this run \(stations\.path\)"):
        keep_to_own_plan(load_scenario(config), out, lambda _text: None)


def test_what_an_earlier_plan_wrote_is_known_by_its_own_files(tmp_path):
    out = tmp_path / "out"
    write_all(make_dossier(side=3, roads=2), out)
    assert written_before(out) == set(WRITERS)
    (out / "summary.json").unlink()
    assert written_before(out) > {*WRITERS, *OF_STUDIES, "report.ru.html"}, "without it all that may be of it is"
    (out / "plan.json").write_text('{"format": "of mine"}', encoding="utf-8")
    assert written_before(out) == set()


def test_files_of_others_stay_where_results_of_studies_and_languages_would_go(tmp_path):
    out = tmp_path / "out"
    write_all(make_dossier(side=3, roads=2), out)
    for name in ("simulation.csv", "report.kk.html"):
        (out / name).write_text(MINE, encoding="utf-8")
    write_all(make_dossier(side=3, roads=2), out)
    assert {one.name for one in out.iterdir()} == {*WRITERS, "simulation.csv", "report.kk.html"}


def test_a_check_and_a_comparison_know_their_own_too(tmp_path):
    scenario = load_scenario(demo(tmp_path / "city"))
    check = {"sources": [], "zones": 9, "baseline": None}
    (tmp_path / "check.json").write_text(json.dumps(check), encoding="utf-8")
    (tmp_path / "stations.csv").write_text("old", encoding="utf-8")
    assert "stations.csv" in check_before(tmp_path)
    said: list[str] = []
    keep_to_own_check(scenario, tmp_path, said.append)
    (tmp_path / "comparison.json").write_text('{"mixes": [], "plans": [], "regret": {}}', encoding="utf-8")
    (tmp_path / "comparison.csv").write_text("old", encoding="utf-8")
    keep_to_own_comparison(scenario, ["balanced"], tmp_path, said.append)
    assert ["results of an earlier run" in str(one) for one in said] == [True, True]
    (tmp_path / "balanced").mkdir()
    (tmp_path / "balanced" / "map.html").write_text(MINE, encoding="utf-8")
    with pytest.raises(ValueError, match=r"map\.html: a file that no earlier run"):
        keep_to_own_comparison(scenario, ["balanced"], tmp_path, said.append)


def test_an_overrides_file_that_no_check_wrote_is_not_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "overrides.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"overrides\.csv: a file that no earlier run"):
        keep_to_own_check(load_scenario(demo(tmp_path / "city")), tmp_path / "out", lambda _text: None)


def test_inputs_of_a_city_of_a_country_are_inputs_of_the_country(tmp_path):
    file = one_road_country(tmp_path, head='country = "KG"\n[[cities]]\nconfig = "psi.toml"\n')
    out = results_of_a_country(tmp_path / "out")
    (out / "curves.csv").write_text(MINE, encoding="utf-8")
    (tmp_path / "psi.toml").write_text(
        '[city]\nname = "Psi"\ncountry = "KG"\nplace = "Psi"\npopulation = "out/curves.csv"\n', encoding="utf-8"
    )
    assert load_country(file).cities
    told = run("country", file, "--out", out, "-q")
    assert "curves.csv: an input of this run (Psi.city.population)" in only_line(told.stderr)
