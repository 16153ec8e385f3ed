"""Files of a planned country: whole, safe, offline, the same bytes, in every language."""

import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from planner.cli.countries import show_country
from planner.country.names.countries import country_words
from planner.country.output.country_map import map_html
from planner.country.output.further_money import next_money
from planner.country.output.ocpi import location
from planner.country.output.proof_words import left_over, proof
from planner.country.output.reader_names import named_for_reader
from planner.country.output.report import answers, report_html
from planner.country.output.words import idle
from planner.country.output.writer import COUNTRY_FILES, write_country
from planner.country.phases.phase import Phase
from planner.country.result import TRIPS, Asker
from planner.country.telling.doubts import serving_nobody
from planner.country.world_play import CountryWorlds
from planner.output.docx.writer import docx_bytes
from planner.output.shared.document.reading import document_of
from planner.support.speech import LANGUAGES, _, speaking
from tests.fixtures.country_fixture import made_country
from tests.fixtures.ocpi_validity import check_locations


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("country")
    write_country(made_country(), {}, out)
    return out


def test_all_files_are_there_and_the_same_bytes_twice(folder: Path, tmp_path: Path) -> None:
    write_country(made_country(), {}, tmp_path)
    names = sorted(one.name for one in folder.iterdir())
    assert set(COUNTRY_FILES) | {"sharing.csv", "road_stations.csv", "gaps.csv"} <= set(names)
    for name in names:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_names_from_data_never_become_markup_and_nothing_is_asked_of_the_network(folder: Path) -> None:
    for name in ("map.html", "report.html"):
        page = (folder / name).read_text(encoding="utf-8")
        assert "<script>alert(1)" not in page
        assert "country <b>2028" not in page
        assert "{{ station }}" in page or name == "report.html"
        assert "default-src 'none'" in page
        assert not re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="https?://', page)


def test_the_map_leads_into_each_city_and_the_report_names_who_was_left_out(folder: Path) -> None:
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert 'href="cities/Alpha/map.html"' in page
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert [one["rank"] for one in data["stations"]] == [1, 2, 0]
    assert data["towns"][0]["links"][1][1] == "cities/Alpha/report.html"
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "Omega" in report
    assert "4.2 % less" in report.replace("\u00a0", " ").replace("\u202f", " ").replace(
        "&nbsp;", " "
    )  # than what no other sharing passes
    assert "among those that were planned" in report
    assert "a fast charger every 60 km" in report
    assert "(80 km)" in report
    assert "2 of 2 roads are longer than that; 0 of these 2 keep it" in report


def test_the_gap_of_a_country_is_the_share_of_its_bound_like_that_of_a_city(folder: Path) -> None:
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert told["gap"] == pytest.approx(300 / 7_300)
    assert "among those that were planned" not in proof(made_country(askers=made_country().askers[:1]))


def test_credits_which_the_map_takes_as_html_hold_no_markup() -> None:
    page = map_html(made_country(attribution=("<img src=x onerror=alert(1)> Ministry & sons",)))
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert data["credits"] == ["&lt;img src=x onerror=alert(1)&gt; Ministry &amp; sons"]


def test_layers_and_tables_hold_the_same_stations(folder: Path) -> None:
    layer = gpd.read_file(folder / "country.gpkg", layer="stations")
    table = pd.read_csv(folder / "road_stations.csv")
    assert layer["station_id"].tolist() == table["station_id"].tolist() == ["p1", "p2", "e1"]
    assert (
        pyogrio.read_info(folder / "country.gpkg", layer="stations")["dtypes"][list(layer.columns).index("rank")]
        == "int64"
    )
    as_text = pd.read_csv(folder / "road_stations.csv", dtype=str)
    assert as_text["rank"].fillna("").tolist() == ["1", "2", ""], "whole numbers, though what stands has none"
    collection = json.loads((folder / "country.geojson").read_text(encoding="utf-8"))
    kinds = pd.Series([one["properties"]["layer"] for one in collection["features"]]).value_counts()
    ranks = re.findall(r'"rank": ?([^,}]*)', (folder / "country.geojson").read_text(encoding="utf-8"))
    assert ranks == ["1", "2", "null"], "whole numbers, though what stands has none"
    assert kinds.to_dict() == {"stations": 3, "roads": 3, "towns": 3, "cities": 1}
    ocpi = json.loads((folder / "ocpi_locations.json").read_text(encoding="utf-8"))
    assert [len(one["evses"]) for one in ocpi] == [4, 2]
    assert {plug["standard"] for one in ocpi for each in one["evses"] for plug in each["connectors"]} == {
        "GBT_DC",
        "IEC_62196_T2_COMBO",
    }


def test_ocpi_is_what_a_receiver_must_take(folder: Path) -> None:
    locations = json.loads((folder / "ocpi_locations.json").read_text(encoding="utf-8"))
    check_locations(locations)
    away = location(replace(made_country().built[0], id="Alpha 31 km NE"), made_country(), "")
    assert away["city"] == "Alpha", "the nearest town, and no region"


