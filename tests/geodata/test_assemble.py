"""A city from all of its sources: every layer, every file and every source is there and accounted for."""

import hashlib
from dataclasses import fields, is_dataclass

import pytest
import shapely
from city_fixtures import town, town_file

from geodata.assemble import assemble_city
from geodata.city_request import (
    SessionSource,
    StationSource,
)
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.inventory.supply import supply_of
from tests.fixtures.assembled_city import LOCATIONS, assembled, report_of


def test_a_town_is_put_together_from_all_its_sources(request_):
    city = assembled(request_, stations=(StationSource("osm"),))
    assert city.crs == "EPSG:32643"
    assert city.zones["population"].sum() == pytest.approx(25 * 300)
    assert set(city.zones["district"]) == {"Батыс", "Шығыс"}
    assert city.fleet["count"].sum() == 1240
    assert {"osm-w61", "osm-w62", "osm-n71"} == set(city.sites["site_id"])
    assert city.sites.set_index("site_id")["district"].to_dict() == {
        "osm-w61": "Батыс",
        "osm-w62": "Шығыс",
        "osm-n71": "Шығыс",
    }
    assert city.stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 1}
    assert supply_of(city.stations, city.boundary).plugs() == city.stations.plugs()
    assert "water" in set(city.ground["kind"])
    assert city.roads.main.all()


def test_every_layer_is_in_one_metric_projection(request_):
    city = assembled(request_)
    for layer in (city.zones, city.districts, city.sites, city.stations.table, city.ground, city.roads.lines):
        assert layer.crs == city.crs
    assert shapely.contains_xy(city.boundary.buffer(500), city.roads.xy_m).all()


def test_every_source_is_accounted_for(request_, tmp_path):
    lots, feeders = tmp_path / "lots.csv", tmp_path / "feeders.csv"
    lots.write_text("lon,lat,name,bays,feeder\n76.912,43.252,Лот,6,F1\n", encoding="utf-8")
    feeders.write_text("feeder,spare_kw,lon,lat\nF1,500,76.91,43.25\n", encoding="utf-8")
    city = assembled(request_, sites_table=lots, feeders=feeders, stations=(StationSource("osm"),))
    kinds = [report.format for report in city.sources]
    assert {"roads", "boundary", "districts", "population", "osm", "osm sites", "fleet", "activities"} <= set(kinds)
    assert len(kinds) == 10
    assert city.feeders["spare_kw"].tolist() == [500]
    assert "F1" in set(city.sites["feeder"])


def files_in(part):
    """Every file that a request names, however deep."""
    if isinstance(part, InputFile):
        yield part
    elif is_dataclass(part):
        for one in fields(part):
            yield from files_in(getattr(part, one.name))
    elif isinstance(part, tuple):
        for one in part:
            yield from files_in(one)


