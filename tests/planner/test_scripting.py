"""What scripts call: it costs nothing to import, its names are stable, and what it gives is the plan that the commands write."""

import ast
import html
import json
import pkgutil
import re
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pytest

import planner
from planner.compare.rows import HEDGED
from planner.output import WRITERS
from tests.conftest import ROOT
from tests.fixtures.tiny_city import STATION, tiny_city, tiny_scenario

MOST_IMPORT_MS = 50


@pytest.fixture(scope="module")
def plan():
    return planner.make_plan(tiny_city(), tiny_scenario(demand={"samples": 0}))


@pytest.fixture(scope="module")
def worlds():
    scenario = tiny_scenario(
        plan={"budget_usd": 60_000, "chargers": ["dc_gbt_60", "dc_ccs2_60"], "reasons": False},
        compare={"flexibility": False},
        demand={"samples": 0},
    )
    return planner.compare_worlds(tiny_city(), scenario, ["ccs2_heavy", "gbt_heavy"])


def python(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *options], cwd=ROOT, capture_output=True, text=True, check=True)


def test_importing_planner_loads_no_library_and_takes_no_time():
    program = "import sys; before = set(sys.modules); import planner; print(*(set(sys.modules) - before))"
    loaded = set(python("-c", program).stdout.split())
    assert {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"planner"}
    assert len(loaded) < 10, loaded
    told = [python("-X", "importtime", "-c", "import planner").stderr for _ in range(3)]
    took_us = [int(re.search(r"\|\s*(\d+) \| planner$", one, re.MULTILINE)[1]) for one in told]
    assert min(took_us) < 1_000 * MOST_IMPORT_MS


def test_no_public_name_is_that_of_a_room():
    """`import planner.plan` would put the room in the place of the name, or not, by what was imported before."""
    rooms = {module.name for module in pkgutil.iter_modules(planner.__path__)}
    assert {"plan", "compare", "config", "pipeline"} <= rooms
    assert not rooms & {name.casefold() for name in planner.__all__}


def test_every_public_name_is_there_listed_and_known_to_type_checkers():
    for name in planner.__all__:
        assert getattr(planner, name).__name__ == name
        assert name in dir(planner)
    tree = ast.parse((ROOT / "planner" / "__init__.py").read_text(encoding="utf-8"))
    typed = next(node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    seen = {alias.name: node.module for node in typed.body for alias in node.names}
    assert seen == planner._HOMES
    assert sorted(seen) == planner.__all__


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'planner' has no attribute 'mkae_plan'"):
        planner.mkae_plan  # noqa: B018


def test_a_plan_has_tables_a_proof_and_totals(plan):
    for table in (plan.sites, plan.zones, plan.districts):
        assert isinstance(table, gpd.GeoDataFrame)
        assert table.crs == "EPSG:4326"
    assert STATION in set(plan.sites["site_id"])
    assert plan.proof.status == plan.summary["status"] == "optimal"
    assert plan.totals["served_kwh_per_day"] == pytest.approx(plan.zones["served_kwh"].sum())
    assert plan.demand["kwh_per_day"].sum() == pytest.approx(plan.totals["demand_kwh_per_day"])
    assert "new sites" in repr(plan)
    assert len(repr(plan)) < 300


def test_what_a_script_does_to_a_table_changes_neither_the_plan_nor_its_files(plan, tmp_path):
    table = plan.sites
    table["cost_usd"] = 0.0
    del plan.zones["coverage"]
    assert plan.sites["cost_usd"].sum() > 0
    assert "coverage" in plan.zones
    written = json.loads(plan.save_as(tmp_path / "plan.geojson").read_text(encoding="utf-8"))
    assert sum(one["properties"]["cost_usd"] for one in written["features"]) > 0


def test_a_saved_plan_is_every_file_of_a_run_and_comes_back_without_solving(plan, tmp_path):
    files = plan.save(tmp_path / "out")
    assert {file.name for file in files} == set(WRITERS) == {file.name for file in (tmp_path / "out").iterdir()}
    again = planner.load_plan(tmp_path / "out")
    assert again.sites.equals(plan.sites)
    assert again.proof == plan.proof
    assert (np.isnan(again.proof.wall_s), plan.proof.wall_s > 0) == (True, True), "seconds are of the run"
    assert plan.save_as(tmp_path / "map.html").read_bytes() == (tmp_path / "out" / "map.html").read_bytes()


def test_a_plan_that_cannot_be_written_leaves_the_folder_as_it_was(plan, tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setitem(WRITERS, "map.html", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        plan.save(tmp_path)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("notes.txt", "mine")]


def test_a_plan_is_not_saved_over_a_file_that_no_run_wrote(plan, tmp_path):
    (tmp_path / "plan.json").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match=r"plan\.json: a file that no earlier run"):
        plan.save(tmp_path)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("plan.json", "mine")]


