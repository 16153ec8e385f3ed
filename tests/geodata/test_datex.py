"""DATEX II energy infrastructure in: table, status, and what is no such file."""

import copy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hostile.sound_access_points import DATEX_SITE, DATEX_STATUS, datex
from geodata.errors import InputError, MissingFileError
from geodata.input_file import InputFile
from geodata.inventory.live_status import with_status
from geodata.report import Kind
from geodata.sources.datex import read_datex
from geodata.sources.datex_status import read_datex_status
from tests.fixtures.work import work_of

STATUS = "energyInfrastructureSiteStatus"


def written(folder: Path, *sites: Any, name: str = "energyInfrastructureSite") -> InputFile:
    path = folder / f"{name}.xml"
    path.write_bytes(datex(list(sites), name))
    return InputFile(path)


def read(folder: Path, *sites: Any):
    return read_datex(written(folder, *sites))


def changed(change) -> dict[str, Any]:
    site = copy.deepcopy(DATEX_SITE)
    change(site)
    return site


def stations_of(site: dict[str, Any]) -> list[dict[str, Any]]:
    return site["energyInfrastructureStation"]


def test_every_field_of_a_site_reaches_the_tables(tmp_path):
    found = read(tmp_path, DATEX_SITE)
    row = found.stations.table.iloc[0]
    assert (row["station_id"], row["name"], row["operator"]) == ("datex-site-7", "Достык Плаза", "Оператор")
    assert (row["address"], row["city"], row["country"]) == ("Самал-2 111", "Алматы", "KAZ")
    assert (row["access"], row["accessible"], row["updated"]) == ("public", "yes", "2026-01-10T10:13:51Z")
    assert (row.geometry.x, row.geometry.y) == (76.956002, 43.233001)
    plugs = found.stations.connectors[["evse_id", "connector", "power_kw", "status", "reserved_for"]]
    assert [tuple(cells) for cells in plugs.itertuples(index=False)] == [
        ("p1", "GBT_DC", 120.0, "unknown", None),
        ("p1", "IEC_62196_T2_COMBO", 120.0, "unknown", None),
        ("p2", "IEC_62196_T2", 22.0, "unknown", None),
        ("p3", "MCS", 1000.0, "unknown", "trucks"),
    ]
    assert [one.reason for one in found.report.problems] == ["power 22 cannot be in W, taken as kW"]
    assert (found.report.records, found.report.kept) == (2, 2)


def test_no_prefix_and_another_prefix_read_the_same(tmp_path):
    plain = tmp_path / "plain.xml"
    plain.write_bytes(datex([DATEX_SITE]).replace(b"e:", b"").replace(b"d2:", b"x:").replace(b"xmlns:e", b"xmlns:y"))
    assert read_datex(InputFile(plain)).listed[0].plugs == read(tmp_path, DATEX_SITE).listed[0].plugs


def test_a_station_far_from_its_site_is_one_of_its_own(tmp_path):
    def move(site):
        place = {"pointCoordinates": {"latitude": "43.3", "longitude": "76.9"}}
        stations_of(site)[1]["locationReference"] = {"pointByCoordinates": place}

    found = read(tmp_path, changed(move))
    assert [one.station_id for one in found.listed] == ["datex-site-7", "datex-site-7-station-2"]
    assert [len(one.plugs) for one in found.listed] == [3, 1]
    assert (found.report.records, found.report.kept) == (2, 2)


def test_points_of_another_fuel_are_left_out_and_stations_of_it_dropped(tmp_path):
    def hydrogen(site):
        stations_of(site)[0]["refillPoint"][0]["@xsi:type"] = "e:HydrogenFillingPoint"
        stations_of(site)[1]["refillPoint"][0]["@xsi:type"] = "e:HydrogenFillingPoint"

    report = read(tmp_path, changed(hydrogen)).report
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)
    assert dict(report.connectors) == {"IEC_62196_T2": 1}


