"""A city and a question that are taken from what was kept give the same plan, to the byte, as fresh ones."""

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from city_fixtures import town
from typer.testing import CliRunner

from planner.cli.app import app
from planner.config.levers import with_keys
from planner.config.scenario import load_scenario
from planner.kept import prepared
from planner.kept.prepared import kept_city, kept_question, kept_story
from planner.kept.store import Store
from planner.support.speech import speaking
from planner.support.speech import told as in_language
from tests.fixtures.assembled_city import LOCATIONS
from tests.fixtures.demo_city import DEMO
from tests.fixtures.tiny_city import silent
from tests.fixtures.town_config import TOWN_CONFIG

TOKEN = "s3cr3t-t0ken-of-the-operator"


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A town of a few streets, whose searches end by their gap."""
    folder = tmp_path_factory.mktemp("small")
    town(folder)
    text = TOWN_CONFIG.format(budget=400_000).replace("time_limit_s = 20", "time_limit_s = 3000")
    (folder / "town.toml").write_text(f"{text}gap = 0.2\nreasons = false\n[demand]\nsamples = 20\n", encoding="utf-8")
    return folder


def run(*args: object, cache: Path, **variables: str):
    environment = {"EVPLAN_CACHE": str(cache), "EVPLAN_CACHE_MB": "100", **variables}
    return CliRunner().invoke(app, [str(one) for one in args], env=environment)


def written(folder: Path) -> dict[str, bytes]:
    """Files of a plan by name, but for the times in its summary."""
    found = {one.name: one.read_bytes() for one in folder.iterdir()}
    summary = json.loads(found.pop("summary.json"))
    summary.pop("run")
    return {**found, "summary.json": json.dumps(summary).encode()}


@pytest.fixture(scope="module")
def runs(small, tmp_path_factory) -> tuple[Path, dict[str, Path], dict[str, str]]:
    """Folders and messages of a first run, before which nothing is kept, a second one, one with another budget, and that made fresh."""
    place = tmp_path_factory.mktemp("runs")
    poorer = (small / "town.toml").read_text(encoding="utf-8").replace("budget_usd = 400000", "budget_usd = 100000")
    (small / "poorer.toml").write_text(poorer, encoding="utf-8")
    asked = {
        "first": ("town.toml",),
        "second": ("town.toml",),
        "other budget": ("poorer.toml",),
        "fresh other budget": ("poorer.toml", "--fresh"),
        "quick": ("town.toml", "--studies", "quick"),
    }
    told = {}
    for name, (file, *options) in asked.items():
        done = run("plan", small / file, "--out", place / name, *options, cache=place / "cache")
        assert done.exit_code == 0, done.stderr
        told[name] = done.stderr
    return place, {name: place / name for name in asked}, told


def test_a_plan_from_what_was_kept_is_the_fresh_one_to_the_byte(runs):
    _place, folders, told = runs
    assert written(folders["second"]) == written(folders["first"])
    assert written(folders["other budget"]) == written(folders["fresh other budget"]) != written(folders["first"])
    for name, line in told.items():
        assert line.count("taken from what was kept on") == (0 if "fresh" in name or name == "first" else 2), name
    assert "reading roads and places" not in told["other budget"]


def test_a_plan_with_quick_studies_names_what_it_left_out_and_is_the_same_plan(runs):
    _place, folders, _told = runs
    quick, whole = (json.loads((folders[name] / "summary.json").read_text()) for name in ("quick", "first"))
    why = "this run was asked for the quick studies alone"
    assert quick["studies"]["left_out"] == [{"study": "bands", "why": why}]
    assert "left_out" not in whole["studies"]
    assert (quick["proof"], quick["scorecard"]) == (whole["proof"], whole["scorecard"])
    assert f"Left out: bands; {why}." in (folders["quick"] / "report.html").read_text(encoding="utf-8")


def test_a_check_of_a_kept_city_tells_the_same_as_a_fresh_one(runs, small):
    cache = runs[0] / "cache"
    kept, fresh = (
        run("check", small / "town.toml", "--json", "--no-sizes", *more, cache=cache) for more in ((), ("--fresh",))
    )
    assert "taken from what was kept on" in kept.stderr
    assert "taken from what was kept on" not in fresh.stderr
    assert kept.stdout == fresh.stdout != ""


def test_a_check_of_a_country_takes_its_cities_from_what_was_kept_or_reads_them_anew(runs, small):
    (small / "land.toml").write_text('country = "KZ"\n[[cities]]\nconfig = "town.toml"\n', encoding="utf-8")
    kept, fresh = (
        run("check", small / "land.toml", "--json", *more, cache=runs[0] / "cache") for more in ((), ("--fresh",))
    )
    assert "taken from what was kept on" in kept.stderr
    assert "taken from what was kept on" not in fresh.stderr
    assert kept.stdout == fresh.stdout != ""
    refused = run("check", small / "land.toml", "--no-sizes", cache=runs[0] / "cache")
    assert refused.exit_code == 2
    assert "leave out --out, --demand, --zone and --no-sizes" in refused.stderr


def test_the_command_shows_what_is_kept_and_clears_it(runs):
    cache = runs[0] / "cache"
    shown = run("cache", cache=cache)
    assert shown.exit_code == 0
    assert shown.stdout.count("Тест") == 3
    assert "MB (EVPLAN_CACHE_MB) in" in shown.stdout
    # last of this file: what the others read is gone after it
    assert "3 entries removed" in run("cache", "--clear", cache=cache).stdout
    assert "nothing is kept" in run("cache", cache=cache).stdout


def test_a_play_and_quick_studies_contradict_each_other(tmp_path):
    done = run("plan", DEMO, "--out", tmp_path, "--simulate", "--studies", "quick", cache=tmp_path / "c")
    assert done.exit_code == 2
    assert "give one of the two" in done.stderr


def test_the_story_of_the_demand_is_kept_for_its_draws_and_for_no_others(small, tmp_path, monkeypatch):
    kept, plain = Store(tmp_path / "kept", 10**8), load_scenario(small / "town.toml")
    asked = [
        plain,
        *(with_keys(plain, keys, where="test") for keys in ({"demand.seed": 5}, {"demand.samples": 40})),
    ]
    city = kept_city(plain, say=silent, store=kept)
    questions = [kept_question(city, one, say=silent, store=kept) for one in asked]
    fresh = [prepared.demand_told(city, one)(silent) for one in questions]
    assert [kept_story(city, one, store=kept)(silent).figures for one in questions] == [one.figures for one in fresh]
    monkeypatch.setattr(prepared, "demand_told", None)  # from here on nothing is told anew
    for question, story in zip(questions, fresh, strict=True):
        again = kept_story(city, question, store=kept)(silent)
        assert again.figures == story.figures
        assert again.table.equals(story.table)
    with pytest.raises(TypeError):
        kept_story(replace(city), questions[0], store=kept)


def test_a_token_of_the_environment_is_nowhere_in_what_is_kept(small, tmp_path, monkeypatch):
    monkeypatch.setenv("OPERATOR_TOKEN", TOKEN)
    scenario = load_scenario(small / "town.toml")
    (small / "stations.json").write_text(LOCATIONS, encoding="utf-8")
    named = [{"path": "stations.json", "format": "ocpi", "token_env": "OPERATOR_TOKEN"}]
    scenario, kept = with_keys(scenario, {"stations": named}, where="test"), Store(tmp_path / "kept", 10**8)
    kept_question(kept_city(scenario, say=silent, store=kept), scenario, say=silent, store=kept)
    files = [one for one in kept.folder.iterdir() if one.is_file()]
    assert len(files) == 2
    assert not [one for one in files if TOKEN.encode() in one.read_bytes()]


def test_a_city_that_was_changed_has_nothing_kept_and_problems_and_warnings_are_told_again(
    small, tmp_path, caplog, monkeypatch
):
    scenario = with_keys(load_scenario(small / "town.toml"), {"sites.from_osm": ["fuel", "street"]}, where="test")
    kept, gather = Store(tmp_path / "kept", 10**8), prepared.gather_city

    def warned(*args, **kwargs):
        logging.getLogger("geodata.rasters").warning("heights.tif has %d bands", 2)
        return gather(*args, **kwargs)

    monkeypatch.setattr(prepared, "gather_city", warned)
    told: dict[str, list[str]] = {"fresh": [], "kept": []}
    logged = {}
    for name, said in told.items():
        caplog.clear()
        city = kept_city(scenario, say=said.append, store=kept)
        logged[name] = [one.getMessage() for one in caplog.records]
    assert logged["fresh"] == logged["kept"] == ["heights.tif has 2 bands"]
    problems = [line for line in told["fresh"] if "none found" in line]
    again = [line for line in told["kept"] if "none found" in line]
    assert again == problems
    with speaking("ru"):
        assert [in_language(line) for line in again] == [in_language(line) for line in problems] != problems
    question = kept_question(city, scenario, say=silent, store=kept)
    assert len(kept.entries()) == 2
    said: list[str] = []
    kept_question(replace(city, name="Another"), scenario, say=said.append, store=kept)
    assert not any("was kept" in line for line in said)
    same = kept_question(city, scenario, say=said.append, store=kept)
    assert any("was kept" in line for line in said)
    assert same.scenario is scenario
    assert question.access.drive_s.tolist() == same.access.drive_s.tolist()


def test_a_file_that_is_changed_while_it_is_read_is_not_kept(small, tmp_path, monkeypatch):
    folder = tmp_path / "city"
    shutil.copytree(small, folder)
    scenario, kept, gather = load_scenario(folder / "town.toml"), Store(tmp_path / "kept", 10**8), prepared.gather_city

    def meanwhile(*args, **kwargs):
        city = gather(*args, **kwargs)
        (folder / "fleet.csv").write_bytes((folder / "fleet.csv").read_bytes() + b"\n")
        return city

    monkeypatch.setattr(prepared, "gather_city", meanwhile)
    city = kept_city(scenario, say=silent, store=kept)
    kept_question(city, scenario, say=silent, store=kept)
    assert kept.entries() == []
