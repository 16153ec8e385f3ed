"""Where “served today” stands, it stands twice or not at all: with and without the promise, and as no headline where the stations are not on file."""

import dataclasses
import json
import re

import pytest

from planner.cli.account import show_check
from planner.cli.tables import show_plan
from planner.dossier.dossier import Dossier
from planner.dossier.reality import reality_of
from planner.dossier.reality_check import Held
from planner.network.locations import supply_rule
from planner.output.check.page import check_html
from planner.output.report.writer import report_html
from planner.output.shared.inventory import inventory_rows
from planner.output.shared.plain_words import keyless
from planner.output.shared.reality import not_known, notes, served_today
from planner.output.shared.words import percent
from planner.output.summary import summary
from planner.output.webmap.today import today_html
from planner.output.webmap.writer import map_html
from planner.output.workbook.figures import districts_sheet, inlets_sheet
from tests.fixtures.check_fixture import FLEET, inspection, looked_at
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.read_page import text_and_tags
from tests.fixtures.tiny_city import tiny_city

FEW = reality_of(Held("Almaty", 2028, 1, 2_345_012.0, 30_000.0, -15.0, "2026-10-01"))
SIZED = (
    "At 62 of 125 sites some drivers in reach need a further charger that does not fit into the assumed 250 kW a site"
)


def plain(records):
    return tuple(one.as_dict() for one in records)


@pytest.fixture(scope="module")
def sound() -> Dossier:
    """Today serves a share at the promise, and the double of it at any wait."""
    made = make_dossier()
    twice = {name: 2.0 * kwh for name, kwh in made.do_nothing.served_kwh.items()}
    wide = {name: 2.0 * kwh for name, kwh in made.do_nothing.district_served_kwh.items()}
    waited = dataclasses.replace(made.do_nothing, served_kwh=twice, district_served_kwh=wide)
    return dataclasses.replace(made, any_wait=waited)


@pytest.fixture(scope="module")
def few(sound) -> Dossier:
    """The same where one of 400 stations is on file, and the plan is sized by what is assumed."""
    return dataclasses.replace(sound, reality=plain(FEW), studies={"sizing": {"sentence": SIZED}})


def panel(html):
    return html[html.index('<aside id="panel"') : html.index("</aside>")]


def test_both_shares_stand_in_report_map_and_summary(sound):
    once, twice = percent(sound.do_nothing.coverage, 1), percent(sound.any_wait.coverage, 1)
    assert once != twice
    text, _ = text_and_tags(report_html(sound))
    flat = " ".join(served_today(sound).split())
    assert f"What stands today serves {' '.join(once.split())}" in flat
    assert flat in text
    assert f"{' '.join(once.split())} today, {' '.join(twice.split())} however long drivers wait" in text
    assert f"{once} if nothing is built, {twice} however long drivers wait" in panel(map_html(sound))
    told = summary(sound)["served_today"]
    assert told["known"]
    assert told["share_at_any_wait"] == pytest.approx(2 * told["share"])


def test_each_row_of_report_and_panel_has_both_shares(sound):
    text, _ = text_and_tags(report_html(sound))
    assert text.count("today, at any wait") == 2, "by class and by district"
    assert '<th scope="col">at any wait</th>' in panel(map_html(sound))


def test_where_stations_are_not_on_file_no_share_is_a_headline(few):
    (warning,) = [one.sentence for one in FEW if one.severity == "warning"]
    share = " ".join(percent(few.do_nothing.coverage, 1).split())
    text, _ = text_and_tags(report_html(few))
    assert " ".join(f"Warning: {keyless(warning)}".split()) in text
    assert "What stands today serves" not in text
    assert "served today" not in text
    assert f"{share} today" not in text
    assert not_known() in text
    assert "What today's network serves is not known, for few of its stations are on file" in text
    shown = panel(map_html(few))
    assert not_known() in shown
    assert "if nothing is built" not in shown
    assert '<i class="before" style="width:0.0%">' in shown
    assert "known to stand" in shown
    told = summary(few)
    assert not told["served_today"]["known"]
    assert told["headline"][3] == f"Warning: {warning}"


def test_what_sizes_the_plan_stands_in_every_headline(few, tmp_path, capsys):
    assert SIZED in text_and_tags(report_html(few))[0]
    assert SIZED in panel(map_html(few))
    assert SIZED in summary(few)["headline"]
    show_plan(few, tmp_path)
    printed = " ".join(capsys.readouterr().out.split())
    assert SIZED in printed
    assert "Warning: 1 station of the city is on file" in printed
    assert "served by what is on file" in printed
    assert "served now" not in printed