def test_a_notebook_shows_the_map_in_a_frame_that_reaches_nothing_outside(plan):
    shown = plan._repr_html_()
    frame = re.fullmatch(r'<iframe sandbox="allow-scripts" [^<>]*srcdoc="([^"]*)"></iframe>', shown)
    assert html.unescape(frame[1]) == plan.map_html()
    assert "default-src 'none'" in plan.map_html()


def test_steps_are_logged_or_told_to_whom_the_script_names(caplog):
    said, asked = [], tiny_scenario(plan={"budget_usd": 0, "reasons": False}, demand={"samples": 0})
    with caplog.at_level("INFO", logger="planner.scripting.calls"):
        planner.make_plan(tiny_city(), asked, say=said.append)
        assert "looking for the best plan" not in caplog.messages
        planner.make_plan(tiny_city(), asked)
    assert "looking for the best plan" in caplog.messages
    assert "looking for the best plan" in said


def test_keys_are_changed_as_in_a_file_and_checked_like_those():
    demo = planner.demo_scenario()
    changed = planner.change_scenario(demo, {"plan.budget_usd": 1_000, "compare.flexibility": False})
    assert (changed.plan.budget_usd, changed.compare.flexibility) == (1_000, False)
    assert changed.plan.max_drive_min == demo.plan.max_drive_min
    assert changed.path("fleet.csv") == demo.path("fleet.csv")
    with pytest.raises(planner.ConfigError, match=r"unknown key 'plan\.budgt_usd'; did you mean 'budget_usd'\?"):
        planner.change_scenario(demo, {"plan.budgt_usd": 1})


def test_what_a_user_can_mend_is_one_of_the_documented_errors(tmp_path):
    with pytest.raises(planner.PlannerError, match="cannot be read"):
        planner.load_scenario(tmp_path / "none.toml")
    with pytest.raises(planner.PlannerError, match=r"no finished plan there; name the folder .* plan\.json") as missing:
        planner.load_plan(tmp_path)
    assert "configuration" not in str(missing.value)
    with pytest.raises(planner.InfeasibleError, match="district_floor") as caught:
        planner.make_plan(
            tiny_city(), tiny_scenario(plan={"district_floor": 1.0, "max_drive_min": 2.0, "max_fast_h": 1.0})
        )
    assert isinstance(caught.value, planner.PlannerError)
    with pytest.raises(planner.ConfigError, match=r"compare_worlds: .*workers.*not 0"):
        planner.compare_worlds(tiny_city(), tiny_scenario(), ["balanced"], workers=0)
    with pytest.raises(planner.ConfigError, match="unknown mix 'balancd'"):
        planner.compare_worlds(tiny_city(), tiny_scenario(), ["balancd"])


def test_worlds_are_compared_on_the_city_that_was_gathered(worlds, tmp_path):
    assert list(worlds.plans) == ["ccs2_heavy", "gbt_heavy", HEDGED]
    assert worlds.hedged == worlds.plans[HEDGED]
    assert list(worlds.regret.columns) == list(worlds.energy.columns) == ["ccs2_heavy", "gbt_heavy"]
    best = worlds.value.max()
    assert ((1 - worlds.value / best) - worlds.regret).abs().max().max() < 1e-9
    assert worlds.regret.loc["ccs2_heavy", "gbt_heavy"] == worlds.summary["regret"]["ccs2_heavy"]["gbt_heavy"] > 0
    assert worlds.energy.loc[HEDGED, "gbt_heavy"] > worlds.energy.loc["ccs2_heavy", "gbt_heavy"]
    shown = worlds._repr_html_()
    assert "<table" in shown
    assert html.escape(worlds.summary["summary"][0]) in shown
    names = {file.name for file in worlds.save(tmp_path)}
    assert {"comparison.html", "comparison.json", "ccs2_heavy", HEDGED} <= names
    assert planner.load_plan(tmp_path / HEDGED).proof == worlds.hedged.proof
