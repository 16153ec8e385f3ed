"""Several sources made one inventory: recognised, filled in, never inflated."""

from datetime import date

import pytest

from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Plug
from geodata.inventory.supply import supply_of
from geodata.report import Kind
from geodata.stations import Stations
from tests.geodata.station_builder import CCS, CITY, CRS, GBT, LAT, LON, merge, source, station


def test_one_station_of_three_sources_in_three_spellings_becomes_one():
    ocpi = source("ocpi", station("1", GBT, CCS, name="ЭЗС Достык Плаза", operator="ТОО «Оператор»"))
    ocm = source(
        "ocm",
        station("9", GBT, north_m=45, name="Dostyk Plaza charging station", operator="Operator LLP", city="Almaty"),
    )
    osm = source("osm", station("n7", north_m=-20, address="Самал-2, 111"))
    stations, reports = merge(ocpi, ocm, osm)
    row = stations.table.iloc[0]
    assert len(stations.table) == 1
    assert (row["station_id"], row["city"], row["address"]) == ("ocpi-1", "Almaty", "Самал-2, 111")
    assert set(row["merged_ids"].split()) == {"ocm-9", "osm-n7"}
    assert stations.plugs() == {"GBT_DC": 1, "IEC_62196_T2_COMBO": 1}
    assert [(report.kept, report.merged) for report in reports] == [(1, 0), (0, 1), (0, 1)]
    assert reports[1].problems[-1].action == "merged into ocpi-1"


def test_plugs_of_two_sources_are_the_most_of_one_never_the_sum():
    one = source("a", station("1", GBT, GBT, CCS))
    other = source("b", station("2", GBT, GBT, GBT, ("CHADEMO", 50.0, False)))
    stations, reports = merge(one, other)
    assert stations.plugs() == {"CHADEMO": 1, "GBT_DC": 3, "IEC_62196_T2_COMBO": 1}
    assert sum(sum(report.connectors.values()) for report in reports) == 5


def test_a_plug_under_two_names_and_one_of_no_name_are_not_counted_again():
    one = source("a", station("1", ("SAE_J3400", 150.0, False)))
    other = source("b", station("2", ("TESLA_S", 120.0, False), ("UNKNOWN", 11.0, True)))
    stations, _ = merge(one, other)
    assert sum(stations.plugs().values()) == 1


def test_a_given_power_replaces_a_guessed_one():
    one = source("a", station("1", ("GBT_DC", 60.0, True), ("IEC_62196_T2_COMBO", 60.0, True)))
    other = source("b", station("2", ("GBT_DC", 120.0, False)))
    stations, _ = merge(one, other)
    rows = stations.connectors.set_index("connector")
    assert (rows.loc["GBT_DC", "power_kw"], bool(rows.loc["GBT_DC", "power_guessed"])) == (120.0, False)
    assert bool(rows.loc["IEC_62196_T2_COMBO", "power_guessed"])


def test_of_equally_known_records_the_fresher_one_stays():
    old = source("a", station("1", GBT, updated="2020-01-01T00:00:00Z"))
    new = source("b", station("2", GBT, updated="2024-01-01T00:00:00Z"))
    stations, _ = merge(old, new)
    assert stations.table["station_id"].tolist() == ["b-2"]


@pytest.mark.parametrize(
    ("north_m", "fields", "count"),
    [
        (20, {}, 1),
        (20, {"operator": "Voltauto"}, 1),
        (50, {"operator": "Evion"}, 1),
        (50, {"operator": "Voltauto"}, 2),
        (50, {"name": "Достык"}, 1),
        (70, {"operator": "Evion", "name": "Dostyk"}, 2),
    ],
)
def test_place_decides_first_then_operator_name_and_plugs(north_m, fields, count):
    one = source("a", station("1", GBT, name="Dostyk", operator="Evion"))
    other = source("b", station("2", GBT, north_m=north_m, **fields))
    assert len(merge(one, other)[0].table) == count


def test_competitors_side_by_side_with_other_plugs_stay_two():
    one = source("a", station("1", GBT, operator="Evion"))
    other = source("b", station("2", CCS, north_m=10, operator="Voltauto"))
    assert len(merge(one, other)[0].table) == 2


def test_two_stations_of_one_source_are_never_made_one_by_a_third():
    pair = source("a", station("1", GBT), station("2", GBT, north_m=30))
    single = source("b", station("9", GBT, north_m=15))
    stations, reports = merge(pair, single)
    assert len(stations.table) == 2
    assert [(report.kept, report.merged) for report in reports] == [(2, 0), (0, 1)]