def test_an_invented_country_is_not_called_by_the_one_whose_facts_it_takes() -> None:
    real = made_country()
    invented = made_country(configuration={**real.configuration, "fictional": True})
    for page in (map_html, report_html):
        assert country_words(real.country) in page(real)
        assert country_words(real.country) not in page(invented)
        assert "A fictional country, " in page(invented)


def test_what_is_built_first_on_the_roads_is_told_with_its_road() -> None:
    built = made_country().built
    (line,) = [one for one in answers(made_country()) if one.startswith("To build first on the roads: ")]
    places, served = line.split(": ", 1)[1].split(". ", 1)
    assert places.split("; ") == [f"{one.name} (road {one.road})" for one in built[:3]]
    assert served.startswith("With all of them ")


@pytest.mark.parametrize("code", LANGUAGES)
def test_map_and_report_are_told_in_every_language(code: str) -> None:
    with speaking(code):
        assert f'lang="{code}"' in map_html(made_country())
        document = document_of(report_html(made_country()))
    assert len(docx_bytes(document)) > 10_000


def test_a_country_without_roads_and_one_of_roads_alone_are_told_too() -> None:
    whole = made_country()
    cities = made_country(
        askers=whole.askers[:1],
        stations=(),
        roads=(),
        seasons=(),
        gaps=(),
        worlds=CountryWorlds(),
        towns=whole.towns[:1],
    )
    assert "Alpha" in report_html(cities)
    assert "cities/Alpha/map.html" in map_html(cities)
    roads = made_country(askers=whole.askers[2:])
    assert "Pass inn" in report_html(roads)
    nothing = made_country(
        askers=(Asker(name="roads", kind="roads"),),
        stations=(),
        roads=(),
        seasons=(),
        gaps=(),
        worlds=CountryWorlds(),
        towns=(),
        value=0.0,
        bound=0.0,
    )
    assert report_html(nothing)
    assert map_html(nothing)


def test_who_gets_more_and_who_less_of_further_money_adds_up_to_it() -> None:
    said = str(next_money(made_country()))
    assert "Alpha $300" in said
    assert "towns $100" in said
    assert "$100\u202f000 would be given to nobody" in said
    assert "$158" in said, "998,000 for the 6,300 kWh beyond the 700 that are served today"
    city, lost, roads = made_country().askers
    poorer = made_country(askers=(replace(city, next_usd=1_202_000.0), lost, replace(roads, next_usd=352_000.0)))
    said = str(next_money(replace(poorer, budget_usd=1_060_000.0)))
    assert "$48\u202f000 less" in said
    assert "$54\u202f000 of it is out of the $62\u202f000 that this budget leaves over" in said


def test_further_money_of_roads_alone_is_priced_by_all_that_is_spent_with_it() -> None:
    _city, _lost, roads = made_country().askers
    more = replace(roads, share_usd=400_000.0, next_usd=1_200_000.0)
    alone = made_country(askers=(more,), value=2_000.0, next_value=3_000.0, next_usd=500_000.0)
    said = str(next_money(alone))
    assert "$800 for each kWh a day" in said, "800,000 for 1,000 kWh, of which 300,000 are left over now"
    assert "$300\u202f000 of it is out of the $600\u202f000 that this budget leaves over" in said
    assert "The price is that of the $800\u202f000 more" in said
    whole = replace(alone, askers=(replace(more, next_usd=902_000.0),), stations_given=False)
    said = str(next_money(whole)).replace("\u202f", " ")
    assert "$500 for each kWh a day; this budget: $211 for each beyond what is known of today)." in said
    assert said.endswith("today)."), "2,000 of 500,000 are rounding: no word of them"


def test_money_that_is_not_spent_is_told_once_with_who_keeps_it() -> None:
    whole = made_country()
    city, lost, roads = whole.askers
    assert left_over(replace(whole, budget_usd=whole.spent_usd)) == ""
    less = replace(roads, share_usd=roads.cost_usd + 100_000.0)
    kept = replace(whole, askers=(city, lost, less), budget_usd=whole.spent_usd + 120_000.0)
    said = str(left_over(kept))
    assert said.startswith("$120\u202f000 is left over, of which $100\u202f000 is kept for Roads between towns: ")
    assert said in report_html(kept)
    assert said.endswith("no plan was found that serves 1 kWh a day more for each $1\u202f000 of it."), (
        "how much is open is told once, by the proof"
    )
    assert str(left_over(replace(kept, bound=kept.value))).endswith("no plan serves more with it, which is proven.")
    roads_whole = replace(kept, askers=(city, lost, roads))
    assert "of which" not in str(left_over(roads_whole))
    assert "kWh" not in str(left_over(replace(roads_whole, unit=TRIPS))), "where trips count, trips are told"


