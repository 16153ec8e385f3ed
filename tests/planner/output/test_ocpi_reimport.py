"""Our own inventory read again beside the files it was made from: the same stations, and nothing more."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import box

from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.station_table import read_station_table
from geodata.stations import Stations
from tests.fixtures.drawing import drawn
from tests.fixtures.ocpi_inventories import again, told

CRS = "EPSG:32643"
ALMATY = gpd.GeoSeries([box(76.7, 43.1, 77.2, 43.4)], crs="EPSG:4326").to_crs(CRS).iloc[0]


def merged(*reads: StationsRead) -> Stations:
    return merge_stations(list(reads), crs=CRS, boundary=ALMATY)[0]


def three_spellings(folder: Path) -> list[StationsRead]:
    """One station of Almaty as three sources have it, and another that only the table knows, 30 m away."""
    location = {
        "id": "7",
        "country_code": "KZ",
        "party_id": "EVK",
        "name": "Достык Плаза",
        "address": "Самал-2, 111",
        "coordinates": {"latitude": "43.233001", "longitude": "76.956002"},
        "operator": {"name": "Оператор"},
        "evses": [
            {"uid": "e1", "status": "AVAILABLE", "connectors": [{"id": "1", "standard": "GBT_DC"}]},
            {"uid": "e2", "status": "AVAILABLE", "connectors": [{"id": "1", "standard": "GBT_DC"}]},
        ],
        "last_updated": "2024-05-01T10:00:00Z",
    }
    poi = {
        "ID": 146,
        "AddressInfo": {"Title": "Dostyk Plaza", "Latitude": 43.2331, "Longitude": 76.9561},
        "OperatorInfo": {"Title": "Operator"},
        "Connections": [
            {"ID": 1, "ConnectionTypeID": 1040, "PowerKW": 60, "Quantity": 1},
            {"ID": 2, "ConnectionTypeID": 33, "PowerKW": 60, "Quantity": 1},
        ],
    }
    table = (
        "lon;lat;connector;count;power_kw;name;operator;access\n"
        "76.9559;43.2329;GB/T DC;3;60;ТРЦ Достык Плаза;Оператор;customers\n"
        "76.9563;43.2332;CHAdeMO;1;50;Другая;Third;public\n"
    )
    (folder / "a.json").write_text(json.dumps([location]), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps([poi]), encoding="utf-8")
    (folder / "c.csv").write_text(table, encoding="utf-8")
    return [
        read_ocpi(InputFile(folder / "a.json")),
        read_open_charge_map(InputFile(folder / "b.json")),
        read_station_table(InputFile(folder / "c.csv")),
    ]


def test_our_own_export_read_alone_and_merged_is_the_same_inventory(tmp_path):
    first = merged(*three_spellings(tmp_path))
    assert len(first.table) == 2
    assert first.table["merged_ids"].notna().sum() == 1
    second = merged(again(first, tmp_path))
    assert told(second) == told(first)


def test_our_own_export_beside_the_files_it_was_made_from_adds_nothing(tmp_path):
    reads = three_spellings(tmp_path)
    first = merged(*reads)
    export = again(first, tmp_path)
    for order in ([*reads, export], [export, *reads]):
        both = merged(*order)
        assert both.plugs() == first.plugs()
        assert len(both.table) == len(first.table)


CROWDED = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from([None, "A", "B", "C D"]),
            "operator": st.sampled_from([None, "Tok", "Volt"]),
            "north": st.integers(0, 12),
            "east": st.integers(0, 6),
            "standards": st.lists(st.sampled_from(["GBT_DC", "IEC_62196_T2_COMBO", "CHADEMO"]), min_size=1, max_size=3),
        }
    ),
    min_size=1,
    max_size=6,
)


def crowd(folder: Path, party: str, stations: list[dict[str, Any]]) -> StationsRead:
    """Stations of one operator's file, within some hundred metres of each other."""
    locations = [
        {
            "id": str(number),
            "country_code": "KZ",
            "party_id": party,
            "name": one["name"],
            "operator": {"name": one["operator"]},
            "coordinates": {
                "latitude": f"{43.23 + one['north'] * 1e-4:.5f}",
                "longitude": f"{76.95 + one['east'] * 1e-4:.5f}",
            },
            "evses": [
                {"uid": f"e{post}", "status": "AVAILABLE", "connectors": [{"standard": name}]}
                for post, name in enumerate(one["standards"])
            ],
        }
        for number, one in enumerate(stations)
    ]
    (folder / f"{party}.json").write_text(json.dumps(locations), encoding="utf-8")
    return read_ocpi(InputFile(folder / f"{party}.json"))


def at_one_place(*standards):
    return [{"name": None, "operator": None, "north": 0, "east": 0, "standards": list(one)} for one in standards]


@given(ours=CROWDED, theirs=CROWDED)
@drawn(60)
@example(ours=at_one_place(["CHADEMO"] * 3), theirs=at_one_place(["CHADEMO"], ["CHADEMO"] * 3))
def test_our_own_export_adds_nothing_where_stations_stand_close(tmp_path_factory, ours, theirs):
    folder = tmp_path_factory.mktemp("crowd")
    reads = [crowd(folder, "AAA", ours), crowd(folder, "BBB", theirs)]
    first = merged(*reads)
    both = merged(*reads, again(first, folder))
    assert both.plugs() == first.plugs()
    assert len(both.table) == len(first.table)


@pytest.mark.real
def test_the_real_inventory_is_valid_and_comes_back_and_adds_nothing(shared_data, tmp_path):
    folder = shared_data / "stations"
    reads = [
        read_ocpi(InputFile(file)) for file in sorted([*folder.glob("ocpi_2_2*.json"), *folder.glob("ocpi_3*.json")])
    ]
    reads.append(read_open_charge_map(InputFile(folder / "ocm_central_asia_all.json")))
    whole = Stations.joined([read.stations for read in reads], "EPSG:4326")
    export = again(whole, tmp_path)
    assert told(export.stations) == told(whole)
    assert export.report.kept == len(whole.table) == 82
    once, twice = merged(*reads), merged(*reads, export)
    assert twice.plugs() == once.plugs()
    assert len(twice.table) == len(once.table)