def test_the_check_shows_every_record_on_page_terminal_and_in_its_json(capsys):
    seen = dataclasses.replace(inspection(), reality=FEW)
    seen = dataclasses.replace(seen, today=dataclasses.replace(seen.today, reality=plain(FEW)))
    rows = inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))
    text, _ = text_and_tags(check_html(seen, rows))
    show_check(seen)
    printed = " ".join(capsys.readouterr().out.split())
    for one in FEW:
        assert " ".join(one.found.split()) in text
        assert f"{one.severity}: " in printed
    assert "? of public demand served: " + not_known() in text
    assert "of public demand served today" not in text
    assert json.loads(json.dumps(seen.as_dict()["reality"])) == list(plain(FEW))
    shown = panel(today_html(seen.today, {}))
    assert f'<b>?</b> <span>of public demand served<sup>a</sup><br><span class="small">{not_known()}' in shown


def test_the_check_of_a_city_with_its_stations_on_file_shows_both_shares():
    seen = inspection()
    rows = inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))
    text, _ = text_and_tags(check_html(seen, rows))
    (whole,) = [row for row in seen.today.baseline["families"] if row["family"] == "all"]
    waited = " ".join(percent(whole["any_wait_kwh"] / whole["demand_kwh"], 1).split())
    assert f"of public demand served today a ; {waited} however long drivers wait" in text
    assert re.search(rf"in the hours of use that are counted on, and .* kWh, {waited}, however long drivers wait", text)


def test_a_plan_filed_before_there_were_checks_is_shown_without_them(sound):
    older = json.loads(sound.to_json())
    del older["any_wait"], older["reality"]
    read_again = Dossier.from_json(json.dumps(older))
    assert read_again.any_wait is None
    text, _ = text_and_tags(report_html(read_again))
    assert "at any wait" not in text
    assert "however long" not in text
    assert summary(read_again)["served_today"]["share_at_any_wait"] is None


def test_hostile_text_in_a_record_is_mere_letters(sound):
    bad = [
        {**plain(FEW)[0], name: HOSTILE[k % len(HOSTILE)]}
        for k, name in enumerate(("what", "expected", "found", "sentence"))
    ]
    made = dataclasses.replace(sound, reality=(*bad, {**bad[0], "sentence": HOSTILE[0]}))
    text, tags = text_and_tags(report_html(made))
    assert not {"script", "img"} & {tag for tag, _ in tags}
    assert "window.hacked" in text
    page = map_html(made)
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page


def test_vehicles_of_the_check_are_those_of_the_planning_year(capsys):
    years = ((2026, 0.5), (2028, 1))
    rows = [one | {"year": year, "count": one["count"] * times} for year, times in years for one in FLEET]
    seen = looked_at(tiny_city(rows), fleet={"year": 2028})
    show_check(seen)
    printed = " ".join(capsys.readouterr().out.split())
    assert "vehicles in 2028: taxis 40, private cars 400, plug-in hybrids 60 stations" in printed
    assert seen.as_dict()["fleet"] == pytest.approx({"taxi": 40.0, "private": 400.0, "phev": 60.0})


def test_a_fleet_no_larger_than_was_counted_long_ago_is_doubted_in_the_words_of_the_check():
    known = Held(city="Almaty", year=2028, stations=400, people=2e6, vehicles=13_000.0, temperature_c=-10.0)
    records = plain(reality_of(known))
    (stock,) = [one["sentence"] for one in records if one["key"] == "stock"]
    assert "the plan takes it that no electric vehicle is added" in stock
    assert f"Doubt: {stock}" in notes(dataclasses.replace(make_dossier(), reality=records))


def test_columns_of_stations_on_file_are_not_called_today_where_few_are_on_file(sound, few):
    for dossier, words in ((sound, "Served today"), (few, "Served by stations on file")):
        for sheet in (districts_sheet(dossier), inlets_sheet(dossier)):
            assert sum(one.title.startswith(words) for one in sheet.headings) == 2
        html = report_html(dossier)
        (heads,) = re.findall(r"<caption>Guns and sockets by plug</caption><thead>(.*?)</thead>", html, re.DOTALL)
        assert ("on file" in heads, "today" in heads) == (dossier is few, dossier is sound)
