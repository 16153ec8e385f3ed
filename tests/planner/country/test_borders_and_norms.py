"""Borders and norms in the results of a country: what has no road, what stands abroad, and where each norm asks for anything and is kept."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planner.cli.countries import show_country
from planner.country.config.country import load_country
from planner.country.output.country_map import map_html
from planner.country.output.norms import norm_lines
from planner.country.output.report import report_html
from planner.country.output.summary import summary
from planner.country.output.tables import gap_table
from planner.country.run import country_into
from planner.support.stopping import Stopping
from tests.fixtures.country_fixture import made_country
from tests.fixtures.tiny_city import silent
from tests.planner.corridors.corridor_towns import written

NODES = "id,lon,lat,country\na,70.0,42.0,KG\nb,71.0,42.0,UZ\nb2,71.4,42.0,UZ\nc,72.4,42.0,KG\nd,73.0,42.6,KZ\ne,73.2,42.9,KG\n"
EDGES = "u,v,km,road_class\na,b,85,trunk\nb,b2,34,trunk\nb2,c,84,primary\nc,d,100,primary\nd,e,45,primary\n"
TOWNS = "name,lon,lat,population,country\nAlpha,70.0,42.0,600000,KG\nGamma,72.4,42.0,300000,KG\nEpsilon,73.2,42.9,200000,KG\nZeta,79.0,44.0,9000,KG\n"
CONFIG = """
country = "KG"
budget_usd = 900_000
[corridors.roads]
nodes = "nodes.csv"
edges = "edges.csv"
closed_borders = ["KG-KZ"]
[corridors.towns]
path = "towns.csv"
[corridors.trips]
ev_share = 0.05
families = ["gbt"]
[corridors.stations]
every_km = 30
guns = [4]
abroad = {abroad}
[[corridors.rules.norms]]
name = "mine"
km = 60
family = "gbt"
[[corridors.rules.norms]]
name = "ours"
km = 35
family = "gbt"
road = "Gamma - Alpha"
binding = true
[money]
sums_usd = [300_000]
next_usd = 100_000
refine = 0
road_gap = 0.1
road_weight = 3
[compare]
mixes = []
"""


@pytest.fixture(scope="module", params=["true", "false"])
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = written(tmp_path_factory.mktemp("borders"), nodes=NODES, edges=EDGES, towns=TOWNS)
    (folder / "country.toml").write_text(CONFIG.format(abroad=request.param), encoding="utf-8")
    found = country_into(load_country(folder / "country.toml"), folder / "out", say=silent, stopping=Stopping())
    return found, folder / "out", request.param == "true"


def test_trips_without_an_open_road_stay_in_the_count_and_the_headline_tells_them(planned) -> None:
    found, out, _abroad = planned
    for season in found.seasons:
        assert 0 < season.no_way <= season.never < season.asked
        assert season.plan <= season.asked - season.never + 1e-9
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "have no open road" in page[: page.index('id="money"')]
    assert "No road reaches Zeta" in page[: page.index('id="money"')]
    assert "have no open road" in (out / "map.html").read_text(encoding="utf-8")
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))["trips"]["winter"]
    assert told["plan"] * told["asked"] <= told["asked"] - told["no_way"] + 1e-9


def test_stations_stand_abroad_only_where_that_is_allowed_and_are_marked_there(planned) -> None:
    found, out, abroad = planned
    there = [one for one in found.built if one.country == "UZ"]
    assert found.built
    page = (out / "report.html").read_text(encoding="utf-8")
    assert ("as the configuration allows" in page) == abroad
    barred = [str(one) for one in found.doubts if "no new station is planned there" in str(one)]
    assert any("corridors.stations.abroad = true" in str(one) for one in found.hints) != abroad
    assert "[[corridors.stations.existing]]" in page.split('id="sure"')[1]
    for told in (page.split('id="assumed"')[0], (out / "map.html").read_text(encoding="utf-8").split("<script")[0]):
        assert "corridors." not in told
        assert "so that more may be possible today than is told" in told
    if abroad:
        assert not barred
        assert {one.region for one in there} == {"UZ"}
        assert all(one.abroad for one in there)
        assert page.count("Uzbekistan (abroad)") >= len(there)
        assert "Uzbekistan (abroad)" in (out / "map.html").read_text(encoding="utf-8")
    else:
        assert not there
        assert "Uzbekistan" in barred[0]


def test_a_procurer_adds_up_the_power_of_the_cabinets_and_gets_that_asked_of_the_grid(planned) -> None:
    found, out, _abroad = planned
    for one in found.built:
        assert sum(kind.count * kind.kw for kind in one.cabinets) == one.grid_kw
        assert sum(kind.count * kind.guns["gbt"] for kind in one.cabinets) == one.guns["gbt"]
    for name in ("report.html", "map.html"):
        assert "2 cabinets of 120 kW, 2 guns each: 4 × GB/T" in _plain((out / name).read_text(encoding="utf-8"))
    book = pd.read_excel(out / "country.xlsx", sheet_name="Stations on roads", engine="openpyxl")
    assert set(book["Plugs"].dropna().map(_plain)) == {"2 cabinets of 120 kW, 2 guns each: 4 × GB/T"}
    assert book["Grid, kW"].iloc[-1] == sum(one.grid_kw for one in found.built)
    assert book["GB/T"].iloc[-1] == sum(one.guns["gbt"] for one in found.built)
    with (out / "road_stations.csv").open(encoding="utf-8-sig") as file:
        assert {row["cabinets"] for row in csv.DictReader(file)} == {"2 dc_gbt_120"}


def test_roads_that_share_their_money_with_no_city_are_told_in_trips_without_a_weight(planned) -> None:
    found, out, _abroad = planned
    days = sum(one.days for one in found.seasons)
    assert found.value == pytest.approx(sum((one.plan - one.without) * one.days for one in found.seasons) / days)
    assert sum(found.on_roads.served_kwh.values()) == pytest.approx(sum(one.sold_kwh for one in found.stations))
    assert found.next_value >= found.value
    for name in ("report.html", "map.html"):
        page = (out / name).read_text(encoding="utf-8")
        assert "weighted" not in page
        assert "counts 3 times" not in page


def test_what_stands_today_is_not_given_where_nobody_gave_it_and_not_none(planned, capsys, monkeypatch) -> None:
    found, out, _abroad = planned
    monkeypatch.setenv("COLUMNS", "400")
    show_country(found, out, out.parent / "country.toml")
    screen = _plain(capsys.readouterr().out)
    report, shown = (_plain((out / name).read_text(encoding="utf-8")) for name in ("report.html", "map.html"))
    for told in (screen, report, shown):
        assert "No station that stands on the roads was given" in told
        assert "not given" in told
    assert "<td>none by road</td><td>" not in report
    assert '["nearest charger today","none by road"]' not in shown
    assert not re.search("%\\)? today", screen + report[: report.index('id="trips"')] + shown)
    assert "% without any charger" in screen
    within = json.loads((out / "summary.json").read_text(encoding="utf-8"))["within_reach"]
    assert within["today"] is None
    assert within["at_least"]
    cards = report[report.index('class="cards"') : report.index('class="proof"')]
    assert "townspeople" not in cards, "no key figure, for what stands is not known"
    assert "people in the towns at least" in report
    assert "km or less</td>" in report
    assert 'km or less"]' in shown
    book = pd.read_excel(out / "country.xlsx", sheet_name=None, engine="openpyxl")
    assert set(book["Towns"]["Nearest charger today, km"]) == {"not given"}
    assert "With the plan at most, km" in book["Towns"]
    assert set(book["Money"]["Served today"]) == {"not given"}


def test_gaps_and_norms_of_today_are_not_given_where_nobody_gave_what_stands(planned, capsys, monkeypatch) -> None:
    found, out, _abroad = planned
    monkeypatch.setenv("COLUMNS", "400")
    show_country(found, out, out.parent / "country.toml")
    screen = _plain(capsys.readouterr().out)
    report, shown = (_plain((out / name).read_text(encoding="utf-8")) for name in ("report.html", "map.html"))
    assert "Name the stations that stand on the roads in [[corridors.stations.existing]]: none is given." in screen
    for told in (screen, report, shown):
        assert "keep it with the plan (today: not given)" in told
    assert not re.search(r"\d today;|km today|\d → <b>", screen + report + shown)
    assert re.search(r'"trips":{"winter":\[[^]]*"not given","[^"]*%"\]', shown)
    gaps = pd.read_csv(out / "gaps.csv")
    assert gaps[["gap_today_km", "kept_today"]].isna().to_numpy().all()
    assert gaps["gap_km"].notna().all()
    norms = json.loads((out / "summary.json").read_text(encoding="utf-8"))["norms"]
    assert {one["kept_today"] for one in norms} == {None}
    book = pd.read_excel(out / "country.xlsx", sheet_name=None, engine="openpyxl")
    assert set(book["Gaps"]["Gap today, km"]) == {"not given"}


def test_the_cost_of_each_planned_station_is_told_in_parts(planned) -> None:
    found, out, _abroad = planned
    rows = pd.read_csv(out / "road_stations.csv")
    parts = rows[["cabinets_usd", "ground_works_usd", "grid_usd"]]
    assert len(rows) == len(found.built) > 0
    assert (parts > 0).to_numpy().all()
    assert parts.sum(axis=1).tolist() == pytest.approx(rows["cost_usd"].tolist())
    assert "connection and cable $" in _plain((out / "report.html").read_text(encoding="utf-8"))


def test_roads_alone_have_one_bound_and_no_words_of_cities(planned, capsys, monkeypatch) -> None:
    found, out, _abroad = planned
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["bound"] == told["roads"]["bound"] == told["shares"]["roads"]["bound"] >= told["value"]
    assert told["gap"] == told["roads"]["gap"]
    monkeypatch.setenv("COLUMNS", "400")
    far = replace(found, bound=1.25 * found.value, budget_usd=2 * found.spent_usd)
    show_country(far, out, out.parent / "country.toml")
    screen, report, shown = _plain(capsys.readouterr().out), _plain(report_html(far)), _plain(map_html(far))
    open_, most = "20.0 % fewer", f"{far.bound:.1f}"
    for page in (screen, report, shown):
        assert page.count(f"more than {most} trips a day") == page.count(open_) == (2 if page is report else 1)
        assert "% more" not in page
        assert "below the best" not in page
        assert not re.search(r"(?i)\bcit(y|ies)\b", re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL))
        assert "to nobody" not in page
    book = pd.read_excel(out / "country.xlsx", sheet_name=None, engine="openpyxl")
    assert not [head for sheet in book.values() for head in sheet.columns if "cit" in str(head).lower()]


def _plain(said: str) -> str:
    return said.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def test_every_norm_of_the_users_own_has_its_line_in_all_results(planned) -> None:
    found, out, _abroad = planned
    lines = {one.name: one for one in norm_lines(found)}
    assert 1 <= lines["ours"].longer == lines["ours"].plan, "a rule of the plan is kept"
    assert lines["ours"].worst.road == "Gamma – Alpha"
    for name in ("report.html", "map.html"):
        page = (out / name).read_text(encoding="utf-8")
        assert "mine: GB/T every 60" in page
        assert "ours: GB/T every 35" in page
    told = {one["norm"]: one for one in json.loads((out / "summary.json").read_text(encoding="utf-8"))["norms"]}
    assert (told["mine"]["binding"], told["ours"]["binding"]) == (False, True)
    with (out / "gaps.csv").open(encoding="utf-8-sig") as file:
        assert {"mine", "ours"} <= {row["what"] for row in csv.DictReader(file)}


def test_a_norm_counts_only_the_roads_that_are_longer_than_its_limit() -> None:
    country = made_country()
    by_name = {(one.name, one.own is not None): one for one in norm_lines(country)}
    nevi = by_name["nevi", False]
    assert (nevi.roads, nevi.longer, nevi.plan) == (2, 1, 0)
    assert by_name["gbt", True].plan == 1, "a norm may be called as a plug is"
    short = by_name["Pass {{ norm }}", True]
    assert (short.roads, short.longer, short.plan) == (1, 0, 0)
    assert "asks for nothing here" in short.said
    rows = {(row["road"], row["what"], row["limit_km"]): row["kept"] for row in gap_table(country)}
    assert rows["Beta – Gamma", "nevi", 80.5] is None
    assert rows["Alpha – Beta", "nevi", 80.5] is False
    assert [one["longer_roads"] for one in summary(country)["norms"]] == [2, 1, 1, 0]


def test_a_station_abroad_is_marked_wherever_its_region_stands(tmp_path: Path) -> None:
    country = made_country()
    stations = (replace(country.stations[0], country="KG", region="KG", abroad=True), *country.stations[1:])
    country = replace(country, stations=stations)
    for page in (report_html(country), map_html(country)):
        assert page.count("Kyrgyzstan (abroad)") >= 2