def test_the_nearest_record_is_the_one_that_merges():
    pair = source("a", station("1", GBT), station("2", GBT, north_m=40))
    single = source("b", station("9", GBT, north_m=30))
    stations, _ = merge(pair, single)
    merged = stations.table.set_index("station_id")["merged_ids"]
    assert merged["a-2"] == "b-9"
    assert merged["a-1"] is None


def test_one_file_given_twice_is_read_once():
    stations, reports = merge(source("a", station("1", GBT)), source("a", station("1", GBT)))
    assert stations.table["station_id"].tolist() == ["a-1"]
    assert [(report.kept, report.merged) for report in reports] == [(1, 0), (0, 1)]


def test_one_id_of_two_far_places_in_two_sources_stays_two_stations():
    stations, _ = merge(source("a", station("1", GBT)), source("a", station("1", GBT, north_m=500)))
    assert stations.table["station_id"].tolist() == ["a-1", "a-1~2"]
    assert sorted(stations.connectors["station_id"]) == ["a-1", "a-1~2"]


def test_where_sources_disagree_about_access_or_the_grid_the_stricter_word_wins_and_is_said():
    one = source("a", station("1", GBT, access="public", connection="connected"))
    other = source("b", station("2", GBT, access="private", connection="disconnected"))
    stations, reports = merge(one, other)
    row = stations.table.iloc[0]
    assert (row["access"], row["connection"]) == ("private", "disconnected")
    assert sum("disagree" in problem.reason for problem in reports[0].problems) == 2


def test_a_station_outside_the_city_is_kept_counted_and_no_supply():
    far = source("a", station("1", GBT, lon=37.6, lat=55.7), station("2", GBT))
    stations, (report,) = merge(far)
    assert (report.kept, report.outside_city) == (2, 1)
    assert stations.inside(CITY).table["station_id"].tolist() == ["a-2"]
    assert supply_of(stations, CITY).table["station_id"].tolist() == ["a-2"]
    assert dict(report.connectors) == {"GBT_DC": 2}


def test_a_station_whose_swapped_place_lies_in_the_city_is_moved_there_and_said():
    stations, (report,) = merge(source("a", station("1", GBT, lon=LAT, lat=LON)))
    back = stations.table.to_crs("EPSG:4326").geometry[0]
    assert (round(back.x, 5), round(back.y, 5)) == (LON, LAT)
    assert report.outside_city == 0
    assert report.problems[0].action == "moved into it"


@pytest.mark.parametrize(
    ("fields", "status", "is_supply"),
    [
        ({}, "operational", True),
        ({}, "unknown", True),
        ({"access": "customers"}, "operational", True),
        ({"access": "private"}, "operational", False),
        ({"access": "unknown"}, "operational", False),
        ({"connection": "disconnected"}, "operational", False),
        ({"connection": "connected"}, "operational", True),
        ({}, "planned", False),
        ({}, "out_of_order", False),
        ({}, "removed", False),
    ],
)
def test_only_open_connected_and_working_plugs_are_supply(fields, status, is_supply):
    plug = Plug("e", "GBT_DC", 60.0, power_guessed=False, status=status)
    stations, _ = merge(source("a", station("1", plugs=(plug,), **fields)))
    assert (len(supply_of(stations, CITY).connectors) == 1) is is_supply
    assert (len(supply_of(stations, CITY).table) == 1) is is_supply


def test_rows_of_a_table_that_are_one_station_are_merged_row_by_row():
    table = source("user", station("x", GBT))
    table = StationsRead(
        table.listed, table.report.__class__("t.csv", "csv", 3, 3), {"user-x": ("row 2", "row 3", "row 4")}
    )
    _, reports = merge(source("a", station("1", GBT, CCS)), table)
    assert (reports[1].records, reports[1].kept, reports[1].merged) == (3, 0, 3)


def test_no_sources_and_empty_ones_give_an_empty_inventory():
    assert len(merge()[0].table) == 0
    stations, (report,) = merge(source("a"))
    assert (len(stations.table), report.records) == (0, 0)
    assert supply_of(stations, CITY).plugs() == {}
    assert len(supply_of(Stations.none(CRS), CITY).table) == 0