def test_a_station_that_sells_nothing_in_a_season_says_why() -> None:
    whole = made_country()
    one = replace(whole.built[0], kwh_per_day={"winter": 0.0, "summer": 80.0})
    blocked = replace(
        whole, roads=tuple(replace(part, name=one.road, trips={"winter": (4.0, 0.0, 0.0)}) for part in whole.roads)
    )
    assert idle(blocked, one) == "Sells nothing in winter: no trip on its road can be driven then."
    assert idle(replace(whole, roads=()), one) == "Sells nothing in winter: no trip that can be driven then needs it."
    assert idle(whole, replace(one, kwh_per_day={"winter": 9.0, "summer": 80.0})) == ""
    useless = replace(one, kwh_per_day={"winter": 0.0, "summer": 0.0})
    assert idle(whole, useless) == "Sells nothing in any season: no trip that can be driven needs it."
    assert "1 new station for $200\u202f000 sells nothing" in str(serving_nobody((useless, *whole.stations[1:]))[0])
    assert not serving_nobody(whole.stations), "neither what sells nor what stands"
    told = replace(blocked, stations=(one, *(each for each in whole.stations if each.id != one.id)))
    assert "no trip on its road can be driven then" in report_html(told)


def test_what_further_money_buys_is_not_known_where_no_plan_was_found_and_the_proof_leaves_much_open() -> None:
    assert "is not known" in str(next_money(made_country(next_value=7_000.0, next_bound=8_900.0)))
    assert "next to nothing" in str(next_money(made_country(next_value=7_000.0, next_bound=7_070.0)))
    assert "this budget may serve up to 300 of these" in str(
        next_money(made_country(next_value=7_000.0, next_bound=8_900.0))
    )
    proven = made_country(bound=7_000.0, next_value=7_000.0, next_bound=8_900.0)
    assert "this budget" not in str(next_money(proven))


def test_kwh_of_cities_and_roads_together_are_called_weighted_wherever_they_are_told(
    folder: Path, tmp_path: Path
) -> None:
    whole = made_country(weight=3.0)
    for country in (whole, replace(whole, next_value=7_000.0), replace(whole, bound=whole.value)):
        for said in (proof(country), next_money(country)):
            assert str(said).count("kWh a day") == str(said).count("weighted kWh a day") > 0
    phase = Phase(2027, 4e5, 2_000.0, {"Alpha": 3e5, "roads": 0.0}, {"Alpha": 2, "roads": 0})
    assert "served, weighted kWh a day" in report_html(replace(whole, phases=(phase,)))
    write_country(whole, {}, tmp_path)
    for out, weight in ((tmp_path, True), (folder, False)):
        heads = pd.read_excel(out / "country.xlsx", sheet_name="Worlds", engine="openpyxl").columns
        assert ("Worth, weighted kWh a day" in heads) is weight
        assert ("weighted" in (out / "report.html").read_text(encoding="utf-8")) is weight


def test_names_stand_in_the_letters_of_the_reader_and_quarters_in_his_language() -> None:
    whole = made_country()
    towns = (replace(whole.towns[0], cyrillic="Альфа"), *whole.towns[1:])
    found = _("{record}: {said}", record="Alpha 31 km NE (UZ)", said="the Alpha road of a source")
    whole = replace(whole, problems=(found, _("{record}: {said}", record="Alpha-Beta", said="short")))
    stations = (replace(whole.stations[0], name="Alpha 31 km NE"), *whole.stations[1:])
    country = replace(whole, towns=towns, stations=stations)
    with speaking("ru"):
        told = named_for_reader(country)
        assert told.stations[0].name == "Альфа, 31 км к северо-востоку"
        assert told.roads[0].name == "Альфа – Beta"
        assert told.askers[0].folder == "cities/Alpha"
        far, pair = told.problems
        assert far.startswith("Альфа, 31 км к северо-востоку (UZ): the Alpha road")
        assert pair.startswith("Альфа-Beta")
    with speaking("uz"):
        assert named_for_reader(country).stations[0].name.startswith("Alpha, 31 km")


def test_the_report_names_every_case_of_a_fault_and_the_console_how_many_there_are_and_who_lists_them(tmp_path, capsys):
    country = made_country(
        problems=("edges of no length: 2, the first edges.csv, row 3",),
        problem_rows={"edges of no length: 2, the first edges.csv, row 3": ("edges.csv, row 3: a - b", "edges.csv, row 9: <c>")},
        faults=2,
        fault_kinds=1,
    )  # fmt: skip
    page = report_html(country)
    assert "<li>edges.csv, row 3: a - b</li>" in page
    assert "edges.csv, row 9: &lt;c&gt;" in page
    assert "edges.csv, row 9: <c>" in str(document_of(page))
    show_country(country, tmp_path, Path("land.toml"))
    printed = " ".join(capsys.readouterr().out.split())
    assert "Faults and doubts in the data of the roads: 2, kinds: 1; 'evplan check land.toml' lists them." in printed
