"""OCPI out: valid against 2.2.1, every plug in it once, and the same inventory when read again."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.connectors import Connector
from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.stations import ACCESSES, CONNECTIONS, CONNECTORS, STATIONS, STATUSES, Stations
from planner.output import ocpi_files
from planner.output.ocpi import inventory, proposals
from tests.fixtures.dossier_fixture import make_dossier, make_sites, make_stations
from tests.fixtures.drawing import drawn
from tests.fixtures.ocpi_validity import VALID


def stations(*plugs: tuple, **station) -> Stations:
    """One station; plugs as (evse_id, connector, count, kW, guessed, status)."""
    given_cells = {
        "station_id": "ocpi-1",
        "name": "Достык",
        "operator": "Оператор",
        "address": "Абая 1",
        "city": "Алматы",
        "country": "KAZ",
        "access": "public",
        "connection": "unknown",
        "source": "a.json",
        "source_id": "1",
        "updated": "2024-05-01T10:00:00Z",
        "merged_ids": None,
    } | station
    table = gpd.GeoDataFrame([given_cells], geometry=gpd.points_from_xy([76.93], [43.22]), crs="EPSG:4326")
    rows = [
        (given_cells["station_id"], evse, name, None, count, kw, guessed, status, None, None, None)
        for evse, name, count, kw, guessed, status in plugs
    ]
    connectors = pd.DataFrame(rows, columns=list(CONNECTORS.columns))
    return Stations(STATIONS.checked(table, source="test"), CONNECTORS.checked(connectors, source="test"))


def read_again(locations: list[dict], tmp_path: Path):
    path = tmp_path / "again.json"
    path.write_text(json.dumps(locations, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    return read_ocpi(InputFile(path))


def plug_table(some: Stations) -> list[tuple]:
    columns = ["connector", "power_kw", "power_guessed", "status"]
    counted = some.connectors.groupby(columns)["count"].sum()
    return sorted((*key, int(count)) for key, count in counted.items())


def test_four_alike_plugs_become_four_evses_of_one_connector_each():
    (location,) = inventory(stations(("e", "GBT_DC", 4, 60.0, False, "operational")))
    assert [len(evse["connectors"]) for evse in location["evses"]] == [1, 1, 1, 1]
    assert len({evse["uid"] for evse in location["evses"]}) == 4
    assert {evse["connectors"][0]["max_electric_power"] for evse in location["evses"]} == {60_000}


def test_plugs_of_one_evse_stay_in_one_evse():
    both = stations(
        ("e", "GBT_DC", 1, 60.0, False, "operational"), ("e", "IEC_62196_T2_COMBO", 1, 60.0, False, "operational")
    )
    (location,) = inventory(both)
    assert [[c["standard"] for c in evse["connectors"]] for evse in location["evses"]] == [
        ["GBT_DC", "IEC_62196_T2_COMBO"]
    ]


def test_a_plug_of_a_later_standard_has_the_name_of_2_2_1_and_keeps_its_own(tmp_path):
    (location,) = inventory(stations(("e", "SAE_J3400", 1, 150.0, False, "operational")))
    VALID.validate(location)
    assert location["evses"][0]["connectors"][0]["standard"] == "TESLA_S"
    assert read_again([location], tmp_path).stations.plugs() == {"SAE_J3400": 1}


def test_a_plug_of_no_known_standard_makes_no_invalid_location_and_is_not_lost(tmp_path):
    (location,) = inventory(
        stations(("e", "NO_SUCH_PLUG", 2, 11.0, False, "operational"), ("e", "GBT_AC", 2, 7.0, False, "operational"))
    )
    VALID.validate(location)
    assert read_again([location], tmp_path).stations.plugs() == {"GBT_AC": 2, "NO_SUCH_PLUG": 2}


def test_a_private_station_is_not_published_and_comes_back_private(tmp_path):
    (location,) = inventory(stations(("e", "GBT_DC", 1, 60.0, False, "operational"), access="private"))
    assert location["publish"] is False
    assert read_again([location], tmp_path).stations.table["access"].tolist() == ["private"]


def test_a_station_cut_off_from_the_grid_is_inoperative_and_comes_back_disconnected(tmp_path):
    (location,) = inventory(stations(("e", "GBT_DC", 1, 60.0, False, "operational"), connection="disconnected"))
    assert location["evses"][0]["status"] == "INOPERATIVE"
    again = read_again([location], tmp_path).stations
    assert again.table["connection"].tolist() == ["disconnected"]


def test_a_station_without_plugs_is_written_without_evses_and_read_again(tmp_path):
    (location,) = inventory(stations())
    VALID.validate(location)
    assert "evses" not in location
    assert len(read_again([location], tmp_path).stations.table) == 1


def test_an_unknown_country_is_said_with_the_user_assigned_code_and_a_nautical_time_zone():
    (location,) = inventory(stations(country=None))
    assert (location["country"], location["country_code"], location["time_zone"]) == ("XXX", "XX", "Etc/GMT-5")
    (given_country,) = inventory(stations(country=None), country="KZ", city="Almaty")
    assert (given_country["country"], given_country["time_zone"]) == ("KAZ", "Asia/Almaty")


def test_the_order_of_rows_does_not_change_the_file():
    one = stations(("e", "GBT_DC", 1, 60.0, False, "operational"), station_id="b")
    two = stations(("e", "GBT_AC", 1, 7.0, False, "operational"), station_id="a")
    there = Stations.joined([one, two], "EPSG:4326")
    back = Stations.joined([two, one], "EPSG:4326")
    assert inventory(there) == inventory(back)
    assert [location["id"] for location in inventory(there)] == ["a", "b"]


HOSTILE = st.text(max_size=80)
PLUG = st.tuples(
    HOSTILE,
    st.sampled_from([*(c.value for c in Connector), "NO_SUCH_PLUG"]),
    st.integers(0, 5),
    st.floats(0.6, 1.2),
    st.booleans(),
    st.sampled_from(STATUSES),
)


@given(
    plugs=st.lists(PLUG, max_size=5),
    texts=st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    access=st.sampled_from(ACCESSES),
    connection=st.sampled_from(CONNECTIONS),
)
@drawn(60)
def test_whatever_stands_is_valid_ocpi_and_is_read_again_plug_for_plug(
    tmp_path_factory, plugs, texts, access, connection
):
    rows = [
        (
            evse,
            name,
            count,
            round(share * (Connector(name).max_kw if Connector.named(name) else 100), 3),
            guessed,
            status,
        )
        for evse, name, count, share, guessed, status in plugs
    ]
    name, operator, address, station_id = texts
    whole = stations(
        *rows,
        name=name,
        operator=operator,
        address=address,
        station_id=f"x{station_id}",
        access=access,
        connection=connection,
    )
    locations = inventory(whole)
    for location in locations:
        VALID.validate(location)
        uids = [evse["uid"] for evse in location.get("evses", [])]
        assert len(uids) == len(set(uids))
    if "test" in name.lower():
        return
    again = read_again(locations, tmp_path_factory.mktemp("again"))
    assert again.report.kept == 1
    assert again.stations.table["access"].tolist() == [access]
    expected = [row for row in plug_table(whole) if row[-1]]
    if connection == "disconnected":
        assert again.stations.plugs() == {k: v for k, v in whole.plugs().items() if v}
    else:
        assert plug_table(again.stations) == expected


def sites(chargers: list[dict], status: str = "proposed") -> gpd.GeoDataFrame:
    rows = [
        {
            "site_id": "osm-w1",
            "name": "<script>alert(1)</script>",
            "status": status,
            "operator": None,
            "chargers": chargers,
        }
    ]
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([76.93], [43.22]), crs="EPSG:4326")


def test_a_proposed_site_has_one_planned_evse_for_each_gun_and_every_plug(tmp_path):
    chargers = [
        {"type": "dc_gbt_60", "count": 2, "power_kw": 60.0, "connectors": {"GBT_DC": 2}},
        {"type": "ac_t2_22", "count": 1, "power_kw": 22.0, "connectors": {"IEC_62196_T2": 1}},
    ]
    (location,) = proposals(sites(chargers), country="KZ", city="Almaty", updated="2026-01-02T03:04:05Z")
    VALID.validate(location)
    assert location["last_updated"] == "2026-01-02T03:04:05Z"
    assert [evse["status"] for evse in location["evses"]] == ["PLANNED"] * 5
    assert len({evse["uid"] for evse in location["evses"]}) == 5
    again = read_again([location], tmp_path).stations
    assert again.plugs() == {"GBT_DC": 4, "IEC_62196_T2": 1}
    assert set(again.connectors["status"]) == {"planned"}


def test_a_cabinet_of_two_guns_and_four_cables_is_two_evses_with_both_plugs():
    chargers = [
        {
            "type": "dc_dual_120_4cable",
            "count": 1,
            "power_kw": 120.0,
            "connectors": {"GBT_DC": 2, "IEC_62196_T2_COMBO": 2},
        }
    ]
    (location,) = proposals(sites(chargers))
    assert [[c["standard"] for c in evse["connectors"]] for evse in location["evses"]] == [
        ["GBT_DC", "IEC_62196_T2_COMBO"]
    ] * 2


def test_a_plug_never_gets_more_power_than_its_standard_carries():
    chargers = [
        {
            "type": "dc_triple_60",
            "count": 1,
            "power_kw": 60.0,
            "connectors": {"CHADEMO": 1, "IEC_62196_T2_COMBO": 1, "IEC_62196_T2": 1},
        }
    ]
    (location,) = proposals(sites(chargers))
    watts = {c["standard"]: c["max_electric_power"] for evse in location["evses"] for c in evse["connectors"]}
    assert watts == {"CHADEMO": 60_000, "IEC_62196_T2_COMBO": 60_000, "IEC_62196_T2": 43_000}


@pytest.mark.parametrize("connector", ["GBT_DC", "IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T2", "GBT_AC", "CHAOJI"])
@pytest.mark.parametrize("power_kw", [7.0, 22.0, 60.0, 120.0, 350.0])
def test_voltage_times_amperage_carries_the_power_of_the_plug(connector, power_kw):
    (location,) = inventory(stations(("e", connector, 1, power_kw, False, "operational")))
    plug = location["evses"][0]["connectors"][0]
    phases = 3 if plug["power_type"] == "AC_3_PHASE" else 1
    carried = plug["max_voltage"] * plug["max_amperage"] * phases
    assert plug["max_electric_power"] <= carried <= 2.6 * plug["max_electric_power"]


def test_sites_without_chargers_are_not_proposed():
    assert proposals(sites([], status="existing")) == []


def test_the_sites_of_a_dossier_are_valid_proposals():
    found = proposals(make_sites())
    assert len(found) == 12
    for location in [*found, *inventory(make_stations())]:
        VALID.validate(location)


@pytest.mark.real
def test_real_inventories_come_back_with_every_plug(shared_data, tmp_path):
    folder = shared_data / "stations"
    reads = [read_ocpi(InputFile(path)) for path in sorted(folder.glob("ocpi_*.json"))] + [
        read_open_charge_map(InputFile(folder / "ocm_central_asia_all.json"))
    ]
    for read in reads:
        locations = inventory(read.stations)
        again = read_again(locations, tmp_path)
        assert plug_table(again.stations) == plug_table(read.stations)
        assert again.report.kept == read.report.kept
        for location in locations:
            VALID.validate(location)


def test_files_without_a_time_of_their_own_are_dated_by_the_day_they_are_written(tmp_path, monkeypatch):
    assert re.fullmatch(r"20[2-9]\d-\d\d-\d\dT00:00:00Z", ocpi_files.start_of_today())
    monkeypatch.setattr(ocpi_files, "start_of_today", lambda: "2031-07-01T00:00:00Z")
    for write, name in ((ocpi_files.write_locations, "l.json"), (ocpi_files.write_inventory, "i.json")):
        write(make_dossier(), tmp_path / name)
    planned = json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))
    assert {one["last_updated"] for one in planned} == {"2031-07-01T00:00:00Z"}
    assert "2000-01-01" not in (tmp_path / "i.json").read_text(encoding="utf-8")