@pytest.mark.parametrize(
    ("written_as", "connector"),
    [
        ("iec62196T2Combo", "IEC_62196_T2_COMBO"),
        ("domesticFType", "DOMESTIC_F"),
        ("iec60309x2three64", "IEC_60309_2_three_64"),
        ("pantographTopDown", "PANTOGRAPH_TOP_DOWN"),
        ("GB/T", "GBT_DC"),
        ("teslaConnectorAmerica", "SAE_J3400"),
        ("teslaConnectorEurope", "teslaConnectorEurope"),
        ("other", "UNKNOWN"),
    ],
)
def test_types_of_connectors_are_the_names_of_ocpi(tmp_path, written_as, connector):
    def rename(site):
        stations_of(site)[0]["refillPoint"] = [stations_of(site)[0]["refillPoint"][0]]
        stations_of(site)[0]["refillPoint"][0]["connector"] = [
            {"connectorType": written_as, "maxPowerAtSocket": "60000"}
        ]

    assert read(tmp_path, changed(rename)).listed[0].plugs[0].connector == connector


@pytest.mark.parametrize(
    ("users", "access"),
    [(["allUsers"], "public"), (["hotelGuests"], "customers"), (["employees"], "private"), (["elves"], "unknown")],
)
def test_a_site_for_some_users_alone_is_not_public(tmp_path, users, access):
    assert read(tmp_path, DATEX_SITE | {"exclusiveUsers": users}).listed[0].access == access


def test_a_point_for_disabled_drivers_alone_is_reserved(tmp_path):
    found = read(tmp_path, changed(lambda site: stations_of(site)[0].update(exclusiveUsers="registeredDisabledUsers")))
    assert {plug.reserved_for for plug in found.listed[0].plugs} == {"disabled", "trucks"}


def test_a_status_reaches_its_point_by_its_id_or_its_evse_id_and_the_rest_is_accounted_for(tmp_path):
    said = copy.deepcopy(DATEX_STATUS)
    said["energyInfrastructureStationStatus"][0]["refillPointStatus"] += [
        {"reference": {"@id": "stranger"}, "status": "available"},
        {"status": "available"},
        {"reference": {"@id": "p1"}, "lastUpdated": "2020-01-01T00:00:00Z", "status": "available"},
    ]
    table, told = read(tmp_path, DATEX_SITE), read_datex_status(written(tmp_path, said, name=STATUS))
    found, report = with_status(table, told, days=90, oldest="2026-02-01")
    states = {plug.evse_id: (plug.status, plug.status_at) for plug in found.listed[0].plugs}
    assert states == {
        "p1": ("out_of_order_now", "2026-02-02T11:50:00Z"),
        "p2": ("operational", None),
        "p3": ("unknown", None),
    }
    assert (report.records, report.kept, report.merged, report.dropped) == (5, 2, 1, 2)
    assert any("stranger" in one.reason for one in report.problems)
    assert found.report.problems[-1].record == "1 of 3 points"
    _, stale = with_status(table, told, days=90, oldest="2026-03-01")
    assert [one.record for one in stale.problems if one.kind is Kind.STALE] == ["3 of 3 statuses"]


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_point_told_by_its_id_and_by_another_the_later_status_counts_in_any_order(tmp_path, order):
    states = [
        {"reference": {"@id": "KZ*EVK*p2"}, "lastUpdated": "2024-05-01T00:00:00Z", "status": "outOfOrder"},
        {"reference": {"@id": "p2"}, "lastUpdated": "2026-05-01T00:00:00Z", "status": "available"},
    ]
    said = {"energyInfrastructureStationStatus": {"refillPointStatus": states[::order]}}
    table, told = read(tmp_path, DATEX_SITE), read_datex_status(written(tmp_path, said, name=STATUS))
    found, report = with_status(table, told, days=90, oldest="2026-01-01")
    (plug,) = (one for one in found.listed[0].plugs if one.evse_id == "p2")
    assert plug.status == "operational"
    assert (report.records, report.kept, report.merged, report.dropped) == (2, 1, 1, 0)
    assert [one.kind for one in report.problems] == [Kind.DUPLICATE]


