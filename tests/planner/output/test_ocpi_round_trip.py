"""OCPI out and in: valid, and the same inventory, ids and all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import Connector
from geodata.input_file import InputFile
from geodata.inventory.parking import parking_text, reserved_text
from geodata.sources.ocpi import read_ocpi
from geodata.stations import ACCESSES, ACCESSIBLE, CONNECTIONS, RESERVED, STATUSES
from planner.output import write_one
from planner.output.ocpi_files import write_inventory, write_locations
from planner.output.shared.ocpi_parts import V2_2_1, V2_3_0
from tests.fixtures.drawing import drawn
from tests.fixtures.ocpi_inventories import again, plug, rows_of, told
from tests.fixtures.ocpi_validity import check_locations
from tests.fixtures.planned_street import planned_street


def bays(*ids: str, kinds: tuple[str, ...] = ("PERSONAL_VEHICLE",), **more) -> str:
    """Bays as the inventory holds them."""
    base = {"vehicle_types": list(kinds), "restricted_to_type": True, "reservation_required": False}
    return parking_text([base | {"id": one} | more for one in ids])


CASES = {
    "four alike plugs in one row": {"plugs": [plug(count=4)]},
    "a cabinet with two cables a gun": {"plugs": [plug(count=2), plug(name="IEC_62196_T2_COMBO", count=2)]},
    "two alike plugs at one EVSE": {"plugs": [plug(), plug()]},
    "one row of three and one of one": {"plugs": [plug(count=3), plug(count=1)]},
    "one EVSE in two states": {"plugs": [plug(count=2), plug(status="out_of_order")]},
    "a group named as a post of another": {"plugs": [plug("e", count=2), plug("e-1", kw=50.0)]},
    "EVSEs that differ in capitals": {"plugs": [plug("A1"), plug("a1", kw=50.0)]},
    "an EVSE of a long name": {"plugs": [plug("пост" * 20)]},
    "a power of odd watts": {"plugs": [plug(kw=22.00055, name="IEC_62196_T2")]},
    "a guessed power and an unknown format": {"plugs": [plug(guessed=True, format=None)]},
    "plugs without a name in 2.2.1": {
        "plugs": [plug(name="MCS", kw=1000.0, count=2), plug(name="NO_SUCH_PLUG", kw=11.0)]
    },
    "a plug of a later standard": {"plugs": [plug(name="SAE_J3400", kw=150.0)]},
    "a station cut off": {"connection": "disconnected", "plugs": [plug(), plug("f", status="unknown")]},
    "every status": {"plugs": [plug(word, status=word) for word in STATUSES]},
    "for customers": {"access": "customers", "plugs": [plug()]},
    "of unknown access": {"access": "unknown", "connection": "connected", "plugs": [plug()]},
    "private": {"access": "private", "plugs": [plug()]},
    "no plugs": {},
    "no words at all": {"name": None, "operator": None, "plugs": [plug()]},
    "long words": {"name": "н" * 300, "operator": "о" * 150, "address": "а" * 90, "city": "г" * 60, "plugs": [plug()]},
    "words with line breaks": {"name": "two\nlines", "address": "tab\there", "plugs": [plug()]},
    "reserved for two kinds of vehicles": {"plugs": [plug(count=2, reserved_for="trucks, disabled"), plug("f")]},
    "faults of different days": {
        "plugs": [plug(status="out_of_order_now", status_at=f"2026-0{k}-01T00:00:00Z") for k in (1, 2)]
    },
    "bays of two EVSEs, one of them shared": {
        "accessible": "yes",
        "plugs": [plug("e", parking=bays("a", "b")), plug("f", parking=bays("b", kinds=("BUS", "DISABLED")))],
    },
    "two bays under one id": {"plugs": [plug("e", parking=bays("a")), plug("f", parking=bays("A", kinds=("BUS",)))]},
    "a name that says test": {"name": "TEST 1", "plugs": [plug()]},
    "all fields": {
        "name": "Достык",
        "operator": "Оператор",
        "address": "Абая 1",
        "city": "Алматы",
        "country": "KAZ",
        "updated": "2024-05-01T10:00:00Z",
        "source": "ocm.json",
        "source_id": "146017",
        "merged_ids": "osm-n1 ocpi-EV-EVK-7",
        "plugs": [plug()],
    },
}


@pytest.mark.parametrize("version", [V2_2_1, V2_3_0], ids=lambda one: one.name)
@pytest.mark.parametrize("case", CASES)
def test_an_inventory_comes_back_with_all_it_says(tmp_path, case, version):
    whole = rows_of({"station_id": "ocm-146017"} | CASES[case])
    read = again(whole, tmp_path, version, country="KZ", city="Almaty", updated="2026-01-02T00:00:00Z")
    assert told(read.stations) == told(whole)
    once_more = again(read.stations, tmp_path, version, country="UZ", city="Tashkent")
    assert told(once_more.stations) == told(whole)
    assert (read.report.records, read.report.kept) == (1, 1)


def test_stations_whose_ids_differ_in_capitals_or_not_before_the_96th_letter_stay_two(tmp_path):
    ids = ["ocpi-a", "ocpi-A", f"user-{'x' * 90}1", f"user-{'x' * 90}2"]
    whole = rows_of(*({"station_id": one, "source_id": one, "plugs": [plug()]} for one in ids))
    assert told(again(whole, tmp_path).stations) == told(whole)


def test_a_guessed_power_is_named_again_when_the_file_is_read(tmp_path):
    read = again(rows_of({"station_id": "a", "plugs": [plug(guessed=True)]}), tmp_path)
    assert read.report.by_kind() == {"guessed power": 1}


TEXT = st.text(max_size=60).map(
    lambda text: text.encode("utf-8", "replace").decode().replace("\x00", "").strip() or "x"
)
BAY = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "B", "b"]),
        "vehicle_types": st.sampled_from([["PERSONAL_VEHICLE"], ["RIGID", "BUS"], ["PERSONAL_VEHICLE", "DISABLED"]]),
        "restricted_to_type": st.booleans(),
        "reservation_required": st.booleans(),
    },
    optional={
        "max_vehicle_height": st.floats(0.1, 900),
        "roofed": st.booleans(),
        "direction": st.sampled_from(["ANGLE", "PARALLEL"]),
        "physical_reference": st.sampled_from(["A1", "Б 7"]),
        "evse_position": st.sampled_from(["LEFT", "RIGHT"]),
    },
)
PLUG = st.builds(
    lambda evse, name, count, share, **more: plug(
        evse, name, count, round(share * (Connector(name).max_kw if Connector.named(name) else 100), 6), **more
    ),
    evse=TEXT,
    name=st.sampled_from([*(c.value for c in Connector), "NO_SUCH_PLUG", "UNKNOWN"]),
    count=st.integers(0, 5),
    share=st.floats(0.6, 1.2),
    guessed=st.booleans(),
    status=st.sampled_from(STATUSES),
    status_at=st.sampled_from([None, "2026-05-01T10:00:00Z"]),
    reserved_for=st.none() | st.sets(st.sampled_from(RESERVED), min_size=1).map(reserved_text),
    parking=st.none() | st.lists(BAY, min_size=1, max_size=3).map(parking_text),
    format=st.sampled_from([None, "SOCKET", "CABLE"]),
)
STATION = st.fixed_dictionaries(
    {
        "name": st.none() | TEXT,
        "operator": st.none() | TEXT,
        "address": st.none() | TEXT,
        "city": st.none() | TEXT,
        "country": st.sampled_from([None, "KAZ", "UZB", "NZL"]),
        "access": st.sampled_from(ACCESSES),
        "connection": st.sampled_from(CONNECTIONS),
        "source": TEXT,
        "source_id": TEXT,
        "updated": st.sampled_from([None, "2024-05-01T10:00:00Z"]),
        "merged_ids": st.sampled_from([None, "ocm-1", "ocm-1 osm-n2"]),
        "accessible": st.sampled_from([None, *ACCESSIBLE]),
        "plugs": st.lists(PLUG, max_size=5),
    }
)


@given(rows=st.lists(STATION, min_size=1, max_size=4), version=st.sampled_from([V2_2_1, V2_3_0]))
@drawn(60)
def test_a_hostile_inventory_is_valid_and_comes_back_with_all_it_says(tmp_path_factory, rows, version):
    whole = rows_of(*({"station_id": f"id-{k}"} | row for k, row in enumerate(rows)))
    folder = tmp_path_factory.mktemp("again")
    assert told(again(whole, folder, version, country="KZ", city="<b>{{ 7*7 }}</b>").stations) == told(whole)


def test_a_planned_city_writes_valid_files_of_what_stands_and_what_is_proposed(tmp_path):
    dossier = planned_street()
    write_inventory(dossier, tmp_path / "ocpi_inventory.json")
    write_locations(dossier, tmp_path / "ocpi_locations.json")
    standing, planned = (
        json.loads((tmp_path / name).read_text(encoding="utf-8"))
        for name in ("ocpi_inventory.json", "ocpi_locations.json")
    )
    check_locations(standing)
    check_locations(planned)
    assert len(standing) == 1
    assert planned
    assert {post["status"] for location in planned for post in location["evses"]} == {"PLANNED"}
    assert told(read_ocpi(InputFile(tmp_path / "ocpi_inventory.json")).stations) == told(dossier.stations)
    assert set(read_ocpi(InputFile(tmp_path / "ocpi_locations.json")).stations.connectors["status"]) == {"planned"}


def test_the_later_version_plans_the_same_guns_and_gives_each_a_bay(tmp_path):
    dossier = planned_street()
    names = ("ocpi_locations.json", "ocpi_locations_2.3.0.json", "ocpi_inventory_2.3.0.json")
    for name in names:
        write_one(dossier, tmp_path / name)
    earlier, later, standing = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in names)
    check_locations(later, "2.3.0")
    check_locations(standing, "2.3.0")
    new = ("parking_places", "parking_type")
    assert [
        {key: value for key, value in one.items() if key not in new}
        | {"evses": [{key: value for key, value in post.items() if key != "parking"} for post in one["evses"]]}
        for one in later
    ] == earlier
    assert [len(one["parking_places"]) for one in later] == [len(one["evses"]) for one in later]
    assert all("parking_places" not in one for one in standing), "no source told of the bays of what stands"
    assert told(read_ocpi(InputFile(tmp_path / "ocpi_inventory_2.3.0.json")).stations) == told(dossier.stations)


@pytest.mark.real
def test_the_bays_of_the_example_of_the_standard_go_out_and_come_back(shared_data, tmp_path):
    file = InputFile(shared_data / "stations" / "ocpi_2_3_0_location_example.json")
    source = json.loads(file.path.read_text(encoding="utf-8"))
    stations = read_ocpi(file).stations
    read = again(stations, tmp_path, V2_3_0, country="KZ", city="Almaty")
    (out,) = json.loads((tmp_path / "ocpi_inventory.json").read_text(encoding="utf-8"))
    keep = ("id", "vehicle_types", "restricted_to_type", "reservation_required", "physical_reference")
    assert out["parking_places"] == [{key: place[key] for key in keep} for place in source["parking_places"]]
    assert [post["parking"] for post in out["evses"]] == [post["parking"] for post in source["evses"]]
    assert told(read.stations) == told(stations)