def test_a_city_names_every_file_that_it_was_read_from_with_the_hash_of_its_bytes(tmp_path):
    texts = {
        "totals.csv": "district,population\nБатыс,4000\n",
        "lots.csv": "lon,lat,name,bays,feeder\n76.912,43.252,Лот,6,F1\n",
        "feeders.csv": "feeder,spare_kw,lon,lat,substation\nF1,500,76.91,43.25,PS-1\n",
        "substations.csv": "substation,spare_kw,lon,lat\nPS-1,900,76.91,43.25\n",
        "counts.csv": "vehicles_per_day,lon,lat\n9000,76.91,43.25\n",
        "own.csv": "lon,lat,connector\n76.91,43.25,GB/T DC\n",
        "ocpi.json": LOCATIONS,
        "ocm.json": '[{"ID": 7, "AddressInfo": {"Latitude": 43.251, "Longitude": 76.912}, "Connections": []}]',
        "overrides.csv": "action,station\n,osm-n72\n",
        "sessions.csv": "start,end,kwh,station\n2026-03-02 10:00,2026-03-02 11:00,20,ЭЗС\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    more = town_file().write(tmp_path / "chargers.osm")
    given = {name: InputFile(tmp_path / name, name=f"data/{name}") for name in texts}
    request = town(
        tmp_path,
        district_table=given["totals.csv"],
        sites_table=given["lots.csv"],
        feeders=given["feeders.csv"],
        substations=given["substations.csv"],
        traffic=given["counts.csv"],
        overrides=given["overrides.csv"],
        stations=(
            StationSource("osm"),
            StationSource("osm", InputFile(more, name="chargers.osm")),
            StationSource("csv", given["own.csv"]),
            StationSource("ocpi", given["ocpi.json"]),
            StationSource("ocm", given["ocm.json"]),
        ),
        sessions=(SessionSource("csv", given["sessions.csv"]),),
    )
    files = list(files_in(request))
    assert len(files) == 16
    city = assemble_city(request, progress=lambda _: None)
    assert city.inputs == {
        one.name or one.path.name: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in files
    }


def test_a_road_file_is_hashed_once_however_often_it_is_named(tmp_path, monkeypatch):
    request, hashed = town(tmp_path), []
    fingerprint = InputFile.fingerprint
    monkeypatch.setattr(
        InputFile, "fingerprint", lambda file, read=None: hashed.append(file.path) or fingerprint(file, read)
    )
    sources = (StationSource("osm"), StationSource("osm", request.place.roads))
    assembled(request, stations=sources)
    assert hashed.count(request.place.roads.path) == 1


def test_a_feeder_that_binds_nothing_and_an_unknown_substation_are_refused_by_name(request_, tmp_path):
    feeders, substations = tmp_path / "feeders.csv", tmp_path / "substations.csv"
    feeders.write_text("feeder,spare_kw\nF1,500\n", encoding="utf-8")
    with pytest.raises(InputError, match="feeder 'F1' has no place and no site names it"):
        assembled(request_, feeders=feeders)
    feeders.write_text("feeder,spare_kw,lon,lat,substation\nF1,500,76.91,43.25,PS-2\n", encoding="utf-8")
    substations.write_text("substation,spare_kw,lon,lat\nPS-1,900,76.91,43.25\n", encoding="utf-8")
    with pytest.raises(InputError, match="no substation 'PS-2', on which the feeder 'F1' hangs"):
        assembled(request_, feeders=feeders, substations=substations)
    substations.write_text("substation,spare_kw,lon,lat\nPS-2,900,76.91,43.25\n", encoding="utf-8")
    city = assembled(request_, feeders=feeders, substations=substations)
    assert city.substations["substation"].tolist()[0] == "PS-2"
    assert report_of(city, "substations").kept == 1


def test_the_activity_of_every_zone_is_known_and_keeps_its_people(request_):
    city = assembled(request_)
    assert city.activity["zone_id"].tolist() == city.zones["zone_id"].tolist()
    people = city.activity["flat_people"] + city.activity["house_people"]
    assert people.tolist() == city.zones["population"].tolist()
    assert city.activity["flat_people"].sum() == pytest.approx(25 * 300)  # the town has blocks of flats alone
    assert any(one.what == "people in flats" for one in city.assumptions)


def test_traffic_counts_are_read_and_accounted_for(request_, tmp_path):
    assert len(assembled(request_).traffic) == 0
    counts = tmp_path / "counts.csv"
    counts.write_text("Датчик,vehicles_per_day,lon,lat\n1,9000,76.91,43.25\n2,5,60,40\n", encoding="utf-8")
    city = assembled(request_, traffic=InputFile(counts, {"counter": "Датчик"}))
    assert city.traffic["vehicles_per_day"].tolist() == [9000]
    assert report_of(city, "traffic").dropped == 1


def test_metered_sessions_are_tied_to_the_stations_of_the_map_and_accounted_for(request_, tmp_path):
    assert len(assembled(request_).sessions) == 0
    sessions = tmp_path / "sessions.csv"
    lines = ["start,end,kwh,station", "2026-03-02 10:00,2026-03-02 11:00,20,эзс", "2026-03-02 10:00,,20,ЭЗС"]
    sessions.write_text("\n".join(lines), encoding="utf-8")
    sources = (SessionSource("csv", InputFile(sessions)),)
    city = assembled(request_, stations=(StationSource("osm"),), sessions=sources)
    assert city.sessions["station_id"].tolist() == ["osm-n72"]
    assert city.sessions["zone_id"].isin(city.zones["zone_id"]).all()
    assert (report_of(city, "sessions").kept, report_of(city, "sessions").dropped) == (1, 1)


def test_progress_is_told_in_words(request_):
    told = []
    assemble_city(request_, progress=told.append)
    assert told[0] == "reading roads and places"
    assert len(told) >= 5
