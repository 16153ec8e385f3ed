"""Stations of a town that is off the roads stand where the town does; others away from every way serve nobody, and are told with what helps."""

from planner.corridors.facts.gathering import gather
from planner.corridors.stating import state
from tests.planner.corridors.corridor_towns import TOWNS, settings_of, written

HEAD = "station_id,name,lat,lon,connector,count,power_kw\n"
EXISTING = {"existing": [{"path": "stations.csv", "format": "csv"}]}


def asked_with(folder, rows):
    written(folder, towns=TOWNS + "Beta,71.3,42.05,200000,KG\n", stations=HEAD + rows)
    settings = settings_of(stations=EXISTING, towns={"snap_km": 8})
    return state(gather(settings, folder), settings, 1e6)


def test_a_station_in_a_town_beside_the_road_stands_where_the_town_does(tmp_path):
    """Beta is 5.6 km off: one station in its middle, one between it and the road, one as far on the other side of the road."""
    rows = "s1,Inn,42.05,71.3,CCS2,2,120\ns2,Gate,42.03,71.301,CCS2,2,120\ns3,South,41.965,71.3,CCS2,2,120\n"
    asked = asked_with(tmp_path, rows)
    town = next(one for one in asked.instance.places if one.id == "Beta 6 km S")
    assert town.standing.guns == (0, 4)
    assert sum(one.standing is not None for one in asked.instance.places) == 1
    far = next(one for one in asked.account.faults if one.kind == "station_far")
    assert far.records == ("South",)
    assert "corridors.stations.existing_km" in far.line


def test_stations_that_serve_no_trip_are_told_by_number_and_why(tmp_path):
    rows = (
        "s1,Slow,42.0,70.5,Type 2,2,22\ns2,Weak,42.0,70.5,GB/T DC,2,15\ns3,Old,42.0,70.6,CHAdeMO,2,50\n"
        "s4,Away,42.0,60.0,CCS2,2,120\ns5,Good,42.0,70.7,CCS2,2,120\n"
    )
    asked = asked_with(tmp_path, rows)
    out = next(one for one in asked.account.faults if one.kind == "station_out")
    assert out.is_remark
    assert out.line.startswith("existing stations that serve no trip on these roads: 4 (")
    assert "no gun of direct current of 20 kW or more: 2" in out.line
    assert [one.split(": ")[0] for one in out.rows] == ["Slow", "Weak", "Old", "Away"]
    assert "Old: plugs that corridors.trips.families does not name" in out.rows
    assert "Away: beyond the roads that were read" in out.rows
    assert [one.name for one in asked.facts.standing] == ["Good"]


def test_places_keep_the_names_of_the_stations_that_stand_there(tmp_path):
    asked = asked_with(tmp_path, "s1,Ош центр,42.0,70.0,CCS2,2,120\ns2,Second,42.0,70.0003,GB/T DC,2,120\n")
    assert next(one.stations for one in asked.instance.places if one.id == "Alpha") == ("Ош центр", "Second")
