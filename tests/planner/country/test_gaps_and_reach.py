"""How far a town is from the nearest charger, and gaps that no car comes through though trips are made by another way."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.corridors.search.prepared import Prepared
from planner.country.output.along_roads import stops_of
from planner.country.output.reader_names import named_for_reader
from planner.country.output.report import report_html
from planner.country.output.tables import gap_table, write_tables
from planner.country.output.workbook import _sheets
from planner.country.road_plans.play import play
from planner.country.road_plans.task import ENERGY
from planner.country.roads.gaps import gaps_of
from planner.country.roads.main_roads import main_roads
from planner.country.roads.other_ways import with_other_ways
from planner.country.roads.reach import km_to_charger
from planner.support.speech import speaking
from tests.fixtures.country_fixture import made_country
from tests.planner.corridors.corridor_towns import EDGES, NODES, TOWNS, question, written


def test_a_town_far_from_its_node_is_as_near_to_a_charger_as_the_road_beside_it(tmp_path: Path) -> None:
    beside = TOWNS + "Epsilon,70.75,42.05,20000,KG\n"
    asked = question(written(tmp_path, towns=beside), towns={"snap_km": 70})
    places = asked.instance.places
    towns = [one.name for one in asked.facts.trunk.towns.towns]
    mid = min(range(len(places)), key=lambda at: abs(places[at].lon - 70.75) + abs(places[at].lat - 42.0))
    assert places[mid].edge >= 0
    found = dict(zip(towns, km_to_charger(asked, {mid: 0}), strict=True))
    assert 5 < found["Epsilon"] < 5.6 + 70 * abs(places[mid].lon - 70.75) * 130 / 62
    assert found["Alpha"] == pytest.approx(places[mid].km_on_edge)
    assert km_to_charger(asked, {}) == [None] * len(towns)


def test_a_station_on_the_road_far_from_its_town_is_named_as_far_as_the_table_of_towns_says(tmp_path: Path) -> None:
    far = TOWNS.replace("Alpha,70.0,42.0", "Alpha,69.93,42.0").replace("Gamma,73.0,42.0", "Gamma,73.0,41.97")
    asked = question(written(tmp_path, towns=far))
    names = {one.id: at for at, one in enumerate(asked.instance.places)}
    towns = [one.name for one in asked.facts.trunk.towns.towns]
    assert "Alpha" not in names
    assert "Gamma" in names, "3 km off is in the town"
    found = dict(zip(towns, km_to_charger(asked, {names["Alpha 6 km E"]: 0}), strict=True))
    assert found["Alpha"] == pytest.approx(5.8, abs=0.1)


def test_a_gap_longer_than_cars_come_says_that_its_trips_take_another_way(tmp_path: Path) -> None:
    edges = EDGES.replace("a,b,130", "a,b,190").replace("b,c,130", "b,c,190").replace(",150,", ",196,")
    asked = question(
        written(tmp_path, edges=edges, nodes=NODES),
        driving={"detour": 1.3},
        trips={"mix": {"gbt": 1.0}, "ev_share": 0.05},
    )
    prepared, places = Prepared.of(asked.instance, ENERGY), asked.instance.places
    away = [at for at, one in enumerate(places) if one.lat > 42.1 and one.lon < 72.9 and one.options]
    ends = [at for at, one in enumerate(places) if one.id in {"Alpha", "Gamma"}]
    roads = [one for one in main_roads(asked) if set(one.ends) == {"Alpha", "Gamma"}]
    assert roads
    largest = {at: int(np.argmax([one.kwh_per_day[0] for one in places[at].options])) for at in (*away, *ends)}
    for built, told in ((largest, True), ({}, False)):
        plan = play(prepared, built)
        gaps = with_other_ways(gaps_of(asked.instance, roads, built), prepared, roads, plan, built)
        assert {one.other_way for one in gaps if one.what == "gbt"} == {told}
        assert not any(one.other_way for one in gaps if one.limit_km is not None)
        country = replace(made_country(), gaps=gaps)
        assert ("their trips between its ends take another way" in report_html(country)) is told
        assert any(row["other_way"] for row in gap_table(country)) is told
        (sheet,) = [one for one in _sheets(country) if one.headings[0].title == "Road" and len(one.headings) == 8]
        assert any(row[-1] for row in sheet.rows) is told


def test_stations_on_a_road_are_told_in_driving_order_with_the_places_of_the_greatest_gap(tmp_path: Path) -> None:
    asked = question(written(tmp_path))
    places = asked.instance.places
    road = max(main_roads(asked), key=lambda one: len(one.places))
    at = [one for one in road.places.tolist() if places[one].options][:2]
    gaps = gaps_of(asked.instance, [road], {one: len(places[one].options) - 1 for one in at})
    for gap in gaps:
        known = [(road.ends[0], 0.0), *gap.stations, (road.ends[1], road.km)]
        assert [name for name, _km in gap.stations if name not in {places[one].id for one in at}] == []
        assert [km for _name, km in known] == sorted(km for _name, km in known)
        apart = {(a[0], b[0]): b[1] - a[1] for a, b in pairwise(known)}
        assert apart[gap.between] == pytest.approx(gap.plan_km) == pytest.approx(max(apart.values()))
    assert any(len(gap.stations) == 2 for gap in gaps)


def test_tables_and_report_say_how_far_each_station_is_from_the_one_before(tmp_path: Path) -> None:
    country = made_country()
    write_tables(country, tmp_path)
    table = pd.read_csv(tmp_path / "along_roads.csv")
    one = table[table["road"] == "Alpha – Beta"]
    assert one["place"].tolist() == ["Alpha", "Pass inn", "Lower bridge", "Beta {{ station }}", "Beta"]
    assert one["km"].tolist() == [0.0, 80.0, 122.0, 211.0, 212.0]
    assert one["km_from_last"].tolist() == [0.0, 80.0, 42.0, 89.0, 1.0]
    assert one["guns_gbt"].tolist() == [0, 2, 2, 0, 0]
    gaps = pd.read_csv(tmp_path / "gaps.csv")
    assert gaps.loc[0, ["gap_from", "gap_to"]].tolist() == ["Lower bridge", "Beta"]
    page = report_html(country)
    assert "Pass inn (80 km), Lower bridge (122 km)" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Lower bridge – Beta" in page
    (sheet,) = [one for one in _sheets(country) if one.title == "Along the roads"]
    assert len(sheet.rows) == len(table)


def test_a_station_in_the_town_where_a_road_begins_or_ends_is_that_end_with_its_plugs(tmp_path: Path) -> None:
    whole = made_country()
    road, built = whole.gaps[0], whole.built
    stations = (replace(built[0], name="Alpha"), replace(built[1], name="Beta"))
    ends = replace(road, stations=(("Alpha", 1e-13), ("Beta", road.km + 1e-13)), between=("Alpha", "Beta"))
    country = replace(whole, gaps=(ends,), stations=stations)
    write_tables(country, tmp_path)
    table = pd.read_csv(tmp_path / "along_roads.csv", dtype=str)
    assert table[["place", "end", "km", "km_from_last", "guns_gbt"]].to_numpy().tolist() == [
        ["Alpha", "True", "0.0", "0.0", "2"],
        ["Beta", "True", "212.0", "212.0", "2"],
    ]
    page = report_html(country).replace("\N{NO-BREAK SPACE}", " ")
    assert "Alpha (0 km), Beta (212 km)" in page, "its stations are named below a road"


def test_a_town_whose_own_name_holds_the_dash_of_roads_stays_whole_at_their_ends(tmp_path: Path) -> None:
    norms = {"norms": [{"name": "own", "road": "Gamma - Alpha – West", "km": 200, "family": "gbt"}]}
    asked = question(written(tmp_path, towns=TOWNS.replace("Alpha,", "Alpha – West,")), rules=norms)
    roads = main_roads(asked)
    country = replace(made_country(), gaps=gaps_of(asked.instance, roads, {}), letters={"Alpha – West": "Альфа"})
    for road in [one for one in roads if "Alpha – West" in one.ends]:
        stops = stops_of(country)[road.name]
        assert (stops[0].name, stops[-1].name) == road.ends
    assert {one.ends for one in country.gaps if one.own == 0} == {("Gamma", "Alpha – West")}
    with speaking("ru"):
        told = named_for_reader(country)
        assert {one.road for one in told.gaps if "Альфа" in one.ends and one.own is None} == {
            " – ".join("Альфа" if end == "Alpha – West" else end for end in road.ends)
            for road in roads
            if "Alpha – West" in road.ends
        }
