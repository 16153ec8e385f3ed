"""Whole runs of the command line on a town of a few streets."""

import csv
import json
import os
import re
import signal
import subprocess
import sys

import pytest
from city_fixtures import town
from osm_fixtures import place

from planner.output import WRITERS
from tests.fixtures.city_cache import city_cache
from tests.fixtures.command_line import only_line, run
from tests.fixtures.town_config import TOWN_CONFIG


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    town(folder)
    (folder / "town.toml").write_text(TOWN_CONFIG.format(budget=200_000) + "[demand]\nsamples = 20\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory):
    with city_cache(tmp_path_factory.mktemp("kept")):
        yield


@pytest.fixture(scope="module")
def planned(folder):
    """The town, planned once."""
    result = run("plan", folder / "town.toml", "--out", folder / "out")
    assert result.exit_code == 0, result.stderr
    return folder / "out", result


@pytest.fixture(scope="module")
def checked(folder):
    """The town, checked once as JSON and once for people, with its quick plans; both write their files into one folder."""
    out = folder / "checked"
    done = [run("check", folder / "town.toml", *more, "--out", out) for more in (("--json",), ())]
    assert [one.exit_code for one in done] == [0, 0], [one.stderr for one in done]
    return out, *done


@pytest.fixture(scope="module")
def without_sizes(folder):
    """The same two checks without quick plans."""
    done = [run("check", folder / "town.toml", "--no-sizes", *more) for more in (("--json",), ())]
    assert [one.exit_code for one in done] == [0, 0], [one.stderr for one in done]
    return done


def test_simulate_plays_the_plan_and_tells_whether_its_promise_holds(folder):
    config = changed(folder, "played.toml", "reasons = false", "[demand]", "samples = 0", "[simulation]", "draws = 1")
    result = run("plan", config, "--out", folder / "played", "--simulate")
    assert result.exit_code == 0, result.stderr
    found = json.loads((folder / "played" / "summary.json").read_text(encoding="utf-8"))["studies"]["simulation"]
    assert " ".join(found["verdict"].split()) in " ".join(result.stdout.split())
    assert (folder / "played" / "simulation.csv").is_file()
    assert found["days"] == 30


def changed(folder, name: str, *lines: str):
    """The town's configuration with other keys of [plan]."""
    keys = {line.partition(" =")[0] for line in lines}
    kept = [line for line in TOWN_CONFIG.format(budget=200_000).splitlines() if line.partition(" =")[0] not in keys]
    (folder / name).write_text("\n".join([*kept, *lines]), encoding="utf-8")
    return folder / name


def test_a_plan_writes_every_promised_file_and_nothing_else(planned):
    out, _ = planned
    assert {file.name for file in out.iterdir()} == set(WRITERS)
    assert not [file for file in out.parent.iterdir() if file.name.startswith(".out")]


def test_a_plan_says_what_it_does_what_is_assumed_and_where_to_look(planned):
    out, result = planned
    assert "Тест [bold]2028[/bold]" in result.stdout
    assert "GB/T" in result.stdout
    assert "of $200 000" in result.stdout
    assert "Assumed" in result.stdout
    assert len(result.stdout.split()) <= 200
    assert len(result.stdout.splitlines()) <= 25
    assert "250 kW" in (out / "report.html").read_text(encoding="utf-8"), "all that is assumed stands in the report"
    assert str(out / "map.html") in result.stdout.replace("\n", "")
    assert "looking for the best plan" in result.stderr
    assert "looking for the best plan" not in result.stdout


def test_export_from_the_finished_plan_is_the_file_the_run_wrote(planned, tmp_path):
    out, _ = planned
    assert run("export", out, "--to", tmp_path / "sites.csv").exit_code == 0
    assert (tmp_path / "sites.csv").read_bytes() == (out / "sites.csv").read_bytes()


def test_check_json_is_one_object_on_stdout_that_accounts_for_every_record(without_sizes):
    told = json.loads(without_sizes[0].stdout)
    assert {"sources", "roads", "zones", "population", "candidates", "fleet"} <= set(told)
    assert {
        "nodes",
        "edges",
        "km",
        "largest_component_share",
        "obeyed_turn_restrictions",
        "ignored_turn_restrictions",
    } <= set(told["roads"])
    assert len(told["sources"]) > 4
    for source in told["sources"]:
        assert source["records"] == source["kept"] + source["merged"] + source["dropped"]
        assert all(set(problem) == {"record", "reason", "action", "kind"} for problem in source["problems"])


def test_check_prints_the_account_for_people(without_sizes):
    said = without_sizes[1].stdout
    assert "2 GBT_DC" in said
    assert "population: 7 500" in said
    assert "candidates: 3" in said
    assert "on file" in said.splitlines()[1].lower(), "what stands comes first"
    assert "EU minimum (AFIR)" in said
    assert "repaired" in said
    assert "doubts by kind:" in said
    places = [
        said.index(text) for text in ("what stands in", "kW per BEV", "EU minimum", "repaired", "Assumed, not known")
    ]
    assert places == sorted(places)


def test_check_plans_quickly_at_three_powers_of_a_site_unless_told_not_to(checked, without_sizes):
    without = json.loads(without_sizes[0].stdout)
    assert without["sizes"] is None
    assert "quick plans show how much that matters" in without_sizes[1].stdout
    told = json.loads(checked[1].stdout)
    assert [row["site_kw"] for row in told["sizes"]["rows"]] == [150, 250, 400], told["sizes"]
    assert told["reality"] == without["reality"]
    assert {one["key"] for one in told["reality"]} >= {"ev_per_person", "map_age"}
    assert "400 kW" in checked[2].stdout


def test_check_writes_its_files_and_keeps_stdout_pure_json(checked):
    out, done, for_people = checked
    assert json.loads(done.stdout) == json.loads((out / "check.json").read_text(encoding="utf-8"))
    assert {file.name for file in out.iterdir()} == {
        "check.html", "baseline.html", "baseline.csv", "stations.csv", "candidates.csv", "overrides.csv", "check.json",
    }  # fmt: skip
    assert "Look at" in for_people.stdout
    assert "baseline.html" in for_people.stdout


def test_check_refuses_a_file_as_its_folder_before_it_reads_anything(folder):
    result = run("check", folder / "town.toml", "--out", folder / "town.toml")
    assert result.exit_code == 2
    assert "town.toml" in only_line(result.stderr)


def test_the_overrides_that_check_writes_change_nothing_of_what_stands(folder, tmp_path):
    from planner.checking import check
    from planner.config.scenario import load_scenario
    from planner.output.check.writer import write_check

    lon, lat = place(9.05, 9)  # four metres from the station on the map
    table = f"station_id,name,lon,lat,connector,count,power_kw\nown-1,Own,{lon},{lat},GBT_DC,2,60\n"
    (folder / "stations.csv").write_text(table, encoding="utf-8")
    text = TOWN_CONFIG.format(budget=200_000)
    listed = text.replace("[[stations]]", '[[stations]]\npath = "stations.csv"\nformat = "csv"\n[[stations]]')
    (folder / "listed.toml").write_text(listed, encoding="utf-8")
    scenario = load_scenario(folder / "listed.toml")
    before = check(scenario, say=lambda _: None)
    write_check(before, tmp_path / "out")
    inventory = scenario.inventory.model_copy(update={"overrides": str(tmp_path / "out" / "overrides.csv")})
    after = check(scenario.model_copy(update={"inventory": inventory}), say=lambda _: None)
    account = next(one for one in after.sources if one.format == "overrides")
    assert (account.records, account.kept, account.problems) == (1, 1, ())
    for name in ("table", "connectors", "provenance"):
        assert getattr(after.city.stations, name).equals(getattr(before.city.stations, name)), name
    assert after.as_dict()["baseline"] == before.as_dict()["baseline"]


def test_a_budget_too_small_builds_nothing_and_names_the_cheapest_useful_step(folder):
    result = run("-q", "plan", changed(folder, "poor.toml", "budget_usd = 10"), "--out", folder / "poor")
    assert result.exit_code == 0
    assert "Nothing is built: the cheapest useful step costs at least $" in result.stdout
    assert "0 new sites, 0 upgraded stations, 0 chargers" in result.stdout
    report = (folder / "poor" / "report.html").read_text(encoding="utf-8")
    assert "Set aside $" in report
    assert not re.search("0 of 0 sites|A balance of plugs of [0-9.]+ costs|To quote", report)


def test_promises_that_conflict_end_with_code_3_and_are_named(folder):
    config = changed(folder, "hard.toml", "budget_usd = 10", "district_floor = 0.1")
    result = run("-q", "plan", config, "--out", folder / "hard")
    assert result.exit_code == 3
    first, *ways = result.stderr.splitlines()
    assert "plan.district_floor" in first
    assert len(ways) == 2
    assert any("plan.budget_usd" in way and "USD instead of 10" in way for way in ways)
    assert any("plan.district_floor" in way and "instead of 0.1" in way for way in ways)
    assert not (folder / "hard").exists()


def test_a_run_that_fails_leaves_the_last_good_results_alone(planned, folder):
    out, _ = planned
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    result = run("-q", "plan", changed(folder, "wrong.toml", 'forced = ["no-such-site"]'), "--out", out)
    assert result.exit_code == 2
    assert "no-such-site" in only_line(result.stderr)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_compare_writes_one_folder_a_plan_and_prints_the_regret_of_each(folder):
    few = ("nearest_sites = 2", "reasons = false", "[demand]", "samples = 0")
    config = changed(folder, "compared.toml", *few, "[compare]", "workers = 1", "flexibility = false")
    result = run("compare", config, "--mixes", "ccs2_heavy, gbt_heavy", "--verbose", "--out", folder / "mixes")
    assert result.exit_code == 0, result.stderr
    plans = ["ccs2_heavy", "gbt_heavy", "hedged"]
    assert {"comparison.html", "comparison.csv", "comparison.json", "no_regret.html", *plans} == {
        one.name for one in (folder / "mixes").iterdir()
    }
    assert {one.name for one in (folder / "mixes" / "hedged").iterdir()} == set(WRITERS)
    told = json.loads((folder / "mixes" / "comparison.json").read_text(encoding="utf-8"))
    assert told["mixes"] == plans[:2]
    assert told["plans"] == list(told["gap"]) == list(told["regret"]) == plans
    assert "What each plan (row) loses in each world (column)" in result.stdout
    assert "the hedged plan" in result.stdout
    rows = list(csv.DictReader((folder / "mixes" / "comparison.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["plan"], row["world"]) for row in rows] == [(plan, world) for plan in plans for world in plans[:2]]
    for row in rows:
        assert float(row["regret"]) == pytest.approx(told["regret"][row["plan"]][row["world"]], rel=1e-3, abs=1e-6)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_nothing_behind(number, code, folder, tmp_path):
    command = [sys.executable, "-m", "planner", "plan", str(folder / "town.toml"), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        command, env={**os.environ, "EVPLAN_CACHE_MB": "0"},
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    for line in process.stderr:
        if "making zones" in line:
            break
    process.send_signal(number)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
