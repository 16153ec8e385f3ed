"""One Almaty station, given by an operator, by volunteers and by the city in three spellings, is one station."""

import json

import geopandas as gpd
import pytest
from shapely import box

from geodata.city_request import CityRequest, PlaceRequest, StationSource
from geodata.input_file import InputFile
from geodata.inventory.supply import supply_of
from geodata.station_intake import stations_in
from geodata.tables import rows_of

CRS = "EPSG:32643"
BOX = (76.8, 43.1, 77.1, 43.4)
CITY = gpd.GeoSeries([box(*BOX)], crs="EPSG:4326").to_crs(CRS).iloc[0]
LOCATION = {
    "country_code": "KZ",
    "party_id": "EVK",
    "id": "dostyk-7",
    "publish": True,
    "name": "Dostyk Plaza EV Charging Station",
    "coordinates": {"latitude": "43.233001", "longitude": "76.956002"},
    "operator": {"name": "Operator Energy LLP"},
    "evses": [
        {
            "uid": "e1",
            "status": "AVAILABLE",
            "connectors": [
                {"id": "1", "standard": "GBT_DC", "format": "CABLE", "power_type": "DC", "max_electric_power": 120},
                {"id": "2", "standard": "IEC_62196_T2_COMBO", "format": "CABLE", "max_electric_power": 120000},
            ],
        },
        {
            "uid": "e2",
            "status": "AVAILABLE",
            "connectors": [{"id": "1", "standard": "GB/T DC", "max_electric_power": 120000}],
        },
    ],
    "last_updated": "2025-05-01T10:00:00Z",
}
POI = {
    "ID": 4711,
    "UsageTypeID": 4,
    "StatusTypeID": 50,
    "DateLastVerified": "2019-03-01T00:00:00Z",
    "OperatorInfo": {"Title": "OPERATOR ENERGY"},
    "AddressInfo": {"Title": "Достык Плаза", "Town": "Алматы", "Latitude": 43.2333, "Longitude": 76.9562},
    "Connections": [{"ID": 1, "ConnectionTypeID": 1040, "PowerKW": 60, "Quantity": 2, "CurrentTypeID": 30}],
}
TABLE = """название;владелец;широта;долгота;разъём;число;кВт;сеть
ЭЗС «Достык-Плаза»;ТОО «Оператор Энерджи»;43,23312;76,95604;GB/T DC;2;120;подключена
ЭЗС «Достык-Плаза»;ТОО «Оператор Энерджи»;43,23312;76,95604;Тип 2;1;22 кВА;подключена
"""
COLUMNS = {
    "name": "название",
    "operator": "владелец",
    "lat": "широта",
    "lon": "долгота",
    "connector": "разъём",
    "count": "число",
    "power_kw": "кВт",
    "connection": "сеть",
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    (folder / "operator.json").write_text(json.dumps({"data": [LOCATION]}, ensure_ascii=False), encoding="utf-8")
    (folder / "volunteers.json").write_text(json.dumps([POI], ensure_ascii=False), encoding="utf-8")
    (folder / "city.csv").write_text(TABLE, encoding="cp1251")
    sources = (
        StationSource("ocpi", InputFile(folder / "operator.json")),
        StationSource("ocm", InputFile(folder / "volunteers.json")),
        StationSource("csv", InputFile(folder / "city.csv", COLUMNS)),
    )
    request = CityRequest(PlaceRequest("Almaty"), stations=sources)
    return stations_in(request, None, bounds=BOX, crs=CRS, boundary=CITY)


def test_three_spellings_become_one_station_and_nothing_is_counted_twice(merged):
    stations, reports = merged
    assert len(stations.table) == 1
    assert stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2": 1, "IEC_62196_T2_COMBO": 1}
    assert [(one.records, one.kept, one.merged, one.dropped) for one in reports] == [
        (1, 1, 0, 0),
        (1, 0, 1, 0),
        (2, 0, 2, 0),
    ]
    assert len(supply_of(stations, CITY).table) == 1


def test_each_field_is_the_better_sourced_one_and_says_so(merged):
    stations, _ = merged
    row = stations.table.iloc[0]
    assert row["station_id"] == "ocpi-KZ-EVK-dostyk-7"
    assert (row["name"], row["city"], row["connection"]) == ("Dostyk Plaza EV Charging Station", "Алматы", "connected")
    taken = stations.provenance[stations.provenance["taken"]]
    says = {(one.field, one.value): one.source for one in rows_of(taken)}
    assert says["name", "Dostyk Plaza EV Charging Station"] == "operator.json"
    assert says["city", "Алматы"] == "volunteers.json"
    assert says["connection", "connected"] == "city.csv"
    assert says["plugs", "1 x IEC_62196_T2, 22 kW"] == "city.csv"
    others = set(stations.provenance.loc[~stations.provenance["taken"], "value"])
    assert {"Достык Плаза", "ЭЗС «Достык-Плаза»", "2 x GBT_DC, 60 kW"} <= others


def test_powers_are_kilowatts_whatever_the_unit_was_and_the_doubts_are_listed(merged):
    stations, reports = merged
    powers = {(one.connector, one.power_kw, one.power_guessed) for one in rows_of(stations.connectors)}
    assert powers == {
        ("GBT_DC", 120.0, False),
        ("IEC_62196_T2_COMBO", 120.0, False),
        ("IEC_62196_T2", 22.0, False),
    }
    said = [problem.reason for report in reports for problem in report.problems]
    assert any("120 cannot be in W, taken as kW" in one for one in said)
    assert any("apparent power" in one for one in said)
