"""A list of places valued: the figures of the plan that it is, two by hand, every bad row told, and the best plan never worth less."""

import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import InputFile
from planner.cli.briefly import show_briefly
from planner.cli.list_value import show_list_value
from planner.dossier.dossier import Dossier
from planner.edits.list_ground import tie_list
from planner.edits.site_list import read_site_list
from planner.output import write_all
from planner.output.report.question import asked as asked_of
from planner.output.shared.headline import headline_of
from planner.output.shared.valued import console_lines, value_lines
from planner.pipeline import make_plan
from planner.studies.studies import LEFT_OUT
from planner.support.frames import plain
from planner.support.speech import told
from planner.valuing import plannable_chargers, value_list
from tests.fixtures.tiny_city import CRS, corner, silent, tiny_city, tiny_scenario

FEW = {"budget_usd": 120_000, "reasons": False, "plug_balance": 0.0}


def asked(**plan):
    return tiny_scenario(plan={**FEW, **plan}, demand={"samples": 0})


def lonlat(number: float, north: float = 0.0) -> tuple[float, float]:
    east, up = corner(number)
    point = gpd.GeoSeries([Point(east, up + north)], crs=CRS).to_crs(LONLAT).iloc[0]
    return round(point.x, 7), round(point.y, 7)


def table_of(folder: Path, *rows: str) -> Path:
    """A table as it comes from Excel in Russia: rows are `corner or place; name; chargers; bays`."""
    lines = ["Название;Широта;Долгота;Зарядные устройства;Мест"]
    for row in rows:
        place, name, chargers, bays = row.split("|")
        lon, lat = lonlat(float(place)) if place else ("", "")
        lines.append(f"{name};{lat};{lon};{chargers.replace(';', ',')};{bays}")
    path = folder / "plots.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def valued(path: Path, scenario=None, city=None) -> Dossier:
    scenario = scenario or asked()
    listed = read_site_list(InputFile(path), plannable_chargers(scenario))
    return value_list(city or tiny_city(), scenario, listed, say=silent, quick=True)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a finished plan, and its dossier."""
    folder = tmp_path_factory.mktemp("finished")
    dossier = make_plan(tiny_city(), asked(plug_balance=0.75), say=silent, quick=True)
    write_all(dossier, folder)
    return folder, dossier


@pytest.mark.parametrize("name", ["sites.csv", "sites.xlsx", "plan.geojson", "plan.gpkg|layername=sites"])
def test_the_table_of_a_plan_is_worth_that_plan(finished, name):
    folder, plan = finished
    found = valued(folder / name, asked(plug_balance=0.75))
    assert found.scorecard.total_served_kwh == pytest.approx(plan.scorecard.total_served_kwh, rel=1e-9)
    assert found.scorecard.cost_usd == pytest.approx(plan.scorecard.cost_usd)
    assert found.scorecard.district_served_kwh == pytest.approx(plan.scorecard.district_served_kwh)
    told = found.studies["list"]
    assert not told["breaches"]
    assert {row["outcome"] for row in told["rows"]} == {"counted"}
    assert told["share"] == pytest.approx(1.0, abs=1e-6)


def test_two_cabinets_alone_serve_and_cost_what_is_reckoned_by_hand(tmp_path):
    city = tiny_city(fleet=[{"vehicle_class": "taxi", "count": 4_000}])
    city = replace(city, stations=city.stations.only(set()))  # nobody else serves
    found = valued(table_of(tmp_path, "5|b|1 x dc_gbt_60|", "9|c|1 x dc_ccs2_60|"), asked(), city).studies["list"]
    # 32 kWh at 60 kW and 5 minutes between cars: 37 minutes; both guns of a cabinet get 30 kW, so that 32 minutes more are needed whenever the
    # other is busy too, which in the peak hour is 8 h x 0.07 of the day's use; each gun is counted on for 8 hours a day
    minutes = 37 + 32 * 8 * 0.06996904
    assert [row["site_id"] for row in found["drop"]] == ["c", "b"]  # as much is lost, and c costs more
    for row, usd in zip(
        found["drop"], (13_500 + 8_000 + 60 * 90 + 5_000, 10_500 + 8_000 + 60 * 90 + 5_000), strict=True
    ):
        assert row["lost_kwh"] == pytest.approx(row["served_kwh"])
        assert row["lost_kwh"] == pytest.approx(2 * 32 * 8 * 60 / minutes, rel=1e-6)
        assert row["cost_usd"] == usd
    assert found["given"]["served_kwh"] == pytest.approx(2 * 2 * 32 * 8 * 60 / minutes, rel=1e-6)


def test_every_bad_row_is_told_and_the_others_are_valued(tmp_path, capsys):
    path = table_of(
        tmp_path,
        "1|good|1 x dc_gbt_60; 1 x dc_ccs2_60|",
        "6|unknown|2 x dc_ccs2_65|",
        "5|in part|1 x dc_gbt_60; 1 x tesla|",
        "90|outside|1 x dc_gbt_60|",
        "1|twice|1 x dc_gbt_60; 1 x dc_ccs2_60|",
        "8|drawn|1 x dc_gbt_60|6",
        "8|drawn again|1 x dc_gbt_60|6",
        "1.02|beside|1 x ac_t2_22|",
        "3|too much|9 x dc_gbt_60|2",
        "7|none||",
        "7|words|зарядка|",
        "|nowhere|1 x dc_gbt_60|",
    )
    found = valued(path)
    rows = {row["written_name"]: row for row in found.studies["list"]["rows"]}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "good": "counted",
        "unknown": "left out",
        "in part": "counted",
        "outside": "left out",
        "twice": "same as another row",
        "drawn": "counted",
        "drawn again": "same as another row",
        "beside": "put together",
        "too much": "counted",
        "none": "left out",
        "words": "left out",
        "nowhere": "left out",
    }
    listed = read_site_list(InputFile(path), plannable_chargers(asked()))
    names = set(tie_list(listed, tiny_city(), asked()).city.sites["name"])
    assert "too much" in names
    assert "unknown" not in names, "where nothing is counted the best plan builds nothing either"
    said = {name: "; ".join(row["said"]) for name, row in rows.items()}
    for name, words in {
        "unknown": "dc_ccs2_65.*did you mean 'dc_ccs2_60'",
        "in part": "1 x tesla are not counted",
        "outside": "outside the city",
        "twice": "^row 2 says the same",
        "drawn again": "^row 7 says the same of the same place; it is counted once$",
        "beside": "same place as row 2",
        "too much": "bays and the place has 2; valued as given; the chargers draw 540 kW",
        "none": "no chargers are written",
        "words": "are not understood",
        "nowhere": "says no place",
    }.items():
        assert re.search(words, said[name]), (name, said[name])
    built = {
        str(site): plain(cell)
        for site, cell in zip(found.sites["site_id"], found.sites["chargers"], strict=True)
        if cell
    }
    assert {one["type"]: one["count"] for one in built["a"]} == {"dc_gbt_60": 1, "dc_ccs2_60": 1, "ac_t2_22": 1}
    assert {"bays", "site_power"} <= {one["rule"] for one in found.studies["list"]["breaches"]}
    show_list_value(found, tmp_path, whole=False)
    brief = capsys.readouterr().out
    assert len(brief.split()) <= 200
    assert len(brief.splitlines()) <= 25
    for words in (
        "The list serves",
        "of all that it serves",
        "What to drop first: ",
        "What to add first: ",
        "breaks these rules",
    ):
        assert words in brief, brief
    lines = console_lines(found, 3)
    assert len(lines) <= 26
    assert tuple(lines[:3]) == headline_of(found).lines, "what to quote, the model, the plan"
    assert lines[3].startswith("The list serves")
    assert headline_of(found).plan == "The chargers of this plan were given, not searched for."
    broken = next(one for one in lines if "breaks these rules" in one)
    assert re.search(r"Bays \(\d: .*too much.*\).*Power of a site \(\d: .*too much.*\)", broken), broken
    assert not any("worth more" in one or "better by more" in one for one in lines), (
        "of plans under rules that it breaks"
    )


def test_the_best_plan_is_never_worth_less_than_a_list_that_keeps_the_rules(tmp_path):
    found = valued(table_of(tmp_path, "1|a|1 x dc_gbt_60; 1 x dc_ccs2_60|", "9|c|1 x dc_gbt_60|"))
    told = found.studies["list"]
    assert not told["breaches"]
    assert told["best"]["value"] >= found.proof.value * (1 - told["best"]["gap"])
    assert found.proof.bound == pytest.approx(max(told["best"]["bound"], found.proof.value))
    assert told["best"]["cost_usd"] <= told["given"]["cost_usd"] + 1
    worth = next(one for one in value_lines(found) if "no plan for this money" in one)
    better, most = (float(one) for one in re.findall(r"([\d.]+)\s?%", worth))
    assert better == pytest.approx(100 * (told["best"]["value"] / found.proof.value - 1), abs=0.0101)
    assert better <= most >= 100 * (found.proof.bound / found.proof.value - 1) - 1e-9
    assert Dossier.from_json(found.to_json()).studies == found.studies


def test_the_balance_of_plugs_is_told_of_a_list_that_keeps_no_other_promise(tmp_path):
    table = table_of(tmp_path, "5|b|3 x dc_gbt_60|", "9|c|3 x dc_gbt_60|")
    found = valued(table, asked(plug_balance=1.0, coverage=0.99)).studies
    assert {one["rule"] for one in found["list"]["breaches"]} >= {"coverage", "plug_balance"}
    assert "plug_balance" not in {one["study"] for one in found.get(LEFT_OUT, ())}
    assert found["plug_balance"]["withheld_kwh"] is None, (
        "it is valued without the balance, which withholds nothing then"
    )
    assert "the chargers were given" in found["plug_balance"]["missed"]
    alone = valued(table, asked(plug_balance=1.0))
    free = valued(table, asked(plug_balance=0.0))
    assert alone.scorecard.total_served_kwh == pytest.approx(free.scorecard.total_served_kwh), "nobody is turned away"
    assert "plug_balance" in {one["rule"] for one in alone.studies["list"]["breaches"]}
    assert alone.studies["plug_balance"]["withheld_kwh"] is None


def test_what_a_table_lacks_is_told_at_once_and_a_list_of_which_no_row_counts_names_them(tmp_path):
    bare = tmp_path / "bare.csv"
    bare.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no columns lat, lon, chargers; its columns are a, b"):
        read_site_list(InputFile(bare), plannable_chargers(asked()))
    with pytest.raises(InputError, match=r"none of its 2 rows can be counted \(row 2, far: outside the city"):
        valued(table_of(tmp_path, "90|far|1 x dc_gbt_60|", "1|none||"))


def test_the_terminal_says_whole_how_the_play_came_out(tmp_path, capsys):
    found = valued(table_of(tmp_path, "1|a|1 x dc_gbt_60|"))
    verdict = " ".join(["The plan does not hold"] * 60)
    found = replace(found, studies={**found.studies, "simulation": {"verdict": verdict}})
    assert console_lines(found, 3)[3] == verdict
    show_briefly(found, tmp_path)
    assert verdict in " ".join(capsys.readouterr().out.split())


def test_a_list_is_told_in_plain_words_and_beside_today_only_where_today_is_known(tmp_path):
    found = valued(table_of(tmp_path, "1|a|1 x dc_gbt_120|"))
    (noted,) = [one for one in value_lines(found) if "on offer" in one]
    assert "DC 120 kW, two GB/T guns" in noted
    assert "dc_gbt_120" not in noted
    known = [one for one in value_lines(found) if "today" in one]
    few = {"key": "stations", "severity": "warning", "sentence": "few are on file"}
    unknown = value_lines(replace(found, reality=(few,)))
    assert known
    assert not [one for one in unknown if "today" in one]
    assert "what stands included" in unknown[0]


def test_a_list_is_asked_what_it_is_worth_and_what_breaks_the_ground_is_told_beside_its_figure(tmp_path):
    path = table_of(tmp_path, "1|good|1 x dc_gbt_60|", "3|too much|9 x dc_gbt_60|2")
    scenario = asked(reasons=True)
    listed = read_site_list(InputFile(path), plannable_chargers(scenario))
    city = tiny_city(fleet=[{"vehicle_class": "taxi", "count": 4_000}])
    found = value_list(city, scenario, listed, say=silent)
    (question, *_rest) = asked_of(found)
    assert question.startswith("What are these 2 places with their chargers worth"), question
    beyond = found.studies["list"]["beyond"]
    assert [one["name"] for one in beyond["sites"]] == ["too much"]
    alone = valued(table_of(tmp_path, "1|good|1 x dc_gbt_60|"), city=city)
    assert beyond["served_kwh"] == pytest.approx(alone.scorecard.total_served_kwh)
    assert "1 place of the list takes more bays or power than it has (too much)" in headline_of(found).lines[0]
    assert len(headline_of(alone).lines[0]) < len(headline_of(found).lines[0]) - 50
    why = {row["name"]: told(row["why"]) for row in found.studies["reasons"]["sites"]}["too much"]
    assert not re.search(r"of its 18 bays|of the 540 kW", why), why
    assert "18 bays are taken where it has 2" in why
    assert "540 kW are drawn where it has" in why
    sites = found.sites.set_index("name")
    assert sites.loc["too much", "bays"] == 2
    assert found.studies.get("sizing") is None, "whoever gave the chargers sized the list"
