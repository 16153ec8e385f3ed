"""A city on disk: equal after the round trip, whole or not at all."""

import dataclasses

import pytest
from city_fixtures import assert_city_equal, town
from osm_fixtures import place

from geodata.activity import ACTIVITY
from geodata.assemble import assemble_city
from geodata.city import City
from geodata.city_request import SessionSource, StationSource
from geodata.errors import InputError, MissingFileError
from geodata.fleet import FLEET
from geodata.input_file import InputFile
from geodata.power import FEEDERS
from geodata.sites import SITES
from geodata.stations import Stations
from geodata.traffic import TRAFFIC
from geodata.zones import DISTRICTS

SESSION = "start,end,kwh,station\n2026-03-02 10:00,2026-03-02 11:00,20,ЭЗС\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    (folder / "counts.csv").write_text("counter,vehicles_per_day,lon,lat\nАбай,12000,76.91,43.25\n", encoding="utf-8")
    (folder / "sessions.csv").write_text(SESSION, encoding="utf-8")
    sessions = (SessionSource("csv", InputFile(folder / "sessions.csv")),)
    request_ = town(folder, stations=(StationSource("osm"),), traffic=folder / "counts.csv", sessions=sessions)
    return assemble_city(request_, progress=lambda _: None)


def test_a_saved_city_comes_back_equal(city, tmp_path):
    city.save(tmp_path / "city")
    assert_city_equal(City.load(tmp_path / "city"), city)


def test_a_saved_city_keeps_whose_word_each_field_of_a_merged_station_is(tmp_path):
    lon, lat = place(9, 9)
    (tmp_path / "own.csv").write_text(f"lon,lat,connector,count,name\n{lon},{lat},GB/T DC,3,Достык\n", encoding="utf-8")
    sources = (StationSource("osm"), StationSource("csv", InputFile(tmp_path / "own.csv")))
    city = assemble_city(town(tmp_path, stations=sources), progress=lambda _: None)
    assert len(city.stations.table) == 1
    assert {"name", "plugs"} <= set(city.stations.provenance["field"])
    city.save(tmp_path / "city")
    loaded = City.load(tmp_path / "city")
    assert_city_equal(loaded, city)
    lost = dataclasses.replace(loaded.stations, provenance=loaded.stations.provenance.iloc[1:].reset_index(drop=True))
    with pytest.raises(AssertionError):
        assert_city_equal(dataclasses.replace(loaded, stations=lost), city)


def test_activity_traffic_and_sessions_are_saved_too(city, tmp_path):
    city.save(tmp_path / "city")
    loaded = City.load(tmp_path / "city")
    assert loaded.traffic["counter"].tolist() == ["Абай"]
    assert loaded.activity["flat_people"].sum() > 0
    assert loaded.sessions["kwh"].tolist() == [20.0]
    assert loaded.sessions.equals(city.sessions)


def test_a_city_made_by_hand_needs_neither_activity_nor_traffic(city):
    facts = {name.name: getattr(city, name.name) for name in dataclasses.fields(City)}
    bare = City(**{name: fact for name, fact in facts.items() if name not in ("activity", "traffic")})
    assert bare.activity.columns.tolist() == list(ACTIVITY.columns)
    assert bare.traffic.columns.tolist() == list(TRAFFIC.columns)
    assert len(bare.activity) == len(bare.traffic) == 0


def test_the_city_of_an_earlier_version_is_refused_with_what_to_do(city, tmp_path):
    city.save(tmp_path / "city")
    facts = tmp_path / "city" / "city.json"
    facts.write_text(facts.read_text(encoding="utf-8").replace("version 10", "version 2"), encoding="utf-8")
    with pytest.raises(InputError, match=r"version 2.*read the city's sources again"):
        City.load(tmp_path / "city")


def test_the_comparison_of_cities_sees_a_changed_cell(city):
    zones = city.zones.copy()
    zones.loc[0, "population"] += 1e-6
    with pytest.raises(AssertionError):
        assert_city_equal(dataclasses.replace(city, zones=zones), city)


def test_a_city_of_empty_tables_comes_back_equal(city, tmp_path):
    bare = dataclasses.replace(
        city,
        districts=DISTRICTS.empty(city.crs),
        sites=SITES.empty(city.crs),
        stations=Stations.none(city.crs),
        fleet=FLEET.empty(),
        feeders=FEEDERS.empty(),
        activity=ACTIVITY.empty(),
        traffic=TRAFFIC.empty(),
        ground=city.ground.iloc[:0],
        sources=(),
        attribution=("© «Әлем» <b>{{7*7}}</b>",),
    )
    bare.save(tmp_path / "city")
    assert_city_equal(City.load(tmp_path / "city"), bare)


def test_saving_again_replaces_the_earlier_city_and_leaves_no_draft(city, tmp_path):
    city.save(tmp_path / "city")
    dataclasses.replace(city, name="Жаңа").save(tmp_path / "city")
    assert City.load(tmp_path / "city").name == "Жаңа"
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_save_that_fails_leaves_the_last_good_city(city, tmp_path):
    city.save(tmp_path / "city")
    broken = dataclasses.replace(city, attribution=(float("nan"),))  # JSON cannot hold it
    with pytest.raises(ValueError, match="JSON"):
        broken.save(tmp_path / "city")
    assert_city_equal(City.load(tmp_path / "city"), city)
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_folder_of_other_things_is_never_replaced(city, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"meow")
    with pytest.raises(InputError, match="not a saved city"):
        city.save(tmp_path / "photos")
    assert (tmp_path / "photos" / "cat.jpg").read_bytes() == b"meow"


def test_an_empty_folder_may_be_filled(city, tmp_path):
    (tmp_path / "city").mkdir()
    city.save(tmp_path / "city")
    assert City.load(tmp_path / "city").name == city.name


def test_no_city_is_a_missing_file(tmp_path):
    with pytest.raises(MissingFileError, match="a saved city"):
        City.load(tmp_path / "none")


@pytest.mark.parametrize(
    "name",
    [
        "zones.parquet",
        "activity.parquet",
        "traffic.parquet",
        "sessions.parquet",
        "roads_nodes.npz",
        "roads_drive_s.npz",
        "city.json",
        "boundary.parquet",
    ],
)
@pytest.mark.parametrize("damage", ["cut", "gone", "junk"])
def test_a_damaged_city_ends_in_one_clear_line(city, tmp_path, name, damage):
    city.save(tmp_path / "city")
    path = tmp_path / "city" / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"junk")
    with pytest.raises((InputError, MissingFileError)) as caught:
        City.load(tmp_path / "city")
    assert "\n" not in str(caught.value)


def test_a_city_of_another_version_is_refused(city, tmp_path):
    city.save(tmp_path / "city")
    facts = tmp_path / "city" / "city.json"
    facts.write_text(facts.read_text(encoding="utf-8").replace("version 10", "version 99"), encoding="utf-8")
    with pytest.raises(InputError, match="version 99"):
        City.load(tmp_path / "city")