def test_the_order_of_stations_in_a_source_changes_nothing_but_their_order():
    places = [station(str(k), GBT, north_m=17 * k) for k in range(12)]
    others = [station(str(k), CCS, north_m=17 * k + 6) for k in range(12)]
    there, _ = merge(source("a", *places), source("b", *others))
    back, _ = merge(source("a", *reversed(places)), source("b", *reversed(others)))
    assert there.plugs() == back.plugs()
    assert set(zip(there.table["station_id"], there.table["merged_ids"], strict=True)) == set(
        zip(back.table["station_id"], back.table["merged_ids"], strict=True)
    )


def claims(stations, field):
    rows = stations.provenance[stations.provenance["field"] == field]
    return {(row["record_id"], row["value"], bool(row["taken"])) for _, row in rows.iterrows()}


def test_every_field_of_a_merged_station_says_whose_word_it_is_and_what_the_others_say():
    one = source("a", station("1", GBT, GBT, name="Достык", updated="2020-01-01T00:00:00Z"))
    other = source(
        "b",
        station("2", CCS, north_m=5, name="Dostyk", operator="Evion", updated="2024-01-01T00:00:00Z", access="private"),
    )
    stations, _ = merge(one, other)
    assert claims(stations, "name") == {("a-1", "Достык", True), ("b-2", "Dostyk", False)}
    assert claims(stations, "operator") == {("b-2", "Evion", True)}
    assert claims(stations, "updated") == {
        ("a-1", "2020-01-01T00:00:00Z", False),
        ("b-2", "2024-01-01T00:00:00Z", True),
    }
    assert claims(stations, "access") == {("a-1", "public", False), ("b-2", "private", True)}
    assert claims(stations, "plugs") == {
        ("a-1", "2 x GBT_DC, 60 kW", True),
        ("b-2", "1 x IEC_62196_T2_COMBO, 60 kW", True),
    }
    assert claims(stations, "place") == {("a-1", "43.22000, 76.93000", True), ("b-2", "43.22005, 76.93000", False)}
    row = stations.table.iloc[0]
    assert (row["name"], row["operator"], row["updated"]) == ("Достык", "Evion", "2024-01-01T00:00:00Z")
    taken = stations.provenance[stations.provenance["taken"]]
    assert set(taken["source"]) == {"a", "b"}


def test_a_station_of_one_record_needs_no_provenance_but_its_own_source():
    stations, _ = merge(source("a", station("1", GBT)))
    assert len(stations.provenance) == 0
    assert stations.table["source"].tolist() == ["a"]


def test_sources_that_disagree_about_counts_or_whether_plugs_work_are_named():
    broken = Plug("e", "GBT_DC", 60.0, power_guessed=False, status="out_of_order")
    one = source("a", station("1", GBT, GBT))
    other = source("b", station("2", plugs=(broken,), north_m=5))
    _, reports = merge(one, other)
    reasons = [one.reason for one in reports[0].problems if one.kind is Kind.DISAGREEMENT]
    assert reasons == [
        "sources count GBT_DC differently: 1, 2",
        "sources disagree whether GBT_DC works: operational, out_of_order",
    ]


def test_a_station_nobody_spoke_of_for_long_is_stale_and_one_without_a_date_is_counted():
    read = source(
        "a",
        station("old", GBT, updated="2022-06-01T00:00:00Z"),
        station("new", GBT, north_m=500, updated="2024-06-03T00:00:00Z"),
        station("none", GBT, north_m=900),
    )
    _, (report,) = merge_stations([read], crs=CRS, boundary=CITY, stale_after_days=730, today=date(2026, 6, 2))
    stale = [(one.record, one.reason) for one in report.problems if one.kind is Kind.STALE]
    assert stale == [
        ("old", "last update 2022-06-01, over 730 days ago"),
        ("1 stations", "no date of last update"),
    ]


def test_neighbours_that_are_taken_for_two_are_named():
    one = source("a", station("1", GBT, operator="Evion"))
    other = source("b", station("2", CCS, north_m=10, operator="Voltauto"))
    _, reports = merge(one, other)
    assert [(p.record, p.action) for p in reports[1].problems if p.kind is Kind.DUPLICATE] == [
        ("2", "kept as two stations")
    ]


def test_one_id_in_two_sources_keeps_its_plain_form_whichever_record_is_better():
    poor = StationsRead(source("x", station("1", GBT)).listed, source("x", station("1", GBT)).report)
    rich = source("x", station("1", GBT, CCS))
    stations, _ = merge(poor, rich)
    row = stations.table.iloc[0]
    assert row["station_id"] == "x-1"
    assert row["merged_ids"] is None
    assert set(stations.connectors["station_id"]) == {"x-1"}
