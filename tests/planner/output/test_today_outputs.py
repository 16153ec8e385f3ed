"""Today's network in the other outputs: the map of the check, and report, summary and GeoPackage of a plan."""

import dataclasses
import json
import re

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geodata.inventory.supply import SUPPLY
from planner.output.check.writer import write_check
from planner.output.gpkg.writer import write_gpkg
from planner.output.report.writer import report_html
from planner.output.shared import today
from planner.output.shared.city_places import station_titles
from planner.output.shared.words import energy, percent
from planner.output.summary import summary
from planner.output.webmap.escape import display
from planner.output.webmap.stations_today import stations
from planner.output.webmap.themes import themes_today
from planner.output.webmap.today import today_html
from tests.fixtures.check_fixture import inspection
from tests.fixtures.dossier_fixture import CLASSES, HOSTILE, make_dossier

DRAWN = re.compile(r'"id":"([^"]*)","name":"[^"]*","operator":[^{}]*?"label":"([^"]*)"')
"""Id and label of a station in the page."""


@pytest.fixture(scope="module")
def dossier():
    return inspection().today


@pytest.fixture(scope="module")
def called():
    return station_titles(inspection().city)


@pytest.fixture(scope="module")
def page(dossier, called):
    return today_html(dossier, called)


def points(dossier):
    return [{one["properties"]["id"]: one["properties"] for one in part["features"]} for part in stations(dossier, {})]


def test_the_map_links_to_nothing_and_hostile_names_are_mere_letters(page):
    assert not re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page)
    assert "<link" not in page
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page
    assert "{{" not in page.replace("{{}}", "")
    assert "cycler.__init__" in page, "the name is shown all the same"


def test_the_map_speaks_of_todays_network_and_of_no_plan(page):
    assert "<title>Today’s charging network: Көше &amp; friends</title>" in page
    panel = page[page.index('<aside id="panel">') : page.index("</aside>")]
    assert "proposed" not in panel
    assert "nothing is planned here" in panel


def test_figures_of_the_panel_are_those_of_the_baseline(dossier, page):
    panel = page[page.index('<aside id="panel">') : page.index("</aside>")]
    whole = today.together(dossier.baseline)
    assert f"<b>{percent(whole['served_kwh'] / whole['demand_kwh'], 1)}</b>" in panel
    assert f"of {energy(whole['demand_kwh'])}" in panel
    used, _ = points(dossier)
    assert f"<b>{len(used)} of {len(dossier.stations.table)}</b>" in panel
    assert f"{dossier.baseline['full_queues']} of {len(dossier.baseline['queues'])}" in panel


def test_a_station_is_called_alike_on_the_map_and_in_the_tables_of_one_check(tmp_path):
    seen = inspection()
    alike = [
        dataclasses.replace(one, table=one.table.assign(name="АЗС", address=None))
        for one in (seen.city.stations, seen.today.stations)
    ]
    city = dataclasses.replace(seen.city, stations=alike[0])
    today = dataclasses.replace(seen.today, stations=alike[1], sites=seen.today.sites.assign(name="АЗС"))
    write_check(dataclasses.replace(seen, city=city, today=today), tmp_path)
    listed = pd.read_csv(tmp_path / "stations.csv").drop_duplicates("station_id").set_index("station_id")["label"]
    page = (tmp_path / "baseline.html").read_text(encoding="utf-8")
    drawn = {json.loads(f'"{one}"'): json.loads(f'"{label}"') for one, label in DRAWN.findall(page)}
    assert len(drawn) == 6
    assert drawn == {one: str(display(listed[one])) for one in drawn}


def test_the_same_network_gives_the_same_map(dossier, page, called):
    assert today_html(dossier, called) == page


def test_stations_that_are_no_supply_stand_apart_with_the_reason(dossier):
    used, idle = points(dossier)
    assert set(used) == {"ops-1", "osm-n2"}
    assert "ops-6" not in idle, "what lies a day's drive away is counted, not drawn"
    assert {name: one["why"] for name, one in idle.items()} == {
        "ops-2": "private",
        "ops-3": "planned",
        "ops-4": "outside the city",
        "ops-5": "of a standard that no vehicle of a plan takes",
    }


def test_a_popup_tells_plugs_queues_and_who_says_what(dossier):
    used, idle = points(dossier)
    shared = used["ops-1"]
    assert shared["plugs"] == ["2 × GB/T DC, 60 kW", "1 × CCS2, 60 kW"]
    assert shared["guns"] == 3 == sum(one["guns"] for one in dossier.baseline["queues"] if one["station_id"] == "ops-1")
    assert any("full" in text or "used" in text for text in shared["queues"])
    assert shared["records"] == 2
    assert "access: customers (osm, n1); public (ops, 1)" in shared["said"]
    assert "22 kW (guessed)" in idle["ops-5"]["plugs"][0]
    assert used["osm-n2"]["updated"] == "nobody says when"


