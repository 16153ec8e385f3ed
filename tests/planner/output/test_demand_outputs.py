"""The demand in every output: tables, layers, themes, summary, report; numbers on pages are those of the dossier."""

import csv
import dataclasses
import io
import json
import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

from planner.demand.occasions import OCCASIONS
from planner.output.gpkg.writer import write_gpkg
from planner.output.report.writer import report_html
from planner.output.shared.demand import BAR_W, CHART_H, headline, hours, tornado
from planner.output.shared.words import energy, number, percent
from planner.output.summary import summary
from planner.output.tables import write_demand_csv
from planner.output.webmap import layers
from planner.output.webmap.theme import BY_OCCASION, BY_PLUG, BY_YEAR, SERVICE
from planner.output.webmap.themes import themes, themes_today
from planner.output.webmap.writer import map_html
from tests.fixtures.demand_fixture import GROWN, LATER, SHARES, SWINGS, demanded_dossier
from tests.fixtures.dossier_fixture import CLASSES, HOSTILE, make_dossier
from tests.fixtures.read_page import TabledPage, one_spaced

PROMISED = ["zone_id", "district", "port_family", "need", "year", "kwh_per_day"]


@pytest.fixture(scope="module")
def dossier():
    return demanded_dossier()


@pytest.fixture(scope="module")
def package(dossier, tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "plan.gpkg"
    write_gpkg(dossier, path)
    return path


def rows_of(dossier, path):
    write_demand_csv(dossier, path)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


# ---- demand.csv ------------------------------------------------------------------------------------------------------
def test_the_promised_columns_come_first_then_occasions_and_percentiles(dossier, tmp_path):
    rows = rows_of(dossier, tmp_path / "demand.csv")
    assert list(rows[0]) == [*PROMISED, *(str(one) for one in OCCASIONS), "p10", "p50", "p90"]
    for row in rows:
        kwh = float(row["kwh_per_day"])
        assert sum(float(row[one]) for one in SHARES) == pytest.approx(kwh, abs=1e-5)
        assert float(row["p10"]) <= kwh <= float(row["p90"])


def test_all_years_are_there_and_the_planning_year_comes_first(dossier, tmp_path):
    assert dossier.demand["year"].iloc[0] == LATER, "the fixture has them the other way round"
    years = [int(row["year"]) for row in rows_of(dossier, tmp_path / "demand.csv")]
    assert set(years) == {2028, LATER}
    assert years == sorted(years)


def test_demand_that_was_not_sampled_has_no_percentiles(tmp_path):
    rows = rows_of(demanded_dossier(samples=0), tmp_path / "demand.csv")
    assert list(rows[0]) == [*PROMISED, *(str(one) for one in OCCASIONS)]


# ---- plan.gpkg -------------------------------------------------------------------------------------------------------
def test_zones_carry_occasions_and_percentiles(dossier, package):
    zones = gpd.read_file(package, layer="zones")
    occasions = zones[[f"occasion_{one}" for one in OCCASIONS]]
    assert occasions.sum(axis=1).to_numpy() == pytest.approx(zones["demand_kwh"].to_numpy())
    assert (zones["p10_kwh"] <= zones["p50_kwh"]).all()
    assert zones["p90_kwh"].sum() == pytest.approx(1.3 * dossier.scorecard.total_demand_kwh)


def test_a_further_year_is_a_layer_with_every_zone_and_class(dossier, package):
    later = gpd.read_file(package, layer=f"zones_{LATER}")
    assert len(later) == len(dossier.zones)
    assert later["demand_kwh"].sum() == pytest.approx(GROWN * dossier.scorecard.total_demand_kwh)
    for name in CLASSES:
        assert later[f"demand_{name}"].sum() == pytest.approx(GROWN * dossier.scorecard.demand_kwh[name]), name
    assert later["occasion_taxi"].sum() == pytest.approx(SHARES["taxi"] * later["demand_kwh"].sum())


def test_no_layer_of_another_year_without_the_wish(tmp_path):
    write_gpkg(demanded_dossier(later=False), tmp_path / "plan.gpkg")
    assert not [name for name, _ in pyogrio.list_layers(tmp_path / "plan.gpkg") if name.startswith("zones_")]


def test_each_occasion_has_a_graduated_style_in_which_no_zone_is_left_out(dossier, package):
    with sqlite3.connect(package) as connection:
        rows = connection.execute("SELECT f_table_name, styleName, styleQML, useAsDefault FROM layer_styles").fetchall()
    connection.close()
    found = {(layer, name): ET.fromstring(qml).find("renderer-v2") for layer, name, qml, _ in rows}
    for layer in ("zones", f"zones_{LATER}"):
        for one in OCCASIONS:
            renderer = found[layer, f"demand {one.label}"]
            assert renderer.get("type") == "graduatedSymbol"
            assert renderer.get("attr") == f"occasion_{one}"
            ends = [(float(each.get("lower")), float(each.get("upper"))) for each in renderer.findall("ranges/range")]
            most = dossier.zones[f"occasion_{one}"].max() * (GROWN if layer != "zones" else 1)
            assert ends[0][0] == 0
            assert ends[-1][1] == pytest.approx(most)
    assert found["zones", "demand p90"].get("attr") == "p90_kwh"
    defaults = [(layer, name) for layer, name, _, default in rows if default and layer.startswith("zones")]
    assert sorted(defaults) == [("zones", "demand"), (f"zones_{LATER}", "demand")]


# ---- map -------------------------------------------------------------------------------------------------------------
def test_themes_come_in_groups_and_there_is_one_for_each_occasion_and_asked_year(dossier):
    for made, service in ((themes, 3), (themes_today, 6)):
        shown = made(dossier, list(CLASSES))
        groups = [one.group for one in shown]
        wanted = [SERVICE] * service + [BY_PLUG] * len(CLASSES) + [BY_OCCASION] * len(OCCASIONS) + [BY_YEAR] * 2
        assert groups == [*wanted, *[f"{BY_PLUG} {LATER}"] * len(CLASSES)]
        assert len({one.id for one in shown}) == len(shown)
        assert all(len(one.breaks) == len(one.ramp) for one in shown)
        captions = [one.caption for one in shown if one.group == BY_OCCASION]
        assert captions == [
            "Demand: at night near home",
            "Demand: at work",
            "Demand: shopping and visits",
            "Demand: taxis between rides",
            "Demand: on the way",
        ]
        assert all("assumed" in one.note for one in shown if one.group in (BY_PLUG, BY_OCCASION, BY_YEAR))


def test_years_are_coloured_in_the_same_classes_and_only_when_asked_for(dossier):
    first, second = (one for one in themes(dossier, list(CLASSES)) if one.group == BY_YEAR)
    assert first.breaks == second.breaks
    assert first.breaks[-1] >= GROWN * dossier.zones["demand_kwh"].max() * 0.99
    assert BY_YEAR not in {one.group for one in themes(demanded_dossier(later=False), list(CLASSES))}


def test_a_zone_of_the_map_knows_its_occasions_percentiles_and_years(dossier):
    for one, row in zip(
        layers.zones(dossier, list(CLASSES))["features"], dossier.zones.to_dict("records"), strict=True
    ):
        p = one["properties"]
        assert p["o"] == [round(row[f"occasion_{name}"], 1) for name in OCCASIONS]
        assert p["q"] == [round(row[f"{name}_kwh"], 1) for name in ("p10", "p50", "p90")]
        asked = [GROWN * row[f"demand_{name}"] for name in sorted(CLASSES)]
        assert p["y"] == [pytest.approx(asked, abs=0.051)]


def test_a_further_year_has_a_theme_for_each_of_its_own_classes(dossier):
    demand = dossier.demand
    later = demand[demand["year"] == LATER].iloc[:1].assign(port_family="chademo", need="slow", kwh_per_day=7.0)
    other = dataclasses.replace(dossier, demand=pd.concat([demand, later], ignore_index=True))
    shown = {one.id: one for one in themes(other, list(CLASSES)) if one.group == f"{BY_PLUG} {LATER}"}
    assert list(shown) == [f"year_{LATER}_{name}" for name in sorted({*CLASSES, "chademo_slow"})]
    theme = shown[f"year_{LATER}_chademo_slow"]
    zones = layers.zones(other, list(CLASSES))["features"]
    kwh = [sum(one["properties"]["y"][theme.year][at] for at in theme.at) for one in zones]
    assert sorted(kwh)[-2:] == [0.0, 7.0]
    assert "assumed" in theme.note
    assert theme.caption == "Demand CHAdeMO / Type 1, slow, 2030"
    captions = [one.caption for one in themes(other, list(CLASSES))]
    assert len(set(captions)) == len(captions)


def test_a_plan_that_was_filed_without_them_still_maps():
    one = layers.zones(make_dossier(), list(CLASSES))["features"][0]["properties"]
    assert not {"o", "q", "y"} & set(one)
    assert map_html(make_dossier())


# ---- summary and report ----------------------------------------------------------------------------------------------
def test_the_summary_holds_the_story(dossier):
    assert summary(dossier)["demand"] == json.loads(json.dumps(dossier.demand_story))


def test_the_report_tells_the_total_how_sure_it_is_and_the_kilowatts(dossier):
    page, told = one_spaced(report_html(dossier)), dossier.demand_story
    section = page[
        page.index("How much is asked for, where and how sure</h2>") : page.index(
            "What was read, and how good it is</h2>"
        )
    ]
    for value in (energy(told["total_kwh"]), energy(told["percentiles"]["p10"]), energy(told["percentiles"]["p90"])):
        assert one_spaced(value) in section
    assert f"<b>{one_spaced(number(told['kwh_per_vehicle'], 1))}</b>" in section
    assert f"<b>{one_spaced(number(told['average_kw']))}</b>" in section
    assert f"<b>{one_spaced(number(told['peak_kw']))}</b>" in section
    assert section.count("(assumed)") >= 8
    assert "<script" not in page
    assert "<img" not in page


def test_the_tables_of_the_report_are_those_of_the_story(dossier):
    rows, told = TabledPage(report_html(dossier)).rows, dossier.demand_story
    by_class = rows["By plug and need"][1:]
    for row, one in zip(by_class, told["by_class"].values(), strict=False):
        assert row[1:] == [one_spaced(energy(one[name])) for name in ("kwh_per_day", "p10", "p50", "p90")]
    assert by_class[-1][1] == one_spaced(energy(told["total_kwh"]))
    for row, kwh in zip(rows["By occasion"][1:], told["by_occasion"].values(), strict=True):
        assert row[1:] == [one_spaced(energy(kwh)), one_spaced(percent(kwh / told["total_kwh"]))]
    assert rows["By vehicle class"][1][0] == HOSTILE[4].replace("_", " ")
    years = rows["Year by year"][1:]
    assert [row[:3] for row in years] == [
        [str(one["year"]), one_spaced(number(one["vehicles"])), one_spaced(energy(one["kwh_per_day"]))]
        for one in told["years"]
    ]


def test_one_year_needs_no_table_of_years_but_says_how_it_was_found():
    page = report_html(demanded_dossier(later=False))
    assert "Year by year" not in page
    assert "How the vehicles of 2028 were found" in page
    assert "&lt;script&gt;window.hacked = 1&lt;/script&gt; (assumed)" in page


def test_the_tornado_shows_the_ten_largest_swings_in_order_and_no_rounding_error(dossier):
    found = tornado(dossier.demand_story)
    assert [one.what.rsplit(" ", 1)[1] for one in found.bars] == ["1", "0", *(str(at) for at in range(2, 10))]
    assert len(found.bars) == 10
    assert found.others == 2
    assert [one.what.rsplit(" ", 1)[1] for one in found.movers] == ["11", "10", "9", "8", "7"]
    few = dataclasses.replace(
        dossier, demand_story={**dossier.demand_story, "tornado": dossier.demand_story["tornado"][-2:]}
    )
    assert len(tornado(few.demand_story).bars) == 1, f"{SWINGS[-1]} per mille is no swing"


def test_bars_lie_on_one_scale_with_the_total_between_their_ends(dossier):
    found = tornado(dossier.demand_story)
    xs = [x for one in found.bars for x in (one.x_low, one.x_high)]
    assert min(xs) >= 0
    assert max(xs) <= BAR_W
    kwh = [x for one in found.bars for x in (one.total_low, one.total_high)]
    order = np.argsort(kwh, kind="stable")
    assert np.all(np.diff(np.array(xs)[order]) >= 0), "more kWh lie further to the right"
    backward = found.bars[0]
    assert backward.x_low > found.x_central > backward.x_high, "a high value may mean less"


def test_rows_of_the_tornado_say_low_and_high_source_and_assumed(dossier):
    rows = TabledPage(report_html(dossier)).rows["Which assumptions decide it"][1:]
    assert len(rows) == 10
    first = rows[0][0]
    assert "assumed: -1% (low), as counted, +1% (high)" in first
    assert HOSTILE[0] in first
    assert rows[0][1:3] == [
        one_spaced(energy(dossier.demand_story["tornado"][1][f"total_{end}_kwh"])) for end in ("low", "high")
    ]
    assert rows[0][-1] == "0.010"


def test_demand_that_was_not_sampled_is_told_without_percentiles_and_says_so():
    page = report_html(demanded_dossier(samples=0))
    assert "no samples were drawn" in page
    assert "Which assumptions decide it" not in page
    assert "p10" not in page


def test_a_plan_filed_without_a_story_has_no_such_section():
    assert "How much is asked for" not in report_html(make_dossier())


def test_bars_of_the_hours_stand_on_the_ground_and_one_is_the_peak(dossier):
    bars = hours(dossier.demand_story["hourly_kwh"])
    assert [one.hour for one in bars] == list(range(24))
    assert [one.hour for one in bars if one.is_peak] == [18]
    assert all(one.y + one.height == pytest.approx(CHART_H, abs=0.02) for one in bars)
    assert all(one.height == 0 for one in hours([0.0] * 24))


def test_the_headline_says_all_in_one_line(dossier):
    said = headline(dossier.demand_story)
    for part in ("assumed", "p10 to p90", "kWh per vehicle", "kW on average"):
        assert part in said
    assert energy(dossier.demand_story["total_kwh"]) in said
    assert "not sampled" in headline(demanded_dossier(samples=0).demand_story)
