"""How far a town is from the nearest charger, and gaps that no car comes through though trips are made by another way."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.corridors.search.prepared import Prepared
from planner.country.main_roads import main_roads
from planner.country.other_ways import with_other_ways
from planner.country.output.report import report_html
from planner.country.output.tables import gap_table
from planner.country.output.workbook import _sheets
from planner.country.played import play
from planner.country.road_gaps import gaps_of, km_to_charger
from planner.country.roads import ENERGY
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
    roads = [one for one in main_roads(asked) if one.ends == {"Alpha", "Gamma"}]
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
        (sheet,) = [one for one in _sheets(country) if one.headings[0].title == "Road" and len(one.headings) == 6]
        assert any(row[-1] for row in sheet.rows) is told