def test_full_is_said_where_every_queue_of_a_station_is_full(dossier):
    queues = today.queues(dossier.baseline)
    assert sum(one.is_full for one in queues) == dossier.baseline["full_queues"]
    used, _ = points(dossier)
    for name, one in used.items():
        mine = [queue for queue in queues if queue.station_id == name]
        assert one["full"] == (bool(mine) and all(queue.is_full for queue in mine)), name


def test_zones_can_be_coloured_by_the_share_served_of_each_family():
    shown = themes_today(make_dossier(), list(CLASSES))
    service = ["today", "today_ccs2", "today_gbt", "today_chademo", "unserved", "demand"]
    assert [one.id for one in shown] == [*service, *(f"demand_{name}" for name in CLASSES)]
    assert shown[0].steps()[0]["text"] == "nothing"
    gbt = next(one for one in shown if one.id == "today_gbt")
    assert [CLASSES[at] for at in gbt.at] == ["gbt_fast", "gbt_slow"]
    assert all(len(one.breaks) == len(one.ramp) for one in shown)


def test_report_and_summary_of_a_plan_tell_what_stands_today(dossier):
    page = report_html(dossier)
    section = page[page.rindex("What stands today") : page.index("What was read, and what could not be")]
    whole = today.together(dossier.baseline)
    assert energy(whole["served_kwh"]) in section
    assert "Regulation (EU) 2023/1804" in section
    assert "not met" in section
    assert summary(dossier)["baseline"] == json.loads(json.dumps(dossier.baseline))
    assert "What stands today</h3>" not in report_html(make_dossier()), (
        "a plan filed without a baseline has no such section"
    )


def test_every_figure_beside_a_norm_has_its_unit_before_it_is_judged(dossier):
    judged = re.findall(r'<td>([^<]*) <b class="(?:ok|bad)">', report_html(dossier))
    assert judged
    assert [one for one in judged if not re.search(r" (kW|vehicles)[^<]*:$", one)] == []


def test_hostile_norms_are_letters_in_the_report(dossier):
    norm = dossier.baseline["norms"][0] | {"what": HOSTILE[0], "source": HOSTILE[4]}
    page = report_html(dataclasses.replace(dossier, baseline={**dossier.baseline, "norms": [norm]}))
    assert "<script" not in page
    assert "&lt;script&gt;window.hacked = 1" in page


def test_the_geopackage_says_of_every_station_whether_it_is_supply_and_holds_the_provenance(dossier, tmp_path):
    write_gpkg(dossier, tmp_path / "plan.gpkg")
    layer = gpd.read_file(tmp_path / "plan.gpkg", layer="stations").set_index("station_id")
    assert {name for name, said in layer["supply"].items() if said == "yes"} == {"ops-1", "osm-n2"}
    assert set(layer["supply"]) == {"yes", "no"}
    assert layer.loc["ops-2", "why_not"] == "private"
    said = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="provenance")
    assert len(said) == len(dossier.stations.provenance) > 0
    assert HOSTILE[5] in set(said["value"])


def test_plugs_that_the_scenario_counts_all_the_same_are_supply_on_the_map():
    used, idle = points(inspection(inventory={"also_supply": ["private", "planned"]}).today)
    assert {"ops-2", "ops-3"} <= set(used)
    assert set(idle) == {"ops-4", "ops-5"}
    assert SUPPLY not in {one["why"] for one in idle.values()}


def test_no_norm_is_called_missed_where_most_stations_are_not_on_file(dossier):
    def norms(html):
        return html.split('<section id="norms">', 1)[1].split("</section>", 1)[0]

    known = norms(report_html(dossier))
    few = {"key": "stations", "severity": "warning", "sentence": "few", "what": "", "found": "", "expected": ""}
    page = report_html(dataclasses.replace(dossier, reality=[few]))
    unknown, annex = norms(page), page.split("Beside the norms", 1)[1].split("Norms are for comparison", 1)
    assert "not met" in known
    assert "not met" not in unknown + annex[0]
    assert "not judged" in annex[0]
    assert "few of the stations that are known to stand are on file" in annex[1].split("</p>")[0]
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", unknown):
        today, planned = re.findall(r"<td>(.*?)</td>", row)[1:]
        assert today == "not known: few of its stations are on file"
        assert "<b" in planned or planned.endswith("without the stations that are not on file")