@pytest.mark.parametrize("word", ["planned", "removed"])
def test_what_is_planned_or_removed_is_not_out_of_order(tmp_path, word):
    point = {"reference": {"@id": "p1"}, "status": word}
    said = {"energyInfrastructureStationStatus": {"refillPointStatus": point}}
    told = read_datex_status(written(tmp_path, said, name=STATUS))
    found, _ = with_status(read(tmp_path, DATEX_SITE), told, days=90, oldest="2026-01-01")
    assert found.listed[0].plugs[0].status == word


ENTITIES = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 9))
BOMB = f'<!DOCTYPE x [<!ENTITY a0 "ha">{ENTITIES}]><payload>&a8;</payload>'
REFUSED = {
    "an entity bomb": (BOMB, "document type"),
    "an entity of another file": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "document type"),
    "a deep tree": ("<a>" * 200 + "</a>" * 200, "nested more than"),
    "a cut file": ("<payload><energyInfrastructureSite>", "no XML"),
    "a web page": ("<html><p>502</html>", "no XML"),
    "other XML": ("<osm></osm>", "no energyInfrastructureSite"),
    "JSON": ('{"payload": {}}', "DATEX II as JSON"),
    "nothing": ("", "no XML"),
    "a strange encoding": ('<?xml version="1.0" encoding="klingon"?><a/>', "no XML"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_table_is_one_line(tmp_path, what):
    text, reason = REFUSED[what]
    path = tmp_path / "x.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        read_datex(InputFile(path))
    assert "\n" not in str(caught.value)
    assert "x.xml" in str(caught.value)


def test_statuses_given_as_a_table_and_a_table_as_statuses_are_told_where_they_belong(tmp_path):
    with pytest.raises(InputError, match="status_path"):
        read_datex(written(tmp_path, DATEX_STATUS, name=STATUS))
    with pytest.raises(InputError, match="the table belongs in path"):
        read_datex_status(written(tmp_path, DATEX_SITE))
    with pytest.raises(MissingFileError):
        read_datex(InputFile(tmp_path / "none.xml"))


def test_a_site_of_very_many_parts_and_a_tag_without_end_are_refused_before_the_memory_is_taken(tmp_path):
    path = tmp_path / "large.xml"
    for text in ("<energyInfrastructureSite>" + "<a/>" * 400_000, "<payload " + "x" * 12_000_000):
        path.write_text(text, encoding="utf-8")

        def refused():
            with pytest.raises(InputError, match="more than"):
                read_datex(InputFile(path))

        assert work_of(refused).bytes < 80e6


def test_a_large_table_is_read_site_by_site(tmp_path):
    path = tmp_path / "country.xml"
    head, _, rest = datex([DATEX_SITE | {"description": "x" * 20_000}]).partition(b"<e:energyInfrastructureSite ")
    body, _, _ = rest.partition(b"</d2:payload>")
    path.write_bytes(head + (b"<e:energyInfrastructureSite " + body) * 150 + b"</d2:payload>")

    def whole():
        report = read_datex(InputFile(path)).report
        assert (report.records, report.kept, report.merged) == (300, 2, 298)

    assert work_of(whole).bytes < path.stat().st_size / 3


@pytest.mark.real
def test_the_public_sample_is_read_to_the_last_connector(shared_data):
    folder = shared_data / "datex"
    found = read_datex(InputFile(folder / "EnergyInfrastructureTablePublication.xml"))
    assert (found.report.records, found.report.kept) == (2, 2)
    assert dict(found.report.connectors) == {"CHADEMO": 2, "IEC_62196_T2": 2, "Some other connector type": 2}
    (station,) = found.listed
    assert [plug.power_kw for plug in station.plugs] == [22.0, 50.0, 40.0] * 2
    assert len({plug.evse_id for plug in station.plugs}) == 4
    assert (station.operator, station.accessible) == ("[Name des Betreibers]", "yes")
    said = read_datex_status(InputFile(folder / "EnergyInfrastructureStatusPublication.xml"))
    told, report = with_status(found, said, days=90, oldest="2025-01-01")
    assert (report.records, report.kept) == (1, 1)
    assert [plug.status for plug in told.listed[0].plugs].count("operational") == 2
